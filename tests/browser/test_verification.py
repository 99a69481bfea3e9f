"""Somebody without an account verifies a report: by dropping it, by pasting it, and without scripts."""

import base64
import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import FilePayload, Page, expect

from incidents.database import writing
from incidents.domain.review import ReviewState
from incidents.models import db
from incidents.operations import signing
from tests import factories
from tests.browser.house import PATIENCE, Site, recent_clock
from tests.browser.visits import Visits, region
from tests.factories import Cast

HANDED_OVER = """(event) => {
    const [kind, encoded] = event;
    const bytes = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
    const handed = new DataTransfer();
    handed.items.add(new File([bytes], "AI-1.pdf", { type: "application/pdf" }));
    const options = { bubbles: true, cancelable: true };
    document.body.dispatchEvent(kind === "drop"
        ? new DragEvent(kind, { ...options, dataTransfer: handed })
        : new ClipboardEvent(kind, { ...options, clipboardData: handed }));
}"""


@pytest.fixture(scope="module")
def pdf(site: Site) -> bytes:
    """A published report of the site. Made in a thread of its own: while Playwright runs, asyncio is its own here."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(published, site).result()


def published(site: Site) -> bytes:
    """Publish a report behind the pages: the site's own worker draws and seals it."""
    clock = recent_clock()
    with site.behind() as own:
        cast, review = Cast(), factories.frozen(Cast(), clock)
        db.session.commit()
        own.queue.wake_worker()
        reading, deadline = writing.set(False), time.monotonic() + PATIENCE
        while review.state is not ReviewState.SIGNING:
            assert time.monotonic() < deadline, "the worker does not seal the report"
            db.session.rollback()
            time.sleep(0.2)
        db.session.rollback()
        writing.reset(reading)
        for lead in (cast.ada, cast.ivo):
            signing.sign(lead, review, factories.PASSPHRASE, own.store, clock())
        assert review.rendering is not None
        return own.store.get(review.rendering.sha256 or "")


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_a_report_is_dropped_or_pasted_and_found_genuine(visit: Visits, pdf: bytes, kind: str) -> None:
    page = visit()
    page.goto("/login")
    page.get_by_role("link", name="Verify it").click()
    page.wait_for_url("**/verify")  # and until its scripts have run
    page.evaluate(HANDED_OVER, [kind, base64.b64encode(pdf).decode()])
    expect(page.get_by_text(re.compile(r"AI-1\.pdf, \d+ kB"))).to_be_visible()
    verify(page, "Genuine and complete")
    expect(region(page, "Who signed")).to_contain_text("AI department")
    expect(region(page, "What our record says")).to_contain_text("It is published, and the newest.")


def test_a_second_file_takes_the_place_of_the_first(visit: Visits, pdf: bytes) -> None:
    page = visit()
    page.goto("/verify")
    for _ in range(2):
        page.evaluate(HANDED_OVER, ["drop", base64.b64encode(pdf).decode()])
    expect(page.get_by_text(re.compile(r"AI-1\.pdf, \d+ kB"))).to_have_count(1)


def test_it_works_on_a_phone_without_javascript(visit: Visits, pdf: bytes) -> None:
    page = visit(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page.goto("/verify")
    choose(page, pdf)
    verify(page, "Genuine and complete")
    choose(page, pdf[:-1] + b"!")
    verify(page, "Not genuine")
    expect(page.get_by_text("What our record says")).to_have_count(0)


def choose(page: Page, content: bytes) -> None:
    """Choose a file by hand."""
    page.get_by_label("Report as a PDF").set_input_files(
        FilePayload(name="AI-1.pdf", mimeType="application/pdf", buffer=content)
    )


def verify(page: Page, verdict: str) -> None:
    """Press the button and read the verdict."""
    page.get_by_role("button", name="Verify it").click()
    expect(page.get_by_role("heading", name=verdict)).to_be_visible()
