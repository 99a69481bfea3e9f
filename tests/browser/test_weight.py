"""How much a page weighs on the wire, and that nothing moves while it loads: measured in Chromium."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.visits import Visits

FIRST, NEXT = 150_000, 20_000
"""Bytes on the wire, heads of answers included: the first page of somebody who comes, and every further one."""

# A field that grows by some pixels while its page still comes is nothing that people see: Chromium calls 0.1 good.
WATCH = """
    window.moved = [];
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries().filter((one) => one.value > 0.005)) {
            const what = entry.sources.map((source) => source.node?.outerHTML?.slice(0, 80) ?? "");
            window.moved.push(`${entry.value.toFixed(4)}: ${what.join(" | ")}`);
        }
    }).observe({ type: "layout-shift", buffered: true });
"""

PAGES = (
    ("ada.lindqvist", "/incidents"),
    ("ada.lindqvist", "/incidents/AI-14"),
    ("ada.lindqvist", "/tasks"),
    ("ada.lindqvist", "/incidents/AI-11/review"),
    ("ada.lindqvist", "/notices"),
    ("lea.fontaine", "/reports"),
    ("lea.fontaine", "/reports/AI-5"),
    ("lea.fontaine", "/figures"),
    ("olu.adeyemi", "/incidents/new"),
    ("max.petridis", "/administration"),
)


class Scale:
    """Weighs what comes over the wire. What the browser had kept weighs nothing."""

    def __init__(self) -> None:
        self.bytes = 0

    def lay(self, sent: dict[str, Any]) -> None:
        """An answer has ended."""
        self.bytes += int(sent["encodedDataLength"])


@contextmanager
def weighed(page: Page) -> Iterator[Scale]:
    """Weigh everything that a page asks for in this block."""
    scale, session = Scale(), page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", scale.lay)
    yield scale
    page.wait_for_load_state("networkidle")
    session.detach()


def test_the_first_page_is_light(visit_demo: Visits) -> None:
    page = visit_demo()
    with weighed(page) as log_in:
        page.goto("/login")
    assert 10_000 < log_in.bytes < FIRST


@pytest.mark.parametrize(("name", "address"), PAGES)
def test_every_further_page_is_lighter(visit_demo: Visits, name: str, address: str) -> None:
    page = visit_demo(name)
    page.goto("/")
    with weighed(page) as further:
        page.goto(address)
    assert 1_000 < further.bytes < NEXT, f"{address} weighs {further.bytes} bytes"


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(("name", "address"), [*PAGES, ("ada.lindqvist", "/"), ("", "/login")])
def test_nothing_moves_while_a_page_loads(visit_demo: Visits, name: str, address: str, width: int) -> None:
    page = visit_demo(name, viewport={"width": width, "height": 800})
    page.add_init_script(WATCH)
    page.goto(address, wait_until="networkidle")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("window.moved") == []
