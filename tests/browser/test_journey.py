"""The main journey in browsers: from a pasted screenshot to a countersigned report that leadership reads."""

import hashlib
import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from incidents.domain.vocabulary import Section
from tests.browser.house import Site
from tests.browser.visits import Visits, choose, paste, picture, region, unfold
from tests.factories import PASSPHRASE

TITLE = "It told a customer that every fee is refunded"


def test_a_pasted_screenshot_ends_in_a_countersigned_report_that_leadership_reads(
    visit: Visits, site: Site, tmp_path: Path
) -> None:
    olu, ada, ari, ivo, iris = (visit(name) for name in ("Olu", "Ada", "Ari", "Ivo", "Iris"))
    reference = report_with_a_pasted_screenshot(olu)
    answer_the_report(ari, ivo, reference)
    rollback = raise_work(ivo, reference, "Rollback", "Restore prompt bundle 41", "Iris")
    the_wrong_department_is_refused(ari, rollback)
    seal_the_state(ari, iris, reference)
    do_the_task(iris, "Restore prompt bundle 41", "Bundle 41 is back since 10:40; no wrong answer since.")
    declare(ivo, reference, "Containment", "Declare it contained")
    raise_work(ada, reference, "Configuration change", "State the refund rule", "Ari")
    do_the_task(ari, "State the refund rule", "The prompt states the rule and its exceptions.")
    declare(ada, reference, "Correction", "Declare it corrected")
    raise_work(ada, reference, "Behaviour evaluation", "Ask forty questions on refunds", "Ari")
    do_the_task(ari, "Ask forty questions on refunds", "Forty of forty are right.")
    prove_the_correction(ari, reference)
    declare(ada, reference, "Correction", "Declare it verified")
    write_the_review(ada, iris, reference)
    mark_ready_and_wait_for_the_seal(ada, ivo, reference)
    sign(ada, reference, "the AI department", mistyping_first=True)
    sign(ivo, reference, "IT")
    expect(ivo.get_by_text("Published. Both departments have signed")).to_be_visible()
    leadership_reads(visit("Lea"), site, reference, tmp_path)
    expect(region(visit("Ada"), "Waiting")).to_have_count(0)


def report_with_a_pasted_screenshot(page: Page) -> str:
    """Olu reports, with a picture from the clipboard; the record shows the hash of what arrived."""
    page.get_by_role("link", name="Report an incident").first.click()
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("What happened").fill("It promised a refund of every fee. We do not give that.")
    page.get_by_label("Which AI system").select_option(label="Helpdesk assistant")
    paste(page, picture())
    expect(page.get_by_role("listitem").filter(has_text=re.compile(r"pasted-\d{6}\.png"))).to_be_visible()
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
    evidence = region(page, "Evidence")
    pasted = evidence.get_by_role("link", name=re.compile(r"pasted-\d{6}\.png"))
    content = page.request.get(str(pasted.get_attribute("href"))).body()
    assert content.startswith(b"\x89PNG")
    expect(evidence.get_by_title(hashlib.sha256(content).hexdigest())).to_be_visible()
    return page.url.split("#", maxsplit=1)[0].rsplit("/", 1)[1]


def answer_the_report(ari: Page, ivo: Page, reference: str) -> None:
    """Both departments accept; the first rates the harm."""
    for page, department in ((ari, "the AI department"), (ivo, "IT")):
        page.goto("/")
        page.get_by_role("link", name=re.compile(reference)).click()
        triage = region(page, "Triage")
        unfold(triage, f"Accept for {department}")
        if page is ari:
            triage.get_by_label("Severity").select_option("sev-3")
        triage.get_by_role("button", name="Accept the report").click()
        expect(page.get_by_text("Your department accepts the report.")).to_be_visible()


def raise_work(page: Page, reference: str, kind: str, title: str, assignee: str) -> str:
    """A lead raises work and gives it to somebody; returns the task's address."""
    page.goto(f"/incidents/{reference}")
    page.get_by_role("link", name="Raise work").first.click()
    page.get_by_role("radio", name=re.compile(f"^{kind}")).check()
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Raise the work").click()
    unfold(page, "Assign")
    choose(page.get_by_label("Assign to"), assignee)
    page.get_by_role("button", name="Assign it").click()
    expect(page.get_by_text("The task is assigned.")).to_be_visible()
    return page.url


