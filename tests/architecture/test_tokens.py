"""The colours of the product stand out from their grounds in both themes, and nothing but the tokens names one."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
GROUNDS = ("page", "surface", "raised", "sunken")
TEXT, BORDER = 4.5, 3.0
"""What WCAG 2.2 asks for: 1.4.3 for words, 1.4.11 for the edges of controls and for the focus."""

WORDS = [(ink, ground) for ink in ("ink", "muted", "link") for ground in GROUNDS]
WORDS += [(name, f"{name}-tint") for name in ("ai", "it", "joint", "business", "good", "warn", "bad")]
WORDS += [("on-accent", "accent"), ("on-accent", "accent-hover"), ("sev-3-ink", "sev-3"), ("sev-4-ink", "sev-4")]
WORDS += [("on-accent", "sev-1"), ("on-accent", "sev-2")]
EDGES = [(edge, ground) for edge in ("rule-strong", "focus") for ground in ("page", "surface", "raised")]


def tokens(theme: str) -> dict[str, str]:
    """The colours of a theme: `light` or `dark`."""
    text = (CSS / "tokens.css").read_text()
    block = re.search(rf'\[data-bs-theme="{theme}"\] \{{(.*?)\n\s*\}}', text, re.DOTALL)
    assert block is not None
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block.group(1)))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio of two colours, from 1 to 21."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), WORDS)
def test_words_can_be_read(theme: str, ink: str, ground: str) -> None:
    known = tokens(theme)
    assert contrast(known[ink], known[ground]) >= TEXT


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_of_controls_and_the_focus_can_be_seen(theme: str, edge: str, ground: str) -> None:
    known = tokens(theme)
    assert contrast(known[edge], known[ground]) >= BORDER


def test_both_themes_have_the_same_colours() -> None:
    assert tokens("light").keys() == tokens("dark").keys()


@pytest.mark.parametrize("sheet", sorted(CSS.glob("*.css")), ids=lambda sheet: sheet.stem)
def test_no_sheet_but_the_tokens_names_a_colour(sheet: Path) -> None:
    allowed = {"tokens", "charts"}  # charts have a palette of their own, which only they read
    if sheet.stem not in allowed:
        assert re.findall(r"#[0-9a-f]{3,8}\b(?=[;\s,)])", sheet.read_text()) == []
