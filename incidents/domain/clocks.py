"""Clocks: how long each step of an incident may take, and what a clock's state is at a moment.

All clocks of an incident count from its report, or from its reopening; those of a task from the task. Nothing here
is stored as a state: it follows from when a clock is due, stopped or paused, and what time it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from incidents.domain.calendars import Counting
from incidents.domain.vocabulary import Department, Severity

WARN_AFTER = 0.75
"""A clock warns when this part of its time is over."""
UNRATED = Severity.SEV_2
"""A report that nobody rated yet may be grave, so its clocks run as if it were this."""


class Measure(StrEnum):
    """What a clock measures. `LEADERSHIP` is no clock: it is how long after a breach leadership is told."""

    ACKNOWLEDGED_AI = "acknowledged_ai"
    ACKNOWLEDGED_IT = "acknowledged_it"
    CONTAINED = "contained"
    CORRECTED = "corrected"
    VERIFIED = "verified"
    CLOSED = "closed"
    VENDOR_ANSWER = "vendor_answer"
    TASK = "task"
    LEADERSHIP = "leadership"

    @property
    def label(self) -> str:
        """The name that pages and reports print."""
        return {
            "acknowledged_ai": "Acknowledged by AI",
            "acknowledged_it": "Acknowledged by IT",
            "vendor_answer": "Answer of the vendor",
            "closed": "Review published",
            "task": "Task done",
            "leadership": "Leadership is told after a breach",
        }.get(self.value, self.value.capitalize())

    @property
    def department(self) -> Department | None:
        """Whose clock it is; None where both departments answer for it, or where it follows from the task."""
        return {
            "acknowledged_ai": Department.AI,
            "acknowledged_it": Department.IT,
            "contained": Department.IT,
            "corrected": Department.AI,
            "verified": Department.AI,
            "vendor_answer": Department.AI,
        }.get(self.value)

    @property
    def pausable(self) -> bool:
        """Whether a lead may stop the counting for a while. Taking notice of a report waits for nothing."""
        return self not in (Measure.ACKNOWLEDGED_AI, Measure.ACKNOWLEDGED_IT)


OF_THE_REPORT = (Measure.ACKNOWLEDGED_AI, Measure.ACKNOWLEDGED_IT)
"""These run from the report on; the others begin to be kept once both departments accepted it."""
OF_THE_INCIDENT = (*OF_THE_REPORT, Measure.CONTAINED, Measure.CORRECTED, Measure.VERIFIED, Measure.CLOSED)
TARGETED = (*OF_THE_INCIDENT, Measure.VENDOR_ANSWER, Measure.LEADERSHIP)
"""What administrators set a target for."""


class ClockState(StrEnum):
    """How a clock stands at a moment."""

    RUNNING = "running"
    WARNING = "warning"
    BREACHED = "breached"
    PAUSED = "paused"
    MET = "met"
    LATE = "late"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        """The words that stand beside the work."""
        return {"warning": "Due soon", "late": "Met late", "dropped": "Not needed", "met": "Met in time"}.get(
            self.value, self.value.capitalize()
        )

    @property
    def over(self) -> bool:
        """Nothing more is counted."""
        return self in (ClockState.MET, ClockState.LATE, ClockState.DROPPED)


class Step(StrEnum):
    """The steps of escalation, in their order. Each happens once for a clock."""

    WARNED = "warned"
    BREACHED = "breached"
    ESCALATED = "escalated"


@dataclass(frozen=True)
class Span:
    """A target: how long, and in which hours. `minutes` is more than zero."""

    minutes: int
    counting: Counting

    @property
    def length(self) -> timedelta:
        """The same as a span of time."""
        return timedelta(minutes=self.minutes)

    @property
    def words(self) -> str:
        """As pages and reports print it: “4 h round the clock”, “16 working hours”."""
        hours, minutes = divmod(self.minutes, 60)
        if self.counting is Counting.WORKING_HOURS:
            hour = "hour" if hours == 1 else "hours"
            return f"{self.minutes} working min" if minutes else f"{hours} working {hour}"
        return f"{length_words(self.length)} round the clock"


def state_of(
    moment: datetime,
    *,
    warn_at: datetime,
    due_at: datetime,
    stopped_at: datetime | None,
    paused_at: datetime | None,
    dropped: bool,
) -> ClockState:
    """The state at `moment`. A clock that was stopped keeps its state for ever."""
    if dropped:
        return ClockState.DROPPED
    if stopped_at is not None:
        return ClockState.MET if stopped_at <= due_at else ClockState.LATE
    if paused_at is not None:
        return ClockState.PAUSED
    if moment > due_at:
        return ClockState.BREACHED
    return ClockState.WARNING if moment >= warn_at else ClockState.RUNNING


def words_of(state: ClockState, moment: datetime, due_at: datetime, stopped_at: datetime | None) -> str:
    """What stands beside the work: “2 h 10 min left”, “breached 35 min ago”."""
    if state in (ClockState.RUNNING, ClockState.WARNING):
        return f"{length_words(due_at - moment)} left"
    if state is ClockState.BREACHED:
        return f"breached {length_words(moment - due_at)} ago"
    if state is ClockState.LATE and stopped_at is not None:
        return f"met {length_words(stopped_at - due_at)} late"
    return state.label.lower()


def length_words(span: timedelta) -> str:
    """A span in its two greatest units: “3 d 4 h”, “2 h 10 min”, “35 min”; below a minute “less than 1 min”."""
    minutes = int(span.total_seconds() // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    return f"{minutes} min" if minutes else "less than 1 min"


Targets = Mapping[tuple[Severity, Measure], Span]


def _row(
    severity: Severity, counting: Counting, hours: tuple[float | None, ...]
) -> dict[tuple[Severity, Measure], Span]:
    pairs = zip(TARGETED, hours, strict=True)
    return {(severity, measure): Span(round(h * 60), counting) for measure, h in pairs if h is not None}


_ALWAYS, _WORKING = Counting.ROUND_THE_CLOCK, Counting.WORKING_HOURS

DEFAULTS: Targets = MappingProxyType(
    _row(Severity.SEV_1, _ALWAYS, (0.5, 0.25, 4, 24, 72, 504, 24, 1))
    | _row(Severity.SEV_2, _ALWAYS, (1, 0.5, 8, 72, 168, 672, 48, 4))
    | _row(Severity.SEV_3, _WORKING, (4, 4, 16, 40, 60, 120, 40, 8))
    | _row(Severity.SEV_4, _WORKING, (8, 8, 40, 80, 100, 160, 80, None))
    | _row(Severity.ISSUE, _WORKING, (16, 16, None, None, None, None, 80, None))
)
"""Ours, until an administrator sets others: hours in the order of `TARGETED`; None is no target."""
