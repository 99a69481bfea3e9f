"""Working time, against a table worked out by hand: zones, holidays, pauses and both changes of the clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from incidents.domain.calendars import MIDNIGHT, ROUND_THE_CLOCK, WEEK, Calendar

WORKDAYS = frozenset({1, 2, 3, 4, 5})
SUNDAY_TO_THURSDAY = frozenset({7, 1, 2, 3, 4})


def office(zone: str, days: frozenset[int] = WORKDAYS, *closed: date) -> Calendar:
    """Nine to five."""
    return Calendar(ZoneInfo(zone), days, time(9), time(17), closed.__contains__)


def always(zone: str) -> Calendar:
    """Every hour of every day, by the wall clock of a zone."""
    return Calendar(ZoneInfo(zone), WEEK, MIDNIGHT, MIDNIGHT)


def nights(zone: str, opens: time, closes: time) -> Calendar:
    """Every day between two hours of the night, where the clocks change."""
    return Calendar(ZoneInfo(zone), WEEK, opens, closes)


def local(zone: str, *parts: int, fold: int = 0) -> datetime:
    """A wall-clock time of a zone."""
    return datetime(*parts, tzinfo=ZoneInfo(zone), fold=fold)  # type: ignore[misc,arg-type]


BERLIN, NEW_YORK, KOLKATA = "Europe/Berlin", "America/New_York", "Asia/Kolkata"
LORD_HOWE, APIA = "Australia/Lord_Howe", "Pacific/Apia"
CHRISTMAS = date(2026, 12, 25)

TABLE = [
    # calendar, from, hours, until
    ("within a day", office("UTC"), local("UTC", 2026, 9, 1, 10), 3, local("UTC", 2026, 9, 1, 13)),
    ("to the very end of a day", office("UTC"), local("UTC", 2026, 9, 1, 10), 7, local("UTC", 2026, 9, 1, 17)),
    ("before work begins", office("UTC"), local("UTC", 2026, 9, 1, 6), 1, local("UTC", 2026, 9, 1, 10)),
    ("after work ended", office("UTC"), local("UTC", 2026, 9, 1, 19), 1, local("UTC", 2026, 9, 2, 10)),
    ("over a weekend", office(BERLIN), local(BERLIN, 2026, 9, 4, 16), 2, local(BERLIN, 2026, 9, 7, 10)),
    ("from a Saturday", office(BERLIN), local(BERLIN, 2026, 9, 5, 12), 8, local(BERLIN, 2026, 9, 7, 17)),
    ("a week", office(BERLIN), local(BERLIN, 2026, 9, 1, 9), 40, local(BERLIN, 2026, 9, 7, 17)),
    (
        "a week that begins on Sunday",
        office(KOLKATA, SUNDAY_TO_THURSDAY),
        local(KOLKATA, 2026, 9, 3, 16),
        2,
        local(KOLKATA, 2026, 9, 6, 10),
    ),
    (
        "over a holiday and a weekend",
        office(BERLIN, WORKDAYS, CHRISTMAS),
        local(BERLIN, 2026, 12, 24, 16),
        2,
        local(BERLIN, 2026, 12, 28, 10),
    ),
    (
        "begun on a holiday",
        office(NEW_YORK, WORKDAYS, CHRISTMAS),
        local(NEW_YORK, 2026, 12, 25, 12),
        1,
        local(NEW_YORK, 2026, 12, 28, 10),
    ),
    # The clocks change at the weekend, while nobody works: the hours worked stay the same, the moments in UTC do not.
    ("over the spring change", office(BERLIN), local(BERLIN, 2026, 3, 27, 16), 2, local(BERLIN, 2026, 3, 30, 10)),
    ("over the autumn change", office(BERLIN), local(BERLIN, 2026, 10, 23, 16), 2, local(BERLIN, 2026, 10, 26, 10)),
    ("and in New York", office(NEW_YORK), local(NEW_YORK, 2026, 3, 6, 16), 2, local(NEW_YORK, 2026, 3, 9, 10)),
    # Round the clock by wall time, the day of the change has 23 or 25 hours.
    ("a day of 23 hours", always(BERLIN), local(BERLIN, 2026, 3, 29, 0), 23, local(BERLIN, 2026, 3, 30, 0)),
    ("a day of 25 hours", always(BERLIN), local(BERLIN, 2026, 10, 25, 0), 25, local(BERLIN, 2026, 10, 26, 0)),
    ("a day of 23 1/2 hours", always(LORD_HOWE), local(LORD_HOWE, 2026, 10, 4), 23.5, local(LORD_HOWE, 2026, 10, 5)),
    ("a day of 24 1/2 hours", always(LORD_HOWE), local(LORD_HOWE, 2026, 4, 5), 24.5, local(LORD_HOWE, 2026, 4, 6)),
    # A shift of the night, 1:00 to 4:00: two hours in spring, four in autumn.
    (
        "a shift that the spring shortens",
        nights(BERLIN, time(1), time(4)),
        local(BERLIN, 2026, 3, 29, 1),
        2,
        local(BERLIN, 2026, 3, 29, 4),
    ),
    (
        "a shift that the autumn lengthens",
        nights(NEW_YORK, time(1), time(4)),
        local(NEW_YORK, 2026, 11, 1, 1),
        4,
        local(NEW_YORK, 2026, 11, 1, 4),
    ),
    # 2:30 does not exist on 29 March in Berlin: a shift that ends then ends with the change, at 3:00.
    (
        "a shift that ends in the gap",
        nights(BERLIN, time(1), time(2, 30)),
        local(BERLIN, 2026, 3, 29, 1),
        1,
        local(BERLIN, 2026, 3, 29, 3),
    ),
    # And one that begins in it begins with the change.
    (
        "a shift that begins in the gap",
        nights(BERLIN, time(2, 30), time(5)),
        local(BERLIN, 2026, 3, 29, 0),
        2,
        local(BERLIN, 2026, 3, 29, 5),
    ),
    # 2:30 comes twice on 25 October in Berlin: a shift that begins then begins with the first.
    (
        "a shift that begins twice",
        nights(BERLIN, time(2, 30), time(4)),
        local(BERLIN, 2026, 10, 25, 0),
        2.5,
        local(BERLIN, 2026, 10, 25, 4),
    ),
    (
        "a shift that ends twice",
        nights(BERLIN, time(1), time(2, 30)),
        local(BERLIN, 2026, 10, 25, 1),
        2.5,
        local(BERLIN, 2026, 10, 25, 2, 30, fold=1),
    ),
    # Samoa had no 30 December 2011, a Friday: after Thursday came Saturday.
    (
        "a day that never was",
        always(APIA),
        local(APIA, 2011, 12, 29, 0),
        24,
        local(APIA, 2011, 12, 31, 0),
    ),
    (
        "a working day that never was",
        office(APIA),
        local(APIA, 2011, 12, 29, 16),
        2,
        local(APIA, 2012, 1, 2, 10),
    ),
    ("half-hour zones", office(KOLKATA), local("UTC", 2026, 9, 1, 4), 1, local("UTC", 2026, 9, 1, 5)),
]
ROWS = [row[1:] for row in TABLE]
NAMES = [row[0] for row in TABLE]


@pytest.mark.parametrize(("calendar", "start", "hours", "end"), ROWS, ids=NAMES)
def test_working_time_ends_when_it_should(calendar: Calendar, start: datetime, hours: float, end: datetime) -> None:
    assert calendar.add(start, timedelta(hours=hours)) == end.astimezone(UTC)


@pytest.mark.parametrize(("calendar", "start", "hours", "end"), ROWS, ids=NAMES)
def test_and_is_as_long_as_it_should_be(calendar: Calendar, start: datetime, hours: float, end: datetime) -> None:
    assert calendar.between(start, end) == timedelta(hours=hours)
    assert calendar.between(end, start) == timedelta(0)


def test_a_pause_over_a_weekend_costs_only_its_working_hours() -> None:
    calendar = office(BERLIN)
    due = calendar.add(local(BERLIN, 2026, 9, 3, 9), timedelta(hours=16))
    paused = calendar.between(local(BERLIN, 2026, 9, 4, 15), local(BERLIN, 2026, 9, 7, 10))
    assert paused == timedelta(hours=3)
    assert calendar.add(due, paused) == local(BERLIN, 2026, 9, 7, 12)


def test_round_the_clock_counts_what_passes() -> None:
    start = local(BERLIN, 2026, 3, 28, 12).astimezone(UTC)
    assert ROUND_THE_CLOCK.add(start, timedelta(hours=24)) == local(BERLIN, 2026, 3, 29, 13)
    assert ROUND_THE_CLOCK.between(start, start - timedelta(hours=1)) == timedelta(0)


@pytest.mark.parametrize(
    ("days", "opens", "closes"),
    [(frozenset(), time(9), time(17)), (frozenset({0}), time(9), time(17)), (WEEK, time(17), time(9))],
)
def test_a_calendar_that_makes_no_sense_is_refused(days: frozenset[int], opens: time, closes: time) -> None:
    with pytest.raises(ValueError, match=r"working day|Work ends"):
        Calendar(ZoneInfo("UTC"), days, opens, closes)


def test_a_calendar_in_which_nobody_ever_works_says_so() -> None:
    idle = Calendar(ZoneInfo("UTC"), WORKDAYS, time(9), time(17), lambda _day: True)
    with pytest.raises(ValueError, match="no working time"):
        idle.add(datetime(2026, 1, 1, tzinfo=UTC), timedelta(hours=1))


CALENDARS = st.builds(
    Calendar,
    zone=st.sampled_from([ZoneInfo(name) for name in ("UTC", BERLIN, NEW_YORK, KOLKATA, LORD_HOWE, APIA)]),
    days=st.frozensets(st.integers(1, 7), min_size=1),
    opens=st.times(min_value=time(0), max_value=time(9, 59)).map(lambda t: t.replace(second=0, microsecond=0)),
    closes=st.sampled_from([MIDNIGHT, time(12), time(17, 30), time(23, 59)]),
    closed=st.sampled_from([lambda _day: False, lambda day: day.day in (1, 25)]),
)
MOMENTS = st.datetimes(datetime(2011, 6, 1), datetime(2027, 12, 31)).map(lambda m: m.replace(tzinfo=UTC, microsecond=0))  # noqa: DTZ001
SPANS = st.integers(1, 10_000).map(lambda minutes: timedelta(minutes=minutes))
QUICK = settings(max_examples=150, deadline=None)


@QUICK
@given(CALENDARS, MOMENTS, SPANS)
def test_what_is_added_lies_between(calendar: Calendar, start: datetime, span: timedelta) -> None:
    assert calendar.between(start, calendar.add(start, span)) == span


@QUICK
@given(CALENDARS, MOMENTS, SPANS, SPANS)
def test_a_longer_time_never_ends_earlier_and_two_pauses_add_up(
    calendar: Calendar, start: datetime, first: timedelta, second: timedelta
) -> None:
    end = calendar.add(start, first)
    assert calendar.add(start, first + second) == calendar.add(end, second) > end


@QUICK
@given(CALENDARS, MOMENTS, SPANS, SPANS)
def test_time_is_the_sum_of_its_parts_and_never_more_than_passes(
    calendar: Calendar, start: datetime, first: timedelta, second: timedelta
) -> None:
    middle, end = start + first, start + first + second
    assume(middle < end)
    assert calendar.between(start, end) == calendar.between(start, middle) + calendar.between(middle, end)
    assert calendar.between(start, end) <= end - start
