"""What happens to clocks, to the targets behind them, and to the calendar that counts."""

from dataclasses import dataclass
from typing import ClassVar

from incidents.domain.clocks import Measure
from incidents.domain.events.base import Event, moment_words
from incidents.domain.events.task import TaskEvent
from incidents.domain.vocabulary import Department

__all__ = [
    "CalendarSaved",
    "ClockBreached",
    "ClockEscalated",
    "ClockEvent",
    "ClockPaused",
    "ClockResumed",
    "ClockWarned",
    "TargetsSaved",
    "TaskDueSet",
]


@dataclass(frozen=True, kw_only=True)
class ClockEvent(Event):
    """What all events of a clock have. `subject` is its task's title; `due_at` is in UTC, ISO 8601."""

    clock_id: int
    measure: str
    department: str | None
    subject: str
    due_at: str

    @property
    def clock(self) -> str:
        """The clock as it stands in a sentence."""
        whose = Department(self.department).label if self.department else "both departments"
        what = f"“{self.subject}”" if self.subject else f"“{Measure(self.measure).label}”"
        return f"the clock {what} of {whose}"


@dataclass(frozen=True, kw_only=True)
class ClockWarned(ClockEvent):
    @property
    def sentence(self) -> str:
        return f"warned that {self.clock} runs out soon"


@dataclass(frozen=True, kw_only=True)
class ClockBreached(ClockEvent):
    milestone: ClassVar[bool] = True

    @property
    def sentence(self) -> str:
        return f"noted that {self.clock} was breached"


@dataclass(frozen=True, kw_only=True)
class ClockEscalated(ClockEvent):
    @property
    def sentence(self) -> str:
        return f"told leadership that {self.clock} was breached"


@dataclass(frozen=True, kw_only=True)
class ClockPaused(ClockEvent):
    decision: ClassVar[bool] = True
    reason: str

    @property
    def sentence(self) -> str:
        return f"paused {self.clock}"


@dataclass(frozen=True, kw_only=True)
class ClockResumed(ClockEvent):
    @property
    def sentence(self) -> str:
        return f"let {self.clock} run on"


@dataclass(frozen=True, kw_only=True)
class TaskDueSet(TaskEvent):
    due_at: str

    @property
    def sentence(self) -> str:
        return (
            f"set the due time of {self.work} to {moment_words(self.due_at)}"
            if self.due_at
            else f"took the due time of {self.work} away"
        )


@dataclass(frozen=True, kw_only=True)
class TargetsSaved(Event):
    version: int
    changed: str

    @property
    def sentence(self) -> str:
        return f"set the targets of clocks, version {self.version}: {self.changed}"


@dataclass(frozen=True, kw_only=True)
class CalendarSaved(Event):
    change: str

    @property
    def sentence(self) -> str:
        return f"changed the calendar: {self.change}"