def the_wrong_department_is_refused(page: Page, task: str) -> None:
    """Ari of the AI department sees the rollback blocked with the reason, and a forged request meets it again."""
    sentence = "Rollback belongs to IT. You can comment, or raise work of the AI department."
    page.goto(task)
    expect(page.get_by_role("button", name="Start")).to_be_disabled()
    expect(page.get_by_text(sentence)).to_be_visible()
    with page.expect_navigation() as forged:
        page.evaluate(
            """(address) => {
                const form = document.querySelector("form[action='/logout']").cloneNode(true);
                form.action = address;
                document.body.append(form);
                form.submit();
            }""",
            f"{task}/start",
        )
    assert forged.value is not None
    assert forged.value.status == 403
    expect(page.get_by_role("heading", level=1)).to_have_text("That is not yours to do")
    expect(page.get_by_text(sentence)).to_be_visible()


def seal_the_state(ari: Page, iris: Page, reference: str) -> None:
    """Ari supplies the prompt that only the AI department knows; Iris seals it with all the rest."""
    ari.goto(f"/incidents/{reference}/hold")
    item = ari.get_by_role("listitem").filter(has=ari.get_by_role("heading", name="System prompt"))
    unfold(item, "Supply it to IT")
    item.get_by_label("What is sealed").fill("Bundle 42: you are the helpdesk assistant.")
    item.get_by_role("button", name="Supply", exact=True).click()
    expect(ari.get_by_text("System prompt: Supplied. IT seals it.")).to_be_visible()
    iris.goto(f"/incidents/{reference}/hold")
    iris.get_by_role("link", name="Seal several at once").click()
    for box in iris.get_by_role("textbox").all():
        if "system_prompt" not in str(box.get_attribute("name")):
            box.fill("As it stood when it promised a refund.")
    iris.get_by_role("button", name="Seal what is filled in").click()
    expect(iris.get_by_role("heading", name="7 of 7 settled")).to_be_visible()


def prove_the_correction(page: Page, reference: str) -> None:
    """Ari keeps the question as a case, asks it again on the corrected version by hand, and judges the answer."""
    page.goto(f"/incidents/{reference}/cases/new")
    page.get_by_label("Title").fill("Is every fee refunded?")
    page.get_by_label("Prompt").fill("Do I get every fee back?")
    page.get_by_label("Expected behaviour").fill("It states the rule and its exceptions.")
    page.get_by_role("button", name="Add the case").click()
    page.get_by_role("link", name="Run the cases").click()
    page.get_by_label("The corrected version").check()
    page.get_by_label("Label of the version").fill("Bundle 43")
    page.get_by_role("button", name="Run the cases").click()
    page.get_by_label("What it answered").fill("Fees are refunded within 14 days, with two exceptions.")
    page.get_by_role("button", name="Record it").click()
    unfold(page, "Judge it")
    page.get_by_label("Yes, it passes").check()
    page.get_by_role("button", name="Record the verdict").click()
    expect(page.get_by_role("heading", name="1 passed, 0 failed")).to_be_visible()


def do_the_task(page: Page, title: str, outcome: str) -> None:
    """Whoever has a task starts and finishes it, from the list of their own tasks."""
    page.goto("/")
    page.get_by_role("link", name="My tasks").click()
    page.get_by_role("link", name=title).click()
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("The task is started.")).to_be_visible()
    unfold(page, "Finish")
    page.get_by_label("Outcome").fill(outcome)
    page.get_by_role("button", name="Finish the task").click()
    expect(region(page, "Outcome")).to_contain_text(outcome)


def declare(page: Page, reference: str, track: str, what: str) -> None:
    """A lead follows the next step and declares where the track stands."""
    page.goto(f"/incidents/{reference}")
    region(page, "Your next step").get_by_role("link", name=what).click()
    own = region(page, track)
    own.get_by_label("Why do you declare this?").first.fill("Nothing wrong was answered since, and two of us looked.")
    own.get_by_role("button", name=what).click()
    expect(page.get_by_text("Your declaration is recorded.")).to_be_visible()


