"""Clocks follow the record: `follow` starts and stops them after each event. Leads pause them and let them run on."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from incidents.access import Act, require
from incidents.domain import events, text
from incidents.domain.calendars import Counting
from incidents.domain.clocks import WARN_AFTER, Measure, Span, Step
from incidents.domain.errors import NotPossibleNow
from incidents.domain.vocabulary import Severity
from incidents.models import Clock, ClockPause, Incident, Person, db
from incidents.operations import targets
from incidents.operations.clock_demand import Wanted, severity_of, wanted_of
from incidents.operations.incidents import refuse_closed
from incidents.signals import publish

MOVES = (
    events.IncidentReported,
    events.DepartmentAcknowledged,
    events.IncidentAccepted,
    events.IncidentDeclined,
    events.IncidentReopened,
    events.SeverityRated,
    events.ContainmentMoved,
    events.CorrectionMoved,
    events.ReviewPublished,
    events.ReviewWaived,
    events.TaskEvent,
)
"""After one of these a clock may start or stop."""


def follow(event: events.Event) -> None:
    """Start and stop the clocks that an event of an incident moves. Publishes nothing: the event says it all."""
    if event.incident_id is not None and isinstance(event, MOVES):
        keep(db.session.get_one(Incident, event.incident_id), event.at)


def keep(incident: Incident, at: datetime) -> None:
    """Make the clocks of the present round what the record asks for. Doing it twice changes nothing."""
    db.session.flush()
    kept = {clock.key: clock for clock in of_round(incident)}
    wanted = {each.key: each for each in wanted_of(incident, at)}
    for key, each in wanted.items():
        clock = kept.get(key)
        if clock is None and not (each.task is not None and each.over):
            clock = _start(incident, each)
        if clock is not None:
            kept[key] = clock
            _follow(clock, each, at)
    for key in kept.keys() - wanted.keys():
        _stop(kept[key], at, dropped=True)
    db.session.flush()
    remember_next(incident, list(kept.values()))


def pause(actor: Person, clock: Clock, reason: str, at: datetime) -> None:
    """Stop the counting, with a reason. A lead of the clock's department does, before the clock is breached."""
    require(actor, Act.PAUSE_CLOCK, clock)
    refuse_closed(clock.incident)
    refusal = unpausable(clock, at)
    if refusal is not None:
        raise NotPossibleNow(refusal)
    reason = text.required("reason", reason, "a reason: what does the work wait for?", text.REASON_LENGTH)
    clock.paused_at, clock.next_at = at, None
    clock.pauses.append(ClockPause(reason=reason, paused_by=actor, paused_at=at))
    remember_next(clock.incident)
    publish(events.ClockPaused(**common(clock, actor.as_actor(), at), reason=reason))


def resume(actor: Person, clock: Clock, at: datetime) -> None:
    """Let a paused clock run on. It is due later by the time that it was paused, counted as the clock counts."""
    require(actor, Act.PAUSE_CLOCK, clock)
    refuse_closed(clock.incident)
    if clock.paused_at is None:
        raise NotPossibleNow("This clock is not paused.")
    _end_pause(clock, at, actor)
    clock.next_at = next_step(clock)
    remember_next(clock.incident)
    publish(events.ClockResumed(**common(clock, actor.as_actor(), at)))


def unpausable(clock: Clock, at: datetime) -> str | None:
    """Why a clock cannot be paused at this moment, or None."""
    if not clock.measure.pausable:
        return "Taking notice of a report waits for nothing, so this clock cannot be paused."
    if clock.stopped_at is not None:
        return "This clock has stopped."
    if clock.paused_at is not None:
        return "This clock is paused already."
    if at > clock.due_at:
        return "This clock is breached already. Pausing it would not undo that."
    return None


def of_round(incident: Incident) -> list[Clock]:
    """The clocks of the present round, in the order in which they began to be kept."""
    query = sa.select(Clock).where(Clock.incident_id == incident.id, Clock.round == (incident.reopened or 0))
    return list(db.session.scalars(query.options(selectinload(Clock.steps)).order_by(Clock.id)))


def common(clock: Clock, actor: events.Actor, at: datetime) -> dict[str, Any]:
    """What every event of a clock says."""
    return {
        "incident_id": clock.incident_id,
        "actor": actor,
        "at": at,
        "clock_id": clock.id,
        "measure": clock.measure,
        "department": clock.department,
        "subject": clock.task.title if clock.task is not None else "",
        "due_at": clock.due_at.isoformat(),
    }


def next_step(clock: Clock) -> datetime | None:
    """When the sweep must look at a clock again: to warn, to note the breach, to tell leadership; or never."""
    if clock.stopped_at is not None or clock.paused_at is not None:
        return None
    taken = {step.step for step in clock.steps}
    if Step.BREACHED not in taken:
        return clock.due_at if Step.WARNED in taken else min(clock.warn_at, clock.due_at)
    return None if Step.ESCALATED in taken else leadership_at(clock)


