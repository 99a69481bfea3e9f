"""Correcting what was reported, in browsers: in its place, by two people at once, with scripts and without."""

import pytest
from playwright.sync_api import Page, expect

from incidents.models import db
from tests import factories
from tests.browser.house import Site, recent_clock
from tests.browser.visits import Visits, region
from tests.factories import Cast


@pytest.fixture
def address(site: Site) -> str:
    """The address of an incident that Olu has reported."""
    with site.behind():
        incident = factories.reported(Cast(), recent_clock(), title="It promised a refund")
        db.session.commit()
        return f"/incidents/{incident.reference}"


def correcting(page: Page, address: str) -> Page:
    """The page with the form in the place of the account."""
    page.goto(address)
    page.get_by_role("link", name="Correct what was reported").click()
    expect(page.get_by_role("heading", name="Correct what was reported")).to_be_visible()
    return page


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_two_who_correct_one_report_see_both_versions_and_lose_nothing(
    visit: Visits, address: str, scripts: bool
) -> None:
    olu, ada = (correcting(visit(name, java_script_enabled=scripts), address) for name in ("Olu", "Ada"))
    ada.get_by_label("Title").fill("Ada's title")
    ada.get_by_label("Who is affected").fill("Two members")
    region(ada, "Correct what was reported").get_by_label("Reason").fill("It named a member.")
    ada.get_by_role("button", name="Save the correction").click()
    expect(ada.get_by_role("heading", level=1)).to_contain_text("Ada's title")
    olu.get_by_label("Title").fill("Olu's title")
    olu.get_by_role("button", name="Save the correction").click()
    expect(olu.get_by_text("Ada corrected this while you were writing")).to_be_visible()
    expect(olu.get_by_role("region", name="Saved: Title")).to_contain_text("Ada's title")
    expect(olu.get_by_label("Title", exact=True)).to_have_value("Olu's title")
    expect(olu.get_by_label("Who is affected")).to_have_value("Two members")
    olu.get_by_role("button", name="Save the correction").click()
    expect(olu.get_by_role("heading", level=1)).to_contain_text("Olu's title")
    region(olu, "Activity").get_by_role("link", name="Before and after").first.click()
    newest = olu.get_by_role("region", name="by Olu")
    expect(newest.get_by_role("deletion")).to_contain_text("Ada's")
    expect(newest.get_by_role("insertion")).to_contain_text("Olu's")
    expect(olu.get_by_text("It named a member.")).to_be_visible()


def test_a_report_is_corrected_by_keyboard_and_what_is_wrong_is_found_there(visit: Visits, address: str) -> None:
    page = correcting(visit("Olu"), address)
    page.get_by_label("What happened").focus()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.get_by_label("Title").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("What happened")).to_be_focused()
    expect(page.get_by_text("Give an account of what happened.")).to_be_visible()
    page.keyboard.type("It promised two refunds.")
    page.get_by_role("button", name="Save the correction").press("Enter")
    expect(region(page, "What happened")).to_contain_text("It promised two refunds.")