def write_the_review(ada: Page, iris: Page, reference: str) -> None:
    """Each department writes what is its own; the AI department cannot write IT's analysis."""
    ada.goto(f"/incidents/{reference}")
    ada.get_by_role("button", name="Open the review").click()
    blocked = region(ada, "Containment and rollback analysis")
    expect(blocked.get_by_role("button", name="Edit")).to_be_disabled()
    expect(blocked).to_contain_text("Containment and rollback analysis belongs to IT. You can comment.")
    expect(region(ada, "Ready to be signed?").get_by_role("button", name="Mark ready")).to_be_disabled()
    iris.goto(ada.url)
    for section in Section:
        page = iris if section is Section.CONTAINMENT_ANALYSIS else ada
        page.get_by_role("link", name=f"Write {section.label}", exact=True).click()
        expect(page.get_by_text("Ctrl S saves")).to_be_visible()
        page.get_by_label("Text").fill(f"What both departments know of it: {section.label.lower()}.")
        page.keyboard.press("Control+s")
        expect(page.get_by_text(f"«{section.label}» is saved.")).to_be_visible()
    unfold(ada, "Add a factor")
    ada.get_by_label("Class").first.select_option("testing_gap")
    ada.get_by_label("Explanation").fill("No test asked about refunds.")
    ada.get_by_role("button", name="Add the factor").click()
    unfold(ada, "Add an action")
    actions = region(ada, "Actions")
    actions.get_by_label("Title").fill("Forty questions on refunds before each release")
    choose(actions.get_by_label("Owner"), "Ari")
    actions.get_by_label("Due on").fill("2100-01-01")
    actions.get_by_label("Class").select_option("prevent")
    actions.get_by_label("How it will be verified").fill("The release log shows forty right answers.")
    actions.get_by_role("button", name="Add the action").click()
    expect(region(ada, "Ready to be signed?")).to_contain_text("Nothing is missing.")


def mark_ready_and_wait_for_the_seal(ada: Page, ivo: Page, reference: str) -> None:
    """The second mark freezes the content; the page shows how far the PDF is, and goes on by itself."""
    for page, department in ((ada, "the AI department"), (ivo, "IT")):
        page.goto(f"/incidents/{reference}/review")
        page.get_by_role("button", name=f"Mark ready for {department}").click()
    expect(ivo.get_by_role("heading", level=1)).to_have_text("Rendering the report")
    expect(ivo.get_by_role("progressbar", name="Progress")).to_be_visible()
    ivo.wait_for_url(re.compile("/review/signature$"), timeout=120_000)
    expect(ivo.get_by_role("heading", level=1)).to_have_text("Sign the report")


def sign(page: Page, reference: str, department: str, *, mistyping_first: bool = False) -> None:
    """A lead comes from home, sees what they sign, and signs."""
    page.goto("/")
    page.get_by_role("link", name=re.compile(reference)).first.click()
    page.get_by_role("link", name="Read and sign").click()
    own = region(page, "Your signature")
    expect(own).to_contain_text("I have taken part in this review and answer for my department's part of it.")
    passphrase, button = own.get_by_label("Your signing passphrase"), f"Sign for {department}"
    if mistyping_first:
        passphrase.fill("staple of the battery mule")
        own.get_by_role("button", name=button).click()
        expect(own.get_by_role("alert")).to_contain_text("passphrase")
        expect(region(page, "Signatures")).to_contain_text(f"Waits for a lead of {department}.")
    passphrase.fill(PASSPHRASE)
    own.get_by_role("button", name=button).click()
    expect(page.get_by_text(re.compile("^\\s*(Signed|Published)\\. "))).to_be_visible()


def leadership_reads(page: Page, site: Site, reference: str, folder: Path) -> None:
    """Lea reads the report in the page, downloads it, checks it in two ways, and acknowledges it."""
    paper = page.get_by_title(f"Report {reference}")
    with page.expect_response(re.compile(rf"/reports/{reference}\.pdf")) as shown:
        page.get_by_role("link", name=re.compile(reference)).click()
        expect(region(page, "Signed by both departments")).to_contain_text("Seal of the organisation")
        paper.scroll_into_view_if_needed()
    assert shown.value.status == 200
    assert page.request.get(str(paper.get_attribute("src"))).headers["content-type"] == "application/pdf"
    with page.expect_download() as saved:
        region(page, "The signed report").get_by_role("link", name="Download").click()
    file = folder / saved.value.suggested_filename
    saved.value.save_as(file)
    outcome = site.command("verify", str(file))
    assert outcome.returncode == 0, outcome.stdout
    assert pdfsig(file).count("Signature is Valid.") == 3
    page.get_by_role("button", name="I have read this report").click()
    expect(page.get_by_text("You have acknowledged this revision.")).to_be_visible()
    page.get_by_role("link", name="Reports", exact=True).click()
    expect(region(page, "Acknowledged by you")).to_contain_text(TITLE)


def pdfsig(file: Path) -> str:
    """What poppler's own reader says about the signatures. It knows nothing of our certificates."""
    try:
        return subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True, check=True).stdout
    except FileNotFoundError:
        pytest.fail("pdfsig is missing. Install it: apt-get install --yes --no-install-recommends poppler-utils")
