"""Overrides: who crossed which line of an incident, why, and who of the other department took note."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incidents.domain.override import Gate
from incidents.domain.vocabulary import Department
from incidents.models.base import Base, UtcDateTime, one_of, vocabulary
from incidents.models.incident import Incident
from incidents.models.people import Person


class Override(Base):
    """A gate crossed on purpose. `round` counts reopenings: a reopened incident has its gates closed again.

    `subject` names what it was crossed for, such as a task's title; empty where the gate says it all.
    """

    __tablename__ = "override"
    __table_args__ = (
        one_of("gate", Gate),
        one_of("department", Department),
        sa.CheckConstraint("(acknowledged_by_id IS NULL) = (acknowledged_at IS NULL)", name="acknowledged_by_somebody"),
        sa.CheckConstraint("acknowledged_by_id IS NULL OR acknowledged_by_id <> by_id", name="two_people"),
        sa.Index("ix_override_incident", "incident_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(sa.ForeignKey("incident.id"))
    gate: Mapped[Gate] = mapped_column(vocabulary(Gate))
    round: Mapped[int]
    subject: Mapped[str] = mapped_column(sa.String(200), default="")
    department: Mapped[Department] = mapped_column(vocabulary(Department))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    acknowledged_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    incident: Mapped[Incident] = relationship()
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    acknowledged_by: Mapped[Person | None] = relationship(foreign_keys=[acknowledged_by_id])
