"""Without scripts: everything that people must do works as well, only less comfortably."""

import re

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.visits import Visits, choose, picture, region, unfold


def test_reporting_triage_and_a_task_work_without_javascript(visit: Visits) -> None:
    olu, ari, ivo, iris = (visit(name, java_script_enabled=False) for name in ("Olu", "Ari", "Ivo", "Iris"))
    reference = report(olu)
    for page, department in ((ari, "the AI department"), (ivo, "IT")):
        page.goto(f"/incidents/{reference}")
        triage = region(page, "Triage")
        unfold(triage, f"Accept for {department}")
        if page is ari:
            triage.get_by_label("Severity").select_option("sev-4")
        triage.get_by_role("button", name="Accept the report").click()
        expect(page.get_by_text("Your department accepts the report.")).to_be_visible()
    expect(region(ivo, "Triage")).to_contain_text("Accepted")
    task = raise_a_rollback(ivo, reference)
    iris.goto(task)
    iris.get_by_role("button", name="Start").click()
    expect(iris.get_by_text("The task is started.")).to_be_visible()
    unfold(iris, "Finish")
    iris.get_by_label("Outcome").fill("Bundle 41 is back.")
    iris.get_by_role("button", name="Finish the task").click()
    expect(region(iris, "Outcome")).to_contain_text("Bundle 41 is back.")


def report(page: Page) -> str:
    """Olu reports with a picture chosen by hand; returns the reference."""
    page.goto("/incidents/new")
    page.get_by_label("Title").fill("It answered in rhyme")
    page.get_by_label("What happened").fill("Every answer of this morning rhymes.")
    page.get_by_label("Which AI system").select_option(label="Helpdesk assistant")
    screenshot = FilePayload(name="rhyme.png", mimeType="image/png", buffer=picture())
    page.get_by_label("Evidence").set_input_files(screenshot)
    page.get_by_role("button", name="Send the report").click()
    expect(region(page, "Evidence").get_by_role("link", name="rhyme.png")).to_be_visible()
    reported = re.search(r"AI-\d+", page.url)
    assert reported is not None
    return reported.group()


def raise_a_rollback(page: Page, reference: str) -> str:
    """Ivo raises a rollback for Iris; returns the task's address."""
    page.goto(f"/incidents/{reference}/tasks/new")
    page.get_by_role("radio", name=re.compile("^Rollback")).check()
    page.get_by_label("Title").fill("Restore bundle 41")
    page.get_by_role("button", name="Raise the work").click()
    unfold(page, "Assign")
    choose(page.get_by_label("Assign to"), "Iris")
    page.get_by_role("button", name="Assign it").click()
    expect(page.get_by_text("The task is assigned.")).to_be_visible()
    return page.url
