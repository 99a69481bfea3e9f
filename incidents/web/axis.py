"""A time axis as a picture: one row a kind, with numbered marks. The list beside it says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from incidents.queries.history import Happening, Kind
from reports.ticks import ticks
from reports.timescale import Scale, scale

LEFT, WIDTH = 96, 640
"""The room for the names of the rows and the length of the axis, in SVG pixels."""

RADIUS, LEVEL, LEVELS = 10, 22, 3
"""A mark, the distance of two marks above each other, and how many may stand so before they overlap."""

FOOT, LABEL = 40, 84
"""The room below the rows, and what a date needs beside the next one."""


@dataclass(frozen=True)
class Mark:
    """A numbered circle; `number` is that of the list, which counts from the newest."""

    number: int
    x: float
    y: float


@dataclass(frozen=True)
class Row:
    """The marks of one kind; the line of the row stands at `y`."""

    kind: Kind
    y: float
    marks: Sequence[Mark]


@dataclass(frozen=True)
class Label:
    """A labelled moment of the axis."""

    x: float
    above: str
    below: str


@dataclass(frozen=True)
class Axis:
    """Everything that the template draws, in SVG pixels."""

    rows: Sequence[Row]
    labels: Sequence[Label]
    folds: Sequence[float]
    height: float

    @property
    def width(self) -> int:
        """The whole picture, with some air on the right."""
        return LEFT + WIDTH + 24


def axis_of(happenings: Sequence[Happening], zone: tzinfo) -> Axis | None:
    """The axis of a history, newest first, with ticks on round times of `zone`; None below two happenings."""
    if len(happenings) < 2:  # noqa: PLR2004 - one moment makes no axis
        return None
    span = scale(happening.at for happening in happenings)
    rows, top = [], 0.0
    for kind in Kind:
        row, top = _row(kind, happenings, span, top)
        rows.append(row)
    labels = [
        Label(_x(tick.position), tick.label or tick.date, tick.date if tick.label else "") for tick in ticks(span, zone)
    ]
    return Axis(rows, _apart(labels), [_x(fold) for fold in span.folds], top + FOOT)


def _apart(labels: Sequence[Label]) -> Sequence[Label]:
    """Those that have room beside the one before."""
    kept: list[Label] = []
    for label in labels:
        if not kept or label.x - kept[-1].x >= LABEL:
            kept.append(label)
    return kept


def _row(kind: Kind, happenings: Sequence[Happening], span: Scale, top: float) -> tuple[Row, float]:
    placed = [(number, _x(span.position(one.at))) for number, one in enumerate(happenings, 1) if one.kind is kind]
    levels = _levels([x for _, x in reversed(placed)])
    line = top + LEVEL * (max(levels, default=0) + 1)
    marks = [Mark(n, x, line - LEVEL * level) for (n, x), level in zip(reversed(placed), levels, strict=True)]
    return Row(kind, line, marks), line + RADIUS


def _levels(positions: Sequence[float]) -> list[int]:
    """How high each mark stands, from left to right: as low as there is room, the roomiest where there is none."""
    last = [float("-inf")] * LEVELS
    found = []
    for x in positions:
        free = (level for level in range(LEVELS) if x - last[level] >= 2 * RADIUS + 2)
        level = next(free, last.index(min(last)))
        last[level] = x
        found.append(level)
    return found


def _x(position: float) -> float:
    return round(LEFT + WIDTH * position, 1)
