"""Everything that is looked at on one page: axe in both themes and widths, its form, its safety, and whether it fits.

axe comes in as text through the browser's debugger, so the page's own policy stays as strict as it is for people.
"""

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, Response

WIDE, NARROW, NARROWEST = 1280, 390, 320
HEIGHT = 844
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLOUR = ["color-contrast", "link-in-text-block"]
"""What axe asks again in the dark: a theme changes colours and nothing else."""

POLICY = re.compile(
    r"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    r"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'; frame-src 'self'; "
    r"object-src 'none'"
)

LOOK = """() => {
    const all = (selector) => [...document.querySelectorAll(selector)];
    const label = (field) => field.labels.length || field.ariaLabel || field.getAttribute("aria-labelledby");
    const inline = all("style, [style], script:not([src])");
    const handlers = all("*").filter((one) => [...one.attributes].some((attribute) => attribute.name.startsWith("on")));
    const ids = all("[id]").map((one) => one.id);
    const form = (one) => `${one.tagName}.${one.className.baseVal ?? one.className}`
        + `${one.type ?? ""}${one.disabled ?? ""}${one.open ?? ""}${one.parentElement?.className ?? ""}`;
    return {
        headings: all("h1").length,
        unlabelled: all("input:not([type=hidden]), select, textarea")
            .filter((one) => !label(one)).map((one) => one.name),
        inline: [...inline, ...handlers].map((one) => one.outerHTML.slice(0, 80)),
        nowhere: all("a[href^='#']").map((link) => link.hash).filter((hash) => !ids.includes(hash.slice(1))),
        twice: ids.filter((id, place) => ids.indexOf(id) !== place),
        banner: document.body.innerText.includes("Demonstration: invented organisation and people"),
        forms: [...new Set(all("body *").map(form))].sort(),
        links: all("a[href]").map((link) => link.href),
    };
}"""

AXE = """async (only) => {
    const found = await axe.run({ resultTypes: ["violations"], runOnly: only });
    return found.violations.flatMap(({ id, nodes }) => nodes.map((node) => {
        const why = [...node.any, ...node.all, ...node.none].map((one) => one.message).join(" ");
        return `${id} at ${node.target.join(" ")}: ${why} ${node.html.slice(0, 160)}`;
    }));
}"""


class Examiner:
    """Looks at pages. axe looks at each kind of page, and at each page on which something has a form that is new to it.

    `kept` is a folder that test processes beside each other share; it remembers what axe has seen.
    """

    def __init__(self, kept: Path) -> None:
        self.kept = kept
        kept.mkdir(exist_ok=True)

    def faults(self, page: Page, kind: str, answer: Response, seen: dict[str, Any]) -> Iterator[str]:
        """What is wrong with the page that is open, and that `LOOK` saw. Leaves it wide and light."""
        yield from of_form(answer, seen)
        if self._is_new([f"{answer.status} {kind}", *seen["forms"]]):
            yield from of_axe(page)
        for width in (NARROWEST, NARROW, WIDE):
            page.set_viewport_size({"width": width, "height": HEIGHT})
            wide = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
            if wide > 0:
                yield f"{wide} pixels too wide at {width}"

    def _is_new(self, forms: list[str]) -> bool:
        """Whether axe has not seen all of this yet. From now on it has."""
        known = {file.name for file in self.kept.iterdir()}
        new = {sha256(form.encode()).hexdigest() for form in forms} - known
        for name in new:
            (self.kept / name).touch()
        return bool(new)


def of_form(answer: Response, seen: dict[str, Any]) -> Iterator[str]:
    """Faults of the markup and of the policy that it came with."""
    if not POLICY.fullmatch(answer.headers.get("content-security-policy", "")):
        yield f"its policy is {answer.headers.get('content-security-policy')}"
    if seen["headings"] != 1:
        yield f"{seen['headings']} headings of the first level"
    if not seen["banner"]:
        yield "it does not say that it is a demonstration"
    for fault in ("unlabelled", "inline", "nowhere", "twice"):
        if seen[fault]:
            yield f"{fault}: {seen[fault]}"


def of_axe(page: Page) -> Iterator[str]:
    """What axe finds in both themes at both widths."""
    page.evaluate(AXE_SCRIPT)
    everything, colours = {"type": "tag", "values": STANDARDS}, {"type": "rule", "values": OF_COLOUR}
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        for theme, only in (("light", everything), ("dark", colours)):
            # Colours that are on their way to others are nobody's colours.
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
            for violation in page.evaluate(AXE, only):
                yield f"axe, {theme}, {width}: {violation}"
        page.emulate_media(color_scheme="light")
