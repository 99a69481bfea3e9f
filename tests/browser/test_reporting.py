"""Reporting in browsers: by keyboard, with files that have bars, with a draft that stays, and what may be the same."""

import re

from playwright.sync_api import FilePayload, Page, expect

from incidents.models import db
from tests import factories
from tests.browser.house import Site, recent_clock
from tests.browser.visits import Visits, paste, picture, region
from tests.factories import Cast

SLOW = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 250_000}
"""Bytes a second, so that bars are seen to move."""


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the field or button of this name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name || document.activeElement.type") == name:
            return
    raise AssertionError(f"Tab does not lead to {name}")


def reported(site: Site, title: str) -> str:
    """An open incident of this title; gives its reference."""
    with site.behind():
        incident = factories.reported(Cast(), recent_clock(), title=title)
        db.session.commit()
        return incident.reference


def drop(page: Page, *names: str) -> None:
    """Drop text files of 400 kB somewhere on the page."""
    page.evaluate(
        """(names) => {
            const carried = new DataTransfer();
            for (const name of names) carried.items.add(new File(["x".repeat(400000)], name, { type: "text/plain" }));
            document.body.dispatchEvent(
                new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
        }""",
        names,
    )


def fill(page: Page, title: str, story: str = "It said so to a customer.") -> None:
    """The three fields that are enough."""
    page.goto("/incidents/new")
    page.get_by_label("Title").fill(title)
    page.get_by_label("What happened").fill(story)
    page.get_by_label("Which AI system").select_option(label="Helpdesk assistant")


def test_three_fields_and_the_keyboard_are_enough(visit: Visits) -> None:
    page = visit("Olu")
    page.goto("/incidents/new")
    tab_to(page, "title")
    page.keyboard.type("It recited the weather")
    tab_to(page, "what_happened")
    page.keyboard.type("Asked for an invoice it spoke of rain.")
    tab_to(page, "system")
    page.keyboard.type("Help")
    tab_to(page, "submit")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("It recited the weather")
    expect(page.get_by_text("Reported as AI-")).to_be_visible()


def test_pasted_and_dropped_files_each_have_a_bar_and_one_is_taken_away(visit: Visits) -> None:
    page = visit("Olu")
    fill(page, "Three files of a strange answer")
    paste(page, picture())
    drop(page, "transcript.txt", "wrong.txt")
    chosen = page.locator(".chosen-files").get_by_role("listitem")
    expect(chosen).to_have_count(3)
    page.get_by_role("button", name="Remove wrong.txt").click()
    expect(chosen).to_have_count(2)
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("progressbar")).to_have_count(2)
    bar = page.get_by_role("progressbar", name="Sent of transcript.txt")
    page.wait_for_function("bar => bar.value > 0.05 && bar.value < 1", arg=bar.element_handle())
    expect(page.get_by_text("Reported as AI-")).to_be_visible()
    links = region(page, "Evidence").get_by_role("link", name=re.compile(r"transcript\.txt|pasted-\d+\.png"))
    expect(links.filter(has_text=re.compile("."))).to_have_count(2)


def test_a_refused_file_is_told_beside_the_field_and_the_files_stay(visit: Visits) -> None:
    page = visit("Olu")
    fill(page, "A program in disguise")
    program = FilePayload(name="shot.png", mimeType="image/png", buffer=b"\x7fELF" + bytes(64))
    page.get_by_label("Evidence").set_input_files([program])
    drop(page, "notes.txt")
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_label("Evidence")).to_have_accessible_description(re.compile("inside is a program"))
    expect(page.get_by_label("Evidence")).to_be_focused()
    page.get_by_role("button", name="Remove shot.png").click()
    page.get_by_role("button", name="Send the report").click()
    expect(region(page, "Evidence").get_by_role("link", name="notes.txt")).to_be_visible()


def test_a_draft_survives_a_reload_and_says_which_files_do_not(visit: Visits) -> None:
    page = visit("Sam")
    fill(page, "Half a report")
    page.locator("summary", has_text="Classify (optional)").click()
    page.get_by_role("checkbox", name=re.compile("^Reputational")).check()
    drop(page, "log.txt")
    page.reload()
    expect(page.get_by_label("Title")).to_have_value("Half a report")
    expect(page.get_by_text("Files are not kept: choose log.txt again.")).to_be_visible()
    page.locator("summary", has_text="Classify (optional)").click()
    expect(page.get_by_role("checkbox", name=re.compile("^Reputational"))).to_be_checked()
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_text("Reported as AI-")).to_be_visible()
    page.wait_for_load_state()
    page.goto("/incidents/new")
    expect(page.get_by_label("Title")).to_have_value("")
    expect(page.get_by_text("This browser kept what you typed earlier.")).to_be_hidden()


def test_an_open_incident_that_is_the_same_gets_the_account_instead(visit: Visits, site: Site) -> None:
    reference = reported(site, "Penguins were promised as compensation")
    page = visit("Olu")
    fill(page, "It promised penguins", "As compensation for a late parcel it promised penguins.")
    offered = page.locator(".similar")
    expect(offered.get_by_role("link", name=re.compile(f"^{reference}"))).to_be_visible()
    expect(page.locator("[aria-live]", has=offered)).to_have_attribute("aria-live", "polite")
    offered.get_by_role("link", name=re.compile("This is the same")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(reference)
    expect(page.get_by_label("Comment")).to_have_value(re.compile("As compensation for a late parcel"))
    expect(page.get_by_label("Comment")).to_be_in_viewport()
    page.get_by_role("button", name="Comment").click()
    expect(region(page, "Activity")).to_contain_text("As compensation for a late parcel it promised penguins.")


def test_what_one_may_not_see_is_not_offered(visit: Visits, site: Site) -> None:
    reported(site, "Walruses were promised as compensation")
    page = visit("Sam")
    with page.expect_response("**/incidents/similar"):
        fill(page, "Walruses were promised as compensation")
    expect(page.locator(".similar")).to_be_hidden()


def test_without_javascript_nothing_is_offered_and_several_files_are_sent(visit: Visits) -> None:
    page = visit("Olu", java_script_enabled=False)
    fill(page, "Sent without scripts")
    files = [FilePayload(name=name, mimeType="image/png", buffer=picture()) for name in ("one.png", "two.png")]
    page.get_by_label("Evidence").set_input_files(files)
    expect(page.locator(".similar")).to_be_hidden()
    page.get_by_role("button", name="Send the report").click()
    for name in ("one.png", "two.png"):
        expect(region(page, "Evidence").get_by_role("link", name=name)).to_be_visible()
