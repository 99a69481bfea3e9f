"""The figures of an incident: how long each step took, and whether it met its target."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from reports.packet import Clock, ReportPacket
from reports.wording import span

STEPS = ("acknowledged", "contained", "corrected", "verified")
"""Clocks whose names begin like this are shown large, in this order."""

_SINCE = {"detected": "Since detection", "reported": "Since the report"}


@dataclass(frozen=True, slots=True)
class Step:
    """One clock as printed: `elapsed` since detection and `verdict` against its target are sentences or empty."""

    number: int | None
    clock: Clock
    elapsed: str
    verdict: str
    late: bool


def base(packet: ReportPacket) -> Clock | None:
    """What the others are counted from: detection, else the report, else the first clock that was reached."""
    reached = [clock for clock in packet.clocks if clock.at]
    for wanted in ("detected", "reported"):
        for clock in reached:
            if clock.name.casefold().startswith(wanted):
                return clock
    return reached[0] if reached else None


def milestones(clocks: Iterable[Clock]) -> tuple[Clock, ...]:
    """The clocks that were reached, in the order of their numbers in chart and table."""
    return tuple(sorted((clock for clock in clocks if clock.at), key=lambda clock: str(clock.at)))


def steps(packet: ReportPacket) -> tuple[Step, ...]:
    """Every clock, numbered as in the chart and in that order; then those that were not reached."""
    zero = base(packet)
    waiting = tuple(clock for clock in packet.clocks if not clock.at)
    numbered = (*enumerate(milestones(packet.clocks), start=1), *((None, clock) for clock in waiting))
    return tuple(Step(number, clock, _elapsed(clock, zero), *_verdict(clock)) for number, clock in numbered)


def large(all_steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps that a leader asks for first: acknowledged, contained, corrected, verified. At most five."""
    wanted = [step for start in STEPS for step in all_steps if step.clock.name.casefold().startswith(start)]
    return tuple(step for step in wanted if step.elapsed)[:5]


def since(clock: Clock | None) -> str:
    """The head of the column of durations."""
    name = clock.name.casefold() if clock else ""
    return next((words for start, words in _SINCE.items() if name.startswith(start)), "Since the first step")


def with_targets(packet: ReportPacket) -> bool:
    """Whether any step has a target; where none has, targets are not mentioned."""
    return any(clock.due_at for clock in packet.clocks)


def _elapsed(clock: Clock, zero: Clock | None) -> str:
    if clock.at is None or zero is None or zero.at is None or clock is zero:
        return ""
    return span(clock.at - zero.at)


def _verdict(clock: Clock) -> tuple[str, bool]:
    if clock.due_at is None:
        return "", False
    if clock.at is None:
        return "not reached", True
    if clock.at <= clock.due_at:
        return "in time", False
    return f"late by {_at_least_a_minute(clock.at - clock.due_at)}", True


def _at_least_a_minute(late: timedelta) -> str:
    return span(max(late, timedelta(minutes=1)))


def duration(started: datetime | None, ended: datetime | None) -> str:
    """How long a task took, empty while it runs."""
    return span(ended - started) if started and ended else ""


def late_steps(all_steps: tuple[Step, ...]) -> Iterator[Step]:
    """The steps that missed their target."""
    return (step for step in all_steps if step.late)
