"""One Vega-Lite specification to one clean SVG: the same picture on a page and in a PDF.

Drawn without a browser and without any use of the network. What comes out is rebuilt from a short list of elements
and attributes: no style, no script, no link, so that it may stand inside a page under the strictest content policy.
Colours are those of `PALETTE`; on a page `themed` hands them over to the page's own, which know the dark.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from xml.etree.ElementTree import Element, fromstring, tostring

import vl_convert

from reports import text

FONT = "Noto Sans, DejaVu Sans, sans-serif"
"""The fonts that a report embeds; a page sets its own over them (`.chart text`)."""

PALETTE: Mapping[str, str] = MappingProxyType(
    {
        "ink": "#14202b",
        "muted": "#52606d",
        "rule": "#d8dee5",
        "surface": "#ffffff",
        "accent": "#14375e",
        "pale": "#8fb0cf",
        "band": "#f2f4f6",
        "ai": "#5a3ea6",
        "it": "#0b6460",
        "joint": "#2f5d94",
        "business": "#7a4d00",
        "good": "#1c6b3c",
        "bad": "#a4161a",
        "sev-1": "#7c0f16",
        "sev-2": "#b3470a",
        "sev-3": "#d99a1c",
        "sev-4": "#6f9fce",
        "issue": "#9aa5b1",
    }
)
"""The colours of charts by name. A page draws `ai` as `var(--chart-ai)`."""

CONFIG: Mapping[str, Any] = MappingProxyType(
    {
        "aria": False,
        "background": None,
        "font": FONT,
        "view": {"stroke": None},
        "axis": {
            "labelColor": PALETTE["muted"], "titleColor": PALETTE["muted"], "labelFontSize": 11, "titleFontSize": 11,
            "titleFontWeight": "normal", "gridColor": PALETTE["rule"], "domainColor": PALETTE["rule"],
            "tickColor": PALETTE["rule"], "titlePadding": 8, "labelLimit": 220,
        },
        "legend": {
            "labelColor": PALETTE["ink"], "titleColor": PALETTE["muted"], "labelFontSize": 11, "titleFontSize": 11,
            "orient": "top", "titleFontWeight": "normal", "symbolType": "square",
        },
        "text": {"color": PALETTE["ink"], "fontSize": 11},
        "bar": {"color": PALETTE["accent"]},
    }
)  # fmt: skip
"""How charts look, unless the specification says otherwise."""

_SVG = "http://www.w3.org/2000/svg"
_ELEMENTS = frozenset({"svg", "g", "path", "rect", "line", "circle", "text", "tspan", "defs", "clipPath"})
_ATTRIBUTES = frozenset(
    {"width", "height", "viewBox", "d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "dx", "dy",
     "transform", "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray",
     "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "opacity", "text-anchor", "font-family", "font-size",
     "font-weight", "font-style", "clip-path", "id", "display"}
)  # fmt: skip
_COLOUR = re.compile(r'(fill|stroke)="(#[0-9a-f]{6})"')
_NAMES = {colour: name for name, colour in PALETTE.items()}


def svg(spec: Mapping[str, Any], *, title: str, description: str) -> str:
    """Draw a Vega-Lite specification. `title` and `description` are its text alternative, read instead of the picture.

    Sizes are in pixels. Texts of people and machines belong into data, through `label`; there they stay text.
    Raises ValueError on a specification that cannot be drawn.
    """
    whole = {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", **spec}
    whole["config"] = {**CONFIG, **spec.get("config", {})}
    return safe(vl_convert.vegalite_to_svg(json.dumps(whole), allowed_base_urls=[]), title, description)


def safe(drawn: str, title: str, description: str) -> str:
    """A drawn picture rebuilt from the short list, with its text alternative."""
    root = _cleaned(fromstring(drawn))  # noqa: S314 - written a moment ago, by us
    assert root is not None  # noqa: S101 - the outermost element is an svg
    _name(root, text.line(title), text.line(description))
    return _written(root)


def themed(drawn: str) -> str:
    """The same picture with the colours of the page around it: `var(--chart-ink, #14202b)`."""
    return _COLOUR.sub(_by_name, drawn)


def label(value: str, limit: int = 32) -> str:
    """A text for a chart: one line, nothing invisible, and short enough for an axis."""
    return text.shortened(text.line(value), limit)


def _cleaned(element: Element) -> Element | None:
    """The element with only what the short list allows, or None."""
    name = element.tag.removeprefix(f"{{{_SVG}}}")
    if name not in _ELEMENTS or element.get("display") == "none":
        return None
    kept = Element(name, {key: value for key, value in element.attrib.items() if key in _ATTRIBUTES})
    kept.text = element.text
    kept.extend(child for child in map(_cleaned, element) if child is not None)
    return None if name == "g" and not len(kept) else kept


def _name(root: Element, title: str, description: str) -> None:
    mark = hashlib.sha256(f"{title}\0{description}\0{_written(root)}".encode()).hexdigest()[:12]
    for place, (name, words) in enumerate((("title", title), ("desc", description))):
        named = Element(name, {"id": f"{name}-{mark}"})
        named.text = words
        root.insert(place, named)
    root.attrib.update({"xmlns": _SVG, "role": "img", "aria-labelledby": f"title-{mark} desc-{mark}"})


def _written(root: Element) -> str:
    return tostring(root, encoding="unicode")


def _by_name(found: re.Match[str]) -> str:
    attribute, colour = found.groups()
    name = _NAMES.get(colour)
    return f'{attribute}="var(--chart-{name}, {colour})"' if name else found.group()
