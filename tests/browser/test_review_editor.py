"""The editor of a section in browsers: it saves by itself, two people write at once, and nothing typed is lost."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from incidents.models import Incident, Review, db
from incidents.operations import reviews
from tests import factories
from tests.browser.house import Site, recent_clock
from tests.browser.visits import Visits, region, unfold
from tests.factories import Cast, Clock

SUMMARY = "What we know of Summary."


@pytest.fixture
def made(site: Site) -> Callable[[Callable[[Cast, Clock], Review]], str]:
    """Bring a review to where a test begins; gives its address."""

    def make(bring: Callable[[Cast, Clock], Review]) -> str:
        with site.behind():
            review = bring(Cast(), recent_clock())
            db.session.commit()
            return f"/incidents/{review.incident.reference}/review"

    return make


@pytest.fixture
def drafted(made: Callable[..., str]) -> str:
    """The address of a review in which nothing is missing."""
    return made(factories.drafted)


def opened(cast: Cast, clock: Clock) -> Review:
    """A review with nothing in it yet."""
    return reviews.open_review(cast.ada, factories.resolved(cast, clock), clock())


def edit(page: Page, address: str, section: str = "summary") -> Page:
    page.goto(f"{address}/sections/{section}")
    return page


def expect_saved(page: Page) -> None:
    expect(page.locator(".save-state[data-state=saved]")).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))


def saved_text(site: Site, address: str) -> str:
    """The summary as the database has it."""
    with site.behind():
        number = int(address.split("/")[2][3:])
        review = db.session.query(Review).join(Incident).filter(Incident.id == number).one()
        return review.sections[0].body


def test_two_browsers_that_edit_one_section_both_keep_their_text(visit: Visits, site: Site, drafted: str) -> None:
    ada, ivo = (edit(visit(name), drafted) for name in ("Ada", "Ivo"))
    ada.get_by_label("Text").press("Control+Home")
    ada.get_by_label("Text").press_sequentially("Ada begins.\n\n")
    ivo.get_by_label("Text").press("Control+End")
    ivo.get_by_label("Text").press_sequentially("\n\nIvo ends.")
    expect_saved(ada)
    expect_saved(ivo)
    both = f"Ada begins.\n\n{SUMMARY}\n\nIvo ends."
    for page, other in ((ada, "Ivo"), (ivo, "Ada")):
        expect(page.get_by_label("Text")).to_have_value(both)
        expect(page.get_by_text(f"{other} is writing this section too.")).to_be_visible()
    ada.get_by_label("Text").press_sequentially("Ada goes on. ")
    expect(ivo.get_by_label("Text")).to_have_value(re.compile("Ada goes on"))
    assert "Ivo ends." in saved_text(site, drafted)


def test_two_who_change_the_same_line_see_both_texts_and_both_are_kept(visit: Visits, drafted: str) -> None:
    ada, ivo = (edit(visit(name), drafted) for name in ("Ada", "Ivo"))
    ada.get_by_label("Text").fill("Ada's text.")
    ivo.get_by_label("Text").fill("Ivo's own.")
    ada.get_by_label("Text").blur()
    expect_saved(ada)
    expect(ivo.get_by_text("Ada changed the same lines. Both texts are kept.")).to_be_visible()
    ivo.get_by_role("button", name="See both texts").click()
    expect(ivo.get_by_role("region", name="The text that was saved")).to_contain_text("Ada's text.")
    expect(ivo.get_by_label("Your text")).to_have_value("Ivo's own.")
    ivo.get_by_role("link", name="Leave theirs as it is").click()
    kept = ivo.get_by_role("article", name="Kept text of Ivo")
    expect(kept).to_contain_text("Ivo's own.")
    kept.get_by_role("button", name="Accept").click()
    expect(region(ivo, "Summary").locator(".reading")).to_have_text("Ivo's own.")


def test_without_a_connection_the_text_waits_in_the_browser(visit: Visits, site: Site, drafted: str) -> None:
    page = edit(visit("Ada"), drafted)
    page.context.set_offline(True)
    page.get_by_label("Text").fill("Typed on a train.")
    expect(page.get_by_text("Not saved: no connection. Your text is kept in this browser.")).to_be_visible()
    assert saved_text(site, drafted) == SUMMARY
    page.context.set_offline(False)
    expect_saved(page)
    assert saved_text(site, drafted) == "Typed on a train."


def test_an_expired_session_loses_nothing_that_was_typed(visit: Visits, site: Site, drafted: str) -> None:
    page = edit(visit("Ada"), drafted)
    page.context.clear_cookies()
    page.get_by_label("Text").fill("Typed too late.")
    expect(page.get_by_text("You were logged out. Your text is kept in this browser.")).to_be_visible()
    assert [
        complaint for complaint in visit.complaints if not complaint.endswith("autosave was answered with 400")
    ] == []
    visit.complaints.clear()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("link", name="Log in and come back").click()
    page.wait_for_url(re.compile("/login"))
    visit.log_in(page, "Ada")
    expect(page.get_by_role("heading", name="Summary")).to_be_visible()
    expect(page.get_by_label("Text")).to_have_value("Typed too late.")
    expect_saved(page)
    assert saved_text(site, drafted) == "Typed too late."


def test_what_was_typed_without_a_connection_joins_what_was_written_since(visit: Visits, drafted: str) -> None:
    ada, ivo = (edit(visit(name), drafted) for name in ("Ada", "Ivo"))
    ada.context.set_offline(True)
    ada.get_by_label("Text").fill(f"Ada begins.\n\n{SUMMARY}")
    expect(ada.get_by_text("Not saved: no connection.")).to_be_visible()
    ivo.get_by_label("Text").fill(f"{SUMMARY}\n\nIvo ends.")
    expect_saved(ivo)
    ada.context.set_offline(False)
    expect_saved(ada)
    expect(ada.get_by_label("Text")).to_have_value(f"Ada begins.\n\n{SUMMARY}\n\nIvo ends.")


def test_the_checklist_and_the_record_help_while_writing(visit: Visits, made: Callable[..., str]) -> None:
    page = visit("Ada")
    address = made(opened)
    edit(page, address, "impact")
    unfold(page, "Ready to be signed?")
    expect(page.get_by_text("12 things are missing:")).to_be_visible()
    page.get_by_label("Search the record").fill("bundle nowhere")
    expect(page.get_by_text("0 found")).to_be_visible()
    page.get_by_label("Search the record").fill("prompt is new")
    expect(page.get_by_text("1 found")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Insert:")).filter(visible=True).click()
    expect(page.get_by_label("Text", exact=True)).to_have_value(re.compile("The prompt is new"))
    expect_saved(page)
    expect(page.get_by_text("11 things are missing:")).to_be_visible()
    page.get_by_role("link", name="The section “Detection” is empty.").click()
    expect(page.get_by_role("heading", name="Detection")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_suggestion_is_accepted_and_a_comment_resolved(visit: Visits, drafted: str, scripts: bool) -> None:
    ada, iris = (visit(name, java_script_enabled=scripts) for name in ("Ada", "Iris"))
    ada.goto(drafted)
    ada.get_by_role("link", name="Suggest a text for Containment").click()
    ada.get_by_label("Your text").fill("What we know of Containment and rollback, and more.")
    ada.get_by_role("button", name="Suggest it").click()
    expect(ada.get_by_text("Your text is suggested.")).to_be_visible()
    expect(ada.get_by_text("Waits for IT.")).to_be_visible()
    impact = region(ada, "Impact")
    impact.locator("summary").click()
    impact.get_by_label("Comment on Impact").fill("How many people?")
    impact.get_by_role("button", name="Comment").click()
    iris.goto(drafted)
    suggestion = iris.get_by_role("article", name="Suggested by Ada")
    expect(suggestion.locator("ins")).to_contain_text("rollback, and more.")
    suggestion.get_by_role("button", name="Accept").click()
    expect(region(iris, "Containment and rollback analysis").locator(".reading")).to_contain_text("and more.")
    comments = region(iris, "Impact")
    comments.get_by_role("button", name="Resolve").click()
    expect(iris.get_by_role("link", name="Impact: 1 open comment")).to_have_count(0)
    expect(region(iris, "Impact")).to_contain_text("all settled")


def test_two_people_write_one_section_without_scripts(visit: Visits, site: Site, drafted: str) -> None:
    ada, ivo = (edit(visit(name, java_script_enabled=False), drafted) for name in ("Ada", "Ivo"))
    ada.get_by_label("Text").fill(f"Ada begins.\n\n{SUMMARY}")
    ivo.get_by_label("Text").fill(f"{SUMMARY}\n\nIvo ends.")
    for page in (ada, ivo):
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("“Summary” is saved.")).to_be_visible()
    assert saved_text(site, drafted) == f"Ada begins.\n\n{SUMMARY}\n\nIvo ends."
