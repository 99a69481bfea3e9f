"""What people do in several browser tests, each as a person does it: by links, labels and buttons, scripts or none."""

import re

from playwright.sync_api import Page, expect

from tests.browser.visits import choose, region, unfold


def accept(page: Page, department: str, severity: str = "") -> None:
    """On an incident's page: accept the report for a department. The first that does rates the harm."""
    triage = region(page, "Triage")
    unfold(triage, f"Accept for {department}")
    if severity:
        triage.get_by_label("Severity").select_option(severity)
    triage.get_by_role("button", name="Accept the report").click()
    expect(page.get_by_text("Your department accepts the report.")).to_be_visible()


def supply_the_prompt(page: Page, reference: str, prompt: str) -> None:
    """The AI department supplies what only it knows. IT seals it."""
    page.goto(f"/incidents/{reference}/hold")
    item = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="System prompt"))
    unfold(item, "Supply it to IT")
    item.get_by_label("What is sealed").fill(prompt)
    item.get_by_role("button", name="Supply", exact=True).click()
    expect(page.get_by_text("System prompt: Supplied. IT seals it.")).to_be_visible()


def seal_the_state(page: Page, reference: str, note: str) -> None:
    """IT seals what is open, all at once. What was supplied is sealed as it is."""
    page.goto(f"/incidents/{reference}/hold")
    page.get_by_role("link", name="Seal several at once").click()
    expect(page.get_by_role("heading", name="Seal several items at once")).to_be_visible()
    for box in page.locator("textarea").all():
        if not page.locator(f"[name={str(box.get_attribute('name')).replace('note-', 'supplied-')}]").count():
            box.fill(note)
    page.get_by_role("button", name="Seal what is filled in").click()
    expect(page.get_by_role("heading", name="7 of 7 settled")).to_be_visible()


def answer_the_questions(page: Page, reference: str, *yes: str) -> None:
    """Answer what decides on reporting obligations: yes to these questions (by how they begin), no to all others."""
    page.goto(f"/incidents/{reference}/obligations")
    page.get_by_role("link", name="Answer the questions").first.click()
    expect(page.get_by_role("heading", name="Which regimes may apply?")).to_be_visible()
    for question in page.get_by_role("group").filter(has=page.locator("legend")).all():
        asked = question.locator("legend").inner_text()
        question.get_by_label("Yes" if asked.startswith(yes) else "No", exact=True).check()
    page.get_by_role("button", name="Save and see what is proposed").click()


def propose_to_switch_off(page: Page, reference: str, title: str) -> None:
    """Somebody of the AI department proposes to switch a feature off, with the requirement and the risk."""
    page.goto(f"/incidents/{reference}/decisions")
    page.get_by_role("link", name="Propose a decision").click()
    page.get_by_role("radio", name=re.compile("^Switch a feature off")).check()
    page.get_by_label("Title").fill(title)
    page.get_by_label("Requirement").fill("It promises no refund to anybody.")
    page.get_by_label("Risk").fill("Customers rely on a promise that we do not keep.")
    page.get_by_role("button", name="Propose it").click()
    expect(page.get_by_role("article", name=title)).to_contain_text("Not written yet")


def write_the_half_of_it(page: Page, reference: str) -> None:
    """Somebody of IT writes the constraint and the way back."""
    page.goto(f"/incidents/{reference}/decisions")
    page.get_by_role("link", name="Write the half of IT").click()
    page.get_by_label("Constraint").fill("The refund tool is gone for everybody.")
    page.get_by_label("Way back").fill("One flag, five minutes, tried on the test system.")
    page.get_by_role("button", name="Save the half of IT").click()
    expect(page.get_by_role("link", name="Change the text")).to_be_visible()


def agree(page: Page, reference: str, department: str) -> None:
    """A lead agrees for their department."""
    page.goto(f"/incidents/{reference}/decisions")
    page.get_by_role("button", name=f"Agree for {department}").click()
    expect(page.get_by_text("Your agreement stands.")).to_be_visible()


def raise_work(page: Page, reference: str, kind: str, title: str, assignee: str) -> str:
    """A lead raises work and gives it to somebody; returns the task's address."""
    page.goto(f"/incidents/{reference}")
    page.get_by_role("link", name="Raise work").first.click()
    page.get_by_role("radio", name=re.compile(f"^{kind}")).check()
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Raise the work").click()
    assign(page, assignee)
    return page.url


def assign(page: Page, assignee: str) -> None:
    """On a task's page: give it to somebody."""
    unfold(page, "Assign")
    choose(page.get_by_label("Assign to"), assignee)
    page.get_by_role("button", name="Assign it").click()
    expect(page.get_by_text("The task is assigned.")).to_be_visible()


def carry_out(page: Page, outcome: str) -> None:
    """On a task's page: start and finish it."""
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("The task is started.")).to_be_visible()
    unfold(page, "Finish")
    page.get_by_label("Outcome").fill(outcome)
    page.get_by_role("button", name="Finish the task").click()
    expect(region(page, "Outcome")).to_contain_text(outcome)


def confirm(page: Page, reference: str, words: str) -> None:
    """Somebody of the reporting unit says that the fix holds."""
    page.goto(f"/incidents/{reference}")
    region(page, "Your next step").get_by_role("link", name="Answer").click()
    asked = region(page, "Does the fix hold\\?")
    asked.get_by_role("textbox").fill(words)
    asked.get_by_role("button", name="Yes, it holds").click()
    expect(asked).to_contain_text("it holds")
    expect(asked).to_contain_text(words)
