"""Finding things and getting about by keyboard: the search, the palette, the shortcuts, and how they rest."""

import re

import pytest
from playwright.sync_api import Page, expect

from incidents.domain.vocabulary import TaskKind
from incidents.models import db
from tests import factories
from tests.browser.house import Site, recent_clock
from tests.browser.visits import Visits
from tests.factories import Cast


@pytest.fixture(scope="module")
def wombat(site: Site) -> str:
    """The reference of an incident of wombats, with a task of the AI department."""
    clock = recent_clock()
    with site.behind():
        incident = factories.accepted(Cast(), clock)
        incident.title = "A wombat was promised"
        factories.task(Cast(), clock, TaskKind.POLICY_UPDATE, incident)
        factories.incidents.comment(Cast().olu, incident, "<b>Wombats</b> again.", clock())
        db.session.commit()
        return incident.reference


def has_focus(page: Page, selector: str) -> bool:
    return bool(page.evaluate("selector => document.activeElement.matches(selector)", selector))


def arrives(page: Page, path: str) -> None:
    """Wait until the page is there, and its scripts with it."""
    expect(page).to_have_url(at(path))
    page.wait_for_load_state()


def at(path: str) -> re.Pattern[str]:
    return re.compile(rf"^https?://[^/]+{path}$")


def test_the_search_is_reached_by_its_key_and_opens_what_it_finds(visit: Visits, wombat: str) -> None:
    page = visit("Ada")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Search everything")).to_be_focused()
    page.keyboard.type("promised wombat")
    page.keyboard.press("Enter")
    expect(page.get_by_role("searchbox", name="Words")).to_have_value("promised wombat")
    expect(page.locator("mark").first).to_have_text("wombat")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name=re.compile(wombat)).first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(at(f"/incidents/{wombat}"))


def test_the_search_works_without_javascript(visit: Visits, wombat: str) -> None:
    page = visit("Olu", java_script_enabled=False)
    page.get_by_role("searchbox", name="Search everything").fill(wombat.lower())
    page.keyboard.press("Enter")
    expect(page.get_by_role("listitem").filter(has=page.locator("mark, a")).first).to_be_attached()
    first = page.locator(".result").first
    expect(first).to_contain_text("A wombat was promised")
    page.get_by_role("link", name="Tasks", exact=True).click()
    expect(page.locator(".result-kind").first).to_have_text("Task")
    page.get_by_role("link", name="Keyboard shortcuts").click()
    expect(page.get_by_role("heading", name="Keyboard shortcuts")).to_be_visible()
    expect(page.get_by_role("switch")).to_have_count(0)


def test_the_palette_goes_where_one_types(visit: Visits, wombat: str) -> None:
    page = visit("Ada")
    page.get_by_role("link", name="Notices").focus()
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Search, or go to")
    expect(field).to_be_focused()
    expect(page.get_by_role("dialog").get_by_role("option", selected=True)).to_contain_text("Report an incident")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.get_by_role("dialog").get_by_role("option", selected=True)
    expect(chosen).to_contain_text("Home")
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("dialog").get_by_role("option", selected=True)).to_contain_text("Keyboard shortcuts")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("link", name="Notices")).to_be_focused()
    page.keyboard.press("Control+k")
    page.keyboard.type("systems")
    expect(page.get_by_role("dialog").get_by_role("option").first).to_contain_text("Systems")
    page.keyboard.press("Enter")
    expect(page).to_have_url(at("/systems"))


def test_the_palette_finds_things_while_one_types(visit: Visits, wombat: str) -> None:
    page = visit("Ada")
    page.keyboard.press("Control+k")
    page.keyboard.type("womb", delay=30)
    found = page.get_by_role("dialog").get_by_role("option").filter(has_text="A wombat was promised")
    expect(found.first).to_contain_text(wombat)
    expect(page.get_by_role("status").filter(has_text="suggestions")).to_be_attached()
    found.first.click()
    arrives(page, f"/incidents/{wombat}")
    page.keyboard.press("Control+k")
    page.keyboard.type("wombat")
    expect(page.get_by_role("dialog").get_by_role("option").last).to_contain_text("Everything about “wombat”")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page).to_have_url(at(r"/search\?q=wombat"))


def test_single_keys_lead_to_rooms(visit: Visits, wombat: str) -> None:
    page = visit("Ada")
    for keys, path in (("gq", "/incidents"), ("gt", "/tasks"), ("gr", "/reports"), ("gn", "/notices"), ("gh", "/")):
        for key in keys:
            page.keyboard.press(key)
        arrives(page, path)
    page.keyboard.press("c")
    expect(page).to_have_url(at("/incidents/new"))


def test_rows_are_walked_and_opened_by_keys(visit: Visits, wombat: str) -> None:
    page = visit("Ari")
    page.goto("/incidents?text=wombat")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name=wombat, exact=True)).to_be_focused()
    page.keyboard.press("j")
    expect(page.get_by_role("link", name=wombat, exact=True)).to_be_focused()
    page.keyboard.press("o")
    arrives(page, f"/incidents/{wombat}")
    page.keyboard.press(".")
    arrives(page, r"/tasks/\d+")


def test_keys_rest_where_somebody_types_and_in_dialogs(visit: Visits, wombat: str) -> None:
    page = visit("Ada")
    page.goto("/incidents/new")
    page.get_by_label("Title").fill("")
    page.get_by_label("Title").press_sequentially("c? gq /.")
    expect(page.get_by_label("Title")).to_have_value("c? gq /.")
    expect(page).to_have_url(at("/incidents/new"))
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_label("Title").fill("")
    page.goto("/notices")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    for key in ("g", "q", "c"):
        page.keyboard.press(key)
    expect(page).to_have_url(at("/notices"))
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    for keys in ("Alt+c", "g", "x", "q"):
        page.keyboard.press(keys)
    expect(page).to_have_url(at("/notices"))


def test_who_wants_no_single_keys_switches_them_off_for_good(visit: Visits, wombat: str) -> None:
    page = visit("Ada")
    page.keyboard.press("?")
    page.get_by_role("switch", name="Use shortcuts of single keys").uncheck()
    page.get_by_role("button", name="Close").click()
    for path in ("/notices", "/search/shortcuts"):
        page.goto(path)
        for key in ("?", "c", "/", "j"):
            page.keyboard.press(key)
        expect(page.get_by_role("dialog")).to_have_count(0)
        assert has_focus(page, "body")
        expect(page).to_have_url(at(path))
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Search, or go to")).to_be_focused()
    page.keyboard.press("Escape")
    page.get_by_role("switch", name="Use shortcuts of single keys").check()
    page.keyboard.press("Tab")
    page.keyboard.press("c")
    expect(page).to_have_url(at("/incidents/new"))


def test_a_phone_has_a_link_to_the_search(visit: Visits, wombat: str) -> None:
    page = visit("Olu", viewport={"width": 320, "height": 640})
    page.get_by_role("link", name="Search", exact=True).click()
    page.get_by_role("searchbox", name="Words").fill("wombats")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.locator(".result-passage").first).to_contain_text("<b>Wombats</b> again.")
    assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
