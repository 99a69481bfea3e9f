"""Plain prose as people type it: paragraphs, and lists whose lines begin with “- ”. Pages and reports read it alike."""

from dataclasses import dataclass
from itertools import groupby

BULLET = "- "


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of lines, or a list of items. `lines` have lost their bullets."""

    bulleted: bool
    lines: tuple[str, ...]


def blocks(text: str) -> list[Block]:
    """The blocks of a text, in order. A blank line, or a change between prose and bullets, begins a new one."""
    found = []
    for kind, lines in groupby(text.splitlines(), key=_kind):
        if kind is not None:
            found.append(Block(kind, tuple(line.strip().removeprefix(BULLET) if kind else line for line in lines)))
    return found


def _kind(line: str) -> bool | None:
    stripped = line.strip()
    return stripped.startswith(BULLET) if stripped else None
