"""Reading what figures are computed from: a fixed number of queries over narrow rows, however many incidents."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from incidents.access import counted_for
from incidents.domain.cost import CURRENCY
from incidents.domain.figure_rows import ActionRow, ClockRow, Facts, IncidentRow, StageRow, SystemRow
from incidents.domain.figures import Figures
from incidents.domain.figuring import MEASURES, compute
from incidents.domain.heat import Heat, heat
from incidents.domain.obligations import ObligationState
from incidents.domain.period import Period
from incidents.domain.readiness import Outcome, Purpose
from incidents.domain.relation import RelationKind
from incidents.domain.triage import Triage
from incidents.domain.vocabulary import CauseClass, Department, Severity
from incidents.models import (
    Action,
    Clock,
    ContributingFactor,
    CostEntry,
    Incident,
    Obligation,
    ObligationReport,
    ObligationStage,
    Organisation,
    Override,
    Person,
    Readiness,
    Relation,
    Review,
    System,
    Unit,
    db,
)

Condition = sa.ColumnElement[bool]


@dataclass(frozen=True)
class Scope:
    """What figures are asked for: a period, and what narrows it."""

    period: Period
    system: int | None = None
    unit: int | None = None
    severity: Severity | None = None
    department: Department | None = None

    @property
    def narrowed(self) -> bool:
        """Whether anything beside the period is asked for."""
        return any((self.system, self.unit, self.severity, self.department))


@dataclass(frozen=True)
class Compared:
    """The figures of a period and of the one before, and where and when, as the same person may count them."""

    now: Figures
    before: Figures
    heat: Heat


def compared(person: Person, scope: Scope, at: datetime) -> Compared:
    """The figures that a person asks for, with those of the period before. Nothing where the person counts nothing."""
    condition = counted_for(person)
    earlier = replace(scope, period=scope.period.before)
    facts, place = _facts(condition, scope, at), zone()
    return Compared(
        compute(facts, scope.period, place, at, scope.department),
        figures_of(condition, earlier, at),
        heat(facts.incidents, facts.systems, scope.period, place),
    )


def figures_of(condition: Condition, scope: Scope, at: datetime) -> Figures:
    """The figures over the incidents of a condition on `Incident`; see `access.counted_for`."""
    return compute(_facts(condition, scope, at), scope.period, zone(), at, scope.department)


def _facts(condition: Condition, scope: Scope, at: datetime) -> Facts:
    place = zone()
    start, end = scope.period.bounds(place)
    as_at = min(at, end)
    counted = sa.and_(condition, *_narrowing(scope))
    cohort = sa.and_(counted, Incident.reported_at >= start, Incident.reported_at < end)
    return Facts(
        incidents=_incidents(counted, start, end),
        clocks=_clocks(cohort),
        actions=_actions(counted, as_at),
        stages=_stages(counted, start, end),
        systems=_systems(scope),
        recurring=_recurring(cohort),
        reviewed=_reviewed(cohort),
        overrides=_overrides(counted, as_at),
        costs=_costs(cohort),
        currency=currency(),
    )


def zone() -> ZoneInfo:
    """The organisation's time zone: in it days, months and quarters begin."""
    organisation = db.session.get(Organisation, 1)
    return ZoneInfo(organisation.time_zone if organisation else "UTC")


def currency() -> str:
    """The currency of costs."""
    organisation = db.session.get(Organisation, 1)
    return organisation.currency if organisation else CURRENCY


def choices() -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """The systems and the units that figures can be narrowed to, by name."""
    systems = db.session.execute(sa.select(System.id, System.name).order_by(System.name))
    units = db.session.execute(sa.select(Unit.id, Unit.name).order_by(Unit.name))
    return [(row.id, row.name) for row in systems], [(row.id, row.name) for row in units]


def _narrowing(scope: Scope) -> list[Condition]:
    conditions: list[Condition] = []
    if scope.system is not None:
        conditions.append(Incident.system_id == scope.system)
    if scope.unit is not None:
        conditions.append(Incident.unit_id == scope.unit)
    if scope.severity is not None:
        conditions.append(Incident.severity == scope.severity)
    return conditions


def _incidents(counted: Condition, start: datetime, end: datetime) -> list[IncidentRow]:
    steps = (
        Incident.acknowledged_ai_at, Incident.acknowledged_it_at,
        Incident.contained_at, Incident.corrected_at, Incident.verified_at,
    )  # fmt: skip
    told = (
        Incident.id, Incident.system_id, Incident.severity, Incident.reported_at, Incident.closed_at,
        Incident.triage, Incident.reopened,
    )  # fmt: skip
    lasting = sa.or_(Incident.closed_at.is_(None), Incident.closed_at >= start)
    query = sa.select(*told, *steps).where(counted, Incident.reported_at < end, lasting)
    return [
        IncidentRow(row[0], row[1], row[2], row[3], row[4], row[5] is Triage.DECLINED, row[6] > 0, tuple(row[7:]))
        for row in db.session.execute(query)
    ]


