"""Clocks, the targets that they were started with, and the calendar that counts."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incidents.domain.calendars import Counting
from incidents.domain.clocks import Measure, Span, Step
from incidents.domain.vocabulary import Department, Severity
from incidents.models.base import Base, UtcDateTime, one_of, vocabulary
from incidents.models.incident import Incident
from incidents.models.people import Person
from incidents.models.task import Task


class Target(Base):
    """One line of a version of the targets. Every saving adds a whole version; none is ever changed."""

    __tablename__ = "target"
    __table_args__ = (
        sa.UniqueConstraint("version", "severity", "measure"),
        one_of("severity", Severity),
        one_of("measure", Measure),
        one_of("counting", Counting),
        sa.CheckConstraint("minutes > 0", name="takes_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    severity: Mapped[Severity] = mapped_column(vocabulary(Severity))
    measure: Mapped[Measure] = mapped_column(vocabulary(Measure))
    minutes: Mapped[int]
    counting: Mapped[Counting] = mapped_column(vocabulary(Counting))
    set_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)

    set_by: Mapped[Person] = relationship()


class WorkCalendar(Base):
    """When the organisation works: one row, or none while ours holds. Minutes are counted from midnight, local time.

    `days` are ISO weekdays as digits (“12345”); `country` and `subdivision` choose public holidays (ISO 3166).
    """

    __tablename__ = "work_calendar"
    __table_args__ = (
        sa.CheckConstraint("id = 1", name="only_one"),
        sa.CheckConstraint("0 <= opens AND opens < closes AND closes <= 1440", name="ends_after_it_begins"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    days: Mapped[str] = mapped_column(sa.String(7))
    opens: Mapped[int]
    closes: Mapped[int]
    country: Mapped[str] = mapped_column(sa.String(2), default="")
    subdivision: Mapped[str] = mapped_column(sa.String(40), default="")


class ClosedDay(Base):
    """A day on which the organisation does not work, beside the public holidays."""

    __tablename__ = "closed_day"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(sa.Date, unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))


class Clock(Base):
    """How long a step may take. `due_at` is fixed when it starts: later targets and calendars do not move it.

    `round` counts reopenings; `key` names the clock in its round. `stopped_at` is when the step was done, or no longer
    needed (`dropped`). `next_at` is when the sweep must look again, None when there is nothing to escalate.
    `target_version` 0 is ours; `minutes` is the target, counted as `counting` says.
    """

    __tablename__ = "clock"
    __table_args__ = (
        sa.UniqueConstraint("incident_id", "round", "key"),
        one_of("measure", Measure),
        one_of("department", Department),
        one_of("severity", Severity),
        one_of("counting", Counting),
        sa.CheckConstraint("NOT dropped OR stopped_at IS NOT NULL", name="dropped_is_stopped"),
        sa.Index("ix_clock_next", "next_at"),
        sa.Index("ix_clock_task", "task_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(sa.ForeignKey("incident.id"))
    round: Mapped[int]
    key: Mapped[str] = mapped_column(sa.String(60))
    measure: Mapped[Measure] = mapped_column(vocabulary(Measure))
    department: Mapped[Department | None] = mapped_column(vocabulary(Department))
    task_id: Mapped[int | None] = mapped_column(sa.ForeignKey("task.id"))
    severity: Mapped[Severity] = mapped_column(vocabulary(Severity))
    minutes: Mapped[int]
    counting: Mapped[Counting] = mapped_column(vocabulary(Counting))
    target_version: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    warn_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dropped: Mapped[bool] = mapped_column(default=False)
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    incident: Mapped[Incident] = relationship()
    task: Mapped[Task | None] = relationship()
    pauses: Mapped[list["ClockPause"]] = relationship(back_populates="clock", order_by="ClockPause.id")
    steps: Mapped[list["ClockStep"]] = relationship(back_populates="clock", order_by="ClockStep.id")

    @property
    def target(self) -> Span:
        """What it was started with."""
        return Span(self.minutes, self.counting)


class ClockPause(Base):
    """A time that does not count, with the lead's reason. `resumed_by` is None where the step was done meanwhile."""

    __tablename__ = "clock_pause"
    __table_args__ = (
        sa.Index(
            "uq_clock_pause_open",
            "clock_id",
            unique=True,
            sqlite_where=sa.text("resumed_at IS NULL"),
            postgresql_where=sa.text("resumed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clock_id: Mapped[int] = mapped_column(sa.ForeignKey("clock.id"), index=True)
    reason: Mapped[str] = mapped_column(sa.Text)
    paused_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    paused_at: Mapped[datetime] = mapped_column(UtcDateTime)
    resumed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    resumed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    clock: Mapped[Clock] = relationship(back_populates="pauses")
    paused_by: Mapped[Person] = relationship(foreign_keys=[paused_by_id])
    resumed_by: Mapped[Person | None] = relationship(foreign_keys=[resumed_by_id])


class ClockStep(Base):
    """A step of escalation that was taken: its row is what keeps it from being taken twice."""

    __tablename__ = "clock_step"
    __table_args__ = (sa.UniqueConstraint("clock_id", "step"), one_of("step", Step))

    id: Mapped[int] = mapped_column(primary_key=True)
    clock_id: Mapped[int] = mapped_column(sa.ForeignKey("clock.id"))
    step: Mapped[Step] = mapped_column(vocabulary(Step))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    clock: Mapped[Clock] = relationship(back_populates="steps")
