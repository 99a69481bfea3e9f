"""Bringing two texts together that two people wrote upon the same one, line by line.

A line is what people type as one: a paragraph or an item of a list. Blank lines only set lines apart.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

MOST_LINES = 2_000
"""Longer texts are not compared line by line: it would take too long, so a person brings them together."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line, and whether a blank one stands before it."""

    text: str
    apart: bool = True


@dataclass(frozen=True, slots=True)
class _Change:
    """The lines from `start` to before `end` of the first text became these."""

    start: int
    end: int
    lines: tuple[_Line, ...]


def merged(base: str, theirs: str, mine: str) -> str | None:
    """One text with the changes of both, or None where they changed the same lines and a person must decide.

    No line that either of them typed is missing from it. Where both added at the same place, theirs comes first.
    """
    was, other, own = _lines(base), _lines(theirs), _lines(mine)
    if max(len(was), len(other), len(own)) > MOST_LINES:
        return None
    changes = _together(_changes(was, other), _changes(was, own))
    if changes is None:
        return None
    return _written(_applied(_spaced(was, other, own), changes))


def keeps(whole: str, part: str) -> bool:
    """Whether every line of a text stands in another."""
    standing = {line.text.strip() for line in _lines(whole)}
    return all(line.text.strip() in standing for line in _lines(part))


def _lines(text: str) -> list[_Line]:
    found: list[_Line] = []
    apart = True
    for line in text.split("\n"):
        if line.strip():
            found.append(_Line(line, apart))
        apart = not line.strip()
    return found


def _together(theirs: Sequence[_Change], mine: Sequence[_Change]) -> list[_Change] | None:
    """The changes of both in order, what both did only once; None where two take away the same line."""
    both: list[_Change] = []
    for change in sorted([*theirs, *mine], key=lambda one: (one.start, one.end)):
        before = both[-1] if both else None
        if before is not None and before != change and change.start < before.end:
            return None
        if before != change:
            both.append(change)
    return both


def _changes(was: Sequence[_Line], now: Sequence[_Line]) -> list[_Change]:
    return [change for move in _moves(was, now) if move[0] != "equal" for change in _split(move, now)]


def _split(move: tuple[str, int, int, int, int], now: Sequence[_Line]) -> Iterator[_Change]:
    """A change as small as it can be told: line by line where as many came as went, or where they only went."""
    _how, start, end, first, last = move
    if last - first == end - start:
        yield from (_Change(start + n, start + n + 1, (now[first + n],)) for n in range(end - start))
    elif first == last:
        yield from (_Change(number, number + 1, ()) for number in range(start, end))
    else:
        yield _Change(start, end, tuple(now[first:last]))


def _spaced(was: Sequence[_Line], theirs: Sequence[_Line], mine: Sequence[_Line]) -> list[_Line]:
    """The first text with blank lines where either of them wants them now."""
    lines = list(was)
    for now in (theirs, mine):
        for how, start, end, first, _last in _moves(was, now):
            for number in range(start, end) if how == "equal" else ():
                apart = now[first + number - start].apart
                if number and apart != was[number].apart:
                    lines[number] = replace(lines[number], apart=apart)
    return lines


def _applied(was: Sequence[_Line], changes: Sequence[_Change]) -> Iterator[_Line]:
    at = 0
    for change in changes:
        yield from was[at : change.start]
        yield from change.lines
        at = change.end
    yield from was[at:]


def _moves(was: Sequence[_Line], now: Sequence[_Line]) -> list[tuple[str, int, int, int, int]]:
    return list(SequenceMatcher(None, [line.text for line in was], [line.text for line in now]).get_opcodes())


def _written(lines: Iterator[_Line]) -> str:
    return "".join(("\n\n" if line.apart else "\n") + line.text for line in lines).lstrip("\n")
