"""A person who uses the keyboard alone: Tab, Enter, Space, arrows inside a control, and letters inside a field."""

from playwright.sync_api import Locator, Page, expect

FURTHEST = 150
"""Presses of Tab within which everything of a page must be reached."""

FOCUSED = "one => one === document.activeElement"
RING = """() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}"""


class Keyboard:
    """Hands that never touch a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go(self, thing: Locator) -> None:
        """Press Tab until the thing has the focus, which must be seen there."""
        expect(thing).to_be_attached()
        for _press in range(FURTHEST):
            if thing.evaluate(FOCUSED):
                assert self.page.evaluate(RING), f"the focus cannot be seen on {thing}"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not reach {thing}")

    def press(self, thing: Locator, key: str = "Enter") -> None:
        """Go there and press a key, Enter as long as nothing else is said. Waits for what that brings."""
        self.go(thing)
        self.page.keyboard.press(key)
        self.page.wait_for_load_state()

    def write(self, field: Locator, text: str) -> None:
        """Go there and type."""
        self.go(field)
        self.page.keyboard.type(text)

    def choose(self, select: Locator, words: str) -> None:
        """Go there and type how the wanted option begins, as browsers let one."""
        self.go(select)
        self.page.keyboard.type(words)
        expect(select.locator("option:checked")).to_contain_text(words)

    def check(self, radio: Locator) -> None:
        """Go to the group of a radio button and press the arrow until this one is chosen."""
        name = radio.get_attribute("name")
        group = self.page.locator(f"input[type=radio][name={name}]:not(:disabled)")
        self.go(group.first)
        self.page.keyboard.press("Space")
        for _press in range(group.count()):
            if radio.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows do not reach {radio}")
