"""Reading joint decisions and overrides: of one incident with all that hangs on them, and what waits for a lead."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from incidents.access import visible_to
from incidents.domain.events import TaskStarted
from incidents.domain.joint import DECISION as TABLE
from incidents.domain.joint import AgreementKind, DecisionState, DecisionVerb
from incidents.domain.phase import Phase
from incidents.domain.vocabulary import Department
from incidents.models import (
    Agreement,
    AuditChain,
    AuditEntry,
    DecisionPart,
    Enforcement,
    Incident,
    JointDecision,
    Override,
    Person,
    Task,
    db,
)
from incidents.queries.kept_events import event_of

MOST = 20
"""A list on the home page has no more lines than this."""

AGREEABLE = frozenset(state for state, verb in TABLE if verb is DecisionVerb.AGREED)


@dataclass(frozen=True)
class Decisions:
    """Everything on the page of an incident's decisions. `alone`: what IT restricted by itself in an emergency."""

    decisions: Sequence[JointDecision]
    overrides: Sequence[Override]
    alone: Sequence[TaskStarted]


def of_incident(incident: Incident) -> Decisions:
    """An incident's decisions, overrides and emergency restrictions, oldest first, in a constant number of queries."""
    return Decisions(decisions_of(incident), overrides_of(incident), _alone(incident))


def decisions_of(incident: Incident) -> Sequence[JointDecision]:
    """The joint decisions with their parts, agreements and tasks."""
    query = sa.select(JointDecision).where(JointDecision.incident_id == incident.id).order_by(JointDecision.id)
    return db.session.scalars(
        query.options(
            joinedload(JointDecision.proposed_by),
            joinedload(JointDecision.verified_by),
            joinedload(JointDecision.ended_by),
            joinedload(JointDecision.override),
            selectinload(JointDecision.parts).joinedload(DecisionPart.written_by),
            selectinload(JointDecision.agreements).joinedload(Agreement.person),
            selectinload(JointDecision.enforcements).joinedload(Enforcement.task).joinedload(Task.assignee),
        )
    ).all()


def overrides_of(incident: Incident, waiting: bool = False) -> Sequence[Override]:
    """The overrides with their people; where `waiting`, only those that nobody acknowledged yet."""
    query = sa.select(Override).where(Override.incident_id == incident.id).order_by(Override.id)
    if waiting:
        query = query.where(Override.acknowledged_at.is_(None))
    return db.session.scalars(query.options(joinedload(Override.by), joinedload(Override.acknowledged_by))).all()


def in_short(incident: Incident) -> Sequence[JointDecision]:
    """The joint decisions with their agreements only, for the overview."""
    query = sa.select(JointDecision).where(JointDecision.incident_id == incident.id).order_by(JointDecision.id)
    return db.session.scalars(query.options(selectinload(JointDecision.agreements))).all()


def ordering(task: Task) -> JointDecision | None:
    """The joint decision that ordered a task; None for work that nobody had to decide jointly."""
    query = sa.select(JointDecision).join(Enforcement).where(Enforcement.task_id == task.id)
    return db.session.scalar(query)


def overrides_waiting(person: Person, department: Department) -> Sequence[Override]:
    """The overrides of the other department that this lead can acknowledge, oldest first."""
    query = (
        sa.select(Override)
        .join(Override.incident)
        .where(Override.acknowledged_at.is_(None), Override.department == department.other, visible_to(person))
        .order_by(Override.id)
        .limit(MOST)
    )
    return db.session.scalars(query.options(joinedload(Override.incident), joinedload(Override.by))).all()


def decisions_waiting(person: Person, department: Department) -> Sequence[JointDecision]:
    """The decisions that wait for a lead's agreement, or for a lifting; for anybody of AI: those to be verified."""
    waits: list[sa.ColumnElement[bool]] = [sa.false()]
    if person.is_lead:
        waits += _to_agree(department)
    if department is Department.AI:
        waits.append(JointDecision.state == DecisionState.ENFORCED)
    query = (
        sa.select(JointDecision)
        .join(JointDecision.incident)
        .where(sa.or_(*waits), Incident.phase != Phase.CLOSED, visible_to(person))
        .order_by(JointDecision.id)
        .limit(MOST)
    )
    whole = (
        joinedload(JointDecision.incident),
        selectinload(JointDecision.agreements),
        selectinload(JointDecision.parts),
    )
    return [row for row in db.session.scalars(query.options(*whole)) if not _half_lacks(row, department.other)]


def _half_lacks(decision: JointDecision, other: Department) -> bool:
    """Nobody can agree before both halves are written, so the decision waits for whoever has not written theirs."""
    own_is_there = decision.written_by(other.other) and decision.state is DecisionState.PROPOSED
    return own_is_there and not decision.written_by(other)


def _to_agree(department: Department) -> list[sa.ColumnElement[bool]]:
    return [
        sa.and_(JointDecision.state.in_(AGREEABLE), _lacks(AgreementKind.CONTROL, department)),
        sa.and_(
            JointDecision.agreements.any(Agreement.kind == AgreementKind.LIFTING),
            _lacks(AgreementKind.LIFTING, department),
        ),
    ]


def _lacks(kind: AgreementKind, department: Department) -> sa.ColumnElement[bool]:
    return ~JointDecision.agreements.any(sa.and_(Agreement.kind == kind, Agreement.department == department))


def _alone(incident: Incident) -> Sequence[TaskStarted]:
    query = (
        sa.select(AuditEntry)
        .join(AuditChain, AuditChain.id == AuditEntry.chain_id)
        .where(AuditChain.incident_id == incident.id, AuditEntry.event == TaskStarted.__name__)
        .order_by(AuditEntry.sequence)
    )
    started = (event_of(entry, incident.id) for entry in db.session.scalars(query))
    return [event for event in started if isinstance(event, TaskStarted) and event.emergency]
