"""The main journey in browsers: from a pasted screenshot to a countersigned report that leadership reads."""

import hashlib
import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from incidents.domain.sections import Section
from tests.browser import acts
from tests.browser.house import Site
from tests.browser.visits import Visits, choose, paste, picture, region, unfold
from tests.factories import PASSPHRASE

TITLE = "It told a customer that every fee is refunded"
PROMPT = "Bundle 42: you are the helpdesk assistant."
CONTROL = "No promise of a refund"
FINDING = "Twenty questions, not one promise."
ANSWERED_BEFORE = "Yes, every fee comes back."
ANSWERED_AFTER = "Fees are refunded within 14 days, with two exceptions."
BREACH = ("Did it happen in the European Union", "Were personal data destroyed", "Are we the controller")
RATIONALE = "No name left the house: the answers were general."


def test_a_pasted_screenshot_ends_in_a_countersigned_report_that_leadership_reads(
    visit: Visits, site: Site, tmp_path: Path
) -> None:
    olu, ada, ari, ivo, iris = (visit(name) for name in ("Olu", "Ada", "Ari", "Ivo", "Iris"))
    reference = report_with_a_pasted_screenshot(olu)
    answer_the_report(ari, ivo, reference)
    rollback = acts.raise_work(ivo, reference, "Rollback", "Restore prompt bundle 41", "Iris")
    the_wrong_department_is_refused(ari, rollback)
    the_hold_comes_first(iris, rollback)
    acts.supply_the_prompt(ari, reference, PROMPT)
    acts.seal_the_state(iris, reference, "As it stood when it promised a refund.")
    decide_jointly(ari, ada, iris, ivo, reference)
    do_the_task(iris, "Restore prompt bundle 41", "Bundle 41 is back since 10:40; no wrong answer since.")
    declare(ivo, reference, "Containment", "Declare it contained")
    correct_and_prove(ada, ari, reference)
    lift_what_was_decided(ada, ivo, iris, reference)
    acts.confirm(olu, reference, "It tells the rule and the exceptions now.")
    assess_the_obligations(ari, ada, reference)
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
    """Both departments accept, from what waits at home; the first rates the harm."""
    for page, department, severity in ((ari, "the AI department", "sev-3"), (ivo, "IT", "")):
        page.goto("/")
        page.get_by_role("link", name=re.compile(reference)).click()
        acts.accept(page, department, severity)


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
    expect(page.get_by_role("heading", level=1)).to_have_text("You may not do that")
    expect(page.get_by_text(sentence)).to_be_visible()


def the_hold_comes_first(page: Page, task: str) -> None:
    """Iris cannot roll back before the state is sealed, and the page says so."""
    page.goto(task)
    expect(page.get_by_role("button", name="Start")).to_be_disabled()
    expect(region(page, "What you can do")).to_contain_text(re.compile("[Ss]ealed?"))


def decide_jointly(ari: Page, ada: Page, iris: Page, ivo: Page, reference: str) -> None:
    """Each department writes its half and agrees to the whole; IT enforces it and the AI department verifies."""
    acts.propose_to_switch_off(ari, reference, CONTROL)
    ivo.goto(f"/incidents/{reference}")
    region(ivo, "Your next step").get_by_role("link", name="Agree or decline").click()
    expect(ivo.get_by_role("button", name="Agree for IT")).to_be_disabled()
    acts.write_the_half_of_it(iris, reference)
    for lead, department in ((ada, "the AI department"), (ivo, "IT")):
        acts.agree(lead, reference, department)
    enforce(ivo, iris, f"Switch a feature off: {CONTROL}", "The flag is set on all nodes.")
    ari.goto(f"/incidents/{reference}/decisions")
    unfold(ari, "Verify it")
    ari.get_by_label("Finding").fill(FINDING)
    ari.get_by_role("button", name="Verify it").click()
    expect(ari.get_by_text("Verified. The finding stands in the record.")).to_be_visible()


def enforce(ivo: Page, iris: Page, task: str, outcome: str) -> None:
    """Ivo gives Iris the task that the decision raised; she does it."""
    ivo.reload()
    ivo.get_by_role("link", name=task).click()
    acts.assign(ivo, "Iris")
    iris.goto(ivo.url)
    acts.carry_out(iris, outcome)


def correct_and_prove(ada: Page, ari: Page, reference: str) -> None:
    """The prompt is changed; what was wrong on the version before is right on the new one."""
    acts.raise_work(ada, reference, "Configuration change", "State the refund rule", "Ari")
    do_the_task(ari, "State the refund rule", "The prompt states the rule and its exceptions.")
    keep_a_case(ari, reference)
    run_the_case(ari, "The incident's version", "Bundle 42", ANSWERED_BEFORE, passes=False)
    declare(ada, reference, "Correction", "Declare it corrected")
    acts.raise_work(ada, reference, "Behaviour evaluation", "Ask forty questions on refunds", "Ari")
    do_the_task(ari, "Ask forty questions on refunds", "Forty of forty are right.")
    ari.goto(f"/incidents/{reference}/cases")
    run_the_case(ari, "The corrected version", "Bundle 43", ANSWERED_AFTER, passes=True)
    declare(ada, reference, "Correction", "Declare it verified")


