"""Reporting obligations of an incident: the answers, each obligation with its moments, stages, reports and drafts."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incidents.domain.obligations import ObligationState
from incidents.models.base import Base, UtcDateTime, one_of, vocabulary
from incidents.models.evidence import Evidence
from incidents.models.incident import Incident
from incidents.models.people import Person


class ObligationAnswers(Base):
    """One filling of the questionnaire. `answers` is a JSON object of question and answer; the newest one counts."""

    __tablename__ = "obligation_answers"
    __table_args__ = (sa.UniqueConstraint("incident_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(sa.ForeignKey("incident.id"))
    version: Mapped[int]
    answers: Mapped[str] = mapped_column(sa.Text)
    catalogue: Mapped[str] = mapped_column(sa.String(10))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    by: Mapped[Person] = relationship()


class Obligation(Base):
    """A regime that was proposed or put on the list for an incident, and how people assessed it.

    `regime` and `variant` are keys of the catalogue; `catalogue` is the day of the one that was decided by.
    """

    __tablename__ = "obligation"
    __table_args__ = (
        sa.UniqueConstraint("incident_id", "regime"),
        one_of("state", ObligationState),
        sa.CheckConstraint(
            "(state = 'proposed') = (decided_by_id IS NULL)"
            " AND (decided_by_id IS NULL) = (decided_at IS NULL)"
            " AND (state = 'proposed' OR rationale <> '')",
            name="decided_by_somebody",
        ),
        sa.CheckConstraint("state NOT IN ('due', 'sent') OR owner_id IS NOT NULL", name="due_has_an_owner"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(sa.ForeignKey("incident.id"))
    regime: Mapped[str] = mapped_column(sa.String(40))
    variant: Mapped[str] = mapped_column(sa.String(40), default="")
    state: Mapped[ObligationState] = mapped_column(vocabulary(ObligationState), default=ObligationState.PROPOSED)
    proposed: Mapped[bool] = mapped_column(default=True)
    because: Mapped[str] = mapped_column(sa.Text, default="")
    rationale: Mapped[str] = mapped_column(sa.Text, default="")
    catalogue: Mapped[str] = mapped_column(sa.String(10))
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    incident: Mapped[Incident] = relationship()
    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])
    triggers: Mapped[list["ObligationTrigger"]] = relationship(order_by="ObligationTrigger.id")
    stages: Mapped[list["ObligationStage"]] = relationship(
        back_populates="obligation", order_by="ObligationStage.position"
    )
    reports: Mapped[list["ObligationReport"]] = relationship(
        back_populates="obligation", order_by="ObligationReport.sent_at, ObligationReport.id"
    )


class ObligationTrigger(Base):
    """A moment that limits count from, as a person decided it."""

    __tablename__ = "obligation_trigger"
    __table_args__ = (sa.UniqueConstraint("obligation_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    obligation_id: Mapped[int] = mapped_column(sa.ForeignKey("obligation.id"))
    key: Mapped[str] = mapped_column(sa.String(40))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ObligationStage(Base):
    """Where one stage stands: computed anew whenever a moment changes or a report is sent.

    `due_at` is the end, `since` the moment from which “at once” runs; `reminders` counts what people were told: 1 the
    warning, 2 the breach (or that “at once” was a day ago).
    """

    __tablename__ = "obligation_stage"
    __table_args__ = (
        sa.UniqueConstraint("obligation_id", "key"),
        sa.CheckConstraint("reminders IN (0, 1, 2)", name="reminders"),
        sa.Index("ix_obligation_stage_open", "open", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    obligation_id: Mapped[int] = mapped_column(sa.ForeignKey("obligation.id"))
    key: Mapped[str] = mapped_column(sa.String(40))
    position: Mapped[int]
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    warn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expected: Mapped[bool] = mapped_column(default=False)
    open: Mapped[bool] = mapped_column(default=True)
    optional: Mapped[bool] = mapped_column(default=False)
    reminders: Mapped[int] = mapped_column(default=0)

    obligation: Mapped[Obligation] = relationship(back_populates="stages")


class ObligationReport(Base):
    """A report that went out. A mistaken entry is retracted with a reason; it never leaves the record."""

    __tablename__ = "obligation_report"
    __table_args__ = (
        sa.Index("ix_obligation_report_obligation", "obligation_id", "id"),
        sa.CheckConstraint("(retracted_at IS NULL) = (retracted_reason = '')", name="retracted_with_a_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    obligation_id: Mapped[int] = mapped_column(sa.ForeignKey("obligation.id"))
    stage: Mapped[str] = mapped_column(sa.String(40))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recipient: Mapped[str] = mapped_column(sa.String(200))
    reference: Mapped[str] = mapped_column(sa.String(200), default="")
    note: Mapped[str] = mapped_column(sa.Text, default="")
    proof_id: Mapped[int | None] = mapped_column(sa.ForeignKey("evidence.id"))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    retracted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    retracted_reason: Mapped[str] = mapped_column(sa.Text, default="")

    obligation: Mapped[Obligation] = relationship(back_populates="reports")
    proof: Mapped[Evidence | None] = relationship()
    by: Mapped[Person] = relationship()


class ObligationDraft(Base):
    """A saved version of a report's draft. `parts` is a JSON object of part and text; a blank part is not known yet."""

    __tablename__ = "obligation_draft"
    __table_args__ = (sa.UniqueConstraint("obligation_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    obligation_id: Mapped[int] = mapped_column(sa.ForeignKey("obligation.id"))
    version: Mapped[int]
    parts: Mapped[str] = mapped_column(sa.Text)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    obligation: Mapped[Obligation] = relationship()
    by: Mapped[Person] = relationship()
