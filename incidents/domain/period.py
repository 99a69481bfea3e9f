"""Periods that figures are counted over: months, quarters, years, or any days. They begin and end in a place's time."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from incidents.domain.errors import Invalid

_QUARTER = re.compile(r"(\d{4})-Q([1-4])", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_YEAR = re.compile(r"(\d{4})", re.ASCII)
FIRST_YEAR, LAST_YEAR = 2000, 2199


@dataclass(frozen=True)
class Period:
    """Days from `first` to `last`, both included. `key` is how an address names it: `2026-Q3`, `2026-07`, `2026`."""

    first: date
    last: date
    key: str
    label: str

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """The first moment, and the first moment after it (UTC), of days as they are counted in that zone."""
        return _midnight(self.first, zone), _midnight(self.last + timedelta(days=1), zone)

    @property
    def before(self) -> "Period":
        """The one before, of the same kind; of free days as many days before."""
        eve = self.first - timedelta(days=1)
        if _QUARTER.fullmatch(self.key):
            return quarter(eve.year, (eve.month + 2) // 3)
        if _MONTH.fullmatch(self.key):
            return month(eve.year, eve.month)
        if _YEAR.fullmatch(self.key):
            return year(eve.year)
        return between(eve - (self.last - self.first), eve)

    @property
    def is_quarter(self) -> bool:
        """Whether a quarterly report can be made of it."""
        return _QUARTER.fullmatch(self.key) is not None

    def ended(self, moment: datetime, zone: ZoneInfo) -> bool:
        """Whether all of it lies before that moment."""
        return moment >= self.bounds(zone)[1]

    def begun(self, moment: datetime, zone: ZoneInfo) -> bool:
        """Whether any of it lies before that moment."""
        return moment >= self.bounds(zone)[0]


def quarter(in_year: int, number: int) -> Period:
    """A quarter of the calendar year, 1 to 4."""
    first = date(in_year, 3 * number - 2, 1)
    return Period(first, _eve(in_year, 3 * number + 1), f"{in_year}-Q{number}", f"Quarter {number} of {in_year}")


def month(in_year: int, number: int) -> Period:
    """A month, 1 to 12."""
    first = date(in_year, number, 1)
    return Period(first, _eve(in_year, number + 1), f"{first:%Y-%m}", f"{first:%B %Y}")


def year(number: int) -> Period:
    """A calendar year."""
    return Period(date(number, 1, 1), date(number, 12, 31), str(number), f"Year {number}")


def between(first: date, last: date) -> Period:
    """Any days, both ends included. Raises `Invalid` when they end before they begin, or lie out of reach."""
    if last < first:
        raise Invalid("to", "The period ends before it begins. Choose a later last day.")
    if not FIRST_YEAR <= first.year <= last.year <= LAST_YEAR:
        raise Invalid("from", f"Choose days between {FIRST_YEAR} and {LAST_YEAR}.")
    return Period(first, last, f"{first}..{last}", f"{first:%-d %B %Y} to {last:%-d %B %Y}")


def named(key: str) -> Period:
    """The period of a key such as `2026-Q3`, `2026-07`, `2026` or `2026-07-01..2026-07-15`. Raises `Invalid`."""
    if found := _QUARTER.fullmatch(key):
        return _in_reach(quarter(int(found[1]), int(found[2])) if int(found[1]) else None)
    if found := _MONTH.fullmatch(key):
        return _in_reach(month(int(found[1]), int(found[2])) if int(found[1]) else None)
    if found := _YEAR.fullmatch(key):
        return _in_reach(year(int(found[1])) if int(found[1]) else None)
    try:
        first, last = key.split("..")
        days = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        raise Invalid("period", "Name a period such as 2026-Q3, 2026-07 or 2026.") from None
    return between(*days)


def quarter_of(day: date) -> Period:
    """The quarter that a day lies in."""
    return quarter(day.year, (day.month + 2) // 3)


def months_of(period: Period) -> list[Period]:
    """The months that a period touches, in order."""
    months = [month(period.first.year, period.first.month)]
    while months[-1].last < period.last:
        following = months[-1].last + timedelta(days=1)
        months.append(month(following.year, following.month))
    return months


def _in_reach(period: Period | None) -> Period:
    if period is None or not FIRST_YEAR <= period.first.year <= LAST_YEAR:
        raise Invalid("period", f"Name a period between {FIRST_YEAR} and {LAST_YEAR}.")
    return period


def _eve(in_year: int, number: int) -> date:
    """The last day before the first of that month; month 13 is the next January."""
    following = date(in_year + 1, number - 12, 1) if number > 12 else date(in_year, number, 1)  # noqa: PLR2004
    return following - timedelta(days=1)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
