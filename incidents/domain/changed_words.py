"""What changes from one text to another, word by word, so that people can read it in one go."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

MOST_WORDS = 4_000
"""Longer texts are compared line by line: word by word would take too long."""

WORDS = re.compile(r"\S+\s*|\s+")
LINES = re.compile(r"[^\n]*\n+|[^\n]+")


class Change(StrEnum):
    """What became of a run of words."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Run:
    """Some words in a row, with the white space after them."""

    change: Change
    text: str


def changed_words(before: str, after: str) -> list[Run]:
    """Runs whose same and added ones are the text `after`, and whose removed ones stood in `before`."""
    most = max(len(WORDS.findall(before)), len(WORDS.findall(after)))
    pieces = WORDS if most <= MOST_WORDS else LINES
    was, now = pieces.findall(before), pieces.findall(after)
    moves = SequenceMatcher(None, [one.strip() for one in was], [one.strip() for one in now]).get_opcodes()
    runs: list[Run] = []
    for how, start, end, first, last in moves:
        if how == "equal":
            runs.append(Run(Change.SAME, "".join(now[first:last])))
            continue
        runs += [Run(Change.REMOVED, "".join(was[start:end]))] if end > start else []
        runs += [Run(Change.ADDED, "".join(now[first:last]))] if last > first else []
    return runs
