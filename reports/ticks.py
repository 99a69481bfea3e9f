"""The ticks of a time axis: round local times, as fine as there is room for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from reports.timescale import Scale, Segment

DISTANCE = 0.08
"""What lies between two ticks at least."""

FINEST = 48
"""Steps finer than this part of a stretch are not tried."""

WORTH_IT = 3
"""A finer step is taken only if it adds at least one tick for so many that there are."""

YEAR = 12
_MONTHS, _DAYS, _MINUTES = (120, 60, 12, 3, 1), (16, 8, 4, 2, 1), (720, 360, 180, 60, 30, 15, 5, 1)

Label = tuple[str, str, str]
"""The label of a moment, its day where the label does not say it, and its year."""

Labels = Callable[[datetime], Label]


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled position; `date` is filled where the day (or the year) begins to be another."""

    position: float
    label: str
    date: str


def ticks(scale: Scale, zone: tzinfo, distance: float = DISTANCE) -> tuple[Tick, ...]:
    """Round local times at least `distance` apart, each stretch on its own."""
    found: list[Tick] = []
    last_day, last_year = "", ""
    for segment in scale.segments:
        within = (segment.start, segment.end) if len(scale.segments) == 1 else segment.core
        moments, labels = _moments(segment, within, zone, distance)
        for moment in moments:
            label, day, year = labels(moment)
            date_words = _date(day, year, last_day, last_year)
            found.append(Tick(segment.position(moment), label, date_words))
            last_day, last_year = day, year
    return tuple(found)


def _date(day: str, year: str, last_day: str, last_year: str) -> str:
    """The day where it is another than before; the year where it is another, or stands alone."""
    if not day:
        return "" if year == last_year else year
    if year != last_year and last_year:
        return f"{day} {year}"
    return "" if day == last_day else day


def _moments(
    segment: Segment, within: tuple[datetime, datetime], zone: tzinfo, distance: float
) -> tuple[list[datetime], Labels]:
    """The moments that get a tick, the coarse ones first, and their labels: those of the finest that found room."""
    first, last = within
    chosen: list[datetime] = []
    labels: Labels = _clock
    for length, step_labels, moments in _steps(first.astimezone(zone), last.astimezone(zone)):
        if length * FINEST < last - first:
            break
        fresh: list[datetime] = []
        for moment in moments:
            if first <= moment <= last and _apart(segment, moment, chosen + fresh, distance):
                fresh.append(moment)
        if len(fresh) * WORTH_IT < len(chosen) and fresh:
            break
        chosen += fresh
        labels = step_labels if fresh else labels
    lonely = segment.knots[len(segment.knots) // 2][0].astimezone(zone)
    return sorted(chosen) or [lonely], labels


def _apart(segment: Segment, moment: datetime, chosen: list[datetime], distance: float) -> bool:
    position = segment.position(moment)
    return all(abs(position - segment.position(one)) >= distance for one in chosen)


def _steps(first: datetime, last: datetime) -> Iterator[tuple[timedelta, Labels, Iterator[datetime]]]:
    """Round times of a stretch, coarse steps first. They are made only when they are asked for."""
    for months in _MONTHS:
        labels = _year if months % YEAR == 0 else _month
        yield timedelta(days=30 * months), labels, _month_times(first, last, months)
    for days in _DAYS:
        yield timedelta(days=days), _day, _day_times(first, last, days)
    for minutes in _MINUTES:
        yield timedelta(minutes=minutes), _clock, _clock_times(first, last, minutes)


def _clock_times(first: datetime, last: datetime, minutes: int) -> Iterator[datetime]:
    moment = datetime.combine(first.date(), time.min)
    while moment <= last.replace(tzinfo=None):
        yield moment.replace(tzinfo=first.tzinfo)
        moment += timedelta(minutes=minutes)


def _day_times(first: datetime, last: datetime, days: int) -> Iterator[datetime]:
    day = first.date() - timedelta(days=first.date().toordinal() % days)
    while day <= last.date():
        yield datetime.combine(day, time.min, first.tzinfo)
        day += timedelta(days=days)


def _month_times(first: datetime, last: datetime, months: int) -> Iterator[datetime]:
    index = (first.year * 12 + first.month - 1) // months * months
    while (day := date(index // 12, index % 12 + 1, 1)) <= last.date():
        yield datetime.combine(day, time.min, first.tzinfo)
        index += months


def _clock(moment: datetime) -> Label:
    return f"{moment:%H:%M}", f"{moment:%-d %b}", f"{moment:%Y}"


def _day(moment: datetime) -> Label:
    return f"{moment:%-d %b}", "", f"{moment:%Y}"


def _month(moment: datetime) -> Label:
    return f"{moment:%b}", "", f"{moment:%Y}"


def _year(moment: datetime) -> Label:
    return "", "", f"{moment:%Y}"
