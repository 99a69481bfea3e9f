"""What templates call on texts and values. Everything printed is made visible and drawable on its way."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from incidents.domain import prose
from reports import direction, figures, text, wording
from reports.glyphs import drawable
from reports.packet import RECORD, SectionText

LABELS = ("Retells", "Public facts", "Invented")
"""What a line of the sources may begin with, before a colon."""

_NUMBERED = re.compile(r"\s*\d{1,3}[.)]\s")

Block = tuple[str, tuple[str, ...]]
"""prose, bullets or numbers, and the lines."""


def all_of_them() -> Mapping[str, Callable[..., Any]]:
    """The filters by their names in templates."""
    return {
        "line": line,
        "plain": plain,
        "dir": direction.attribute,
        "cell": cell,
        "long": lambda value: text.bounded(value.strip(), text.LONG),
        "blocks": blocks,
        "source": source,
        "by_hand": lambda value: "" if value.strip() == RECORD else line(value, 200),
        "day": wording.day,
        "size": wording.size,
        "span": wording.span,
        "duration": lambda task: figures.duration(task.started_at, task.ended_at),
    }


def shown(value: Any) -> Any:
    """Every printed text passes here; what a macro has already escaped has passed before."""
    return drawable(text.visible(value)) if isinstance(value, str) and not isinstance(value, Markup) else value


def line(value: str, limit: int = text.LINE) -> str | Markup:
    """Text on one line, cut for print; set by itself where it runs from right to left."""
    return direction.apart(plain(value, limit))


def plain(value: str, limit: int = text.LINE) -> str:
    """Text on one line, cut for print, for places that hold no element: titles and alternative texts."""
    return text.shortened(drawable(text.line(value)), limit)


def cell(value: str) -> str | Markup:
    """Text in a table, with its line ends; empty text stays empty, so that a template can say what is missing."""
    value = text.bounded(value.strip(), text.CELL)
    return Markup('<span class="cell"{}>{}</span>').format(direction.attribute(value), shown(value)) if value else ""


def blocks(value: str | SectionText) -> list[Block]:
    """A written text as paragraphs and lists. What hides is made visible first: it might be taken for a line end."""
    body = value.body if isinstance(value, SectionText) else value
    return [_block(block) for block in prose.blocks(text.visible(text.bounded(body.strip(), text.LONG)))]


def source(value: str) -> tuple[str, str]:
    """A line of the sources as its label, which may be empty, and the rest."""
    shortened = text.bounded(text.line(value), text.SOURCE)
    label, colon, rest = shortened.partition(": ")
    return (label, rest) if colon and label in LABELS else ("", shortened)


def _block(block: prose.Block) -> Block:
    if block.bulleted:
        return "bullets", block.lines
    numbered = len(block.lines) > 1 and all(_NUMBERED.match(one) for one in block.lines)
    return "numbers" if numbered else "prose", block.lines
