"""The main journey without a mouse, where the focus goes, and what is left of a page at 200 %."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.keyboard import Keyboard
from tests.browser.visits import Visits, region

ZOOMED = {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2}
"""A window of 1280 by 800 pixels at 200 %."""


def test_reporting_triage_a_task_and_a_comment_need_the_keyboard_alone(visit: Visits) -> None:
    reference = reported(Keyboard(visit("Olu")))
    ari, ivo = visit("Ari"), visit("Ivo")
    for page, department in ((ari, "the AI department"), (ivo, "IT")):
        from_home_to(page, reference)
        accepted(Keyboard(page), department)
    finished(Keyboard(ari), raised(Keyboard(ari)))
    from_home_to(ivo, reference)
    keys = Keyboard(ivo)
    keys.write(ivo.get_by_label("Comment").first, "Seen from this side as well.")
    keys.press(ivo.get_by_role("button", name="Comment", exact=True))
    expect(region(ivo, "Activity")).to_contain_text("Seen from this side as well.")


def reported(keys: Keyboard) -> str:
    """From home: three fields and Enter. Returns the reference."""
    page = keys.page
    keys.press(page.get_by_role("link", name="Report an incident").first)
    keys.write(page.get_by_label("Title"), "It told a customer to sue us")
    keys.write(page.get_by_label("What happened"), "Asked for an address, it recommended a lawyer.")
    keys.choose(page.get_by_label("Which AI system"), "Helpdesk assistant")
    keys.press(page.get_by_role("button", name="Send the report"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("It told a customer to sue us")
    found = re.search(r"AI-\d+", page.url)
    assert found is not None
    return found.group()


def from_home_to(page: Page, reference: str) -> None:
    """From home to an incident, over the queue."""
    page.goto("/")
    keys = Keyboard(page)
    keys.press(page.get_by_role("navigation", name="Main").get_by_role("link", name="Queue"))
    keys.press(page.locator(f"main a[href$='/incidents/{reference}']").first)
    expect(page.get_by_role("heading", level=1)).to_contain_text(reference)


def accepted(keys: Keyboard, department: str) -> None:
    """On an incident's page: unfold the answer, rate the harm where nobody did, accept."""
    page = keys.page
    triage = region(page, "Triage")
    keys.press(triage.locator("summary").filter(has_text=f"Accept for {department}"))
    if triage.get_by_label("Severity").first.get_attribute("required") is not None:
        keys.choose(triage.get_by_label("Severity").first, "SEV-3")
    keys.press(triage.get_by_role("button", name="Accept the report"))
    expect(page.get_by_text("Your department accepts the report.")).to_be_visible()


def raised(keys: Keyboard) -> str:
    """On an incident's page that both departments accepted: raise work. Returns the task's title."""
    page = keys.page
    page.reload()
    keys.press(page.get_by_role("link", name="Raise work").first)
    keys.check(page.get_by_role("radio", name=re.compile("^Behaviour evaluation")))
    keys.write(page.get_by_label("Title"), "Find what makes it say so")
    keys.press(page.get_by_role("button", name="Raise the work"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Find what makes it say so")
    return "Find what makes it say so"


def finished(keys: Keyboard, title: str) -> None:
    """On a task's page: take it, start it, finish it."""
    page = keys.page
    keys.press(page.get_by_role("button", name="Take it"), "Space")
    keys.press(page.get_by_role("button", name="Start"), "Space")
    keys.press(page.locator("summary").filter(has_text=re.compile(r"^\s*Finish\s*$")))
    keys.write(page.get_by_label("Outcome"), "It says so whenever an address is asked for.")
    keys.press(page.get_by_role("button", name="Finish the task"))
    expect(region(page, "Outcome")).to_contain_text("It says so whenever an address is asked for.")
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)


def test_the_first_thing_that_tab_reaches_skips_to_the_content(visit: Visits) -> None:
    page = visit("Ada")
    page.goto("/incidents")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("address", ["/", "/incidents", "/incidents/new", "/figures", "/account"])
def test_the_focus_goes_through_a_page_in_the_order_in_which_it_is_read(visit: Visits, address: str) -> None:
    page = visit("Ada")
    page.goto(address)
    order = page.evaluate(
        """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
            .filter((one) => one.tabIndex > 0).length"""
    )
    assert order == 0, "no number overrules the order of the page"
    place, before = 0, -1
    while place >= 0 and place != before:
        before = max(before, place)
        page.keyboard.press("Tab")
        place = page.evaluate("[...document.querySelectorAll('body *')].indexOf(document.activeElement)")
        assert place < 0 or place > before or before == 0, "the focus jumps back"
        if place < 0:
            break


@pytest.mark.parametrize("address", ["/", "/incidents", "/incidents/new", "/tasks", "/figures", "/systems", "/account"])
def test_at_200_percent_everything_is_there_and_nothing_is_cut_off(visit: Visits, address: str) -> None:
    normal, zoomed = visit("Ada"), visit("Ada", **ZOOMED)
    for page in (normal, zoomed):
        page.goto(address)
    assert controls(zoomed) == controls(normal)
    assert zoomed.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
    assert zoomed.evaluate(CUT_OFF) == []


@pytest.mark.parametrize("address", ["/", "/incidents", "/incidents/new", "/figures", "/account"])
def test_with_wider_spaces_between_letters_words_and_lines_nothing_is_cut_off(visit: Visits, address: str) -> None:
    page = visit("Ada")
    page.goto(address)
    page.evaluate(SPACED)
    assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
    assert page.evaluate(CUT_OFF) == []


def controls(page: Page) -> list[str]:
    """What can be used on a page once everything is unfolded, by its words."""
    words: list[str] = page.evaluate(
        """() => {
            const folded = [...document.querySelectorAll("main details:not([open])")];
            folded.forEach((one) => { one.open = true; });
            const words = [...document.querySelectorAll("main a[href], main button, main input, main select")]
                .filter((one) => one.checkVisibility()).map((one) => one.name || one.textContent.trim()).sort();
            folded.forEach((one) => { one.open = false; });
            return words;
        }"""
    )
    return words


SPACED = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`p { margin-bottom: 2em !important }
        * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }`);
    document.adoptedStyleSheets = [sheet];
}"""
"""What WCAG 2.2 asks for in 1.4.12. Such a sheet is no inline style, so the policy lets it in."""

CUT_OFF = """() => [...document.querySelectorAll("main p, main h1, main h2, main label, main button, main a")]
    .filter((one) => one.checkVisibility() && getComputedStyle(one).overflowX === "hidden"
        && one.scrollWidth > one.clientWidth + 1 && !one.closest(".visually-hidden"))
    .map((one) => one.outerHTML.slice(0, 80))"""
