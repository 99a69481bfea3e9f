"""Joint decisions: the statement in four parts, who agreed, and the tasks of IT that carry it out."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incidents.domain.joint import PART_OWNER, AgreementKind, ControlKind, DecisionState, Part
from incidents.domain.vocabulary import Department
from incidents.models.base import Base, UtcDateTime, one_of, vocabulary
from incidents.models.incident import Incident
from incidents.models.override import Override
from incidents.models.people import Person
from incidents.models.task import Task


def _parts_of(department: Department) -> str:
    return ", ".join(f"'{part.value}'" for part, owner in PART_OWNER.items() if owner is department)


OWNER_FOLLOWS_FROM_PART = " OR ".join(
    f"(owner = '{department.value}' AND part IN ({_parts_of(department)}))" for department in Department
)


class JointDecision(Base):
    """A control that both departments decide. `finding` is what the AI department saw; `ended_reason` why it ended."""

    __tablename__ = "joint_decision"
    __table_args__ = (
        one_of("control", ControlKind),
        one_of("state", DecisionState),
        one_of("proposed_for", Department),
        sa.CheckConstraint("(verified_by_id IS NULL) = (verified_at IS NULL)", name="verified_by_somebody"),
        sa.CheckConstraint("(ended_by_id IS NULL) = (ended_at IS NULL)", name="ended_by_somebody"),
        sa.Index("ix_joint_decision_incident", "incident_id", "id"),
        sa.Index("ix_joint_decision_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(sa.ForeignKey("incident.id"))
    control: Mapped[ControlKind] = mapped_column(vocabulary(ControlKind))
    title: Mapped[str] = mapped_column(sa.String(200))
    state: Mapped[DecisionState] = mapped_column(vocabulary(DecisionState), default=DecisionState.PROPOSED)
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    proposed_for: Mapped[Department] = mapped_column(vocabulary(Department))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    override_id: Mapped[int | None] = mapped_column(sa.ForeignKey("override.id"), unique=True)
    enforced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finding: Mapped[str] = mapped_column(sa.Text, default="")
    verified_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_reason: Mapped[str] = mapped_column(sa.Text, default="")

    incident: Mapped[Incident] = relationship()
    proposed_by: Mapped[Person] = relationship(foreign_keys=[proposed_by_id])
    verified_by: Mapped[Person | None] = relationship(foreign_keys=[verified_by_id])
    ended_by: Mapped[Person | None] = relationship(foreign_keys=[ended_by_id])
    override: Mapped[Override | None] = relationship()
    parts: Mapped[list["DecisionPart"]] = relationship(back_populates="decision", order_by="DecisionPart.id")
    agreements: Mapped[list["Agreement"]] = relationship(order_by="Agreement.id")
    enforcements: Mapped[list["Enforcement"]] = relationship(back_populates="decision", order_by="Enforcement.id")

    def text_of(self, part: Part) -> str:
        """What is written there; empty where nothing is yet."""
        return next((row.body for row in self.parts if row.part is part), "")

    def written_by(self, department: Department) -> bool:
        """Whether that department has written both parts of its half."""
        return all(row.body for row in self.parts if row.owner is department)

    def version_of(self, department: Department) -> int:
        """How often that department's half was saved. Whoever saves names the version that they read."""
        return max((row.version for row in self.parts if row.owner is department), default=0)

    def agreement(self, kind: AgreementKind, department: Department) -> "Agreement | None":
        """What a lead of that department agreed to, if anything yet."""
        return next((row for row in self.agreements if row.kind is kind and row.department is department), None)

    def agreed_by_both(self, kind: AgreementKind = AgreementKind.CONTROL) -> bool:
        """Whether a lead of each department stands under it now."""
        return all(self.agreement(kind, department) for department in Department)

    @property
    def task(self) -> Task | None:
        """The unfinished task of IT that carries it out, or lifts it."""
        return next((row.task for row in self.enforcements if not row.task.state.ended), None)


class DecisionPart(Base):
    """One part of the statement. The database refuses an owner that does not follow from the part."""

    __tablename__ = "decision_part"
    __table_args__ = (
        sa.UniqueConstraint("decision_id", "part"),
        sa.CheckConstraint(OWNER_FOLLOWS_FROM_PART, name="owner_follows_from_part"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("joint_decision.id"))
    part: Mapped[Part] = mapped_column(vocabulary(Part))
    owner: Mapped[Department] = mapped_column(vocabulary(Department))
    body: Mapped[str] = mapped_column(sa.Text, default="")
    version: Mapped[int] = mapped_column(default=0)
    written_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    written_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    decision: Mapped[JointDecision] = relationship(back_populates="parts")
    written_by: Mapped[Person | None] = relationship()


class Agreement(Base):
    """A lead's agreement for their department: one of each department, and nobody for both."""

    __tablename__ = "agreement"
    __table_args__ = (
        sa.UniqueConstraint("decision_id", "kind", "department"),
        sa.UniqueConstraint("decision_id", "kind", "person_id"),
        one_of("kind", AgreementKind),
        one_of("department", Department),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("joint_decision.id"))
    kind: Mapped[AgreementKind] = mapped_column(vocabulary(AgreementKind))
    department: Mapped[Department] = mapped_column(vocabulary(Department))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship()


class Enforcement(Base):
    """The link between a decision and a task of IT that enforces it, or, where `lifts`, takes it back."""

    __tablename__ = "enforcement"

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("joint_decision.id"), index=True)
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), unique=True)
    lifts: Mapped[bool] = mapped_column(default=False)

    decision: Mapped[JointDecision] = relationship(back_populates="enforcements")
    task: Mapped[Task] = relationship()
