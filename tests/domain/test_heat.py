"""Where and when incidents were reported: by system and month, in the organisation's months."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from incidents.domain.figure_rows import IncidentRow, SystemRow
from incidents.domain.heat import SystemMonths, heat
from incidents.domain.period import Period

AUCKLAND = ZoneInfo("Pacific/Auckland")
QUARTER = Period(date(2026, 7, 1), date(2026, 9, 30), "2026-Q3", "Quarter 3 of 2026")
SYSTEMS = [SystemRow(1, "Wren", False), SystemRow(2, "Sift", False), SystemRow(3, "Quiet", False)]


def row(system: int, *moment: int, declined: bool = False) -> IncidentRow:
    return IncidentRow(0, system, None, datetime(2026, *moment, tzinfo=UTC), None, declined, False, ())


def test_a_month_begins_at_the_organisations_midnight() -> None:
    told = heat([row(1, 7, 31, 12, 0), row(1, 7, 31, 11, 59)], SYSTEMS, QUARTER, AUCKLAND)
    assert told.months == ("Jul 2026", "Aug 2026", "Sep 2026")
    assert told.systems == (SystemMonths("Wren", (1, 1, 0)),)


def test_the_most_incidents_stand_first_and_systems_without_any_stand_nowhere() -> None:
    told = heat([row(1, 8, 1, 9), row(2, 8, 1, 9), row(2, 9, 1, 9)], SYSTEMS, QUARTER, AUCKLAND)
    assert [system.name for system in told.systems] == ["Sift", "Wren"]


def test_declined_reports_and_other_periods_do_not_count() -> None:
    rows = [row(1, 8, 1, 9, declined=True), row(1, 6, 1, 9), row(1, 10, 5, 9)]
    assert heat(rows, SYSTEMS, QUARTER, AUCKLAND).systems == ()
