"""Without scripts: everything that people must do works as well, only less comfortably."""

import re

from playwright.sync_api import FilePayload, Page, expect

from incidents.models import db
from tests import decision_factories, factories
from tests.browser import acts
from tests.browser.house import Site, recent_clock
from tests.browser.visits import Visits, picture, region, unfold
from tests.factories import Cast


def test_reporting_triage_the_hold_a_task_and_the_questions_work_without_javascript(visit: Visits) -> None:
    olu, ari, ivo, iris = (visit(name, java_script_enabled=False) for name in ("Olu", "Ari", "Ivo", "Iris"))
    reference = report(olu)
    for page, department, severity in ((ari, "the AI department", "sev-4"), (ivo, "IT", "")):
        page.goto(f"/incidents/{reference}")
        acts.accept(page, department, severity)
    expect(region(ivo, "Triage")).to_contain_text("Accepted")
    acts.supply_the_prompt(ari, reference, "Answer in prose.")
    acts.seal_the_state(iris, reference, "As it stood this morning.")
    task = acts.raise_work(ivo, reference, "Rollback", "Restore bundle 41", "Iris")
    iris.goto(task)
    acts.carry_out(iris, "Bundle 41 is back.")
    acts.answer_the_questions(
        ari, reference, "Are people in Thailand", "Were personal data destroyed", "Are we the con"
    )
    expect(ari.get_by_role("heading", name=re.compile("PDPA"))).to_contain_text("Not assessed")


def test_deciding_jointly_and_confirming_work_without_javascript(visit: Visits, site: Site) -> None:
    undecided, asked = staged(site)
    ada, ivo, olu = (visit(name, java_script_enabled=False) for name in ("Ada", "Ivo", "Olu"))
    acts.agree(ada, undecided, "the AI department")
    acts.agree(ivo, undecided, "IT")
    expect(ivo.get_by_role("article", name="No promises")).to_contain_text("Agreed")
    expect(ivo.get_by_role("link", name="Switch a feature off: No promises")).to_be_visible()
    acts.confirm(olu, asked, "I asked again: it refuses now.")


def staged(site: Site) -> tuple[str, str]:
    """An incident whose joint decision both departments have written, and one whose unit is asked about the fix."""
    clock = recent_clock()
    with site.behind():
        cast = Cast()
        undecided, asked = factories.accepted(cast, clock), factories.verified(cast, clock)
        decision_factories.written(cast, clock, undecided)
        db.session.commit()
        return undecided.reference, asked.reference


def report(page: Page) -> str:
    """Olu reports with a type of harm and a picture chosen by hand; returns the reference."""
    page.goto("/incidents/new")
    page.get_by_label("Title").fill("It answered in rhyme")
    page.get_by_label("What happened").fill("Every answer of this morning rhymes.")
    page.get_by_label("Which AI system").select_option(label="Helpdesk assistant")
    unfold(page, "Classify (optional)")
    page.get_by_role("checkbox", name=re.compile("^Reputational")).check()
    screenshot = FilePayload(name="rhyme.png", mimeType="image/png", buffer=picture())
    page.get_by_label("Evidence").set_input_files(screenshot)
    page.get_by_role("button", name="Send the report").click()
    expect(region(page, "Evidence").get_by_role("link", name="rhyme.png")).to_be_visible()
    expect(region(page, "Classification")).to_contain_text("Reputational")
    reported = re.search(r"AI-\d+", page.url)
    assert reported is not None
    return reported.group()
