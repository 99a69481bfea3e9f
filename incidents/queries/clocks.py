"""Reading clocks: those of an incident, of many incidents, of a task, as they stand at a moment."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from incidents.access import visible_to
from incidents.domain.clocks import ClockState, Measure, state_of, words_of
from incidents.domain.vocabulary import Department, Severity
from incidents.models import Clock, ClockPause, Incident, Person, Task, db


@dataclass(frozen=True)
class PauseView:
    """A time that did not count: from, to (None while it lasts), why, and which lead paused it."""

    paused_at: datetime
    resumed_at: datetime | None
    reason: str
    by: str


@dataclass(frozen=True)
class ClockView:
    """A clock as it stands at a moment. Times are UTC; `target` is in words; `paused` counts every hour.

    `subject` is the title of its task, empty for a clock of the incident. `department` None is both.
    """

    id: int
    incident_id: int
    round: int
    measure: Measure
    department: Department | None
    task: int | None
    subject: str
    severity: Severity
    started_at: datetime
    warn_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    paused: timedelta
    pauses: tuple[PauseView, ...]
    target: str
    target_version: int
    state: ClockState
    words: str

    @property
    def name(self) -> str:
        """What it measures, or the task that it belongs to."""
        if not self.subject:
            return self.measure.label
        return self.subject if self.measure is Measure.TASK else f"{self.measure.label}: {self.subject}"


def clocks_of(incident: Incident, at: datetime) -> tuple[ClockView, ...]:
    """Every clock of an incident at the moment `at`, by round and due time. Two queries."""
    return clocks_of_many([incident.id], at).get(incident.id, ())


def clocks_of_many(incidents: Iterable[int], at: datetime) -> dict[int, tuple[ClockView, ...]]:
    """The clocks of many incidents, by the incident's number. Two queries, however many there are."""
    found: dict[int, list[ClockView]] = defaultdict(list)
    for clock in _read(Clock.incident_id.in_(list(incidents))):
        found[clock.incident_id].append(view_of(clock, at))
    return {number: tuple(clocks) for number, clocks in found.items()}


def clocks_of_task(task: Task, at: datetime) -> tuple[ClockView, ...]:
    """The clocks of a task, newest round last."""
    return tuple(view_of(clock, at) for clock in _read(Clock.task_id == task.id))


def running(clocks: Sequence[ClockView]) -> list[ClockView]:
    """Those that still count or are paused, the next one due first."""
    return sorted((clock for clock in clocks if not clock.state.over), key=lambda clock: clock.due_at)


def next_of(incidents: Sequence[int], at: datetime) -> dict[int, ClockView]:
    """The clock of each incident that is due next, among those that run. One query, or two."""
    first = (
        sa.select(
            Clock.id, sa.func.row_number().over(partition_by=Clock.incident_id, order_by=(Clock.due_at, Clock.id))
        )
        .where(Clock.incident_id.in_(incidents), Clock.stopped_at.is_(None), Clock.paused_at.is_(None))
        .subquery()
    )
    return {
        clock.incident_id: view_of(clock, at)
        for clock in _read(Clock.id.in_(sa.select(first.c[0]).where(first.c[1] == 1)))
    }


def pressing(person: Person, department: Department, at: datetime, most: int) -> list[tuple[ClockView, Incident]]:
    """Clocks of a department that warn or are breached, the most pressing first, on what the person may see."""
    query = (
        sa.select(Clock)
        .join(Clock.incident)
        .where(visible_to(person), Clock.stopped_at.is_(None), Clock.paused_at.is_(None), Clock.warn_at <= at)
        .where(sa.or_(Clock.department == department, Clock.department.is_(None)))
        .order_by(Clock.due_at, Clock.id)
        .limit(most)
        .options(contains_eager(Clock.incident), joinedload(Clock.task), selectinload(Clock.pauses))
    )
    return [(view_of(clock, at), clock.incident) for clock in db.session.scalars(query)]


def view_of(clock: Clock, at: datetime) -> ClockView:
    """A clock as it stands at the moment `at`."""
    state = state_of(
        at,
        warn_at=clock.warn_at,
        due_at=clock.due_at,
        stopped_at=clock.stopped_at,
        paused_at=clock.paused_at,
        dropped=clock.dropped,
    )
    return ClockView(
        id=clock.id,
        incident_id=clock.incident_id,
        round=clock.round,
        measure=clock.measure,
        department=clock.department,
        task=clock.task_id,
        subject=clock.task.title if clock.task is not None else "",
        severity=clock.severity,
        started_at=clock.started_at,
        warn_at=clock.warn_at,
        due_at=clock.due_at,
        stopped_at=clock.stopped_at,
        paused=sum(((pause.resumed_at or at) - pause.paused_at for pause in clock.pauses), timedelta(0)),
        pauses=tuple(PauseView(p.paused_at, p.resumed_at, p.reason, p.paused_by.name) for p in clock.pauses),
        target=clock.target.words,
        target_version=clock.target_version,
        state=state,
        words=words_of(state, at, clock.due_at, clock.stopped_at),
    )


def _read(condition: sa.ColumnElement[bool]) -> list[Clock]:
    query = sa.select(Clock).where(condition).order_by(Clock.round, Clock.due_at, Clock.id)
    with_pauses = selectinload(Clock.pauses).joinedload(ClockPause.paused_by)
    return list(db.session.scalars(query.options(joinedload(Clock.task), with_pauses)))
