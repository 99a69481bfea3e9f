"""Light, dark, and paper."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visits import Visits

GROUND = "getComputedStyle(document.body).backgroundColor"
LIGHT, DARK = "rgb(245, 246, 248)", "rgb(15, 21, 27)"

FIRST_DRAWN = """
    window.themes = [];
    const watch = () => {
        if (document.body) window.themes.push(getComputedStyle(document.body).backgroundColor);
        if (window.themes.length < 5) requestAnimationFrame(watch);
    };
    requestAnimationFrame(watch);
"""


def choose(page: Page, theme: str) -> None:
    """Choose at the foot of the page."""
    page.get_by_label("Appearance").select_option(theme)


def see(page: Page, colour: str) -> None:
    """Wait until the page has this ground: a browser tells of another preference a moment after it was set."""
    page.wait_for_function(f"{GROUND} === '{colour}'")


def test_a_page_follows_the_device_until_somebody_chooses(visit: Visits) -> None:
    page = visit("", color_scheme="dark")
    page.goto("/login")
    see(page, DARK)
    page.emulate_media(color_scheme="light")
    see(page, LIGHT)
    choose(page, "dark")
    see(page, DARK)
    page.emulate_media(color_scheme="dark")
    choose(page, "light")
    see(page, LIGHT)


def test_the_choice_stays_and_nothing_flashes(visit: Visits) -> None:
    page = visit("", color_scheme="light")
    page.goto("/login")
    choose(page, "dark")
    page.add_init_script(FIRST_DRAWN)
    page.goto("/verify")
    page.wait_for_function("window.themes.length >= 5")
    assert set(page.evaluate("window.themes")) == {DARK}
    expect(page.get_by_label("Appearance")).to_have_value("dark")
    choose(page, "system")
    page.reload()
    assert page.evaluate(GROUND) == LIGHT


def test_windows_beside_each_other_change_together(visit: Visits) -> None:
    page = visit("", color_scheme="light")
    page.goto("/login")
    other = page.context.new_page()
    other.goto("/verify")
    choose(page, "dark")
    see(other, DARK)


def test_without_javascript_there_is_no_choice_that_does_nothing(visit: Visits) -> None:
    page = visit("", java_script_enabled=False)
    page.goto("/login")
    expect(page.get_by_label("Appearance")).to_be_hidden()


@pytest.mark.parametrize("address", ["/incidents", "/incidents/AI-14", "/incidents/AI-11/review", "/figures"])
def test_paper_has_the_text_alone_unfolded_and_light(visit_demo: Visits, address: str) -> None:
    page = visit_demo("ada.lindqvist", color_scheme="dark")
    page.goto(address)
    page.emulate_media(media="print", color_scheme="dark")
    for frame in (page.get_by_role("navigation", name="Main"), page.get_by_label("Appearance"), page.locator(".skip")):
        expect(frame).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.locator("button:visible").count() == 0
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--ink')").strip() == "#14202b"
    folded = page.locator("main details:not(.disclosure, .more, .fold, .remove, form details) > :nth-child(2)")
    assert folded.evaluate_all("all => all.filter((one) => !one.checkVisibility() && !one.closest('form')).length") == 0
