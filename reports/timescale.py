"""A time axis that stays readable: long empty stretches are folded, one moment gets room around it.

Positions run from 0 (left) to 1 (right). Ticks fall on round local times.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise

FOLD = 0.55
"""A gap that fills more than this part of the axis is folded, so that the rest can be read."""

FOLDED = 0.06
"""What a folded gap keeps of the width."""

MARGIN = 0.04
MAX_FOLDS = 3
LONELY = timedelta(hours=1)

YEAR = 12

_MINUTES = (1, 2, 5, 15, 30, 60, 120, 180, 360, 720)
_DAYS = (1, 2, 7, 14)
_MONTHS = (1, 3, 6, 12, 24, 60, 120)


@dataclass(frozen=True, slots=True)
class Segment:
    """An unbroken stretch of time and its place on the axis."""

    start: datetime
    end: datetime
    left: float
    right: float

    def position(self, moment: datetime) -> float:
        """Where a moment of this stretch stands."""
        share = (moment - self.start) / (self.end - self.start)
        return self.left + share * (self.right - self.left)


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled position; `date` is filled where the day (or the year) begins to be another."""

    position: float
    label: str
    date: str


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
    stretches = _folded([(ordered[0], ordered[-1])], ordered)
    total = sum((end - start for start, end in stretches), timedelta())
    room = 1 - FOLDED * (len(stretches) - 1)
    pad = max(total * MARGIN, LONELY if not total else timedelta(minutes=1))
    padded = [(start - pad, end + pad) for start, end in stretches]
    whole = sum((end - start for start, end in padded), timedelta())
    return Scale(tuple(_placed(padded, room, whole)))


def ticks(scale: Scale, zone: tzinfo, distance: float = 0.085) -> tuple[Tick, ...]:
    """Round local times at least `distance` apart, each stretch on its own."""
    return tuple(
        tick
        for segment in scale.segments
        for tick in (tuple(_segment_ticks(segment, zone, distance)) or (_only_tick(segment, zone),))
    )


def _folded(stretches: list[tuple[datetime, datetime]], moments: Sequence[datetime]) -> list[tuple[datetime, datetime]]:
    """Fold the widest gap as long as one gap dominates what is left."""
    gaps = sorted(pairwise(moments), key=lambda gap: gap[1] - gap[0], reverse=True)
    for before, after in gaps[:MAX_FOLDS]:
        total = sum((end - start for start, end in stretches), timedelta())
        if not total or (after - before) / total <= FOLD or len(gaps) == 1:
            break
        stretches = [part for one in stretches for part in _cut(one, before, after)]
    return stretches


def _cut(stretch: tuple[datetime, datetime], before: datetime, after: datetime) -> Iterator[tuple[datetime, datetime]]:
    start, end = stretch
    if start <= before and after <= end:
        yield (start, before)
        yield (after, end)
    else:
        yield stretch


def _placed(padded: list[tuple[datetime, datetime]], room: float, whole: timedelta) -> Iterator[Segment]:
    left = 0.0
    for start, end in padded:
        right = left + room * ((end - start) / whole)
        yield Segment(start, end, left, right)
        left = right + FOLDED


def _segment_ticks(segment: Segment, zone: tzinfo, distance: float) -> Iterator[Tick]:
    width = segment.right - segment.left
    enough = (segment.end - segment.start) * (distance / width)
    last_day, last_position = "", -1.0
    for moment, label, day in _round_times(segment, zone, enough):
        position = segment.position(moment)
        if segment.left <= position <= segment.right and position - last_position >= distance * 0.9:
            yield Tick(position, label, "" if day == last_day else day)
            last_day, last_position = day, position


def _only_tick(segment: Segment, zone: tzinfo) -> Tick:
    """A stretch too short for round times still says when it is."""
    middle = (segment.start + (segment.end - segment.start) / 2).astimezone(zone)
    return Tick((segment.left + segment.right) / 2, f"{middle:%-d %b}", f"{middle:%Y}")


def _round_times(segment: Segment, zone: tzinfo, enough: timedelta) -> Iterator[tuple[datetime, str, str]]:
    first, last = segment.start.astimezone(zone), segment.end.astimezone(zone)
    for minutes in _MINUTES:
        if timedelta(minutes=minutes) >= enough:
            return _clock_times(first, last, minutes)
    for days in _DAYS:
        if timedelta(days=days) >= enough:
            return _day_times(first, last, days)
    months = next((months for months in _MONTHS if timedelta(days=30.4 * months) >= enough), _MONTHS[-1])
    return _month_times(first, last, months)


def _clock_times(first: datetime, last: datetime, minutes: int) -> Iterator[tuple[datetime, str, str]]:
    moment = datetime.combine(first.date(), time.min)
    while moment <= last.replace(tzinfo=None):
        yield moment.replace(tzinfo=first.tzinfo), f"{moment:%H:%M}", f"{moment:%-d %b %Y}"
        moment += timedelta(minutes=minutes)


def _day_times(first: datetime, last: datetime, days: int) -> Iterator[tuple[datetime, str, str]]:
    day = first.date() - timedelta(days=first.date().toordinal() % days)
    while day <= last.date():
        yield datetime.combine(day, time.min, first.tzinfo), f"{day:%-d %b}", f"{day:%Y}"
        day += timedelta(days=days)


def _month_times(first: datetime, last: datetime, months: int) -> Iterator[tuple[datetime, str, str]]:
    index = (first.year * 12 + first.month - 1) // months * months
    while (day := date(index // 12, index % 12 + 1, 1)) <= last.date():
        yield datetime.combine(day, time.min, first.tzinfo), "" if months % YEAR == 0 else f"{day:%b}", f"{day:%Y}"
        index += months
