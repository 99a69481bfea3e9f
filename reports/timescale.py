"""A time axis on which everything can be read: room where much happened, long empty stretches folded.

Positions run from 0 (left) to 1 (right). Between two moments the axis is straight; the room between them grows with
the square root of the time, so that minutes stay apart beside days. Ticks fall on round local times.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median_low

FOLD, OFTEN = 0.1, 5
"""A gap is folded if it takes more than this part of the axis and is this often as long as a typical one."""

FOLDED = 0.035
"""What a folded gap keeps of the width."""

ROOM = 0.045
"""The air of a stretch, half on either side."""

MAX_FOLDS = 5
MARGIN = 0.04
LONELY, SHORTEST_MARGIN = timedelta(hours=1), timedelta(minutes=1)

Knot = tuple[datetime, float]
"""A moment and where it stands."""


@dataclass(frozen=True, slots=True)
class Segment:
    """An unbroken stretch of time; its first and last knot are its ends on the axis."""

    knots: tuple[Knot, ...]

    @property
    def start(self) -> datetime:
        """The earliest moment of the stretch."""
        return self.knots[0][0]

    @property
    def end(self) -> datetime:
        """The latest moment of the stretch."""
        return self.knots[-1][0]

    @property
    def core(self) -> tuple[datetime, datetime]:
        """The first and the last given moment, without the air around them."""
        return self.knots[1][0], self.knots[-2][0]

    @property
    def left(self) -> float:
        """Where the stretch begins."""
        return self.knots[0][1]

    @property
    def right(self) -> float:
        """Where the stretch ends."""
        return self.knots[-1][1]

    def position(self, moment: datetime) -> float:
        """Where a moment of this stretch stands."""
        index = min(max(bisect_left(self.knots, moment, key=lambda knot: knot[0]), 1), len(self.knots) - 1)
        (before, left), (after, right) = self.knots[index - 1 : index + 1]
        return left + (moment - before) / (after - before) * (right - left)


@dataclass(frozen=True, slots=True)
class Scale:
    """Stretches of time from left to right; between them lie folds."""

    segments: tuple[Segment, ...]

    def position(self, moment: datetime) -> float:
        """Where a moment stands; moments in a fold stand in its middle."""
        for segment in self.segments:
            if moment <= segment.end:
                return max(segment.position(moment), segment.left - FOLDED / 2, 0.0)
        return 1.0

    @property
    def folds(self) -> tuple[float, ...]:
        """The middles of the folds."""
        return tuple((one.right + other.left) / 2 for one, other in pairwise(self.segments))


def scale(moments: Iterable[datetime]) -> Scale:
    """A scale on which every given moment stands."""
    ordered = sorted(set(moments)) or [datetime(2000, 1, 1, tzinfo=UTC)]
    stretches = list(_stretches(ordered, _folds(ordered)))
    whole = sum(_weight(gap) for stretch in stretches for gap in pairwise(stretch))
    spare = 1 - FOLDED * (len(stretches) - 1) - ROOM * len(stretches)
    air = ROOM if whole else ROOM + spare / len(stretches)
    return Scale(tuple(_placed(stretches, air, spare / (whole or 1))))


def _weight(gap: tuple[datetime, datetime]) -> float:
    return float((gap[1] - gap[0]).total_seconds() ** 0.5)


def _folds(moments: Sequence[datetime]) -> frozenset[datetime]:
    """The moments before gaps that are folded: the widest ones, as long as they dominate what is left."""
    gaps = sorted(pairwise(moments), key=_weight, reverse=True)
    left = sum(map(_weight, gaps))
    folds = set()
    for gap in gaps[:MAX_FOLDS]:
        if _weight(gap) <= FOLD * left or gap[1] - gap[0] < OFTEN * median_low(end - start for start, end in gaps):
            break
        folds.add(gap[0])
        left -= _weight(gap)
    return frozenset(folds)


def _stretches(moments: Sequence[datetime], folds: frozenset[datetime]) -> Iterator[list[datetime]]:
    stretch = []
    for moment in moments:
        stretch.append(moment)
        if moment in folds:
            yield stretch
            stretch = []
    yield stretch


def _placed(stretches: Iterable[list[datetime]], air: float, unit: float) -> Iterator[Segment]:
    left = 0.0
    for stretch in stretches:
        knots = list(_knots(stretch, left + air / 2, unit))
        length = stretch[-1] - stretch[0]
        margin = max(length * MARGIN, SHORTEST_MARGIN) if length else LONELY
        right = knots[-1][1] + air / 2
        yield Segment(((stretch[0] - margin, left), *knots, (stretch[-1] + margin, right)))
        left = right + FOLDED


def _knots(stretch: Sequence[datetime], left: float, unit: float) -> Iterator[Knot]:
    yield stretch[0], left
    for gap in pairwise(stretch):
        left += unit * _weight(gap)
        yield gap[1], left
