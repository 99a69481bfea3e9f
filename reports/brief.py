"""The page for leadership is one page: how much of each thing it shows, and where long texts are cut."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from reports.glyphs import drawable
from reports.packet import ReportPacket
from reports.text import visible

SUMMARY_WIDTH, HARM_WIDTH = 62, 30
"""Characters on a line of the two texts at the top of the page."""

SHORTEST = 1 / 3
"""A text is cut after a paragraph, unless less than this part of its room would be used."""


@dataclass(frozen=True, slots=True)
class Room:
    """Lines for the two texts at the top, tasks for each department and actions, and the characters of their titles."""

    summary: int
    harm: int
    tasks: int
    task: int
    actions: int
    action: int


ROOMS = (
    Room(summary=18, harm=18, tasks=6, task=90, actions=5, action=110),
    Room(summary=15, harm=15, tasks=6, task=76, actions=5, action=90),
    Room(summary=12, harm=12, tasks=6, task=60, actions=5, action=56),
    Room(summary=9, harm=9, tasks=4, task=44, actions=4, action=44),
    Room(summary=6, harm=6, tasks=3, task=36, actions=3, action=36),
    Room(summary=3, harm=3, tasks=2, task=24, actions=2, action=24),
)
"""From generous to scant. What a page leaves out stands in a later part."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The beginning of a text, and whether it is all of it."""

    text: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Brief:
    """What the page shows of the packet in its room."""

    room: Room
    summary: Excerpt
    harm: Excerpt


def brief(packet: ReportPacket, room: Room) -> Brief:
    """The page's texts, cut to their room."""
    written = next((section.body for section in packet.sections if section.key == "summary"), "").strip()
    return Brief(
        room,
        excerpt(written or packet.what_happened, room.summary, SUMMARY_WIDTH),
        excerpt(packet.affected_people, room.harm, HARM_WIDTH),
    )


def roomiest(fits: Callable[[Room], bool]) -> Room:
    """The most generous room that fits its page."""
    return next((room for room in ROOMS[:-1] if fits(room)), ROOMS[-1])


def excerpt(text: str, lines: int, width: int) -> Excerpt:
    """The beginning of a text on so many lines: whole paragraphs if that leaves enough, else sentences or words."""
    text = drawable(visible(text.strip()))
    head = _head(text, lines, width)
    if head == text:
        return Excerpt(text, whole=True)
    kept = head.rpartition("\n\n")[0].rstrip()
    if len(kept) < len(head) * SHORTEST:
        ends = [found.end() for found in re.finditer(r"[.!?](?=\s)", head)]
        kept = head[: ends[-1]] if ends and ends[-1] > len(head) * SHORTEST else _words(head)
    return Excerpt(kept, whole=False)


def _words(head: str) -> str:
    """As many whole words as there are; a single endless word is cut."""
    return f"{(head.rsplit(None, 1) or [head])[0]}\u2026"


def _head(text: str, lines: int, width: int) -> str:
    line, column = 1, 0
    for index, character in enumerate(text):
        column += 2 if unicodedata.east_asian_width(character) in "FW" else 1
        if character == "\n" or column > width:
            line, column = line + 1, 0 if character == "\n" else 1
        if line > lines:
            return text[:index]
    return text
