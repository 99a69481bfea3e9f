"""The incident, its triage answers, its comments."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from incidents.domain.containment import Containment
from incidents.domain.correction import Correction
from incidents.domain.phase import Phase, phase
from incidents.domain.review import ReviewState
from incidents.domain.severity import NOT_RATED
from incidents.domain.triage import Answer, Triage
from incidents.domain.vocabulary import DeclineReason, Department, Severity
from incidents.models.base import Base, UtcDateTime, one_of, vocabulary
from incidents.models.people import Person, Unit
from incidents.models.system import System

if TYPE_CHECKING:
    from incidents.models.restriction import Named


class Incident(Base):
    """A harmful or non-compliant output of an AI system, from its report to its closing.

    `phase` and `severity_rank` are derived at every write: the queue filters and sorts by them.
    """

    __tablename__ = "incident"
    __table_args__ = (
        one_of("triage", Triage),
        one_of("containment", Containment),
        one_of("correction", Correction),
        one_of("review_state", ReviewState),
        one_of("phase", Phase),
        one_of("severity", Severity),
        sa.Index("ix_incident_unit_phase", "unit_id", "phase", "id"),
        sa.Index("ix_incident_phase", "phase", "id"),
        sa.Index("ix_incident_next_due", "next_due_at", "id"),
        sa.Index("ix_incident_reported", "reported_at", "id"),
        sa.Index("ix_incident_severity_rank", "severity_rank", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    what_happened: Mapped[str] = mapped_column(sa.Text)
    system_id: Mapped[int] = mapped_column(sa.ForeignKey("system.id"), index=True)
    severity: Mapped[Severity | None] = mapped_column(vocabulary(Severity))
    severity_rank: Mapped[int] = mapped_column(sa.SmallInteger, default=NOT_RATED, server_default=str(NOT_RATED))
    severity_hint: Mapped[Severity | None] = mapped_column(vocabulary(Severity))
    prompt: Mapped[str] = mapped_column(sa.Text, default="")
    output: Mapped[str] = mapped_column(sa.Text, default="")
    affected_people: Mapped[str] = mapped_column(sa.Text, default="")
    detected_how: Mapped[str] = mapped_column(sa.Text, default="")
    sources: Mapped[str] = mapped_column(sa.Text, default="")
    reporter_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))

    triage: Mapped[Triage] = mapped_column(vocabulary(Triage), default=Triage.REPORTED)
    containment: Mapped[Containment] = mapped_column(vocabulary(Containment), default=Containment.ASSESSING)
    correction: Mapped[Correction] = mapped_column(vocabulary(Correction), default=Correction.ASSESSING)
    review_state: Mapped[ReviewState] = mapped_column(vocabulary(ReviewState), default=ReviewState.NONE)
    phase: Mapped[Phase] = mapped_column(vocabulary(Phase), default=Phase.REPORTED)
    reopened: Mapped[int] = mapped_column(default=0)
    restricted: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    published_revision: Mapped[int | None]

    occurred_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    detected_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    acknowledged_ai_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    acknowledged_it_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    contained_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    corrected_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    next_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    system: Mapped[System] = relationship()
    reporter: Mapped[Person] = relationship()
    unit: Mapped[Unit | None] = relationship()
    answers: Mapped[list["TriageAnswer"]] = relationship(back_populates="incident", order_by="TriageAnswer.id")
    named: Mapped[list["Named"]] = relationship(back_populates="incident")

    @property
    def reference(self) -> str:
        """The short human reference, as in `AI-42`."""
        return f"AI-{self.id}"

    def acknowledged_at(self, department: Department) -> datetime | None:
        """When that department first acted, in UTC."""
        return self.acknowledged_ai_at if department is Department.AI else self.acknowledged_it_at

    def answer_of(self, department: Department) -> "TriageAnswer | None":
        """What that department said in triage, if anything yet."""
        return next((answer for answer in self.answers if answer.department is department), None)

    def derived_phase(self) -> Phase:
        """What `phase` must equal, always."""
        return phase(
            self.triage or Triage.REPORTED,
            self.containment or Containment.ASSESSING,
            self.correction or Correction.ASSESSING,
            self.review_state or ReviewState.NONE,
        )


@event.listens_for(Incident, "before_insert")
@event.listens_for(Incident, "before_update")
def _derive(mapper: Mapper[Any], connection: sa.Connection, incident: Incident) -> None:  # noqa: ARG001
    incident.phase = incident.derived_phase()
    incident.severity_rank = incident.severity.rank if incident.severity else NOT_RATED


class TriageAnswer(Base):
    """One department's answer to a report. A second answer of the same department replaces the first."""

    __tablename__ = "triage_answer"
    __table_args__ = (
        sa.UniqueConstraint("incident_id", "department"),
        one_of("department", Department),
        one_of("answer", Answer),
        one_of("reason", DeclineReason),
        sa.CheckConstraint("(answer = 'decline') = (reason IS NOT NULL)", name="declining_has_a_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(sa.ForeignKey("incident.id"))
    department: Mapped[Department] = mapped_column(vocabulary(Department))
    answer: Mapped[Answer] = mapped_column(vocabulary(Answer))
    reason: Mapped[DeclineReason | None] = mapped_column(vocabulary(DeclineReason))
    explanation: Mapped[str] = mapped_column(sa.Text, default="")
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    incident: Mapped[Incident] = relationship(back_populates="answers")
    person: Mapped[Person] = relationship()


class Comment(Base):
    """What somebody said about an incident. Never edited, never deleted: it is part of the record."""

    __tablename__ = "comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(sa.ForeignKey("incident.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship()
