"""What the queue is asked for, and how that reads as conditions."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from incidents.domain.phase import Phase
from incidents.domain.queue import DEFAULT_COLUMNS, Column, Sort, Whose
from incidents.domain.task import UNFINISHED
from incidents.domain.vocabulary import Severity
from incidents.models import Incident, IncidentTerm, Person, Task


@dataclass(frozen=True)
class Place:
    """The last row of the page before: what it is sorted by (a time in UTC, or the rank of a severity), its number."""

    key: datetime | int
    incident: int


@dataclass(frozen=True)
class Filters:
    """What the address of the queue says. `after` is where the page begins: behind that row.

    `unclosed` leaves every phase but the last.
    `term` is a taxonomy and one of its terms, as in `("oecd-harm-types", "economic")`.
    """

    phase: Phase | None = None
    unclosed: bool = False
    severity: Severity | None = None
    system: int | None = None
    whose: Whose = Whose.ALL
    text: str = ""
    term: tuple[str, str] | None = None
    sort: Sort = Sort.NEWEST
    columns: tuple[Column, ...] = DEFAULT_COLUMNS
    after: Place | None = None


def conditions(person: Person, filters: Filters) -> list[sa.ColumnElement[bool]]:
    """What an incident fulfils to be listed, wherever the page begins."""
    wanted: list[sa.ColumnElement[bool]] = []
    if filters.phase is not None:
        wanted.append(Incident.phase == filters.phase)
    if filters.unclosed:
        wanted.append(Incident.phase != Phase.CLOSED)
    if filters.severity is not None:
        wanted.append(Incident.severity == filters.severity)
    if filters.system is not None:
        wanted.append(Incident.system_id == filters.system)
    if filters.text:
        wanted.append(Incident.title.icontains(filters.text, autoescape=True))
    if filters.term is not None:
        wanted.append(_with_term(*filters.term))
    if filters.sort is Sort.CLOCK:
        wanted.append(Incident.next_due_at.is_not(None))
    return wanted + _of(person, filters.whose)


def _of(person: Person, whose: Whose) -> list[sa.ColumnElement[bool]]:
    if whose is Whose.MINE:
        return [sa.or_(Incident.reporter_id == person.id, _with_task(Task.assignee_id == person.id))]
    if whose is Whose.UNASSIGNED:
        own = [Task.owner == person.department] if person.department is not None else []
        return [_with_task(Task.assignee_id.is_(None), *own)]
    if whose is Whose.OURS and person.department is not None:
        return [_with_task(Task.owner == person.department)]
    if whose is Whose.OURS:
        return [Incident.unit_id == person.unit_id]
    return []


def _with_task(*wanted: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    unfinished = sa.select(Task.id).where(Task.incident_id == Incident.id, Task.state.in_(UNFINISHED), *wanted)
    return unfinished.exists()


def _with_term(taxonomy: str, term: str) -> sa.ColumnElement[bool]:
    chosen = sa.select(IncidentTerm.incident_id).where(IncidentTerm.taxonomy == taxonomy, IncidentTerm.term == term)
    return Incident.id.in_(chosen)
