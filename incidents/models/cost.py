"""What an incident cost: entries that are only ever added."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incidents.domain.vocabulary import Department
from incidents.models.base import Base, UtcDateTime, one_of, vocabulary
from incidents.models.incident import Incident
from incidents.models.people import Person


class CostEntry(Base):
    """Working time in minutes and money in hundredths of `currency`, of one department.

    Nothing is changed: a correction is an entry that names the one it `corrects`, which then counts no more.
    """

    __tablename__ = "cost_entry"
    __table_args__ = (
        one_of("department", Department),
        sa.CheckConstraint("minutes >= 0 AND hundredths >= 0", name="nothing_below_zero"),
        sa.CheckConstraint("corrects_id IS NOT NULL OR minutes > 0 OR hundredths > 0", name="says_something"),
        sa.UniqueConstraint("corrects_id"),
        sa.Index("ix_cost_entry_incident", "incident_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(sa.ForeignKey("incident.id"))
    department: Mapped[Department] = mapped_column(vocabulary(Department))
    minutes: Mapped[int]
    hundredths: Mapped[int] = mapped_column(sa.BigInteger)
    currency: Mapped[str] = mapped_column(sa.String(3))
    note: Mapped[str] = mapped_column(sa.Text)
    corrects_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cost_entry.id"))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    incident: Mapped[Incident] = relationship()
    by: Mapped[Person] = relationship()
