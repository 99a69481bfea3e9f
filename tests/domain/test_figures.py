"""Figures against a small set that was computed by hand."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from incidents.domain.clocks import Measure
from incidents.domain.figure_rows import ActionRow, ClockRow, Facts, IncidentRow, StageRow, SystemRow
from incidents.domain.figures import Rate, median, ninetieth, share
from incidents.domain.figuring import compute
from incidents.domain.period import named
from incidents.domain.vocabulary import Department, Severity

PARIS = ZoneInfo("Europe/Paris")
AT = datetime(2026, 9, 10, 12, tzinfo=UTC)
NONE = (None,) * 5


def moment(month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def incident(number: int, at: datetime, severity: Severity | None = Severity.SEV_3, **more: object) -> IncidentRow:
    fields = {"system_id": 1, "closed_at": None, "declined": False, "reopened": False, "steps": NONE} | more
    return IncidentRow(id=number, severity=severity, reported_at=at, **fields)  # type: ignore[arg-type]


def facts(**given: object) -> Facts:
    nothing: dict[str, object] = {
        "incidents": (), "clocks": (), "actions": (), "stages": (), "systems": (), "recurring": frozenset(),
        "reviewed": {}, "overrides": {}, "costs": {}, "currency": "EUR",
    }  # fmt: skip
    return Facts(**nothing | given)  # type: ignore[arg-type]


HAND = facts(
    incidents=(
        incident(1, moment(7, 1), Severity.SEV_1, closed_at=moment(8, 1), steps=(
            moment(7, 1, 12, 30), moment(7, 1, 12, 10), moment(7, 1, 16), moment(7, 2), moment(7, 3))),
        incident(2, moment(7, 20), Severity.SEV_2, reopened=True),
        incident(3, moment(8, 2), None, system_id=2),
        incident(4, moment(8, 3), Severity.SEV_3, declined=True, closed_at=moment(8, 4)),
        incident(5, moment(9, 10, 1), Severity.SEV_4, system_id=2),
        incident(6, moment(5, 1), Severity.SEV_3, closed_at=moment(7, 5)),
        incident(7, moment(6, 30), Severity.SEV_1),
        incident(8, datetime(2026, 6, 30, 22, 0, tzinfo=UTC), Severity.ISSUE),
        incident(9, datetime(2026, 6, 30, 21, 59, tzinfo=UTC), Severity.ISSUE),
    ),
    clocks=(
        ClockRow(2, Measure.CONTAINED, moment(7, 20), moment(7, 20, 14), moment(7, 20, 13)),
        ClockRow(2, Measure.CONTAINED, moment(8, 20), moment(8, 20, 13), moment(8, 20, 13)),
        ClockRow(7, Measure.CONTAINED, moment(6, 30), moment(7, 30), moment(7, 1)),
    ),
    actions=(
        ActionRow(1, Department.AI, date(2026, 8, 1), moment(8, 1, 21, 59), moment(8, 5)),
        ActionRow(1, Department.AI, date(2026, 8, 1), moment(8, 1, 22, 0), None),
        ActionRow(1, Department.IT, date(2026, 9, 9), None, None),
        ActionRow(2, Department.IT, date(2026, 9, 10), None, None),
        ActionRow(2, Department.IT, date(2026, 8, 9), None, moment(8, 1)),
        ActionRow(2, Department.IT, date(2026, 6, 9), None, None),
    ),
    stages=(
        StageRow(moment(7, 4), moment(7, 4)),
        StageRow(moment(7, 5), moment(7, 6)),
        StageRow(moment(8, 5), None),
        StageRow(moment(9, 20), None),
        StageRow(moment(6, 20), None),
    ),
    systems=(SystemRow(1, "Helpdesk", False), SystemRow(2, "Claims", True), SystemRow(3, "Quiet", False)),
    recurring=frozenset({5}),
    reviewed={1: True, 2: False},
    overrides={1: 2},
    costs={Department.AI: (90, 12_50)},
)  # fmt: skip


def test_the_counts_are_those_of_a_hand() -> None:
    figures = compute(HAND, named("2026-Q3"), PARIS, AT)
    assert (figures.reported, figures.declined, figures.grave) == (6, 1, 2)
    assert figures.closed == 2  # 1 and 6; the declined one is no incident
    assert (figures.open, figures.open_grave, figures.oldest_days) == (6, 2, 72)
    assert [(month.key, month.counts) for month in figures.months] == [
        ("2026-07", (1, 1, 0, 0, 1, 0)),
        ("2026-08", (0, 0, 0, 0, 0, 1)),
        ("2026-09", (0, 0, 0, 1, 0, 0)),
    ]
    assert (figures.minutes, figures.hundredths, figures.currency) == (90, 1250, "EUR")


def test_the_times_are_those_of_a_hand() -> None:
    times = {one.measure: one for one in compute(HAND, named("2026-Q3"), PARIS, AT).times}
    told = {key: (one.count, one.median, one.ninetieth, one.timed, one.within) for key, one in times.items()}
    assert told == {
        "acknowledged_ai": (1, 30, 30, 0, 0),
        "acknowledged_it": (1, 10, 10, 0, 0),
        "contained": (3, 120, 240, 2, 1),  # 60 and 120 by the clocks, 240 by the incident
        "corrected": (1, 1440, 1440, 0, 0),
        "verified": (1, 2880, 2880, 0, 0),
    }


def test_the_ages_and_the_open_risk_are_those_of_a_hand() -> None:
    figures = compute(HAND, named("2026-Q3"), PARIS, AT)
    assert [sum(age.counts) for age in figures.ages] == [1, 0, 0, 5, 0]
    claims, helpdesk = sorted(figures.systems, key=lambda system: system.name)
    # Claims: not rated 5, SEV-4 1, an overdue action 1, no readiness 3
    assert (claims.weight, claims.overrides, claims.overdue, claims.unready) == (10, 0, 1, True)
    # Helpdesk: SEV-2 5, SEV-1 10, two issues 1 each, two overrides 2 each, an overdue action 1
    assert (helpdesk.weight, helpdesk.overrides, helpdesk.overdue, helpdesk.unready) == (22, 2, 1, False)
    assert [system.name for system in figures.systems] == ["Helpdesk", "Claims"]


def test_the_shares_are_those_of_a_hand() -> None:
    rates = compute(HAND, named("2026-Q3"), PARIS, AT).rates
    assert [(rate.key, rate.met, rate.of) for rate in rates] == [
        ("recurrence", 2, 5),
        ("actions", 1, 3),  # done by the end of its day in Paris; one two hours late; one overdue; today is not over
        ("obligations", 1, 3),
        ("silent", 1, 2),
    ]


def test_a_department_sees_its_own_times_actions_and_costs() -> None:
    figures = compute(HAND, named("2026-Q3"), PARIS, AT, Department.IT)
    assert [one.measure for one in figures.times] == ["acknowledged_it", "contained"]
    assert [(one.department, one.count) for one in figures.overdue] == [("it", 2)]
    assert [cost.department for cost in figures.costs] == ["it"]
    assert figures.minutes == 0


def test_a_period_that_is_over_is_told_as_it_stood_at_its_end() -> None:
    late = compute(HAND, named("2026-07"), PARIS, AT)
    assert late.as_at == datetime(2026, 7, 31, 22, tzinfo=UTC)
    assert late.open == 5  # 1 was not closed yet; 3 and 5 were not reported yet


def test_an_empty_organisation_has_figures_without_a_division_by_zero() -> None:
    figures = compute(facts(), named("2026-Q3"), PARIS, AT)
    assert (figures.reported, figures.open, figures.oldest_days, figures.weight) == (0, 0, None, 0)
    assert all(one.median is None and one.ninetieth is None for one in figures.times)
    assert all(rate.percent is None for rate in figures.rates)


@pytest.mark.parametrize(
    ("values", "middle", "high"),
    [([], None, None), ([5], 5, 5), ([1, 2], 1, 2), ([3, 1, 2], 2, 3), ([1, 2, 3, 10], 2, 10),
     (list(range(1, 11)), 5, 9), (list(range(1, 12)), 6, 10), (list(range(1, 101)), 50, 90)],
)  # fmt: skip
def test_median_and_ninetieth_percentile_are_as_stated(values: list[int], middle: int | None, high: int | None) -> None:
    assert (median(values), ninetieth(values)) == (middle, high)
    if high is not None:
        assert sum(value <= high for value in values) * 10 >= 9 * len(values)


@pytest.mark.parametrize(
    ("part", "whole", "percent"), [(0, 0, None), (0, 3, 0), (1, 3, 33), (1, 8, 13), (2, 3, 67), (3, 3, 100)]
)
def test_shares_are_whole_per_cent(part: int, whole: int, percent: int | None) -> None:
    assert share(part, whole) == Rate("", "", part, whole).percent == percent


def test_a_step_that_went_backwards_takes_no_time() -> None:
    odd = facts(
        incidents=(incident(1, moment(7, 2), steps=(moment(7, 2) - timedelta(hours=1), None, None, None, None)),)
    )
    assert compute(odd, named("2026-Q3"), PARIS, AT).times[0].median == 0
