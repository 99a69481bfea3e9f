"""Which clocks the record of an incident asks for. It reads what happened; `operations.clocks` makes it so."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from incidents.domain.clocks import UNRATED, Measure
from incidents.domain.containment import Containment
from incidents.domain.correction import Correction
from incidents.domain.phase import Phase
from incidents.domain.task import TaskState
from incidents.domain.triage import Triage
from incidents.domain.vocabulary import Department, Severity, TaskKind
from incidents.models import Incident, Task, db


@dataclass(frozen=True)
class Wanted:
    """A clock as the record asks for it. `due_at` is given where a task has one; otherwise it follows from targets."""

    key: str
    measure: Measure
    department: Department | None
    started_at: datetime
    stopped_at: datetime | None = None
    dropped: bool = False
    task: Task | None = None
    due_at: datetime | None = None

    @property
    def over(self) -> bool:
        """Whether the record asks for nothing to be counted any more."""
        return self.dropped or self.stopped_at is not None


def wanted_of(incident: Incident, at: datetime) -> Iterator[Wanted]:
    """The clocks of the present round. A round begins with the report, or at `at` when the incident is reopened."""
    closed = incident.derived_phase() is Phase.CLOSED
    begun = at if incident.reopened else incident.reported_at
    if not incident.reopened:
        for department, measure in ((Department.AI, Measure.ACKNOWLEDGED_AI), (Department.IT, Measure.ACKNOWLEDGED_IT)):
            seen = incident.acknowledged_at(department)
            yield Wanted(measure.value, measure, department, begun, seen, dropped=closed and seen is None)
    if incident.triage is Triage.ACCEPTED:
        for measure, done_at, not_needed in _of_the_incident(incident):
            dropped = done_at is None and (not_needed or closed)
            stopped = None if dropped else done_at
            yield Wanted(measure.value, measure, measure.department, begun, stopped, dropped)
    for task in _timed_tasks(incident):
        yield from _of_the_task(task, closed)


def severity_of(incident: Incident) -> Severity:
    """The severity whose targets hold: as rated, as the reporter thinks, or as if it were grave."""
    return incident.severity or incident.severity_hint or UNRATED


def _of_the_incident(incident: Incident) -> tuple[tuple[Measure, datetime | None, bool], ...]:
    no_correction = incident.correction is Correction.NOT_NEEDED
    return (
        (Measure.CONTAINED, incident.contained_at, incident.containment is Containment.NOT_NEEDED),
        (Measure.CORRECTED, incident.corrected_at, no_correction),
        (Measure.VERIFIED, incident.verified_at, no_correction),
        (Measure.CLOSED, incident.closed_at, False),
    )


def _timed_tasks(incident: Incident) -> list[Task]:
    timed = sa.or_(Task.due_at.is_not(None), Task.kind == TaskKind.VENDOR_ESCALATION)
    return list(db.session.scalars(sa.select(Task).where(Task.incident_id == incident.id, timed).order_by(Task.id)))


def _of_the_task(task: Task, closed: bool) -> Iterator[Wanted]:
    given_up = task.state in (TaskState.CANCELLED, TaskState.WAIVED) or (closed and task.ended_at is None)
    done_at = None if given_up else task.ended_at
    if task.kind is TaskKind.VENDOR_ESCALATION and task.started_at is not None:
        measure = Measure.VENDOR_ANSWER
        yield Wanted(f"vendor:{task.id}", measure, task.owner, task.started_at, done_at, given_up, task)
    if task.due_at is not None:
        begun = min(task.raised_at, task.due_at)
        yield Wanted(f"task:{task.id}", Measure.TASK, task.owner, begun, done_at, given_up, task, task.due_at)
