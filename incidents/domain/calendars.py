"""Working time: how long a span is, and when it ends, in the hours that an organisation works.

Working hours are wall-clock times of one zone. Every answer is exact across changes of the clock: an hour that the
spring skips is not worked, an hour that the autumn repeats is worked twice, and a day that a zone left out has none.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
MIDNIGHT = time(0)
WEEK = frozenset(range(1, 8))
FARTHEST = 3_660
"""After ten years without enough working time, a calendar is taken to have none."""


class Counting(StrEnum):
    """How the time of a target is counted."""

    ROUND_THE_CLOCK = "round_the_clock"
    WORKING_HOURS = "working_hours"

    @property
    def label(self) -> str:
        """The words that pages and reports print after a number of hours."""
        return self.value.replace("_", " ")


def never(day: date) -> bool:  # noqa: ARG001
    """No day is closed."""
    return False


@dataclass(frozen=True)
class Calendar:
    """When an organisation works. `days` are ISO weekdays (1 is Monday); `closes` at midnight means the day's end.

    `closed` says of a date whether it is a holiday. Raises `ValueError` when the hours are the wrong way round.
    """

    zone: ZoneInfo
    days: frozenset[int]
    opens: time
    closes: time
    closed: Callable[[date], bool] = never

    def __post_init__(self) -> None:
        if not self.days <= WEEK or not self.days:
            raise ValueError("A calendar has at least one working day, of 1 (Monday) to 7 (Sunday).")
        if self.closes != MIDNIGHT and self.closes <= self.opens:
            raise ValueError("Work ends after it begins.")

    def works(self, day: date) -> bool:
        """Whether people work on this date."""
        return day.isoweekday() in self.days and not self.closed(day)

    def add(self, moment: datetime, span: timedelta) -> datetime:
        """The moment (UTC) at which `span` of working time after `moment` is over. Raises `ValueError` if never."""
        left = span
        if left <= timedelta(0):
            return moment.astimezone(UTC)
        for begins, ends in self._shifts(moment):
            begins = max(begins, moment)  # noqa: PLW2901 - the rest of the shift that is running
            if ends - begins >= left:
                return begins + left
            left -= max(ends - begins, timedelta(0))
        raise ValueError("This calendar has no working time.")

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The working time from `start` to `end`; none when `end` is not later."""
        worked = timedelta(0)
        for begins, ends in self._shifts(start):
            if begins >= end:
                break
            worked += max(min(ends, end) - max(begins, start), timedelta(0))
        return worked

    def _shifts(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The shifts (UTC) that end after `moment`, in order.

        Begins a day early, because clocks can fall back over midnight.
        """
        day = moment.astimezone(self.zone).date() - DAY
        for _ in range(FARTHEST):
            if self.works(day):
                begins, ends = self._instant(day, self.opens, 0), self._end(day)
                if ends > max(begins, moment):
                    yield begins, ends
            day += DAY

    def _end(self, day: date) -> datetime:
        return self._instant(day, self.closes, 1) if self.closes != MIDNIGHT else self._instant(day + DAY, MIDNIGHT, 0)

    def _instant(self, day: date, at: time, fold: int) -> datetime:
        """A wall-clock time in UTC. One that the zone skips is the moment of the change; of one that it repeats, the
        first (`fold` 0) opens and the second closes.
        """
        wall = datetime.combine(day, at)
        moment = wall.replace(tzinfo=self.zone, fold=fold).astimezone(UTC)
        return moment if moment.astimezone(self.zone).replace(tzinfo=None) == wall else self._change(wall)

    def _change(self, skipped: datetime) -> datetime:
        """The moment at which the zone jumped over this wall-clock time."""
        early, late = (skipped.replace(tzinfo=self.zone, fold=fold).astimezone(UTC) for fold in (1, 0))
        after = late.astimezone(self.zone).utcoffset()
        while late - early > SECOND:
            middle = (early + (late - early) / 2).replace(microsecond=0)
            if middle <= early:
                break
            early, late = (early, middle) if middle.astimezone(self.zone).utcoffset() == after else (middle, late)
        return late


@dataclass(frozen=True)
class RoundTheClock:
    """Counts every hour of every day."""

    def add(self, moment: datetime, span: timedelta) -> datetime:
        """The moment (UTC) at which `span` after `moment` is over."""
        return moment.astimezone(UTC) + span

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The time from `start` to `end`; none when `end` is not later."""
        return max(end - start, timedelta(0))


Counter = Calendar | RoundTheClock
ROUND_THE_CLOCK = RoundTheClock()
