"""Every page of the demonstration, as everybody sees it: free of what axe finds, whole, safe, and narrow enough.

People go first to the pages that `docs/shots.py` names, at least one of each in the map of routes, and then where
links lead.
"""

import re
from collections import Counter
from collections.abc import Iterator, Set
from heapq import heappop, heappush
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from playwright.sync_api import Page, Response

from docs.shots import ALL
from tests.browser.examination import LOOK, Examiner
from tests.browser.visits import Visits

NO_PAGES = re.compile(r"\.(pdf|pem|jsonl?|yaml|csv|txt|md|crl)$|^/evidence/|^/logout|^/static/")
OF_A_KIND = 2
"""As many pages as are looked at where only a number, or what is filtered for, differs."""

TABS = frozenset(
    f"/incidents/AI-0{room}"
    for room in ("", "/clocks", "/cases", "/system", "/decisions", "/obligations", "/classification", "/cost")
)
WORK = TABS | {"/tasks/0", "/incidents/AI-0/hold", "/incidents/AI-0/relations"}
COMPANY = {"/figures", "/actions", "/guidance", "/systems", "/obligations", "/notices"}
ROOMS: dict[str, Set[str]] = {
    "olu.adeyemi": TABS,
    "ada.lindqvist": WORK | COMPANY,
    "ivo.markovic": WORK,
    "lea.fontaine": COMPANY,
    "max.petridis": {"/administration"},
    "ari.nakamura": {"/tasks/0"},
    "iris.vandenberghe": {"/tasks/0"},
    "": set(),
}
"""Everybody of a kind, and where links must lead them."""

MOST = {"": 2, "ari.nakamura": 6, "iris.vandenberghe": 6}
"""How many pages one follows links to."""

OTHERS = sorted({shot.person for shot in ALL} - set(ROOMS))
"""Who only looks at the pages that are named."""


@pytest.fixture
def examiner(demo_home: Path) -> Examiner:
    """Shared by the test processes that share a demonstration."""
    return Examiner(demo_home.with_name("examined"))


@pytest.mark.slow
@pytest.mark.timeout(1200)  # the first one may wait until the demonstration was played
@pytest.mark.parametrize("name", [*ROOMS, *OTHERS], ids=lambda name: name or "nobody")
def test_every_page_that_a_person_sees_is_without_a_fault(visit_demo: Visits, examiner: Examiner, name: str) -> None:
    page = visit_demo(name)
    seen: set[str] = set()
    faults = [
        f"{address}: {fault}"
        for address, answer, sight in pages_of(page, name, seen)
        for fault in examiner.faults(page, kind_of(address), answer, sight)
    ]
    assert not faults, "\n".join(faults)
    assert ROOMS.get(name, set()) <= seen, f"No link leads {name} to {sorted(ROOMS[name] - seen)}"


def pages_of(page: Page, name: str, seen: set[str]) -> Iterator[tuple[str, Response, dict[str, Any]]]:
    """The pages that are named for somebody, then those where links lead: address, answer, and what is to be seen."""
    start, links = page.url, list[str]()
    for shot in (shot for shot in ALL if shot.person == name):
        answer, sight = opened(page, shot.address, shot.status)
        yield shot.address, answer, sight
        links += [] if shot.status != 200 else sight["links"]
    if name in ROOMS:
        yield from reached(page, [start, *links], MOST.get(name, 10), seen)


def reached(page: Page, links: list[str], most: int, seen: set[str]) -> Iterator[tuple[str, Response, dict[str, Any]]]:
    """Go where links lead, to what is new before more of a kind; `seen` gets what any of them leads to."""
    known, kinds, found = set[str](), Counter[str](), count()
    waiting: list[tuple[int, int, str]] = []

    def note(base: str, further: list[str]) -> None:
        for link in further:
            address = urldefrag(urljoin(base, link)).url
            kind = kind_of(address)
            if not is_page(page, address):
                continue
            seen.add(kind)
            if address not in known and kinds[kind] < OF_A_KIND:
                known.add(address)
                heappush(waiting, (kinds[kind], next(found), address))
                kinds[kind] += 1

    note(page.url, links)
    gone = 0
    while waiting and gone < most:
        address = heappop(waiting)[2]
        answer, sight = opened(page, address, 200)
        gone += 1
        yield urlsplit(address).path, answer, sight
        note(address, sight["links"])
    assert gone > 1, "a person's home leads somewhere"


def opened(page: Page, address: str, status: int) -> tuple[Response, dict[str, Any]]:
    """Open a page, which must answer with this status."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == status, f"{address} answered {answer.status}"
    return answer, page.evaluate(LOOK)


def kind_of(address: str) -> str:
    """What a page shows, whatever its number and its filters."""
    return re.sub(r"\d+", "0", urlsplit(address).path)


def is_page(page: Page, address: str) -> bool:
    """Whether it is a page of this house."""
    here, there = urlsplit(page.url), urlsplit(address)
    return here.netloc == there.netloc and not NO_PAGES.search(there.path)
