"""What the reporting unit was asked about the fix, and what it said."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incidents.domain.confirmation import ConfirmationState
from incidents.models.base import Base, UtcDateTime, one_of, vocabulary
from incidents.models.incident import Incident
from incidents.models.people import Person, Unit


class Confirmation(Base):
    """A question, asked at one resolution of the incident. `due_at` is when it lapses (UTC); `words` is the answer."""

    __tablename__ = "confirmation"
    __table_args__ = (
        one_of("state", ConfirmationState),
        sa.CheckConstraint(
            "state IN ('not_asked', 'withdrawn') OR unit_id IS NOT NULL", name="asked_where_there_is_a_unit"
        ),
        sa.CheckConstraint(
            "state NOT IN ('confirmed', 'refuted') OR answered_by_id IS NOT NULL", name="answered_by_somebody"
        ),
        sa.Index("ix_confirmation_incident", "incident_id", "id"),
        sa.Index("ix_confirmation_waiting", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(sa.ForeignKey("incident.id"))
    round: Mapped[int]
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    state: Mapped[ConfirmationState] = mapped_column(vocabulary(ConfirmationState))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    words: Mapped[str] = mapped_column(sa.Text, default="")

    incident: Mapped[Incident] = relationship()
    unit: Mapped[Unit | None] = relationship()
    answered_by: Mapped[Person | None] = relationship()
