"""Change notices, what each department says about them, and what incidents suspect or crossed."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incidents.domain.change import ChangeState, Origin, Part, Suspicion
from incidents.domain.register import Boundary
from incidents.domain.vocabulary import Department
from incidents.models.base import Base, UtcDateTime, one_of, vocabulary
from incidents.models.incident import Incident
from incidents.models.people import Person
from incidents.models.system import System


class ChangeNotice(Base):
    """Something that a vendor or we changed in a system. It took effect at `effective_at` (UTC), perhaps in future."""

    __tablename__ = "change_notice"
    __table_args__ = (
        one_of("origin", Origin),
        one_of("part", Part),
        one_of("state", ChangeState),
        sa.Index("ix_change_notice_system", "system_id", "effective_at", "id"),
        sa.Index("ix_change_notice_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    system_id: Mapped[int] = mapped_column(sa.ForeignKey("system.id"))
    origin: Mapped[Origin] = mapped_column(vocabulary(Origin))
    part: Mapped[Part] = mapped_column(vocabulary(Part))
    title: Mapped[str] = mapped_column(sa.String(200))
    description: Mapped[str] = mapped_column(sa.Text, default="")
    announced_on: Mapped[date | None]
    effective_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version_from: Mapped[str] = mapped_column(sa.String(120), default="")
    version_to: Mapped[str] = mapped_column(sa.String(120), default="")
    source: Mapped[str] = mapped_column(sa.Text, default="")
    state: Mapped[ChangeState] = mapped_column(vocabulary(ChangeState), default=ChangeState.OPEN)
    noticed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    noticed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_reason: Mapped[str] = mapped_column(sa.Text, default="")

    system: Mapped[System] = relationship()
    noticed_by: Mapped[Person] = relationship()
    reviews: Mapped[list["ChangeReview"]] = relationship(order_by="ChangeReview.id")

    def review_of(self, department: Department) -> "ChangeReview | None":
        """What the department said, if anything yet."""
        return next((review for review in self.reviews if review.department is department), None)

    @property
    def versions(self) -> str:
        """`4.1 → 4.2`, or what of it is known."""
        return " → ".join(part for part in (self.version_from, self.version_to) if part)


class ChangeReview(Base):
    """One department's half: AI on behavioural impact, IT on containment and rollback."""

    __tablename__ = "change_review"
    __table_args__ = (
        sa.UniqueConstraint("notice_id", "department"),
        sa.UniqueConstraint("notice_id", "person_id"),
        one_of("department", Department),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(sa.ForeignKey("change_notice.id"))
    department: Mapped[Department] = mapped_column(vocabulary(Department))
    accepted: Mapped[bool]
    finding: Mapped[str] = mapped_column(sa.Text)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship()


class SuspectedChange(Base):
    """A change that an incident names as a suspected cause, and what became of the suspicion."""

    __tablename__ = "suspected_change"
    __table_args__ = (sa.UniqueConstraint("incident_id", "notice_id"), one_of("state", Suspicion))

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(sa.ForeignKey("incident.id"))
    notice_id: Mapped[int] = mapped_column(sa.ForeignKey("change_notice.id"), index=True)
    state: Mapped[Suspicion] = mapped_column(vocabulary(Suspicion))
    reason: Mapped[str] = mapped_column(sa.Text)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    incident: Mapped[Incident] = relationship()
    notice: Mapped[ChangeNotice] = relationship()
    person: Mapped[Person] = relationship()


class CrossedBoundary(Base):
    """A part of the system's envelope that was crossed in an incident, in a sentence of the AI department."""

    __tablename__ = "crossed_boundary"
    __table_args__ = (sa.UniqueConstraint("incident_id", "boundary"), one_of("boundary", Boundary))

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(sa.ForeignKey("incident.id"))
    boundary: Mapped[Boundary] = mapped_column(vocabulary(Boundary))
    explanation: Mapped[str] = mapped_column(sa.Text)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    incident: Mapped[Incident] = relationship()
    person: Mapped[Person] = relationship()
