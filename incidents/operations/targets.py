"""Targets of clocks and the calendar that counts them. Administrators set both; a clock keeps what it began with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache, partial
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from incidents.access import Act, require
from incidents.domain import events, text
from incidents.domain.calendars import ROUND_THE_CLOCK, Calendar, Counter, Counting
from incidents.domain.clocks import DEFAULTS, TARGETED, Measure, Span, Targets
from incidents.domain.errors import Invalid
from incidents.domain.vocabulary import Severity
from incidents.models import ClosedDay, Organisation, Person, Target, WorkCalendar, db
from incidents.operations.people import known_time_zone
from incidents.signals import publish

LONGEST = 10 * 365 * 24 * 60
"""No target is longer than ten years, in minutes."""
WEEKDAYS = "12345"
NINE, FIVE = 9 * 60, 17 * 60


@dataclass(frozen=True)
class Version:
    """A version of the targets: its number (0 is ours), what it says, who set it and when."""

    number: int
    targets: Targets
    set_by: Person | None = None
    set_at: datetime | None = None


def current() -> Version:
    """The targets that new clocks are started with."""
    number = db.session.scalar(sa.select(sa.func.max(Target.version)))
    return version(number or 0)


def version(number: int) -> Version:
    """A version of the targets; an unknown one is ours."""
    rows = list(db.session.scalars(sa.select(Target).where(Target.version == number))) if number else []
    if not rows:
        return Version(0, DEFAULTS)
    targets = {(row.severity, row.measure): Span(row.minutes, row.counting) for row in rows}
    return Version(number, targets, rows[0].set_by, rows[0].set_at)


def save(actor: Person, targets: Mapping[tuple[Severity, Measure], Span], at: datetime) -> int:
    """Set all targets anew; a pair that is missing has no target. Returns the version's number.

    Clocks that run already keep their due time, unless the severity changes. Saving what holds already changes nothing.
    """
    require(actor, Act.ADMINISTER)
    _check(targets)
    before = current()
    changed = [pair for pair in _pairs() if before.targets.get(pair) != targets.get(pair)]
    if not changed:
        return before.number
    number = before.number + 1
    for (severity, measure), span in targets.items():
        db.session.add(
            Target(
                version=number,
                severity=severity,
                measure=measure,
                minutes=span.minutes,
                counting=span.counting,
                set_by=actor,
                set_at=at,
            )
        )
    db.session.flush()
    said = ", ".join(f"{severity.label} {measure.label.lower()}" for severity, measure in changed)
    publish(events.TargetsSaved(actor=actor.as_actor(), at=at, version=number, changed=said))
    return number


def calendar() -> Calendar:
    """The organisation's calendar: its zone, days and hours, public holidays and own closed days."""
    row, organisation = work_calendar(), db.session.get(Organisation, 1)
    own = frozenset(db.session.scalars(sa.select(ClosedDay.day)))
    return Calendar(
        zone=ZoneInfo(organisation.time_zone if organisation else "UTC"),
        days=frozenset(int(digit) for digit in row.days),
        opens=time(row.opens // 60, row.opens % 60),
        closes=time(row.closes // 60 % 24, row.closes % 60),
        closed=partial(_closed, own, row.country, row.subdivision),
    )


def counter(counting: Counting) -> Counter:
    """What counts: the calendar, or every hour of every day."""
    return calendar() if counting is Counting.WORKING_HOURS else ROUND_THE_CLOCK


def work_calendar() -> WorkCalendar:
    """The row of the calendar, or ours: Monday to Friday, 9:00 to 17:00, no public holidays."""
    ours = {"days": WEEKDAYS, "opens": NINE, "closes": FIVE, "country": "", "subdivision": ""}
    return db.session.get(WorkCalendar, 1) or WorkCalendar(**ours)


def closed_days() -> list[ClosedDay]:
    """The own closed days, by date."""
    return list(db.session.scalars(sa.select(ClosedDay).order_by(ClosedDay.day)))


def save_calendar(
    actor: Person, *, time_zone: str, days: str, opens: int, closes: int, country: str, subdivision: str, at: datetime
) -> None:
    """Set zone, working days (ISO digits), hours (minutes from midnight) and whose public holidays count.

    Due times of clocks that run already stay. Raises `Invalid`, naming the field.
    """
    require(actor, Act.ADMINISTER)
    if not days or not set(days) <= set("1234567"):
        raise Invalid("days", "Choose at least one working day.")
    if not 0 <= opens < closes <= 24 * 60:
        raise Invalid("closes", "Work ends after it begins. Give a later time; 00:00 is the end of the day.")
    _check_country(country, subdivision)
    organisation = db.session.get_one(Organisation, 1)
    organisation.time_zone = known_time_zone(time_zone)
    row = db.session.get(WorkCalendar, 1) or WorkCalendar(id=1)
    row.days, row.opens, row.closes = "".join(sorted(set(days))), opens, closes
    row.country, row.subdivision = country, subdivision
    db.session.add(row)
    db.session.flush()
    hours = f"{opens // 60:02}:{opens % 60:02} to {closes // 60:02}:{closes % 60:02}"
    holidays = "-".join(filter(None, (country, subdivision))) or "no country"
    said = f"{hours} {time_zone}, days {row.days}, public holidays of {holidays}"
    publish(events.CalendarSaved(actor=actor.as_actor(), at=at, change=said))


def close_day(actor: Person, day: date, name: str, at: datetime) -> ClosedDay:
    """Add a day on which the organisation does not work."""
    require(actor, Act.ADMINISTER)
    if db.session.scalar(sa.select(ClosedDay.id).where(ClosedDay.day == day)) is not None:
        raise Invalid("day", f"{day:%-d %B %Y} is closed already.")
    closed = ClosedDay(day=day, name=text.line("name", name, "a name: what is on this day?", 120))
    db.session.add(closed)
    db.session.flush()
    publish(events.CalendarSaved(actor=actor.as_actor(), at=at, change=f"closed on {day.isoformat()}, {closed.name}"))
    return closed


def open_day(actor: Person, closed: ClosedDay, at: datetime) -> None:
    """Take a closed day away again."""
    require(actor, Act.ADMINISTER)
    publish(events.CalendarSaved(actor=actor.as_actor(), at=at, change=f"open on {closed.day.isoformat()} again"))
    db.session.delete(closed)


def countries() -> dict[str, tuple[str, list[str]]]:
    """The countries whose public holidays are known, by ISO 3166 code: name and codes of subdivisions."""
    from holidays import list_supported_countries
    from holidays.registry import COUNTRIES

    known = list_supported_countries(include_aliases=False)
    names = {classes[1]: module.replace("_", " ").title() for module, classes in COUNTRIES.items()}
    return {code: (names.get(code, code), list(known[code])) for code in sorted(known) if len(code) == 2}  # noqa: PLR2004


@lru_cache(maxsize=8)
def _holidays(country: str, subdivision: str) -> Any:
    from holidays import country_holidays

    return country_holidays(country, subdiv=subdivision or None)


def _closed(own: frozenset[date], country: str, subdivision: str, day: date) -> bool:
    return day in own or bool(country and day in _holidays(country, subdivision))


def _check_country(country: str, subdivision: str) -> None:
    known = countries()
    if country and country not in known:
        raise Invalid("country", "The holidays of this country are not known. Choose one of the list.")
    if subdivision and (not country or subdivision not in known[country][1]):
        raise Invalid("subdivision", "This is no subdivision of the country whose holidays are known. Leave it empty.")


def _check(targets: Mapping[tuple[Severity, Measure], Span]) -> None:
    for (severity, measure), span in targets.items():
        if measure not in TARGETED or not 0 < span.minutes <= LONGEST:
            raise Invalid(
                f"{severity.value}-{measure.value}", "Give a time of at least a minute and at most ten years."
            )


def _pairs() -> list[tuple[Severity, Measure]]:
    return [(severity, measure) for severity in Severity for measure in TARGETED]
