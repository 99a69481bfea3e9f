"""The page for leadership: what was done, what remains, and what it needs from them, derived from the packet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from reports.figures import Step, large, late_steps
from reports.packet import Action, Obligation, ReportPacket
from reports.text import line, shortened
from reports.wording import Times, day

FINISHED = frozenset({"verified", "dropped"})
"""States after which nothing remains to be done."""

MOST_NOTICES = 3
"""Notices named one by one."""


GLANCED = ("contained", "verified")
"""Steps that are shown at a glance."""


@dataclass(frozen=True, slots=True)
class Glance:
    """One figure at the head of the page; an alarm is something that should not have been."""

    name: str
    value: str
    alarm: bool = False


def glance(packet: ReportPacket, steps: tuple[Step, ...]) -> tuple[Glance, ...]:
    """What a leader takes in before reading: severity, how long it took, and what went over a line."""
    shown = [step for step in large(steps) if step.clock.name.casefold().startswith(GLANCED)]
    timed = [step for step in steps if step.clock.due_at]
    missed, overrides = len(list(late_steps(steps))), len(packet.overrides)
    return (
        Glance("Severity", packet.severity or "Not rated"),
        *(Glance(step.clock.name, f"{step.elapsed}", step.late) for step in shown),
        *([Glance("Targets missed", f"{missed} of {len(timed)}", bool(missed))] if timed else []),
        Glance("Overrides", str(overrides or "None"), bool(overrides)),
        Glance("Open actions", str(len(open_actions(packet)) or "None")),
    )


def open_actions(packet: ReportPacket) -> tuple[Action, ...]:
    """Actions that outlive the review, the most urgent first."""
    still = [action for action in packet.actions if action.state.strip().casefold() not in FINISHED]
    return tuple(sorted(still, key=lambda action: action.due_on))


def due_obligations(packet: ReportPacket) -> tuple[Obligation, ...]:
    """Obligations assessed as due and not sent."""
    return tuple(one for one in packet.obligations if one.state.strip().casefold() == "due" and one.sent_at is None)


def needs(packet: ReportPacket, steps: tuple[Step, ...], times: Times) -> tuple[str, ...]:
    """What leadership is asked for, one sentence each; the last is always to acknowledge."""
    return (
        *_about_obligations(packet, times),
        *_about_actions(packet),
        *_about_overrides(packet),
        *_about_targets(steps),
        "Acknowledge that you have read this report; it is closed to changes.",
    )


def _about_obligations(packet: ReportPacket, times: Times) -> Iterator[str]:
    due = due_obligations(packet)
    for one in due[:MOST_NOTICES]:
        yield f"See that the notice under {shortened(line(one.regime), 90)} is sent{_by(one.due_at, times)}."
    if len(due) > MOST_NOTICES:
        yield f"See that the other notices that are due are sent: {len(due) - MOST_NOTICES} more in part 4."


def _by(due: datetime | None, times: Times) -> str:
    return f" by {times.full(due)}" if due else ""


def _about_actions(packet: ReportPacket) -> Iterator[str]:
    remaining = open_actions(packet)
    if len(remaining) == 1:
        yield f"Give the one open action the time it needs; it is due on {day(remaining[0].due_on)}."
    elif remaining:
        yield (
            f"Give the {len(remaining)} open actions the time and money they need; "
            f"the first is due on {day(remaining[0].due_on)}."
        )


def _about_overrides(packet: ReportPacket) -> Iterator[str]:
    count = len(packet.overrides)
    if count:
        noun = "override" if count == 1 else "overrides"
        yield f"Take note of {count} {noun} of the agreed division of work (part 8)."


def _about_targets(steps: tuple[Step, ...]) -> Iterator[str]:
    missed = [step.clock.name for step in late_steps(steps)]
    if missed:
        names = ", ".join(shortened(line(name), 40) for name in missed[:4])
        yield f"Take note that {len(missed)} {'target was' if len(missed) == 1 else 'targets were'} missed: {names}."
