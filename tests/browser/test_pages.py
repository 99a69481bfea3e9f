"""Every page of the demonstration, as each kind of person reaches it by links: whole, labelled, and narrow enough."""

import re
from collections import Counter
from collections.abc import Iterator, Set
from heapq import heappop, heappush
from itertools import count
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.visits import Visits

SIZES = (1280, 390, 320)
NO_PAGES = re.compile(r"\.(pdf|pem|jsonl?|yaml|csv|txt|md|crl)$|^/evidence/|^/logout|^/static/")
OF_A_KIND = 2
"""As many pages as are looked at where only a number, or what is filtered for, differs."""

TABS = frozenset(
    f"/incidents/AI-0{room}"
    for room in ("", "/clocks", "/cases", "/system", "/decisions", "/obligations", "/classification", "/cost")
)
WORK = TABS | {"/tasks/0", "/incidents/AI-0/hold", "/incidents/AI-0/relations"}
COMPANY = {"/figures", "/actions", "/guidance", "/systems", "/obligations", "/notices"}

LOOK = """() => {
    const label = (field) => field.labels.length || field.ariaLabel || field.getAttribute("aria-labelledby");
    const fields = [...document.querySelectorAll("input:not([type=hidden]), select, textarea")];
    const inline = [...document.querySelectorAll("style, [style], script:not([src])")];
    const handlers = [...document.querySelectorAll("*")].filter(
        (one) => [...one.attributes].some((attribute) => attribute.name.startsWith("on")));
    const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
    const jumps = [...document.querySelectorAll("a[href^='#']")];
    return {
        headings: document.querySelectorAll("h1").length,
        unlabelled: fields.filter((field) => !label(field)).map((field) => field.name),
        inline: [...inline, ...handlers].map((one) => one.outerHTML.slice(0, 80)),
        nowhere: jumps.filter((link) => !ids.includes(link.hash.slice(1))).map((link) => link.hash),
        twice: ids.filter((id, place) => ids.indexOf(id) !== place),
        banner: document.body.innerText.includes("Demonstration: invented organisation and people"),
        links: [...document.querySelectorAll("a[href]")].map((link) => link.href),
    };
}"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "most", "rooms"),
    [
        ("olu.adeyemi", 40, TABS),
        ("ada.lindqvist", 70, WORK | COMPANY),
        ("ivo.markovic", 70, WORK),
        ("lea.fontaine", 30, COMPANY),
        ("max.petridis", 30, set()),
        ("ari.nakamura", 8, set()),
        ("iris.vandenberghe", 8, set()),
    ],
)
def test_every_page_that_a_person_reaches_is_whole_labelled_and_fits(
    visit_demo: Visits, name: str, most: int, rooms: Set[str]
) -> None:
    page = visit_demo(name)
    seen: set[str] = set()
    faults = [fault for address in reached(page, most, seen) for fault in faults_of(page, address)]
    assert not faults, "\n".join(faults)
    assert rooms <= seen, f"No link leads {name} to {sorted(rooms - seen)}"


def reached(page: Page, most: int, seen: set[str]) -> Iterator[str]:
    """Go where links lead from home, to what is new before more of a kind; gives the address of each."""
    known, kinds, found = {page.url}, Counter[str](), count()
    waiting = [(0, next(found), page.url)]
    gone = 0
    while waiting and gone < most:
        address = heappop(waiting)[2]
        answer = page.goto(address)
        gone += 1
        assert answer is not None
        assert answer.status == 200, f"{address} answered {answer.status}"
        seen.add(kind_of(address))
        yield urlsplit(address).path
        for link in page.evaluate(LOOK)["links"]:
            further = urldefrag(urljoin(address, link)).url
            kind = kind_of(further)
            if further not in known and is_page(page, further) and kinds[kind] < OF_A_KIND:
                known.add(further)
                heappush(waiting, (kinds[kind], next(found), further))
                kinds[kind] += 1
    assert gone > 3, "a person's home leads somewhere"


def kind_of(address: str) -> str:
    """What a page shows, whatever its number and its filters."""
    return re.sub(r"\d+", "0", urlsplit(address).path)


def is_page(page: Page, address: str) -> bool:
    """Whether it is a page of this house."""
    here, there = urlsplit(page.url), urlsplit(address)
    return here.netloc == there.netloc and not NO_PAGES.search(there.path)


def faults_of(page: Page, address: str) -> Iterator[str]:
    """What is wrong with the page that is open, at every size."""
    seen = page.evaluate(LOOK)
    if seen["headings"] != 1:
        yield f"{address} has {seen['headings']} headings of the first level"
    if not seen["banner"]:
        yield f"{address} does not say that it is a demonstration"
    for fault in ("unlabelled", "inline", "nowhere", "twice"):
        if seen[fault]:
            yield f"{address}, {fault}: {seen[fault]}"
    for width in SIZES:
        page.set_viewport_size({"width": width, "height": 844})
        wide = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
        if wide > 0:
            yield f"{address} is {wide} pixels too wide at {width}"