def _clocks(cohort: Condition) -> list[ClockRow]:
    query = (
        sa.select(Clock.incident_id, Clock.measure, Clock.started_at, Clock.stopped_at, Clock.due_at)
        .join(Incident, Incident.id == Clock.incident_id)
        .where(cohort, Clock.measure.in_(MEASURES), Clock.stopped_at.is_not(None), ~Clock.dropped)
    )
    return [ClockRow._make(row) for row in db.session.execute(query)]


def _actions(counted: Condition, as_at: datetime) -> list[ActionRow]:
    query = (
        sa.select(Incident.system_id, Action.department, Action.due_on, Action.done_at, Action.ended_at)
        .select_from(Action)
        .join(Incident, Incident.id == Action.incident_id)
        .where(counted, Action.agreed_at <= as_at)
    )
    return [ActionRow(*row) for row in db.session.execute(query)]


def _stages(counted: Condition, start: datetime, end: datetime) -> list[StageRow]:
    sent = (
        sa.select(sa.func.min(ObligationReport.sent_at))
        .where(
            ObligationReport.obligation_id == ObligationStage.obligation_id,
            ObligationReport.stage == ObligationStage.key,
            ObligationReport.retracted_at.is_(None),
        )
        .scalar_subquery()
    )
    query = (
        sa.select(ObligationStage.due_at, sa.type_coerce(sent, ObligationReport.sent_at.type))
        .join(Obligation, Obligation.id == ObligationStage.obligation_id)
        .join(Incident, Incident.id == Obligation.incident_id)
        .where(counted, Obligation.state.in_((ObligationState.DUE, ObligationState.SENT)), ~ObligationStage.optional)
        .where(ObligationStage.due_at >= start, ObligationStage.due_at < end)
    )
    return [StageRow(*row) for row in db.session.execute(query)]


def _systems(scope: Scope) -> list[SystemRow]:
    ready = sa.exists().where(
        Readiness.system_id == System.id, Readiness.purpose == Purpose.FIRST_USE, Readiness.outcome == Outcome.READY
    )
    lacks: list[Condition] = [System.registered_at.is_not(None), ~ready]
    if scope.unit is not None:
        lacks.append(System.unit_id == scope.unit)
    query = sa.select(System.id, System.name, sa.and_(*lacks))
    if scope.system is not None:
        query = query.where(System.id == scope.system)
    return [SystemRow(row[0], row[1], bool(row[2])) for row in db.session.execute(query)]


def _recurring(cohort: Condition) -> frozenset[int]:
    query = (
        sa.select(Relation.incident_id)
        .join(Incident, Incident.id == Relation.incident_id)
        .where(cohort, Relation.kind == RelationKind.RECURRENCE_OF, Relation.removed_at.is_(None))
    )
    return frozenset(db.session.scalars(query))


def _reviewed(cohort: Condition) -> Mapping[int, bool]:
    silent = sa.exists().where(
        ContributingFactor.review_id == Review.id, ContributingFactor.cause_class == CauseClass.FAILED_SILENTLY
    )
    query = (
        sa.select(Incident.id, silent)
        .join(Review, sa.and_(Review.incident_id == Incident.id, Review.revision == Incident.published_revision))
        .where(cohort)
    )
    return {row[0]: bool(row[1]) for row in db.session.execute(query)}


def _overrides(counted: Condition, as_at: datetime) -> Mapping[int, int]:
    waiting = sa.or_(Override.acknowledged_at.is_(None), Override.acknowledged_at > as_at)
    query = (
        sa.select(Incident.system_id, sa.func.count())
        .select_from(Override)
        .join(Incident, Incident.id == Override.incident_id)
        .where(counted, Override.at <= as_at, waiting)
        .group_by(Incident.system_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def _costs(cohort: Condition) -> Mapping[Department, tuple[int, int]]:
    query = (
        sa.select(CostEntry.department, sa.func.sum(CostEntry.minutes), sa.func.sum(CostEntry.hundredths))
        .join(Incident, Incident.id == CostEntry.incident_id)
        .where(cohort, standing())
        .group_by(CostEntry.department)
    )
    return {row[0]: (int(row[1]), int(row[2])) for row in db.session.execute(query)}


def standing() -> Condition:
    """The cost entries that count: those that no other one corrects."""
    correction = aliased(CostEntry)
    return ~sa.exists().where(correction.corrects_id == CostEntry.id)
