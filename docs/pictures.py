"""The README's pictures, taken from the running demonstration. `make pictures` runs this.

With `--all FOLDER` it takes every page instead, as the right person sees it, wide and narrow, for people to look at.
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
from typing import NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from incidents.demo.script import PASSWORD

HERE = Path(__file__).parent
COMMAND = Path(sys.executable).with_name("countersign")
WIDE = {"width": 1280, "height": 800}
NARROW = {"width": 390, "height": 844}
MARGIN = 16


class Shot(NamedTuple):
    """A page as somebody sees it. `status` is what it must answer with; a picture for the README ends with `until`."""

    name: str
    person: str
    address: str
    status: int = 200
    dark: bool = False
    until: str = ""


README = (
    Shot("incident", "ada.lindqvist", "/incidents/AI-15", until="Correction"),
    Shot("report", "lea.fontaine", "/reports/AI-5?check=yes", until="Signed by both departments"),
)

ALL = (
    Shot("log-in", "", "/login"),
    Shot("not-found-logged-out", "", "/nothing", 404),
    Shot("home-business", "olu.adeyemi", "/"),
    Shot("home-ai-lead", "ada.lindqvist", "/"),
    Shot("home-ai-member", "ari.nakamura", "/"),
    Shot("home-it-lead", "ivo.markovic", "/"),
    Shot("home-it-member", "iris.vandenberghe", "/"),
    Shot("home-leadership", "lea.fontaine", "/"),
    Shot("home-administrator", "max.petridis", "/"),
    Shot("home-dark", "ada.lindqvist", "/", dark=True),
    Shot("queue-lead", "ada.lindqvist", "/incidents"),
    Shot("queue-business", "olu.adeyemi", "/incidents"),
    Shot("queue-nothing-fits", "ada.lindqvist", "/incidents?text=zzz"),
    Shot("queue-filtered", "ivo.markovic", "/incidents?whose=ours&phase=responding"),
    Shot("queue-dark", "ada.lindqvist", "/incidents", dark=True),
    Shot("report-form", "olu.adeyemi", "/incidents/new"),
    Shot("incident-reported", "ada.lindqvist", "/incidents/AI-17"),
    Shot("incident-reported-by-the-unit", "olu.adeyemi", "/incidents/AI-17"),
    Shot("incident-reported-twice", "noor.rahmani", "/incidents/AI-18"),
    Shot("incident-in-an-emergency", "noor.rahmani", "/incidents/AI-16"),
    Shot("incident-responding", "ivo.markovic", "/incidents/AI-14"),
    Shot("incident-responding-handed-over", "noor.rahmani", "/incidents/AI-15"),
    Shot("incident-responding-dark", "ivo.markovic", "/incidents/AI-14", dark=True),
    Shot("incident-reopened", "ada.lindqvist", "/incidents/AI-7"),
    Shot("incident-resolved", "sam.whitlock", "/incidents/AI-12"),
    Shot("incident-in-review", "ivo.markovic", "/incidents/AI-10"),
    Shot("incident-closed", "ada.lindqvist", "/incidents/AI-1"),
    Shot("incident-closed-by-the-unit", "olu.adeyemi", "/incidents/AI-1"),
    Shot("incident-declined", "olu.adeyemi", "/incidents/AI-9"),
    Shot("incident-not-visible", "sam.whitlock", "/incidents/AI-1", 404),
    Shot("tasks-mine", "ari.nakamura", "/tasks"),
    Shot("tasks-empty", "iris.vandenberghe", "/tasks?show=mine&state=cancelled"),
    Shot("tasks-department", "ivo.markovic", "/tasks?show=department"),
    Shot("tasks-hand-overs", "ada.lindqvist", "/tasks?show=hand-overs"),
    Shot("task-new", "ada.lindqvist", "/incidents/AI-14/tasks/new"),
    Shot("task-own", "ari.nakamura", "/tasks/109"),
    Shot("task-lead", "ivo.markovic", "/tasks/121"),
    Shot("task-of-the-other-department", "ari.nakamura", "/tasks/121"),
    Shot("task-offered", "ada.lindqvist", "/tasks/122"),
    Shot("task-done", "ivo.markovic", "/tasks/1"),
    Shot("notices", "ada.lindqvist", "/notices"),
    Shot("decisions", "noor.rahmani", "/incidents/AI-16/decisions"),
    Shot("decisions-dark", "noor.rahmani", "/incidents/AI-16/decisions", dark=True),
    Shot("decision-to-agree", "ivo.markovic", "/incidents/AI-15/decisions"),
    Shot("decision-new", "ada.lindqvist", "/incidents/AI-15/decisions/new"),
    Shot("decision-statement", "noor.rahmani", "/incidents/AI-16/decisions/23/statement"),
    Shot("decision-emergency", "ivo.markovic", "/incidents/AI-15/decisions/21/emergency"),
    Shot("override-new", "noor.rahmani", "/incidents/AI-16/overrides/new?gate=evidence_hold"),
    Shot("hold", "iris.vandenberghe", "/incidents/AI-16/hold"),
    Shot("hold-several", "iris.vandenberghe", "/incidents/AI-16/hold/several"),
    Shot("hold-settled", "noor.rahmani", "/incidents/AI-13/hold"),
    Shot("cases", "ada.lindqvist", "/incidents/AI-12/cases"),
    Shot("case", "ada.lindqvist", "/incidents/AI-13/cases/1"),
    Shot("case-new", "bethan.pryce", "/incidents/AI-15/cases/new"),
    Shot("cases-exchange", "ada.lindqvist", "/incidents/AI-13/cases/import"),
    Shot("run", "ada.lindqvist", "/incidents/AI-13/cases/runs/21"),
    Shot("run-new", "ada.lindqvist", "/incidents/AI-13/cases/runs/new"),
    Shot("clocks", "ada.lindqvist", "/incidents/AI-14/clocks"),
    Shot("playbook", "noor.rahmani", "/incidents/AI-16/playbook"),
    Shot("system-and-change", "tomasz.zielinski", "/incidents/AI-13/system"),
    Shot("obligations-of-an-incident", "noor.rahmani", "/incidents/AI-14/obligations"),
    Shot("obligations-of-an-incident-dark", "noor.rahmani", "/incidents/AI-14/obligations", dark=True),
    Shot("obligation", "tomasz.zielinski", "/incidents/AI-14/obligations/gdpr-33"),
    Shot("obligation-draft", "tomasz.zielinski", "/incidents/AI-14/obligations/gdpr-33/draft"),
    Shot("obligation-questions", "noor.rahmani", "/incidents/AI-14/obligations/questions"),
    Shot("obligations", "noor.rahmani", "/obligations"),
    Shot("obligations-catalogue", "noor.rahmani", "/obligations/catalogue"),
    Shot("classification", "noor.rahmani", "/incidents/AI-14/classification"),
    Shot("taxonomies", "noor.rahmani", "/taxonomies"),
    Shot("relations", "noor.rahmani", "/incidents/AI-16/relations"),
    Shot("restriction", "noor.rahmani", "/incidents/AI-16/restriction"),
    Shot("cost", "noor.rahmani", "/incidents/AI-12/cost"),
    Shot("actions", "ada.lindqvist", "/actions"),
    Shot("action", "ada.lindqvist", "/actions/8"),
    Shot("systems", "ada.lindqvist", "/systems"),
    Shot("system", "ada.lindqvist", "/systems/1"),
    Shot("system-not-stated", "hana.sedlackova", "/systems/8"),
    Shot("system-dark", "tomasz.zielinski", "/systems/6", dark=True),
    Shot("system-side", "tomasz.zielinski", "/systems/6/statements/it"),
    Shot("change-new", "ada.lindqvist", "/systems/6/changes/new"),
    Shot("change-to-review", "noor.rahmani", "/changes/24"),
    Shot("change-reviewed", "noor.rahmani", "/changes/4"),
    Shot("readiness", "ada.lindqvist", "/readiness/1"),
    Shot("readiness-not-ready", "tomasz.zielinski", "/readiness/12"),
    Shot("readiness-open", "noor.rahmani", "/readiness/14"),
    Shot("readiness-to-return", "ada.lindqvist", "/readiness/18"),
    Shot("guidance-of-a-unit", "sam.whitlock", "/guidance"),
    Shot("guidance-of-the-ai-department", "ada.lindqvist", "/guidance"),
    Shot("bulletin", "sam.whitlock", "/guidance/4"),
    Shot("bulletin-superseded", "ada.lindqvist", "/guidance/1"),
    Shot("bulletin-draft", "mei.castellanos", "/guidance/6/text"),
    Shot("figures", "lea.fontaine", "/figures"),
    Shot("figures-dark", "lea.fontaine", "/figures", dark=True),
    Shot("figures-nothing-fits", "lea.fontaine", "/figures?system=16"),
    Shot("quarters", "lea.fontaine", "/quarters"),
    Shot("review-drafting", "ada.lindqvist", "/incidents/AI-11/review"),
    Shot("review-drafting-member", "iris.vandenberghe", "/incidents/AI-11/review"),
    Shot("review-section", "ada.lindqvist", "/incidents/AI-11/review/sections/summary"),
    Shot("review-section-refused", "ada.lindqvist", "/incidents/AI-11/review/sections/containment_analysis", 403),
    Shot("review-signing", "ari.nakamura", "/incidents/AI-10/review"),
    Shot("review-published", "ada.lindqvist", "/incidents/AI-5/review"),
    Shot("review-voided", "ada.lindqvist", "/incidents/AI-5/review?revision=1"),
    Shot("review-dark", "ada.lindqvist", "/incidents/AI-11/review", dark=True),
    Shot("signature", "ivo.markovic", "/incidents/AI-10/review/signature"),
    Shot("signature-given", "noor.rahmani", "/incidents/AI-10/review/signature"),
    Shot("waiver", "ada.lindqvist", "/incidents/AI-11/review/waiver"),
    Shot("library-leadership", "lea.fontaine", "/reports"),
    Shot("library-lead", "ada.lindqvist", "/reports"),
    Shot("library-nothing-fits", "lea.fontaine", "/reports?severity=sev-1"),
    Shot("report", "lea.fontaine", "/reports/AI-5"),
    Shot("report-checked", "lea.fontaine", "/reports/AI-5?check=yes"),
    Shot("report-dark", "lea.fontaine", "/reports/AI-5", dark=True),
    Shot("account-lead", "ada.lindqvist", "/account"),
    Shot("account-signing", "ada.lindqvist", "/account/signing"),
    Shot("change-password", "olu.adeyemi", "/change"),
    Shot("confirm", "ada.lindqvist", "/verify"),
    Shot("administration", "max.petridis", "/administration"),
    Shot("administration-people", "max.petridis", "/administration/people"),
    Shot("administration-person", "max.petridis", "/administration/people/3"),
    Shot("administration-person-new", "max.petridis", "/administration/people/new"),
    Shot("administration-units", "max.petridis", "/administration/units"),
    Shot("administration-systems", "max.petridis", "/administration/systems"),
    Shot("administration-system", "max.petridis", "/administration/systems/1"),
    Shot("administration-system-new", "max.petridis", "/administration/systems/new"),
    Shot("administration-calendar", "max.petridis", "/administration/calendar"),
    Shot("administration-targets", "max.petridis", "/administration/targets"),
    Shot("administration-confirmation", "max.petridis", "/administration/confirmation"),
    Shot("administration-currency", "max.petridis", "/administration/currency"),
    Shot("administration-models", "max.petridis", "/administration/models"),
    Shot("administration-model", "max.petridis", "/administration/models/1"),
    Shot("administration-playbooks", "max.petridis", "/administration/playbooks"),
    Shot("administration-playbook", "max.petridis", "/administration/playbooks/1"),
    Shot("administration-refused", "olu.adeyemi", "/administration", 403),
    Shot("incidents-refused", "max.petridis", "/incidents", 403),
)
"""Every page. The numbers are those of the demonstration."""

FORMS = (
    (
        "log-in-wrong",
        "",
        "/login",
        "Log in",
        {"E-mail address": "ada.lindqvist@wendmere.example", "Password": "not this one"},
    ),
    ("report-form-wrong", "olu.adeyemi", "/incidents/new", "Send the report", {"Title": "x" * 300}),
    ("task-new-wrong", "ada.lindqvist", "/incidents/AI-14/tasks/new", "Raise the work", {}),
    ("signature-wrong", "ivo.markovic", "/incidents/AI-10/review/signature", "Sign for IT", {"passphrase": "not this"}),
    ("administration-person-wrong", "max.petridis", "/administration/people/new", "Add the person", {"Name": "Eve"}),
)
"""Forms sent with something wrong in them: name, person, address, button, what is typed."""


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
            context = self.people[person] = self.browser.new_context(base_url=self.address, locale="en-GB")
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
        """The whole page, wide and narrow."""
        page = self.page(shot.person)
        page.emulate_media(color_scheme="dark" if shot.dark else "light")
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
        """Both pictures of a page that is there already."""
        for size, word in ((WIDE, "wide"), (NARROW, "narrow")):
            page.set_viewport_size(size)
            page.screenshot(path=self.folder / f"{name}-{word}.png", full_page=True)
        page.close()

    def _go(self, page: Page, shot: Shot) -> None:
        answer = page.goto(shot.address)
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
                Camera(browser, address, folder).everything(Shot("set-up", "", "/setup"))
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
