"""Readiness of a system: two checklists, one a department, and their sign-offs."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incidents.domain.readiness import Area, Outcome, Purpose, Verdict
from incidents.domain.vocabulary import Department
from incidents.models.base import Base, UtcDateTime, one_of, vocabulary
from incidents.models.incident import Incident
from incidents.models.people import Person
from incidents.models.system import System


class Readiness(Base):
    """An assessment before first use, or before a return to service after an incident.

    `round` is how often that incident had been reopened: after a further reopening it counts no more.
    """

    __tablename__ = "readiness"
    __table_args__ = (
        one_of("purpose", Purpose),
        one_of("outcome", Outcome),
        sa.CheckConstraint(
            "(purpose = 'return_to_service') = (incident_id IS NOT NULL)", name="return_has_an_incident"
        ),
        sa.CheckConstraint("(outcome = 'open') = (ended_at IS NULL)", name="ended_has_a_time"),
        sa.Index("ix_readiness_system", "system_id", "id"),
        sa.Index("ix_readiness_incident", "incident_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    system_id: Mapped[int] = mapped_column(sa.ForeignKey("system.id"))
    incident_id: Mapped[int | None] = mapped_column(sa.ForeignKey("incident.id"))
    purpose: Mapped[Purpose] = mapped_column(vocabulary(Purpose))
    round: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[Outcome] = mapped_column(vocabulary(Outcome), default=Outcome.OPEN)
    opened_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(sa.Text, default="")

    system: Mapped[System] = relationship()
    incident: Mapped[Incident | None] = relationship()
    opened_by: Mapped[Person] = relationship()
    findings: Mapped[list["ReadinessFinding"]] = relationship(
        back_populates="readiness", order_by="ReadinessFinding.id"
    )
    sign_offs: Mapped[list["ReadinessSignOff"]] = relationship(order_by="ReadinessSignOff.id")

    def findings_of(self, department: Department) -> list["ReadinessFinding"]:
        """A department's checklist."""
        return [finding for finding in self.findings if finding.area.department is department]

    def sign_off(self, department: Department) -> "ReadinessSignOff | None":
        """The department's sign-off, if it gave one."""
        return next((row for row in self.sign_offs if row.department is department), None)


class ReadinessFinding(Base):
    """An area of a checklist and what was found; `verdict` is None until somebody assessed it."""

    __tablename__ = "readiness_finding"
    __table_args__ = (
        sa.UniqueConstraint("readiness_id", "area"),
        one_of("area", Area),
        one_of("verdict", Verdict),
        sa.CheckConstraint("(verdict IS NULL) = (by_id IS NULL)", name="assessed_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    readiness_id: Mapped[int] = mapped_column(sa.ForeignKey("readiness.id"))
    area: Mapped[Area] = mapped_column(vocabulary(Area))
    verdict: Mapped[Verdict | None] = mapped_column(vocabulary(Verdict))
    text: Mapped[str] = mapped_column(sa.Text, default="")
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    readiness: Mapped[Readiness] = relationship(back_populates="findings")
    by: Mapped[Person | None] = relationship()


class ReadinessSignOff(Base):
    """A lead signs off a department's checklist. One a department, and a person only once."""

    __tablename__ = "readiness_sign_off"
    __table_args__ = (
        sa.UniqueConstraint("readiness_id", "department"),
        sa.UniqueConstraint("readiness_id", "person_id"),
        one_of("department", Department),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    readiness_id: Mapped[int] = mapped_column(sa.ForeignKey("readiness.id"))
    department: Mapped[Department] = mapped_column(vocabulary(Department))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(sa.Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship()