def leadership_at(clock: Clock) -> datetime | None:
    """When leadership is told of a breach, by the targets that the clock began with; None for never."""
    span = targets.version(clock.target_version).targets.get((clock.severity, Measure.LEADERSHIP))
    return targets.counter(span.counting).add(clock.due_at, span.length) if span else None


def remember_next(incident: Incident, clocks: list[Clock] | None = None) -> None:
    """Keep the earliest due time of the clocks that run with the incident, so that the queue can sort by it."""
    running = [clock for clock in (clocks or of_round(incident)) if not clock.stopped_at and not clock.paused_at]
    incident.next_due_at = min((clock.due_at for clock in running), default=None)


def _start(incident: Incident, wanted: Wanted) -> Clock | None:
    """A clock with the target of today, or None where there is no target."""
    now = targets.current()
    severity = severity_of(incident)
    span = _given(wanted) if wanted.due_at else now.targets.get((severity, wanted.measure))
    if span is None:
        return None
    clock = Clock(
        incident=incident,
        round=incident.reopened or 0,
        key=wanted.key,
        measure=wanted.measure,
        task=wanted.task,
        target_version=now.number,
    )
    _aim(clock, wanted, severity, span)
    db.session.add(clock)
    return clock


def _given(wanted: Wanted) -> Span:
    """The target of a task with a due time: what lies between."""
    assert wanted.task is not None, "only tasks have a due time of their own"  # noqa: S101
    assert wanted.due_at is not None, "asked for such a task only"  # noqa: S101
    counting = wanted.task.due_counting or Counting.ROUND_THE_CLOCK
    length = targets.counter(counting).between(wanted.started_at, wanted.due_at)
    return Span(max(int(length.total_seconds() // 60), 1), counting)


def _aim(clock: Clock, wanted: Wanted, severity: Severity, span: Span) -> None:
    """Set what a clock counts and when it is due; pauses that are over stay added."""
    counter = targets.counter(span.counting)
    paused = _paused(clock)
    clock.severity, clock.minutes, clock.counting = severity, span.minutes, span.counting
    clock.started_at, clock.department = wanted.started_at, wanted.department
    clock.due_at = wanted.due_at or counter.add(wanted.started_at, span.length + paused)
    clock.warn_at = min(counter.add(wanted.started_at, span.length * WARN_AFTER + paused), clock.due_at)


def _paused(clock: Clock) -> timedelta:
    counter = targets.counter(clock.counting) if clock.pauses else None
    over = [pause for pause in clock.pauses if pause.resumed_at is not None]
    return sum((counter.between(p.paused_at, p.resumed_at) for p in over if counter and p.resumed_at), timedelta(0))


def _follow(clock: Clock, wanted: Wanted, at: datetime) -> None:
    """Stop, drop or let run as the record says; aim anew when severity or due time changed."""
    clock.department = wanted.department
    if wanted.over:
        _stop(clock, wanted.stopped_at or at, dropped=wanted.dropped)
        return
    anew = clock.dropped and wanted.task is not None and wanted.due_at is None
    clock.stopped_at, clock.dropped = None, False
    severity = severity_of(clock.incident)
    if wanted.due_at is not None and wanted.due_at != clock.due_at:
        _aim(clock, wanted, severity, _given(wanted))
    elif anew:
        _aim(clock, wanted, severity, clock.target)
    elif wanted.due_at is None and severity is not clock.severity:
        now = targets.current()
        span = now.targets.get((severity, clock.measure))
        if span is None:
            _stop(clock, at, dropped=True)
            return
        clock.target_version = now.number
        kept = clock.started_at if clock.round else wanted.started_at
        _aim(clock, _from(wanted, kept), severity, span)
    clock.next_at = next_step(clock)


def _from(wanted: Wanted, started_at: datetime) -> Wanted:
    return Wanted(wanted.key, wanted.measure, wanted.department, started_at, task=wanted.task)


def _stop(clock: Clock, at: datetime, dropped: bool) -> None:
    if clock.stopped_at is not None and (clock.dropped or not dropped):
        return
    if clock.paused_at is not None:
        _end_pause(clock, at, None)
    clock.stopped_at, clock.dropped, clock.next_at = at, dropped, None


def _end_pause(clock: Clock, at: datetime, actor: Person | None) -> None:
    """Add the paused time to what is still to come."""
    assert clock.paused_at is not None, "asked for a paused clock only"  # noqa: S101
    counter = targets.counter(clock.counting)
    lost = counter.between(clock.paused_at, at)
    if clock.warn_at > clock.paused_at:
        clock.warn_at = counter.add(clock.warn_at, lost)
    clock.due_at = counter.add(clock.due_at, lost)
    if clock.measure is Measure.TASK and clock.task is not None:
        clock.task.due_at = clock.due_at
    running = clock.pauses[-1]
    running.resumed_by, running.resumed_at = actor, at
    clock.paused_at = None
