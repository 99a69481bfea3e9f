"""People at their browsers. What a browser complains about fails the test, whatever else the test looks at."""

import base64
import re
import time
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Response

from tests.browser.house import Site

FRESH = 240
"""Seconds for which a log-in is used again: signing asks for a log-in that is younger than ten minutes."""

PATIENCE = 20_000
"""Milliseconds."""


class Visits:
    """Opens pages as people of the cast, each in a browser context of their own, and keeps what went wrong there."""

    def __init__(self, browser: Browser, site: Site, password: str, domain: str) -> None:
        self.browser, self.site, self.password, self.domain = browser, site, password, domain
        self.complaints: list[str] = []
        self.contexts: list[BrowserContext] = []

    def __call__(self, name: str = "", **options: Any) -> Page:
        """A page for somebody, logged in and at home; for nobody, a page that is not logged in."""
        if not name:
            return self._page(None, options)
        if self._log_in_is_old(name):
            page = self._page(None, options)
            self.log_in(page, name)
            self.site.log_ins[name] = (time.monotonic(), page.context.storage_state())
            return page
        page = self._page(self.site.log_ins[name][1], options)
        page.goto("/")
        return page

    def log_in(self, page: Page, name: str) -> None:
        """Log in where the page is, or at the log-in page."""
        if "/login" not in page.url:
            page.goto("/login")
        page.get_by_label("E-mail address").fill(f"{name.lower()}@{self.domain}")
        page.get_by_label("Password").fill(self.password)
        page.get_by_role("button", name="Log in").click()
        page.get_by_role("group").filter(has_text="Log out").first.wait_for(state="attached")

    def forgive(self, ending: str) -> None:
        """Strike out the complaints that a test is about."""
        self.complaints[:] = [complaint for complaint in self.complaints if not complaint.endswith(ending)]

    def close(self) -> None:
        """Close every context. Fails with what browsers complained about."""
        for context in self.contexts:
            context.close()
        assert not self.complaints, "\n".join(self.complaints)

    def _log_in_is_old(self, name: str) -> bool:
        at, _state = self.site.log_ins.get(name, (-FRESH, None))
        return time.monotonic() - at >= FRESH

    def _page(self, state: Any, options: dict[str, Any]) -> Page:
        context = self.browser.new_context(
            **{"base_url": self.site.url, "locale": "en-GB", "timezone_id": "Europe/Paris", "storage_state": state}
            | options
        )
        context.set_default_timeout(PATIENCE)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.complaints.append(f"An error in a script: {error.error}"))
        context.on("response", self._look)
        self.contexts.append(context)
        return context.new_page()

    def _hear(self, message: ConsoleMessage) -> None:
        # That a page was answered with 403, 404 or 422 is what a test may be about; `_look` judges statuses.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"{message.page.url if message.page else ''}: {message.text}")

    def _look(self, response: Response) -> None:
        # A form that a script sends may come back with sentences (422), as one that a browser sends.
        part = not response.request.is_navigation_request() and response.status != 422
        if response.status >= 500 or (part and response.status >= 400):
            self.complaints.append(f"{response.request.method} {response.url} was answered with {response.status}")


def unfold(scope: Page | Locator, label: str) -> None:
    """Open what is folded under this label."""
    scope.locator("summary").filter(has_text=re.compile(rf"^\s*{re.escape(label)}\s*$")).click()


def choose(select: Locator, beginning: str) -> None:
    """Choose the option that begins like this."""
    option = select.get_by_role("option", name=re.compile(rf"^{re.escape(beginning)}"))
    select.select_option(str(option.get_attribute("value")))


def region(page: Page, name: str) -> Locator:
    """The part of a page whose heading begins like this."""
    return page.get_by_role("region", name=re.compile(rf"^{name}"))


def picture() -> bytes:
    """A small PNG."""
    return base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR42mM4YWODFTEMLQkAZZlQAS/gME0AAAAASUVORK5CYII="
    )


def paste(page: Page, content: bytes) -> None:
    """Put a PNG on the clipboard and press Ctrl+V, as after taking a screenshot."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate(
        """async (encoded) => {
            const bytes = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
            const blob = new Blob([bytes], { type: "image/png" });
            await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
        }""",
        base64.b64encode(content).decode(),
    )
    page.keyboard.press("Control+v")


def unvalidated(page: Page) -> None:
    """Let the server judge what is typed: the page's forms are sent without the browser's own checks and bounds."""
    page.locator("form").evaluate_all("forms => forms.forEach((form) => { form.noValidate = true; })")
    page.locator("[maxlength]").evaluate_all("fields => fields.forEach((one) => one.removeAttribute('maxlength'))")
