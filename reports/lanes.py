"""Where things stand in the lanes of the chart: events and tasks that would touch get rows of their own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from reports.packet import Clock, Task, TimelineEntry
from reports.timescale import Scale

LANES = {"business": "Business", "ai": "AI department", "it": "IT department", "joint": "Joint"}
"""The lanes from top to bottom, with their names."""

HEAD, EVENT, BAR, GAP = 42, 19, 11, 7
"""Heights in SVG pixels: milestone badges, a row of events, a row of tasks, the air between lanes."""

EVENT_WIDTH, SHORTEST_BAR, BAR_GAP = 0.016, 0.008, 0.004
"""Parts of the width: an event with its shape, the shortest bar that can be seen, the air between two bars."""

MAX_ROWS = 6

Events = list[tuple[float, int]]
"""Position and row of each event."""

Bars = list[tuple[float, float, int]]
"""Start, end and row of each task."""


class Course(Protocol):
    """What the chart is drawn from: a packet has it, and so has an incident that no report was made of yet."""

    @property
    def time_zone(self) -> str:
        """The name of the zone that times are told in, such as Europe/Paris."""

    @property
    def timeline(self) -> Sequence[TimelineEntry]:
        """What happened."""

    @property
    def tasks(self) -> Sequence[Task]:
        """What was worked on."""

    @property
    def clocks(self) -> Sequence[Clock]:
        """The points that every incident passes."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane's place: `top` and `height` in SVG pixels, and where its events and its bars begin."""

    key: str
    top: float
    event_rows: int
    height: float

    def event_middle(self, row: int) -> float:
        """The middle of a row of events."""
        return self.top + GAP / 2 + (row + 0.5) * EVENT

    def bar_top(self, row: int) -> float:
        """The upper edge of a row of tasks."""
        return self.top + self.event_rows * EVENT + GAP / 2 + 2 + row * BAR


def dodged(course: Course, axis: Scale, lane: str) -> Events:
    """Positions of a lane's events with the row of each: events that would touch stand under each other."""
    ends: list[float] = []
    placed = []
    for position in sorted(axis.position(entry.at) for entry in course.timeline if entry.lane == lane):
        row = next((row for row, end in enumerate(ends) if position - end >= EVENT_WIDTH), len(ends))
        row = min(row, MAX_ROWS // 2 - 1)
        ends[row : row + 1] = [position]
        placed.append((position, row))
    return placed


def packed(tasks: Sequence[Task], axis: Scale, lane: str) -> Bars:
    """A department's tasks as bars with the row of each; a task that never ended reaches the right edge."""
    spans = sorted(
        (axis.position(task.started_at), _bar_end(task, axis))
        for task in tasks
        if task.department == lane and task.started_at
    )
    ends: list[float] = []
    placed = []
    for start, end in spans:
        row = next((row for row, taken in enumerate(ends) if start - taken >= BAR_GAP), len(ends))
        row = min(row, MAX_ROWS - 1)
        ends[row : row + 1] = [max(end, ends[row]) if row < len(ends) else end]
        placed.append((start, end, row))
    return placed


def _bar_end(task: Task, axis: Scale) -> float:
    if task.started_at is None or task.ended_at is None:
        return 1.0
    return max(axis.position(task.ended_at), axis.position(task.started_at) + SHORTEST_BAR)


def lanes(events: dict[str, Events], bars: dict[str, Bars]) -> Iterator[Lane]:
    top = float(HEAD)
    for key in LANES:
        event_rows = 1 + max((row for _, row in events[key]), default=0)
        bar_rows = 1 + max((row for *_, row in bars[key]), default=-1)
        height = event_rows * EVENT + bar_rows * BAR + (4 if bar_rows else 0) + GAP
        yield Lane(key, top, event_rows, height)
        top += height


def spread(positions: Sequence[float], distance: float) -> list[float]:
    """Ascending positions at least `distance` apart; those that were closer fan out around their middle."""
    fans: list[list[float]] = []
    for position in positions:
        fans.append([position])
        while len(fans) > 1 and _left(fans[-1], distance) < _left(fans[-2], distance) + distance * len(fans[-2]):
            fans[-2:] = [fans[-2] + fans[-1]]
    return [_left(fan, distance) + distance * index for fan in fans for index in range(len(fan))]


def _left(fan: Sequence[float], distance: float) -> float:
    """Where a fan begins: centred on its middle, inside the picture."""
    width = distance * (len(fan) - 1)
    return max(0.0, min(sum(fan) / len(fan) - width / 2, 1 - width))
