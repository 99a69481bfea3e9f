"""Reading tasks: what is on a person's desk, and everything that the page of one task shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from incidents.access import visible_to
from incidents.domain.events import EVENTS, Event, TaskEvent
from incidents.domain.task import UNFINISHED, TaskState
from incidents.domain.vocabulary import Affiliation, Department
from incidents.models import AuditChain, AuditEntry, HandOver, Incident, Person, Task, db
from incidents.queries.kept_events import event_of

PAGE = 50


class Shelf(StrEnum):
    """A list on the page “My tasks”; its value stands in the address."""

    MINE = "mine"
    FREE = "free"
    HAND_OVERS = "hand-overs"
    DEPARTMENT = "department"


@dataclass(frozen=True)
class Desk:
    """One shelf of a person's desk: its newest tasks, how many lie on each shelf, and where the next page begins."""

    shelf: Shelf
    state: TaskState | None
    tasks: Sequence[Task]
    counts: Mapping[Shelf, int]
    before: int | None


def desk(person: Person, shelf: Shelf, state: TaskState | None = None, before: int | None = None) -> Desk:
    """A shelf's tasks, newest first, `PAGE` at a time; on a page of one's own, what is due stands before what is not.

    Without a state: the unfinished ones.
    """
    query = (
        sa.select(Task)
        .join(Task.incident)
        .join(Incident.system)
        .where(visible_to(person), _on(shelf, person), _in(state))
        .options(contains_eager(Task.incident).contains_eager(Incident.system))
        .options(joinedload(Task.assignee), selectinload(Task.hand_overs).joinedload(HandOver.offered_by))
        .order_by(Task.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        query = query.where(Task.id < before)
    tasks = list(db.session.scalars(query))
    following = tasks[PAGE - 1].id if len(tasks) > PAGE else None
    shown = tasks[:PAGE]
    if shelf is Shelf.MINE and state is None:
        shown.sort(key=lambda task: (task.due_at is None, task.due_at))
    return Desk(shelf, state, shown, _counts(person), following)


def _on(shelf: Shelf, person: Person) -> sa.ColumnElement[bool]:
    department = person.department
    if department is None:
        return sa.false()
    offered = sa.exists().where(HandOver.task_id == Task.id, HandOver.accepted.is_(None))
    return {
        Shelf.MINE: Task.assignee_id == person.id,
        Shelf.FREE: sa.and_(Task.owner == department, Task.assignee_id.is_(None)),
        Shelf.HAND_OVERS: sa.and_(Task.owner == department.other, offered),
        Shelf.DEPARTMENT: Task.owner == department,
    }[shelf]


def _in(state: TaskState | None) -> sa.ColumnElement[bool]:
    return Task.state.in_(UNFINISHED) if state is None else Task.state == state


def _counts(person: Person) -> Mapping[Shelf, int]:
    """How many unfinished tasks lie on each shelf, in one query. What the person may not see is not counted."""
    columns = [sa.func.count().filter(_on(shelf, person)) for shelf in Shelf]
    query = sa.select(*columns).select_from(Task).join(Task.incident)
    row = db.session.execute(query.where(visible_to(person), Task.state.in_(UNFINISHED))).one()
    return dict(zip(Shelf, row, strict=True))


def people_of(*departments: Department) -> Sequence[Person]:
    """The active people of these departments, by name. Only they can be given work."""
    affiliations = [Affiliation(department.value) for department in departments]
    query = sa.select(Person).where(Person.active, Person.affiliation.in_(affiliations))
    return db.session.scalars(query.order_by(Person.affiliation, Person.name, Person.id)).all()


def history(task: Task) -> Sequence[Event]:
    """What happened to a task, oldest first, as the audit chain keeps it."""
    names = [name for name, kind in EVENTS.items() if issubclass(kind, TaskEvent)]
    query = (
        sa.select(AuditEntry)
        .join(AuditChain, AuditChain.id == AuditEntry.chain_id)
        .where(AuditChain.incident_id == task.incident_id, AuditEntry.event.in_(names))
        .order_by(AuditEntry.sequence)
    )
    events = (event_of(entry, task.incident_id) for entry in db.session.scalars(query))
    return [event for event in events if isinstance(event, TaskEvent) and event.task_id == task.id]
