"""The README's pictures, taken from the running demonstration. `make pictures` runs this.

With `--all FOLDER` it takes every page instead, as the right person sees it, wide and narrow, light and dark, for
people to look at.
"""

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from shots import ALL, FIRST_RUN, FORMS, README, Shot

from incidents.demo.script import PASSWORD

HERE = Path(__file__).parent
COMMAND = Path(sys.executable).with_name("countersign")
WIDE = {"width": 1280, "height": 800}
NARROW = {"width": 390, "height": 844}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
MARGIN = 16


@contextmanager
def served(home: Path, *options: str) -> Iterator[str]:
    """Serve a home until the pictures are taken; gives its address."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    own = {"COUNTERSIGN_HOME": str(home), "COUNTERSIGN_PORT": str(port)}
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen([COMMAND, "serve", *options], env=os.environ | own, stdout=subprocess.DEVNULL) as process:
        try:
            wait_for(f"{address}/health", process)
            yield address
        finally:
            process.terminate()


def wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    """Wait until the address answers. Playing the demonstration takes a while."""
    while process.poll() is None:
        try:
            urlopen(address, timeout=2).close()
        except (URLError, OSError):
            time.sleep(0.2)
        else:
            return
    sys.exit("Countersign did not come up; see the lines above.")


class Camera:
    """Goes to pages as people do, and takes pictures of them. Log-ins are few in a minute, so each is kept."""

    def __init__(self, browser: Browser, address: str, folder: Path) -> None:
        self.browser, self.address, self.folder = browser, address, folder
        self.people: dict[str, BrowserContext] = {}
        self.wrong: list[str] = []
        folder.mkdir(parents=True, exist_ok=True)

    def page(self, person: str) -> Page:
        """A page of somebody who is logged in, or of nobody."""
        if person not in self.people:
            context = self.people[person] = self.browser.new_context(
                base_url=self.address, locale="en-GB", reduced_motion="reduce"
            )
            if person:
                self._log_in(context.new_page(), f"{person}@wendmere.example")
        return self.people[person].new_page()

    def readme(self, shot: Shot) -> None:
        """A picture for the README: the upper part of the page, until a part of it ends."""
        page = self.page(shot.person)
        page.set_viewport_size(WIDE)
        self._go(page, shot)
        last = page.get_by_role("region", name=re.compile(f"^{shot.until}")).bounding_box()
        height = last["y"] + last["height"] + MARGIN if last else WIDE["height"]
        page.set_viewport_size({"width": WIDE["width"], "height": round(height)})
        page.screenshot(path=self.folder / f"{shot.name}.png")
        page.close()

    def everything(self, shot: Shot) -> None:
        """The whole page, wide and narrow, light and dark."""
        page = self.page(shot.person)
        page.set_viewport_size(WIDE)
        self._go(page, shot)
        self.whole(page, shot.name)

    def form(self, name: str, person: str, address: str, button: str, typed: dict[str, str]) -> None:
        """A form that was sent with something wrong in it."""
        page = self.page(person)
        page.set_viewport_size(WIDE)
        page.goto(address)
        page.locator("form").evaluate_all("forms => forms.forEach((form) => { form.noValidate = true; })")
        for label, text in typed.items():
            page.get_by_label(label).first.fill(text)
        page.get_by_role("button", name=button).click()
        self.whole(page, name)

    def whole(self, page: Page, name: str) -> None:
        """All four pictures of a page that is there already."""
        for size, word in ((WIDE, "wide"), (NARROW, "narrow")):
            page.set_viewport_size(size)
            for theme in THEMES:
                page.emulate_media(color_scheme=theme)
                page.screenshot(path=self.folder / f"{name}-{word}-{theme}.png", full_page=True)
        page.close()

    def _go(self, page: Page, shot: Shot) -> None:
        answer = page.goto(shot.address)
        if "/confirm-password" in page.url and shot.address not in page.url:
            # Signing asks for a log-in of the last minutes; the first pictures of somebody are older than that.
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Confirm").click()
            page.wait_for_load_state()
        if answer is None or answer.status != shot.status:
            self.wrong.append(f"{shot.address} answered {answer.status if answer else 'nothing'} to {shot.person}")

    def _log_in(self, page: Page, email: str) -> None:
        while True:
            page.goto("/login")
            page.get_by_label("E-mail address").fill(email)
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Log in").click()
            page.wait_for_load_state()
            if not page.get_by_text("Too many attempts").count():
                break
            time.sleep(10)
        page.close()


def take(folder: Path, *, everything: bool) -> list[str]:
    """Take the pictures. Returns what was not as it should be."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium is missing. Install it: apt-get install --yes --no-install-recommends chromium")
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--disable-gpu", *root])
        with served(Path(home, "demo"), "--demo") as address:
            camera = Camera(browser, address, folder)
            for shot in ALL if everything else README:
                (camera.everything if everything else camera.readme)(shot)
            for form in FORMS if everything else ():
                camera.form(*form)
        if everything:
            with served(Path(home, "empty")) as address:
                Camera(browser, address, folder).everything(FIRST_RUN)
        browser.close()
    return camera.wrong


def main() -> None:
    """Read the command line, take the pictures, and end with 1 when a page was not as it should be."""
    parser = argparse.ArgumentParser(description=re.sub(r"\s+", " ", __doc__ or ""))
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="take every page into this folder")
    folder: Path | None = parser.parse_args().all
    wrong = take(folder or HERE / "pictures", everything=folder is not None)
    print("\n".join(wrong), end="\n" if wrong else "")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
