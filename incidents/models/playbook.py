"""Playbooks, their tasks, and which department accepted which of them for which incident."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incidents.domain.calendars import Counting
from incidents.domain.vocabulary import Department, Severity, TaskKind
from incidents.models.base import Base, UtcDateTime, one_of, vocabulary
from incidents.models.incident import Incident
from incidents.models.people import Person
from incidents.models.system import System


class Playbook(Base):
    """A list of work for a kind of harm. `terms` holds “taxonomy:term”, one a line; no longer `active` is put away."""

    __tablename__ = "playbook"
    __table_args__ = (one_of("severity_from", Severity),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(160), unique=True)
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    terms: Mapped[str] = mapped_column(sa.Text, default="")
    system_id: Mapped[int | None] = mapped_column(sa.ForeignKey("system.id"))
    severity_from: Mapped[Severity | None] = mapped_column(vocabulary(Severity))
    active: Mapped[bool] = mapped_column(default=True)

    system: Mapped[System | None] = relationship()
    tasks: Mapped[list["PlaybookTask"]] = relationship(
        back_populates="playbook", order_by="PlaybookTask.position", cascade="all, delete-orphan"
    )

    @property
    def term_set(self) -> frozenset[str]:
        """The terms that choose it."""
        return frozenset(self.terms.split())

    def tasks_of(self, department: Department) -> list["PlaybookTask"]:
        """The tasks that a department would own."""
        return [task for task in self.tasks if task.kind.owner is department]


class PlaybookTask(Base):
    """Work of a playbook. `minutes` is how long after its acceptance it is due, counted as `counting` says."""

    __tablename__ = "playbook_task"
    __table_args__ = (
        sa.UniqueConstraint("playbook_id", "position"),
        one_of("kind", TaskKind),
        one_of("counting", Counting),
        sa.CheckConstraint("kind <> 'control_enforcement'", name="no_control_without_a_decision"),
        sa.CheckConstraint("minutes IS NULL OR minutes > 0", name="takes_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    playbook_id: Mapped[int] = mapped_column(sa.ForeignKey("playbook.id"))
    position: Mapped[int]
    kind: Mapped[TaskKind] = mapped_column(vocabulary(TaskKind))
    title: Mapped[str] = mapped_column(sa.String(200))
    description: Mapped[str] = mapped_column(sa.Text, default="")
    minutes: Mapped[int | None]
    counting: Mapped[Counting] = mapped_column(vocabulary(Counting))

    playbook: Mapped[Playbook] = relationship(back_populates="tasks")


class PlaybookAcceptance(Base):
    """A department took its half of a playbook. Once in each round of an incident: a double submit raises nothing."""

    __tablename__ = "playbook_acceptance"
    __table_args__ = (
        sa.UniqueConstraint("incident_id", "round", "playbook_id", "department"),
        one_of("department", Department),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(sa.ForeignKey("incident.id"))
    round: Mapped[int]
    playbook_id: Mapped[int] = mapped_column(sa.ForeignKey("playbook.id"), index=True)
    department: Mapped[Department] = mapped_column(vocabulary(Department))
    tasks: Mapped[int]
    accepted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    accepted_at: Mapped[datetime] = mapped_column(UtcDateTime)

    incident: Mapped[Incident] = relationship()
    playbook: Mapped[Playbook] = relationship()
    accepted_by: Mapped[Person] = relationship()
