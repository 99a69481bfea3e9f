"""Every page of the demonstration, as each kind of person reaches it by links: whole, labelled, and narrow enough."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.visits import Visits

SIZES = (1280, 390, 320)
NO_PAGES = re.compile(r"\.(pdf|pem|json)$|^/evidence/|^/logout|^/static/")
OF_A_KIND = 3
"""As many pages as are looked at where only a number differs."""

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
    ("name", "most"),
    [
        ("olu.adeyemi", 40),
        ("ada.lindqvist", 60),
        ("lea.fontaine", 40),
        ("max.petridis", 30),
        ("ari.nakamura", 8),
        ("ivo.markovic", 8),
        ("iris.vandenberghe", 8),
    ],
)
def test_every_page_that_a_person_reaches_is_whole_labelled_and_fits(visit_demo: Visits, name: str, most: int) -> None:
    page = visit_demo(name)
    faults = [fault for address in reached(page, most) for fault in faults_of(page, address)]
    assert not faults, "\n".join(faults)


def reached(page: Page, most: int) -> Iterator[str]:
    """Go to the pages that links lead to from home, the nearest first; gives the address of each."""
    waiting, kinds, gone = deque([page.url]), Counter[str](), 0
    known = {page.url}
    while waiting and gone < most:
        address = waiting.popleft()
        answer = page.goto(address)
        gone += 1
        assert answer is not None
        assert answer.status == 200, f"{address} answered {answer.status}"
        yield urlsplit(address).path
        for link in page.evaluate(LOOK)["links"]:
            further = urldefrag(urljoin(address, link)).url
            kind = re.sub(r"\d+", "0", further)
            if further not in known and is_page(page, further) and kinds[kind] < OF_A_KIND:
                known.add(further)
                kinds[kind] += 1
                waiting.append(further)
    assert gone > 3, "a person's home leads somewhere"


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
