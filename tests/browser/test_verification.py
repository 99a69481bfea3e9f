"""Somebody without an account verifies a report: by dropping it, by pasting it, and without scripts."""

import base64

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests import factories
from tests.browser.house import Site, recent_clock
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
    """A published report of the site."""
    with site.behind() as own:
        review = factories.published(Cast(), recent_clock(), own)
        assert review.rendering is not None
        return own.store.get(review.rendering.sha256 or "")


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_a_report_is_dropped_or_pasted_and_found_genuine(visit: Visits, pdf: bytes, kind: str) -> None:
    page = visit()
    page.goto("/login")
    page.get_by_role("link", name="Verify it").click()
    page.evaluate(HANDED_OVER, [kind, base64.b64encode(pdf).decode()])
    expect(page.get_by_text("AI-1.pdf, 0.")).to_be_visible()
    verify(page, "Genuine and complete")
    expect(region(page, "Who signed")).to_contain_text("AI department")
    expect(region(page, "What our record says")).to_contain_text("It is published, and the newest.")


def test_a_second_file_takes_the_place_of_the_first(visit: Visits, pdf: bytes) -> None:
    page = visit()
    page.goto("/verify")
    for _ in range(2):
        page.evaluate(HANDED_OVER, ["drop", base64.b64encode(pdf).decode()])
    expect(page.get_by_text("AI-1.pdf, 0.")).to_have_count(1)


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
    page.get_by_label("The report").set_input_files(
        FilePayload(name="AI-1.pdf", mimeType="application/pdf", buffer=content)
    )


def verify(page: Page, verdict: str) -> None:
    """Press the button and read the verdict."""
    page.get_by_role("button", name="Verify it").click()
    expect(page.get_by_role("heading", name=verdict)).to_be_visible()
