"""Being told, in browsers: the picker of people to mention, watching and muting, the inbox and its number."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from incidents.domain.notices import NoticeKind
from incidents.models import db
from incidents.operations import notices, waivers
from tests import factories
from tests.browser.house import Site, recent_clock
from tests.browser.visits import Visits, region
from tests.factories import Cast


@pytest.fixture
def reference(site: Site) -> str:
    """An incident that both departments accepted."""
    with site.behind():
        return factories.accepted(Cast(), recent_clock()).reference


def count_of(page: Page) -> str:
    return page.locator("[data-unread] .news").inner_text().split()[0]


def test_a_colleague_is_picked_by_keyboard_told_and_led_to_the_comment(visit: Visits, reference: str) -> None:
    olu = visit("Olu")
    olu.goto(f"/incidents/{reference}")
    box = region(olu, "Activity").get_by_label("Comment")
    box.focus()
    box.press_sequentially("Please look, @i")
    people = olu.get_by_role("listbox", name="People to mention")
    expect(people.get_by_role("option")).to_have_text(
        ["Ian @ian, IT department", "Iris @iris, IT department", "Ivo @ivo, IT department"]
    )
    expect(people.get_by_role("option", selected=True)).to_have_text("Ian @ian, IT department")
    box.press("ArrowDown")
    expect(people.get_by_role("option", selected=True)).to_have_text("Iris @iris, IT department")
    assert box.get_attribute("aria-activedescendant") == people.get_by_role("option", selected=True).get_attribute("id")
    box.press("Enter")
    expect(box).to_have_value("Please look, @iris ")
    expect(people).to_be_hidden()
    box.press_sequentially("and @a")
    expect(people).to_be_visible()
    box.press("Escape")
    expect(people).to_be_hidden()
    expect(box).to_be_focused()
    box.press_sequentially("gain")
    olu.get_by_role("button", name="Comment", exact=True).click()
    expect(olu.locator(".feed .mention").first).to_have_text("@iris")
    iris = visit("Iris")
    iris.goto("/notices?kind=mentioned")
    told = iris.get_by_role("listitem").filter(has_text=f"{reference}: Olu mentioned you in a comment.")
    told.get_by_role("button", name="Open").click()
    expect(iris).to_have_url(f"{visit.site.url}/incidents/{reference}#activity")


def test_a_name_is_picked_with_the_mouse_and_strangers_are_never_offered(visit: Visits, reference: str) -> None:
    ada = visit("Ada")
    ada.goto(f"/incidents/{reference}")
    box = region(ada, "Activity").get_by_label("Comment")
    box.press_sequentially("@sa")
    ada.wait_for_load_state("networkidle")
    expect(ada.get_by_role("listbox", name="People to mention")).to_be_hidden()
    box.fill("")
    box.press_sequentially("@ol")
    ada.get_by_role("option", name="Olu").click()
    expect(box).to_have_value("@olu ")
    expect(box).to_be_focused()


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}], ids=["scripts", "no scripts"])
def test_an_incident_is_muted_and_watched_again(visit: Visits, reference: str, options: dict[str, bool]) -> None:
    ari = visit("Ari", **options)
    ari.goto(f"/incidents/{reference}")
    standing = ari.locator("#watching")
    expect(standing).to_contain_text("You watch this incident.")
    standing.get_by_role("button", name="Mute", exact=True).click()
    expect(standing).to_contain_text("Muted: you are told only what waits for you.")
    standing.get_by_role("button", name="Watch", exact=True).click()
    expect(standing).to_contain_text("You watch this incident.")


def test_the_number_in_the_header_grows_by_itself_and_moves_nothing(visit: Visits, site: Site, reference: str) -> None:
    lea = visit("Lea")
    lea.goto("/notices")
    if lea.get_by_role("button", name="Mark everything as read").count():
        lea.get_by_role("button", name="Mark everything as read").click()
    expect(lea.locator("[data-unread] .news")).to_be_hidden()
    before = lea.locator(".account").bounding_box()
    with site.behind():
        at = datetime.now(UTC)
        given = {"kind": NoticeKind.GUIDANCE, "path": "", "at": at}
        assert notices.tell(Cast().lea, f"test:{at.isoformat()}", "Something new.", **given)
        db.session.commit()
    lea.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(lea.locator("[data-unread] .news")).to_be_visible()
    assert count_of(lea) == "1"
    assert lea.locator(".account").bounding_box() == before
    lea.reload()
    lea.get_by_role("button", name="Mark everything as read").click()
    expect(lea.get_by_text("Everything is marked as read.")).to_be_visible()
    expect(lea.locator("[data-unread] .news")).to_be_hidden()


def test_a_choice_is_made_and_kept_without_scripts(visit: Visits) -> None:
    sam = visit("Sam", java_script_enabled=False)
    sam.goto("/account/notices")
    group = sam.get_by_role("group", name="Watched incident")
    group.get_by_label("In the product").uncheck()
    group.get_by_label("By mail").select_option("In the daily digest")
    sam.get_by_role("button", name="Save how you are told").click()
    expect(sam.get_by_text("You are told like this from now on.")).to_be_visible()
    expect(sam.get_by_role("group", name="Watched incident").get_by_label("In the product")).not_to_be_checked()


def test_a_closed_incident_still_takes_comments_and_says_why_nothing_else(visit: Visits, site: Site) -> None:
    with site.behind():
        cast, clock = Cast(), recent_clock()
        incident = factories.resolved(cast, clock)
        for lead in (cast.ada, cast.ivo):
            waivers.waive(lead, incident, "Nothing is to be learnt from it.", clock())
        reference = incident.reference
    iris = visit("Iris")
    iris.goto(f"/incidents/{reference}")
    expect(iris.get_by_text("Only comments stay open")).to_be_visible()
    expect(iris.get_by_role("button", name="Change the severity")).to_be_disabled()
    expect(iris.get_by_text("nothing is added to its evidence")).to_be_visible()
    iris.get_by_label("Comment").fill("It happened again.")
    iris.get_by_role("button", name="Comment", exact=True).click()
    expect(iris.get_by_text("Your comment is part of the record.")).to_be_visible()
