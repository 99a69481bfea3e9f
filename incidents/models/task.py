"""Tasks and hand-overs. The database itself refuses a task whose owner does not follow from its kind."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incidents.domain.calendars import Counting
from incidents.domain.task import TaskState
from incidents.domain.vocabulary import OWNER, Department, TaskKind
from incidents.models.base import Base, UtcDateTime, one_of, vocabulary
from incidents.models.incident import Incident
from incidents.models.people import Person


def _kinds_of(department: Department) -> str:
    return ", ".join(f"'{kind.value}'" for kind, owner in OWNER.items() if owner is department)


OWNER_FOLLOWS_FROM_KIND = " OR ".join(
    f"(owner = '{department.value}' AND kind IN ({_kinds_of(department)}))" for department in Department
)


class Task(Base):
    """A piece of work on an incident, owned by the department that its kind belongs to."""

    __tablename__ = "task"
    __table_args__ = (
        sa.CheckConstraint(OWNER_FOLLOWS_FROM_KIND, name="owner_follows_from_kind"),
        sa.CheckConstraint(
            "(assignee_id IS NULL) = (assignee_department IS NULL)"
            " AND (assignee_department IS NULL OR assignee_department = owner)",
            name="assignee_is_of_the_owner",
        ),
        one_of("state", TaskState),
        sa.Index("ix_task_incident", "incident_id", "id"),
        sa.Index("ix_task_owner_state", "owner", "state", "id"),
        sa.Index("ix_task_assignee_state", "assignee_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(sa.ForeignKey("incident.id"))
    kind: Mapped[TaskKind] = mapped_column(vocabulary(TaskKind))
    owner: Mapped[Department] = mapped_column(vocabulary(Department))
    title: Mapped[str] = mapped_column(sa.String(200))
    description: Mapped[str] = mapped_column(sa.Text, default="")
    state: Mapped[TaskState] = mapped_column(vocabulary(TaskState), default=TaskState.OPEN)
    raised_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    assignee_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    assignee_department: Mapped[Department | None] = mapped_column(vocabulary(Department))
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_counting: Mapped[Counting | None] = mapped_column(vocabulary(Counting))
    outcome: Mapped[str] = mapped_column(sa.Text, default="")

    incident: Mapped[Incident] = relationship()
    raised_by: Mapped[Person] = relationship(foreign_keys=[raised_by_id])
    assignee: Mapped[Person | None] = relationship(foreign_keys=[assignee_id])
    hand_overs: Mapped[list["HandOver"]] = relationship(back_populates="task", order_by="HandOver.id")

    @property
    def offer(self) -> "HandOver | None":
        """The hand-over that waits for the other side's lead, if any."""
        return next((hand_over for hand_over in self.hand_overs if hand_over.accepted is None), None)


class HandOver(Base):
    """An offer of a task to the other department. `accepted` is None while it waits; until then the giver keeps it."""

    __tablename__ = "hand_over"
    __table_args__ = (
        sa.Index(
            "uq_hand_over_waiting",
            "task_id",
            unique=True,
            sqlite_where=sa.text("accepted IS NULL"),
            postgresql_where=sa.text("accepted IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), index=True)
    from_kind: Mapped[TaskKind] = mapped_column(vocabulary(TaskKind))
    to_kind: Mapped[TaskKind] = mapped_column(vocabulary(TaskKind))
    reason: Mapped[str] = mapped_column(sa.Text)
    offered_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    offered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    task: Mapped[Task] = relationship(back_populates="hand_overs")
    offered_by: Mapped[Person] = relationship(foreign_keys=[offered_by_id])
    answered_by: Mapped[Person | None] = relationship(foreign_keys=[answered_by_id])
