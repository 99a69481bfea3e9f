"""The ten commonest acts from home, counted click by click: what docs/experience.md promises holds in a browser."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from incidents.domain.vocabulary import TaskKind
from incidents.models import db
from incidents.operations import reviews, signing, tasks
from tests import decision_factories, factories
from tests.browser.house import Site, recent_clock
from tests.browser.visits import Visits, region
from tests.factories import PASSPHRASE, Cast

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "experience.md"
MOST = 3
WORKED = 90
"""Seconds that the worker has for drawing and sealing two reports."""


class Hand:
    """Somebody at home with a mouse, whose clicks are counted."""

    def __init__(self, visit: Visits, name: str) -> None:
        self.page: Page = visit(name)
        self.page.goto("/")
        self.clicks = 0

    def click(self, target: Locator) -> None:
        """Click once."""
        target.click()
        self.clicks += 1

    def line(self, title: str) -> None:
        """Click on a line of the home page."""
        self.click(self.page.locator("main").get_by_role("link", name=re.compile(title)).first)

    def button(self, name: str) -> None:
        """Click on a button of the page."""
        self.click(self.page.get_by_role("button", name=re.compile(f"^{name}")).first)


def stage(site: Site) -> None:
    """An incident for each act, brought there by the others."""
    clock = recent_clock()
    with site.behind() as own:
        cast = Cast()
        factories.verified(cast, clock).title = "Clicks: asked about the fix"
        factories.reported(cast, clock, title="Clicks: to be answered")
        worked_on = factories.accepted(cast, clock)
        worked_on.title = "Clicks: worked on"
        tasks.raise_task(cast.ada, worked_on, kind=TaskKind.BEHAVIOUR_EVALUATION, title="Clicks: free", at=clock())
        own_task = tasks.raise_task(
            cast.ada, worked_on, kind=TaskKind.VENDOR_ESCALATION, title="Clicks: start", at=clock()
        )
        tasks.assign(cast.ada, own_task, cast.ari, clock())
        decision_factories.written(cast, clock, worked_on).title = "Clicks: decide"
        for title in ("Clicks: to sign", "Clicks: to read"):
            review = factories.drafted(cast, clock)
            review.incident.title = title
            for lead in (cast.ada, cast.ivo):
                reviews.mark_ready(lead, review, clock())
            signing.freeze(cast.ivo, review, clock())
        db.session.commit()
        own.queue.wake_worker()


def wait_for_the_worker(page: Page) -> None:
    """Look at home until both reports are sealed."""
    ready = page.locator("main").get_by_text("Sign the report")
    for _ in range(WORKED):
        page.goto("/")
        if ready.count() == 2:
            return
        page.wait_for_timeout(1_000)
    raise AssertionError("The worker sealed no report.")


def report(hand: Hand) -> None:
    hand.click(hand.page.get_by_role("link", name="Report an incident").first)
    hand.page.get_by_label("Title").fill("It gave a wrong opening hour")
    hand.page.get_by_label("What happened").fill("It said that we open at six.")
    hand.page.get_by_label("Which AI system").select_option(label="Helpdesk assistant")
    hand.button("Send the report")
    expect(hand.page.get_by_role("heading", level=1)).to_contain_text("It gave a wrong opening hour")


def confirm(hand: Hand) -> None:
    hand.line("Clicks: asked about the fix")
    asked = region(hand.page, "Does the fix hold\\?")
    asked.get_by_role("textbox").fill("I asked again.")
    hand.click(asked.get_by_role("button", name="Yes, it holds"))
    expect(asked).to_contain_text("it holds")


def comment(hand: Hand) -> None:
    hand.line("Clicks: worked on")
    hand.page.locator("#comment").fill("It did so again today.")
    hand.click(hand.page.get_by_role("button", name="Comment", exact=True))
    expect(region(hand.page, "Activity")).to_contain_text("It did so again today.")


def answer(hand: Hand) -> None:
    hand.line("Clicks: to be answered")
    triage = region(hand.page, "Triage")
    hand.click(triage.locator("summary").filter(has_text="Accept for"))
    triage.get_by_label("Severity").select_option("sev-3")
    hand.click(triage.get_by_role("button", name="Accept the report"))
    expect(hand.page.get_by_text("Your department accepts the report.")).to_be_visible()


def take(hand: Hand) -> None:
    hand.line("Clicks: free")
    hand.button("Take it")
    expect(hand.page.get_by_role("button", name="Start")).to_be_enabled()


def start(hand: Hand) -> None:
    hand.line("Clicks: start")
    hand.button("Start")
    expect(hand.page.get_by_text("The task is started.")).to_be_visible()


def finish(hand: Hand) -> None:
    hand.line("Clicks: start")
    hand.click(hand.page.locator("summary").filter(has_text=re.compile(r"^\s*Finish\s*$")))
    hand.page.get_by_label("Outcome").fill("The vendor answered.")
    hand.button("Finish the task")
    expect(region(hand.page, "Outcome")).to_contain_text("The vendor answered.")


def agree(hand: Hand) -> None:
    hand.line("Clicks: decide")
    decision = hand.page.get_by_role("article", name="Clicks: decide")
    hand.click(decision.get_by_role("button", name=re.compile("^Agree for")))
    expect(hand.page.get_by_text("Your agreement stands.")).to_be_visible()


def sign(hand: Hand, title: str = "Clicks: to sign") -> None:
    hand.line(title)
    hand.click(hand.page.get_by_role("link", name="Read and sign"))
    hand.page.get_by_label("Your signing passphrase").fill(PASSPHRASE)
    hand.button("Sign for")
    expect(hand.page.get_by_text(re.compile("^\\s*(Signed|Published)\\. "))).to_be_visible()


def acknowledge(hand: Hand) -> None:
    hand.line("Clicks: to read")
    hand.button("I have read this report")
    expect(hand.page.get_by_text("You have acknowledged this revision.")).to_be_visible()


ACTS: dict[str, tuple[str, Callable[[Hand], None]]] = {
    "Report a harmful output": ("Olu", report),
    "Say whether the fix holds": ("Olu", confirm),
    "Comment on an incident": ("Olu", comment),
    "Answer the triage": ("Ari", answer),
    "Take a free task": ("Ari", take),
    "Start the own task": ("Ari", start),
    "Finish the own task": ("Ari", finish),
    "Agree to a joint decision": ("Ada", agree),
    "Sign the report": ("Ada", sign),
    "Read and acknowledge a report": ("Lea", acknowledge),
}


def promised() -> dict[str, int]:
    """The clicks by act, as the document has them."""
    return {
        act: int(clicks)
        for act, clicks in re.findall(r"^\| (.+?) \| .+? \| (\d) \|", DOCUMENT.read_text(), re.MULTILINE)
    }


@pytest.mark.slow
def test_the_ten_commonest_acts_take_the_clicks_that_the_document_says(visit: Visits, site: Site) -> None:
    stage(site)
    wait_for_the_worker(visit("Ada"))
    for lead in ("Ada", "Ivo"):
        sign(Hand(visit, lead), "Clicks: to read")
    counted = {}
    for act, (name, do) in ACTS.items():
        hand = Hand(visit, name)
        do(hand)
        counted[act] = hand.clicks
    assert counted == promised()
    assert max(counted.values()) <= MOST
