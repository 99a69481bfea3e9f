"""A system's history on one time axis: its incidents, changes and decisions, as far as a person may see them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from incidents.access import visible_to
from incidents.domain.change import ChangeState
from incidents.domain.joint import AgreementKind
from incidents.domain.readiness import Outcome
from incidents.models import ChangeNotice, Incident, JointDecision, Override, Person, Readiness, System, db

NEWEST = 30
"""So many of each kind stand on the axis, the newest."""


class Kind(StrEnum):
    """A row of the axis."""

    INCIDENT = "incident"
    CHANGE = "change"
    DECISION = "decision"

    @property
    def label(self) -> str:
        """The name of the row."""
        return self.value.capitalize() + "s"


@dataclass(frozen=True)
class Happening:
    """One thing that happened. `thing` is its row of the database, `words` what it is, `at` when (UTC)."""

    kind: Kind
    at: datetime
    words: str
    thing: Any
    more: str = ""


def of_system(system: System, person: Person) -> list[Happening]:
    """Everything that happened, newest first, with six queries."""
    found = [
        *_incidents(system, person),
        *_changes(system),
        *_assessments(system, person),
        *_decisions(system, person),
        *_overrides(system, person),
    ]
    return sorted(found, key=lambda happening: happening.at, reverse=True)


def _incidents(system: System, person: Person) -> Iterator[Happening]:
    moment = sa.func.coalesce(Incident.occurred_at, Incident.reported_at)
    query = sa.select(Incident).where(Incident.system_id == system.id, visible_to(person))
    for row in db.session.scalars(query.order_by(moment.desc(), Incident.id.desc()).limit(NEWEST)):
        yield Happening(Kind.INCIDENT, row.occurred_at or row.reported_at, row.title, row)


def _changes(system: System) -> Iterator[Happening]:
    query = sa.select(ChangeNotice).where(
        ChangeNotice.system_id == system.id, ChangeNotice.state != ChangeState.WITHDRAWN
    )
    query = query.order_by(ChangeNotice.effective_at.desc(), ChangeNotice.id.desc()).limit(NEWEST)
    for row in db.session.scalars(query):
        yield Happening(Kind.CHANGE, row.effective_at, row.title, row, row.versions)


def _assessments(system: System, person: Person) -> Iterator[Happening]:
    query = (
        sa.select(Readiness)
        .outerjoin(Readiness.incident)
        .where(Readiness.system_id == system.id, sa.or_(Readiness.incident_id.is_(None), visible_to(person)))
        .where(Readiness.outcome != Outcome.OPEN)
        .order_by(Readiness.id.desc())
        .limit(NEWEST)
    )
    for row in db.session.scalars(query):
        if row.ended_at is not None:
            words = f"{row.outcome.label} for {row.purpose.label.lower()}"
            yield Happening(Kind.DECISION, row.ended_at, words, row, row.reason)


def _decisions(system: System, person: Person) -> Iterator[Happening]:
    query = (
        sa.select(JointDecision)
        .join(JointDecision.incident)
        .where(Incident.system_id == system.id, visible_to(person), JointDecision.agreements.any())
        .options(contains_eager(JointDecision.incident), selectinload(JointDecision.agreements))
        .order_by(JointDecision.id.desc())
        .limit(NEWEST)
    )
    for row in db.session.scalars(query):
        if row.agreed_by_both():
            agreed = max(each.at for each in row.agreements if each.kind is AgreementKind.CONTROL)
            yield Happening(Kind.DECISION, agreed, f"Joint decision: {row.title}", row)


def _overrides(system: System, person: Person) -> Iterator[Happening]:
    query = (
        sa.select(Override)
        .join(Override.incident)
        .where(Incident.system_id == system.id, visible_to(person))
        .options(contains_eager(Override.incident), joinedload(Override.by))
        .order_by(Override.id.desc())
        .limit(NEWEST)
    )
    for row in db.session.scalars(query):
        yield Happening(Kind.DECISION, row.at, f"Override: {row.gate.label}", row, row.reason)
