"""Computing the figures: pure, without a database. What the numbers mean, `figures` says."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from incidents.domain.clocks import UNRATED, Measure
from incidents.domain.figure_rows import ActionRow, Facts, IncidentRow, StageRow, SystemRow
from incidents.domain.figures import (
    Age,
    Cost,
    Figures,
    Month,
    Overdue,
    Rate,
    SystemRisk,
    Times,
    median,
    ninetieth,
)
from incidents.domain.period import Period, months_of
from incidents.domain.vocabulary import Department, Severity

MEASURES = (
    Measure.ACKNOWLEDGED_AI,
    Measure.ACKNOWLEDGED_IT,
    Measure.CONTAINED,
    Measure.CORRECTED,
    Measure.VERIFIED,
)
"""The steps whose times are told, in their order."""

WEIGHTS: Mapping[Severity, int] = MappingProxyType(
    {Severity.SEV_1: 10, Severity.SEV_2: 5, Severity.SEV_3: 2, Severity.SEV_4: 1, Severity.ISSUE: 1}
)
"""What an open incident adds to the risk of its system. One that nobody rated weighs as SEV-2: it may be grave."""
OVERRIDE_WEIGHT, ACTION_WEIGHT, READINESS_WEIGHT = 2, 1, 3
"""What an override without acknowledgement, an overdue action, and a system without readiness add."""

AGES = (("Up to 1 day", 1), ("2 to 7 days", 7), ("8 to 30 days", 30), ("31 to 90 days", 90), ("Over 90 days", 10**6))
"""The groups of open incidents by age: a name, and the greatest age in whole days begun."""


def compute(
    facts: Facts, period: Period, zone: ZoneInfo, at: datetime, department: Department | None = None
) -> Figures:
    """The figures of a period, with days counted in `zone`, as they stand at `at` or at its end, if that is earlier.

    With a department only its own times, actions and costs are told.
    """
    start, end = period.bounds(zone)
    as_at = min(at, end)
    today = (as_at - timedelta(microseconds=1)).astimezone(zone).date()
    cohort = [row for row in facts.incidents if start <= row.reported_at < end]
    taken = [row for row in cohort if not row.declined]
    open_now = [row for row in facts.incidents if _is_open(row, as_at)]
    actions = [row for row in facts.actions if department in (None, row.department)]
    late = [row for row in actions if _is_overdue(row, as_at, today)]
    return Figures(
        period=period.key,
        label=period.label,
        first=period.first,
        last=period.last,
        as_at=as_at,
        currency=facts.currency,
        reported=len(cohort),
        grave=sum(_is_grave(row.severity) for row in taken),
        closed=sum(_is_closed_within(row, start, as_at) for row in facts.incidents),
        declined=len(cohort) - len(taken),
        open=len(open_now),
        open_grave=sum(_is_grave(row.severity) for row in open_now),
        oldest_days=max(((as_at - row.reported_at) // timedelta(days=1) for row in open_now), default=None),
        months=_months(period, zone, taken),
        times=_times(facts, taken, department),
        ages=_ages(open_now, as_at),
        systems=_systems(facts, open_now, late),
        rates=_rates(facts, taken, actions, period, zone, as_at),
        overdue=tuple(Overdue(one.value, sum(row.department is one for row in late)) for one in _told(department)),
        costs=tuple(Cost(one.value, *facts.costs.get(one, (0, 0))) for one in _told(department)),
    )


def _is_open(row: IncidentRow, moment: datetime) -> bool:
    return not row.declined and row.reported_at < moment and (row.closed_at is None or row.closed_at > moment)


def _is_closed_within(row: IncidentRow, start: datetime, end: datetime) -> bool:
    return not row.declined and row.closed_at is not None and start <= row.closed_at < end


def _is_grave(severity: Severity | None) -> bool:
    return severity in (Severity.SEV_1, Severity.SEV_2)


def _days(since: datetime, moment: datetime) -> int:
    """Whole days begun."""
    return -(-(moment - since) // timedelta(days=1))


def _told(department: Department | None) -> tuple[Department, ...]:
    return (department,) if department else tuple(Department)


def _by_severity(rows: Iterable[IncidentRow]) -> tuple[int, ...]:
    counts = dict.fromkeys((*Severity, None), 0)
    for row in rows:
        counts[row.severity] += 1
    return tuple(counts.values())


def _months(period: Period, zone: ZoneInfo, taken: Sequence[IncidentRow]) -> tuple[Month, ...]:
    months = months_of(period)
    rows: dict[str, list[IncidentRow]] = {one.key: [] for one in months}
    for row in taken:
        rows[f"{row.reported_at.astimezone(zone):%Y-%m}"].append(row)
    return tuple(Month(one.key, f"{one.first:%b %Y}", _by_severity(rows[one.key])) for one in months)


def _times(facts: Facts, taken: Sequence[IncidentRow], department: Department | None) -> tuple[Times, ...]:
    """From the clocks, each round of a reopened incident by itself; where none was kept, from the incident."""
    spans: dict[Measure, list[int]] = {measure: [] for measure in MEASURES}
    timed, within = dict.fromkeys(MEASURES, 0), dict.fromkeys(MEASURES, 0)
    clocked = set()
    counted = {row.id for row in taken}
    for clock in facts.clocks:
        if clock.incident_id in counted and clock.measure in spans:
            clocked.add((clock.incident_id, clock.measure))
            spans[clock.measure].append(_minutes(clock.started_at, clock.stopped_at))
            timed[clock.measure] += 1
            within[clock.measure] += clock.stopped_at <= clock.due_at
    for row in taken:
        for measure, done_at in zip(MEASURES, row.steps, strict=True):
            if done_at is not None and (row.id, measure) not in clocked:
                spans[measure].append(_minutes(row.reported_at, done_at))
    return tuple(
        Times(
            measure.value, measure.label, measure.department.value if measure.department else "", len(values),
            median(values), ninetieth(values), timed[measure], within[measure],
        )
        for measure, values in spans.items() if department in (None, measure.department)
    )  # fmt: skip


def _minutes(start: datetime, end: datetime) -> int:
    return max(round((end - start).total_seconds() / 60), 0)


def _ages(open_now: Sequence[IncidentRow], as_at: datetime) -> tuple[Age, ...]:
    rows: dict[str, list[IncidentRow]] = {label: [] for label, _ in AGES}
    for row in open_now:
        age = _days(row.reported_at, as_at)
        rows[next(label for label, most in AGES if age <= most)].append(row)
    return tuple(Age(label, _by_severity(found)) for label, found in rows.items())


def _systems(facts: Facts, open_now: Sequence[IncidentRow], late: Sequence[ActionRow]) -> tuple[SystemRisk, ...]:
    """The systems with any open risk, the heaviest first."""
    rows: dict[int, list[IncidentRow]] = {}
    for row in open_now:
        rows.setdefault(row.system_id, []).append(row)
    overdue: dict[int, int] = {}
    for action in late:
        overdue[action.system_id] = overdue.get(action.system_id, 0) + 1
    risks = (
        _risk(system, rows.get(system.id, []), facts.overrides.get(system.id, 0), overdue.get(system.id, 0))
        for system in facts.systems
    )
    return tuple(sorted((risk for risk in risks if risk.weight), key=lambda risk: (-risk.weight, risk.name)))


def _risk(system: SystemRow, rows: Sequence[IncidentRow], overrides: int, overdue: int) -> SystemRisk:
    weight = sum(WEIGHTS[row.severity or UNRATED] for row in rows)
    weight += OVERRIDE_WEIGHT * overrides + ACTION_WEIGHT * overdue + READINESS_WEIGHT * system.unready
    return SystemRisk(system.name, _by_severity(rows), overrides, overdue, system.unready, weight)


def _rates(
    facts: Facts,
    taken: Sequence[IncidentRow],
    actions: Sequence[ActionRow],
    period: Period,
    zone: ZoneInfo,
    as_at: datetime,
) -> tuple[Rate, ...]:
    due = [row for row in actions if period.first <= row.due_on <= period.last and _is_judged(row, zone, as_at)]
    stages = [row for row in facts.stages if _is_settled(row, period, zone, as_at)]
    reviewed = [row.id for row in taken if row.id in facts.reviewed]
    return (
        Rate("recurrence", "Recurred", sum(row.reopened or row.id in facts.recurring for row in taken), len(taken)),
        Rate("actions", "Actions done in time", sum(_in_time(row, zone, as_at) for row in due), len(due)),
        Rate(
            "obligations",
            "Reports to authorities sent in time",
            sum(row.sent_at is not None and row.sent_at <= row.due_at for row in stages),
            len(stages),
        ),
        Rate("silent", "Failed silently", sum(facts.reviewed[one] for one in reviewed), len(reviewed)),
    )


def _is_overdue(row: ActionRow, as_at: datetime, today: date) -> bool:
    finished = row.done_at or row.ended_at
    return row.due_on < today and (finished is None or finished > as_at)


def _in_time(row: ActionRow, zone: ZoneInfo, as_at: datetime) -> bool:
    return row.done_at is not None and row.done_at <= as_at and row.done_at.astimezone(zone).date() <= row.due_on


def _is_judged(row: ActionRow, zone: ZoneInfo, as_at: datetime) -> bool:
    """Dropped ones are judged by nobody; of the others those that are done, or whose day is over."""
    dropped = row.done_at is None and row.ended_at is not None
    over = row.due_on < as_at.astimezone(zone).date()
    return not dropped and (over or (row.done_at is not None and row.done_at <= as_at))


def _is_settled(row: StageRow, period: Period, zone: ZoneInfo, as_at: datetime) -> bool:
    """Its deadline lies in the period, and it was sent or is over."""
    start, end = period.bounds(zone)
    sent = row.sent_at is not None and row.sent_at <= as_at
    return start <= row.due_at < end and (sent or row.due_at <= as_at)
