"""Escalation up a line: who has the work, then the leads, then leadership. Each step once for a clock, for ever."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from incidents.access import sees
from incidents.domain import events
from incidents.domain.clocks import Step
from incidents.domain.events import SYSTEM
from incidents.domain.notices import NoticeKind
from incidents.domain.task import UNFINISHED
from incidents.domain.vocabulary import Affiliation, Department
from incidents.models import Clock, ClockStep, Incident, Person, Task, db
from incidents.operations.clocks import common, next_step
from incidents.operations.notices import leads_of, tell
from incidents.signals import publish

LONGEST_TITLE = 80
"""A notice names the incident in one line."""


def due(at: datetime, most: int = 200) -> list[int]:
    """The numbers of clocks that have a step to take at this moment, the longest overdue first."""
    query = sa.select(Clock.id).where(Clock.next_at <= at).order_by(Clock.next_at, Clock.id).limit(most)
    return list(db.session.scalars(query))


def escalate(number: int, at: datetime) -> Step | None:
    """Take the step of a clock that is due, if it still is. Publishes its event as the product itself and tells people.

    Locks the incident as every writing request does, so a step never crosses with somebody who stops the clock. The
    row of the step is unique: of two workers, one takes it.
    """
    clock = _locked(number)
    step = _step(clock, at)
    if step is None or not _taken(clock, step, at):
        return None
    kind = {Step.WARNED: events.ClockWarned, Step.BREACHED: events.ClockBreached}.get(step, events.ClockEscalated)
    publish(kind(**common(clock, SYSTEM, at)))
    _tell(clock, step, at)
    db.session.expire(clock, ["steps"])
    clock.next_at = next_step(clock)
    return step


def _locked(number: int) -> Clock:
    incident_id = db.session.scalar(sa.select(Clock.incident_id).where(Clock.id == number))
    db.session.execute(sa.select(Incident.id).where(Incident.id == incident_id).with_for_update())
    return db.session.get_one(Clock, number, populate_existing=True)


def _step(clock: Clock, at: datetime) -> Step | None:
    """What is due. A worker that slept through a warning does not warn any more: the clock is breached."""
    next_at = next_step(clock)
    if next_at is None or next_at > at:
        return None
    taken = {step.step for step in clock.steps}
    if Step.BREACHED in taken:
        return Step.ESCALATED
    return Step.BREACHED if at >= clock.due_at else Step.WARNED


def _taken(clock: Clock, step: Step, at: datetime) -> bool:
    """Write the step down. False when somebody else has."""
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = {"clock_id": clock.id, "step": step, "at": at}
    written = db.session.execute(
        insert(ClockStep).values(row).on_conflict_do_nothing(index_elements=["clock_id", "step"])
    )
    return bool(written.rowcount)  # type: ignore[attr-defined]


def _tell(clock: Clock, step: Step, at: datetime) -> None:
    key, incident = f"clock:{clock.id}:{step.value}", clock.incident
    if step is Step.ESCALATED:
        # Leadership sees published incidents only: it learns the reference, never a title or a text.
        for person in _who_may_know(incident, _leadership()):
            words = _words_for_leadership(clock, person)
            tell(person, key, words, kind=NoticeKind.BREACHED, path="", at=at, incident=incident)
        return
    path = f"/tasks/{clock.task_id}" if clock.task_id else f"/incidents/{incident.reference}"
    kind = NoticeKind.DUE if step is Step.WARNED else NoticeKind.BREACHED
    for person in _who_may_know(incident, _workers(clock) if step is Step.WARNED else _leads(clock)):
        due = "is due" if step is Step.WARNED else "was breached; it was due"
        said = f"{_name(clock)} of {incident.reference} {due} {_moment(clock.due_at, person)}: "
        words = said + incident.title[:LONGEST_TITLE]
        tell(person, key, words, kind=kind, path=path, at=at, incident=incident)


def _who_may_know(incident: Incident, people: Sequence[Person]) -> list[Person]:
    """Those who may know that there is such an incident: of a restricted one, nobody but who is named."""
    return [person for person in people if not incident.restricted or sees(person, incident)]


def _moment(moment: datetime, person: Person) -> str:
    """A moment in a person's own zone, which is named."""
    return f"{moment.astimezone(ZoneInfo(person.time_zone)):%-d %b %H:%M %Z}"


def _name(clock: Clock) -> str:
    what = clock.task.title[:LONGEST_TITLE] if clock.task is not None else clock.measure.label
    return f"“{what}”"


def _words_for_leadership(clock: Clock, person: Person) -> str:
    whose = clock.department.label if clock.department else "both departments"
    name = f"{clock.incident.reference} ({clock.severity.label})"
    due = _moment(clock.due_at, person)
    return f"{name}: the target “{clock.measure.label}” of {whose} was breached and is still open. It was due {due}."


def _workers(clock: Clock) -> Sequence[Person]:
    """Who has the work: the task's assignee, those with open work of the department, or all of it."""
    if clock.task is not None and clock.task.assignee is not None:
        return [clock.task.assignee]
    if clock.department is None:
        return _leads(clock)
    busy = sa.select(Task.assignee_id).where(
        Task.incident_id == clock.incident_id, Task.owner == clock.department, Task.state.in_(UNFINISHED)
    )
    return _people(Person.id.in_(busy)) or _people(Person.affiliation == Affiliation(clock.department.value))


def _leads(clock: Clock) -> list[Person]:
    departments = [clock.department] if clock.department else list(Department)
    return [lead for department in departments for lead in leads_of(department)]


def _leadership() -> list[Person]:
    return _people(Person.affiliation == Affiliation.LEADERSHIP)


def _people(condition: sa.ColumnElement[bool]) -> list[Person]:
    return list(db.session.scalars(sa.select(Person).where(Person.active, condition).order_by(Person.id)))
