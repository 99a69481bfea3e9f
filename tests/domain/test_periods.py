"""Periods begin and end in the organisation's time, whatever the season."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from incidents.domain.errors import Invalid
from incidents.domain.period import between, months_of, named, quarter_of


@pytest.mark.parametrize(
    ("key", "zone", "start", "end"),
    [
        ("2026-Q3", "UTC", datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC)),
        ("2026-Q1", "Europe/Paris", datetime(2025, 12, 31, 23, tzinfo=UTC), datetime(2026, 3, 31, 22, tzinfo=UTC)),
        ("2026-Q4", "America/New_York", datetime(2026, 10, 1, 4, tzinfo=UTC), datetime(2027, 1, 1, 5, tzinfo=UTC)),
        (
            "2026-12",
            "Asia/Kolkata",
            datetime(2026, 11, 30, 18, 30, tzinfo=UTC),
            datetime(2026, 12, 31, 18, 30, tzinfo=UTC),
        ),
        ("2024-02", "UTC", datetime(2024, 2, 1, tzinfo=UTC), datetime(2024, 3, 1, tzinfo=UTC)),
        ("2026", "Pacific/Apia", datetime(2025, 12, 31, 11, tzinfo=UTC), datetime(2026, 12, 31, 11, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_a_period_has_its_bounds_in_the_zone_of_the_organisation(
    key: str, zone: str, start: datetime, end: datetime
) -> None:
    assert named(key).bounds(ZoneInfo(zone)) == (start, end)


@pytest.mark.parametrize(
    ("key", "before"),
    [("2026-Q1", "2025-Q4"), ("2026-Q3", "2026-Q2"), ("2026-01", "2025-12"), ("2026", "2025"),
     ("2026-03-01..2026-03-31", "2026-01-29..2026-02-28")],
)  # fmt: skip
def test_the_period_before_is_of_the_same_kind(key: str, before: str) -> None:
    assert named(key).before == named(before)


@pytest.mark.parametrize(
    "key", ["", "2026-Q5", "2026-13", "26", "0000-Q1", "9999", "2026-Q3 ", "2026-7", "\uff12\uff10\uff12\uff16", "a..b"]
)
def test_what_is_no_period_is_refused_with_an_example(key: str) -> None:
    with pytest.raises(Invalid, match=r"2026-Q3|between 2000"):
        named(key)


def test_days_that_end_before_they_begin_are_refused() -> None:
    with pytest.raises(Invalid, match="ends before it begins"):
        between(date(2026, 3, 2), date(2026, 3, 1))


def test_a_day_lies_in_its_quarter_and_a_quarter_has_three_months() -> None:
    assert quarter_of(date(2026, 12, 31)).key == "2026-Q4"
    assert [month.key for month in months_of(named("2026-Q3"))] == ["2026-07", "2026-08", "2026-09"]
    assert [month.key for month in months_of(named("2026-01-31..2026-03-01"))] == ["2026-01", "2026-02", "2026-03"]


def test_a_quarter_has_begun_and_ended_by_the_clock_of_the_place() -> None:
    apia, third = ZoneInfo("Pacific/Apia"), named("2026-Q3")
    assert not third.begun(datetime(2026, 6, 30, 10, 59, tzinfo=UTC), apia)
    assert third.begun(datetime(2026, 6, 30, 11, tzinfo=UTC), apia)
    assert third.ended(datetime(2026, 9, 30, 11, tzinfo=UTC), apia)