def keep_a_case(page: Page, reference: str) -> None:
    """Ari keeps the question as a case."""
    page.goto(f"/incidents/{reference}/cases/new")
    page.get_by_label("Title").fill("Is every fee refunded?")
    page.get_by_label("Prompt").fill("Do I get every fee back?")
    page.get_by_label("Expected behaviour").fill("It states the rule and its exceptions.")
    page.get_by_role("button", name="Add the case").click()
    expect(page.get_by_text("Case 1 is added.")).to_be_visible()


def run_the_case(page: Page, purpose: str, version: str, answered: str, *, passes: bool) -> None:
    """From the page of the cases: ask it again by hand, and judge the answer."""
    page.get_by_role("link", name="Run the cases").click()
    page.get_by_label(purpose).check()
    page.get_by_label("Label of the version").fill(version)
    page.get_by_role("button", name="Run the cases").click()
    page.get_by_label("What it answered").fill(answered)
    page.get_by_role("button", name="Record it").click()
    unfold(page, "Judge it")
    page.get_by_label("Yes, it passes" if passes else "No, it fails").check()
    page.get_by_role("button", name="Record the verdict").click()
    expect(page.get_by_role("heading", name="1 passed, 0 failed" if passes else "0 passed, 1 failed")).to_be_visible()


def lift_what_was_decided(ada: Page, ivo: Page, iris: Page, reference: str) -> None:
    """What both ordered, both lift; IT takes the way back."""
    for page, what in ((ada, "Propose to lift it"), (ivo, "Agree to lift it")):
        page.goto(f"/incidents/{reference}/decisions")
        unfold(page, what)
        page.get_by_role("group").filter(has_text=what).get_by_label("Reason").fill("The correction is verified.")
        page.get_by_role("button", name=what).click()
        expect(page.get_by_text("Recorded. Once a lead of each department agrees")).to_be_visible()
    enforce(ivo, iris, f"Lift: {CONTROL}", "The flag is off again.")
    ada.reload()
    expect(ada.get_by_role("article", name=CONTROL)).to_contain_text("Lifted")


def assess_the_obligations(ari: Page, ada: Page, reference: str) -> None:
    """Ari answers the questions; what they propose, Ada decides on, with the reason."""
    acts.answer_the_questions(ari, reference, *BREACH)
    ada.goto(f"/incidents/{reference}/obligations")
    ada.get_by_role("link", name="Decide on it").click()
    unfold(ada, "It does not apply")
    ada.get_by_label("Why does it not apply?").fill(RATIONALE)
    ada.get_by_role("button", name="Record it as not applicable").click()
    expect(ada.get_by_role("heading", name="GDPR, Art. 33")).to_contain_text("Not applicable")


def do_the_task(page: Page, title: str, outcome: str) -> None:
    """Whoever has a task starts and finishes it, from the list of their own tasks."""
    page.goto("/")
    page.get_by_role("link", name="My tasks").click()
    page.get_by_role("link", name=title).click()
    acts.carry_out(page, outcome)


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
    expect(blocked.get_by_role("link", name="Edit")).to_have_count(0)
    expect(blocked).to_contain_text(
        "Containment and rollback analysis belongs to IT. You can comment, or suggest a text."
    )
    expect(region(ada, "Ready to be signed?").get_by_role("button", name="Mark ready")).to_be_disabled()
    iris.goto(ada.url)
    for section in Section:
        page = iris if section is Section.CONTAINMENT_ANALYSIS else ada
        page.get_by_role("link", name=f"Write {section.label}", exact=True).click()
        expect(page.get_by_text("Ctrl S saves")).to_be_visible()
        page.get_by_label("Text").fill(f"What both departments know of it: {section.label.lower()}.")
        page.keyboard.press("Control+s")
        expect(page.get_by_text(f"“{section.label}” is saved.")).to_be_visible()
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
    stands_in(text_of(file))
    page.get_by_role("button", name="I have read this report").click()
    expect(page.get_by_text("You have acknowledged this revision.")).to_be_visible()
    page.get_by_role("link", name="Reports", exact=True).click()
    expect(region(page, "Acknowledged by you")).to_contain_text(TITLE)


def stands_in(report: str) -> None:
    """The report tells what the rooms of the incident hold: hold, decision, cases before and after, obligations."""
    told = {
        "Evidence hold": (PROMPT, "As it stood when it promised a refund."),
        "Joint decisions": (CONTROL, "The refund tool is gone for everybody.", FINDING, "Lifted"),
        "Reproduction cases, before and after": ("Bundle 42", ANSWERED_BEFORE, "Bundle 43", ANSWERED_AFTER),
        "Reporting obligations": ("GDPR, Art. 33", RATIONALE),
    }
    missing = [said for heading, words in told.items() for said in (heading, *words) if said not in report]
    assert not missing, report


def text_of(file: Path) -> str:
    """What the pages say, each run of white space as one space."""
    return " ".join(poppler("pdftotext", file, "-").split())


def pdfsig(file: Path) -> str:
    """What poppler's own reader says about the signatures. It knows nothing of our certificates."""
    return poppler("pdfsig", "-nocert", file)


def poppler(*command: str | Path) -> str:
    """What a tool of poppler prints."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except FileNotFoundError:
        missing = f"{command[0]} is missing. Install it: apt-get install --yes --no-install-recommends poppler-utils"
        pytest.fail(missing, pytrace=False)
