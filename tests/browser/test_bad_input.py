"""What people get wrong, in browsers: a sentence where it belongs, and nothing that was typed is lost."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from incidents.domain.review import ReviewState
from incidents.models import Incident, Review, db
from tests import factories
from tests.browser.house import Site, recent_clock
from tests.browser.visits import Visits, region, unfold, unvalidated
from tests.factories import PASSPHRASE, Cast, Clock

STORY = "It promised a refund.\nWe do not give that refund."
TYPED = {"What happened": STORY, "What was asked": "May I have my money back?", "Who is affected": "One customer"}
MEGABYTE = 1024 * 1024


@pytest.fixture
def made(site: Site) -> Callable[[Callable[[Cast, Clock], Incident | Review]], str]:
    """Bring an incident to where a test begins; gives its reference."""

    def make(bring: Callable[[Cast, Clock], Incident | Review]) -> str:
        with site.behind() as own:
            thing = bring(Cast(), recent_clock())
            db.session.commit()
            own.queue.wake_worker()
            return thing.reference if isinstance(thing, Incident) else thing.incident.reference

    return make


def fill_the_report(page: Page, title: str) -> None:
    """Type a whole report, and let the browser send it as it is."""
    page.goto("/incidents/new")
    page.locator("summary", has_text="More details").click()
    page.get_by_label("Title").fill(title)
    page.get_by_label("Which AI system").select_option(label="Helpdesk assistant")
    for label, text in TYPED.items():
        page.get_by_label(label).fill(text)


def expect_all_typed(page: Page) -> None:
    """Everything but the title stands in the form as it was typed."""
    expect(page.get_by_label("Which AI system").get_by_role("option", selected=True)).to_have_text("Helpdesk assistant")
    for label, text in TYPED.items():
        expect(page.get_by_label(label)).to_have_value(text)


@pytest.mark.parametrize(
    ("title", "sentence"),
    [("", r"Give a title\."), ("x" * MEGABYTE, r"160")],
    ids=["no title", "a title of one megabyte"],
)
def test_a_title_that_is_missing_or_endless_is_told_beside_the_field(visit: Visits, title: str, sentence: str) -> None:
    page = visit("Olu")
    fill_the_report(page, title)
    unvalidated(page)
    page.get_by_label("Title").fill(title)
    with page.expect_navigation() as answer:
        page.get_by_role("button", name="Send the report").click()
    assert answer.value is not None
    assert answer.value.status == 422
    expect(page.get_by_label("Title")).to_have_accessible_description(re.compile(sentence))
    expect_all_typed(page)


@pytest.mark.parametrize("size", [30, 50])
def test_a_file_that_is_too_large_is_told_before_it_is_sent(visit: Visits, tmp_path: Path, size: int) -> None:
    page = visit("Olu")
    fill_the_report(page, "A large log")
    page.get_by_label("Evidence").set_input_files(sparse(tmp_path / "log.txt", size))
    expect(page.get_by_role("listitem").filter(has_text="larger than 25 MB, it cannot be sent")).to_be_visible()
    page.get_by_role("button", name="Send the report").click()
    assert "larger than 25 MB" in page.get_by_label("Evidence").evaluate("field => field.validationMessage")
    expect_all_typed(page)


@pytest.mark.parametrize("size", [30, 50])
def test_a_file_that_is_too_large_is_refused_without_scripts_too(visit: Visits, tmp_path: Path, size: int) -> None:
    page = visit("Olu", java_script_enabled=False)
    fill_the_report(page, "A large log")
    page.get_by_label("Evidence").set_input_files(sparse(tmp_path / "log.txt", size))
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_label("Evidence")).to_have_accessible_description(re.compile(f"{size} MB; 25 MB are the most"))
    expect(page.get_by_text("Choose again: log.txt.")).to_be_visible()
    expect_all_typed(page)


def test_a_program_that_calls_itself_a_picture_is_refused(visit: Visits) -> None:
    page = visit("Olu")
    fill_the_report(page, "A screenshot")
    program = FilePayload(name="screenshot.png", mimeType="image/png", buffer=b"\x7fELF" + bytes(64))
    page.get_by_label("Evidence").set_input_files(program)
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_label("Evidence")).to_have_accessible_description(re.compile("inside is a program"))
    expect_all_typed(page)


def test_a_mistyped_passphrase_signs_nothing_and_nobody_signs_twice(
    visit: Visits, site: Site, made: Callable[..., str]
) -> None:
    reference = made(factories.frozen)
    wait_for_the_seal(site, reference)
    page = visit("Ada")
    stale = page.context.new_page()
    for one in (page, stale):
        one.goto(f"/incidents/{reference}/review/signature")
    sign(page, "not my passphrase")
    expect(page.get_by_label("Your signing passphrase")).to_have_accessible_description(
        re.compile("This is not your signing passphrase, and nothing was done")
    )
    expect(region(page, "Signatures")).to_contain_text("Waits for a lead of the AI department.")
    sign(page, PASSPHRASE)
    expect(page.get_by_text("Signed. The other department's signature is still to come.")).to_be_visible()
    sign(stale, PASSPHRASE)
    expect(region(stale, "Your signature")).to_contain_text("You have signed for the AI department already.")
    expect(region(stale, "Signatures")).to_contain_text("Waits for a lead of IT.")
    with site.behind():
        review = db.session.query(Review).join(Incident).filter(Incident.id == int(reference[3:])).one()
        assert [mark.kind.value for mark in review.marks].count("signed") == 1


def test_two_leads_who_save_the_same_section_see_both_texts(visit: Visits, made: Callable[..., str]) -> None:
    address = f"/incidents/{made(factories.drafted)}/review/sections/summary"
    ada, ivo = visit("Ada"), visit("Ivo")
    for page in (ada, ivo):
        page.goto(address)
    ada.get_by_label("Text").fill("Ada's text.")
    ivo.get_by_label("Text").fill("Ivo's text.")
    ada.get_by_role("button", name="Save").click()
    expect(ada.get_by_text("“Summary” is saved.")).to_be_visible()
    with ivo.expect_navigation() as answer:
        ivo.get_by_role("button", name="Save").click()
    assert answer.value is not None
    assert answer.value.status == 409
    expect(ivo.get_by_role("heading", name="Ada saved this section while you were writing")).to_be_visible()
    expect(ivo.get_by_role("region", name="The text that was saved")).to_contain_text("Ada's text.")
    expect(ivo.get_by_label("Your text")).to_have_value("Ivo's text.")
    ivo.get_by_label("Your text").fill("Ada's text.\n\nIvo's text.")
    ivo.get_by_role("button", name="Save").click()
    expect(region(ivo, "Summary")).to_contain_text("Ada's text. Ivo's text.")


def test_a_section_of_the_other_department_is_refused_with_a_way_back(visit: Visits, made: Callable[..., str]) -> None:
    reference, page = made(factories.drafted), visit("Ada")
    answer = page.goto(f"/incidents/{reference}/review/sections/containment_analysis")
    assert answer is not None
    assert answer.status == 403
    expect(
        page.get_by_text("Containment and rollback analysis belongs to IT. You can comment, or suggest a text.")
    ).to_be_visible()
    page.get_by_role("link", name=f"Go to {reference}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(reference)


@pytest.mark.parametrize(
    ("name", "heading"), [("Ada", "There is no published report yet"), ("Lea", "There is no such page")]
)
def test_a_report_that_is_not_signed_by_both_has_no_pdf_yet(
    visit: Visits, made: Callable[..., str], name: str, heading: str
) -> None:
    reference, page = made(factories.drafted), visit(name)
    for address in (f"/reports/{reference}.pdf", f"/reports/{reference}"):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 404
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        expect(page.get_by_role("link", name="Go to the home page")).to_be_visible()


def test_a_report_that_was_being_written_survives_the_end_of_the_session(visit: Visits) -> None:
    page = visit("Olu")
    fill_the_report(page, "The session ends")
    page.context.clear_cookies()
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This page was open for too long")
    page.goto("/incidents/new")
    visit.log_in(page, "Olu")
    expect(page.get_by_role("heading", level=1)).to_have_text("Report an incident")
    expect(page.get_by_label("Title")).to_have_value("The session ends")
    expect_all_typed(page)
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("The session ends")
    page.wait_for_load_state()
    page.goto("/incidents/new")
    expect(page.get_by_label("Title")).to_have_value("")


def test_a_section_that_was_being_written_survives_the_end_of_the_session(
    visit: Visits, made: Callable[..., str]
) -> None:
    reference, page = made(factories.drafted), visit("Ivo")
    address = f"/incidents/{reference}/review/sections/containment_analysis"
    page.goto(address)
    page.get_by_label("Text").fill("An hour of careful writing.")
    page.context.clear_cookies()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This page was open for too long")
    visit.forgive("autosave was answered with 400")
    page.goto(address)
    visit.log_in(page, "Ivo")
    expect(page.get_by_label("Text")).to_have_value("An hour of careful writing.")
    page.get_by_role("button", name="Save").click()
    expect(region(page, "Containment and rollback analysis")).to_contain_text("An hour of careful writing.")


@pytest.mark.parametrize("name", ["", "Olu", "Ada", "Lea", "Max"])
def test_an_unknown_page_is_told_to_everyone_with_a_way_back(visit: Visits, name: str) -> None:
    page = visit(name)
    answer = page.goto("/nothing/like/this")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page")
    page.get_by_role("link", name="Go to the home page" if name else "Log in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Log in" if not name else f"Hello, {name}"))


def test_a_stranger_does_not_learn_of_an_incident(visit: Visits, made: Callable[..., str]) -> None:
    reference, page = made(factories.reported), visit("Sam")
    for address in (f"/incidents/{reference}", f"/incidents/{reference}/tasks/new", f"/reports/{reference}"):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status in (403, 404)
        assert "refund" not in page.inner_text("body")
    page.goto("/incidents")
    expect(page.get_by_role("link", name=reference)).to_have_count(0)


@pytest.mark.parametrize(
    ("name", "track", "state"), [("Ivo", "Containment", "Containing"), ("Ada", "Correction", "Correcting")]
)
def test_what_was_declared_too_early_is_withdrawn(
    visit: Visits, made: Callable[..., str], name: str, track: str, state: str
) -> None:
    reference, page = made(factories.resolved), visit(name)
    page.goto(f"/incidents/{reference}")
    expect(region(page, "Your next step")).not_to_contain_text("ithdraw")
    own = region(page, track)
    unfold(own, "Withdraw the declaration")
    own.get_by_role("group").filter(has_text="Withdraw the declaration").get_by_label("Why do you declare this?").fill(
        "It came back this morning."
    )
    own.get_by_role("button", name="Withdraw the declaration").click()
    expect(page.get_by_text("Your declaration is recorded.")).to_be_visible()
    expect(own).to_contain_text(state)


def sign(page: Page, passphrase: str) -> None:
    """Sign for the AI department."""
    page.get_by_label("Your signing passphrase").fill(passphrase)
    page.get_by_role("button", name="Sign for the AI department").click()


def sparse(path: Path, megabytes: int) -> Path:
    """A file of this size that takes no room."""
    with path.open("wb") as file:
        file.truncate(megabytes * MEGABYTE)
    return path


def wait_for_the_seal(site: Site, reference: str) -> None:
    """Wait until the worker has drawn and sealed the PDF."""
    deadline = time.monotonic() + 120
    with site.behind():
        while time.monotonic() < deadline:
            review = db.session.query(Review).join(Incident).filter(Incident.id == int(reference[3:])).one()
            if review.state is ReviewState.SIGNING:
                return
            db.session.rollback()
            time.sleep(0.5)
    raise AssertionError(f"The worker has not sealed {reference}.")
