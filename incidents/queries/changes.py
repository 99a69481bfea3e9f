"""Reading change notices: what waits for a department, and what an incident suspects or may suspect."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from incidents.access import visible_to
from incidents.domain.change import NEAR, SUGGESTIONS, ChangeState, Suspicion
from incidents.domain.vocabulary import Department
from incidents.models import (
    ChangeNotice,
    ChangeReview,
    CrossedBoundary,
    Incident,
    Person,
    SuspectedChange,
    db,
)

MOST = 20


@dataclass(frozen=True)
class IncidentChange:
    """What an incident says about changes of its system, and which boundaries were crossed."""

    suspected: Sequence[SuspectedChange]
    boundaries: Sequence[CrossedBoundary]

    @property
    def standing(self) -> list[SuspectedChange]:
        """What is suspected or confirmed now."""
        return [row for row in self.suspected if row.state in (Suspicion.SUSPECTED, Suspicion.CONFIRMED)]


def of_incident(incident: Incident) -> IncidentChange:
    """Two queries."""
    suspected = sa.select(SuspectedChange).where(SuspectedChange.incident_id == incident.id)
    crossed = sa.select(CrossedBoundary).where(CrossedBoundary.incident_id == incident.id)
    return IncidentChange(
        suspected=db.session.scalars(
            suspected.order_by(SuspectedChange.id).options(
                joinedload(SuspectedChange.notice), joinedload(SuspectedChange.person)
            )
        ).all(),
        boundaries=db.session.scalars(
            crossed.order_by(CrossedBoundary.id).options(joinedload(CrossedBoundary.person))
        ).all(),
    )


def suggestions(incident: Incident) -> Sequence[ChangeNotice]:
    """The changes of the system that took effect within `NEAR` before the incident, the nearest first.

    Counted from when it occurred, or from its report where that is not known. What stands named already is left out.
    """
    query = sa.select(ChangeNotice).where(*_near(incident))
    query = query.order_by(ChangeNotice.effective_at.desc(), ChangeNotice.id.desc()).limit(SUGGESTIONS)
    return db.session.scalars(query).all()


def suggested(incident: Incident) -> int:
    """How many changes took effect so shortly before."""
    return db.session.scalar(sa.select(sa.func.count(ChangeNotice.id)).where(*_near(incident))) or 0


def _near(incident: Incident) -> tuple[sa.ColumnElement[bool], ...]:
    moment = incident.occurred_at or incident.reported_at
    named = sa.select(SuspectedChange.notice_id).where(SuspectedChange.incident_id == incident.id)
    return (
        ChangeNotice.system_id == incident.system_id,
        ChangeNotice.state != ChangeState.WITHDRAWN,
        ChangeNotice.effective_at <= moment,
        ChangeNotice.effective_at >= moment - NEAR,
        ChangeNotice.id.not_in(named),
    )


def others_of(incident: Incident) -> Sequence[ChangeNotice]:
    """All changes of the system that can be named, newest first, for a choice: proximity is only a hint."""
    query = sa.select(ChangeNotice).where(
        ChangeNotice.system_id == incident.system_id, ChangeNotice.state != ChangeState.WITHDRAWN
    )
    return db.session.scalars(query.order_by(ChangeNotice.effective_at.desc(), ChangeNotice.id.desc()).limit(100)).all()


def waiting_for(department: Department) -> Sequence[ChangeNotice]:
    """The open notices that a department has not reviewed, the one that took effect first on top."""
    reviewed = ChangeNotice.reviews.any(ChangeReview.department == department)
    query = sa.select(ChangeNotice).where(ChangeNotice.state == ChangeState.OPEN, ~reviewed)
    query = query.order_by(ChangeNotice.effective_at, ChangeNotice.id).limit(MOST)
    return db.session.scalars(query.options(joinedload(ChangeNotice.system))).all()


def of_number(number: int) -> ChangeNotice | None:
    """A notice with its system and both reviews."""
    query = sa.select(ChangeNotice).where(ChangeNotice.id == number)
    return db.session.scalar(
        query.options(
            joinedload(ChangeNotice.system),
            joinedload(ChangeNotice.noticed_by),
            selectinload(ChangeNotice.reviews).joinedload(ChangeReview.person),
        )
    )


def incidents_of(notice: ChangeNotice, person: Person) -> Sequence[SuspectedChange]:
    """The incidents that name this change, as far as a person may see them."""
    query = (
        sa.select(SuspectedChange)
        .join(SuspectedChange.incident)
        .where(SuspectedChange.notice_id == notice.id, SuspectedChange.state != Suspicion.CLEARED, visible_to(person))
        .options(contains_eager(SuspectedChange.incident))
        .order_by(SuspectedChange.id.desc())
        .limit(MOST)
    )
    return db.session.scalars(query).all()
