"""The queue: the incidents that a person may see, filtered, newest first, a page at a time."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from incidents.access import visible_to
from incidents.domain.phase import Phase
from incidents.domain.task import UNFINISHED
from incidents.domain.vocabulary import Department, Severity
from incidents.models import Incident, IncidentTerm, Person, System, Task, db
from incidents.queries.clocks import ClockView, next_of

PAGE = 50


class Whose(StrEnum):
    """Whose incidents: all that one may see, one's own, or those of one's unit or department."""

    ALL = ""
    MINE = "mine"
    OURS = "ours"


class Sort(StrEnum):
    """Newest first, or by the clock that is due next: then only incidents with a running clock are shown."""

    NEWEST = ""
    CLOCK = "clock"


@dataclass(frozen=True)
class Filters:
    """What the address of the queue says. `before` is the number of the last incident of the page before.

    `term` is a taxonomy and one of its terms, as in `("oecd-harm-types", "economic")`. Sorted by clock, `after` is the
    due time (UTC) of the last incident's next clock, and `before` its number.
    """

    phase: Phase | None = None
    severity: Severity | None = None
    system: int | None = None
    whose: Whose = Whose.ALL
    text: str = ""
    term: tuple[str, str] | None = None
    before: int | None = None
    sort: Sort = Sort.NEWEST
    after: datetime | None = None


@dataclass(frozen=True)
class Row:
    """An incident with the number of its unfinished tasks by owner, and the clock that is due next."""

    incident: Incident
    open_tasks: dict[Department, int]
    clock: ClockView | None = None


@dataclass(frozen=True)
class Page:
    """A page of the queue. `next_before` asks for the one that follows, with `next_after` when sorted by clock."""

    rows: list[Row]
    next_before: int | None
    next_after: datetime | None = None


def page_of(person: Person, filters: Filters, size: int = PAGE, at: datetime | None = None) -> Page:
    """Read a page with four queries. `at` (UTC) is the moment at which clocks are read; without it, none is."""
    query = sa.select(Incident).where(visible_to(person), *_conditions(person, filters))
    query = query.options(joinedload(Incident.system), joinedload(Incident.reporter), joinedload(Incident.unit))
    found = list(db.session.scalars(query.order_by(*_order(filters.sort)).limit(size + 1)))
    shown, last = found[:size], found[size - 1] if len(found) > size else None
    numbers = [incident.id for incident in shown]
    counts, clocks = _open_tasks(numbers), next_of(numbers, at) if at is not None else {}
    rows = [
        Row(incident, {d: counts.get((incident.id, d), 0) for d in Department}, clocks.get(incident.id))
        for incident in shown
    ]
    if last is None:
        return Page(rows, None)
    return Page(rows, last.id, last.next_due_at if filters.sort is Sort.CLOCK else None)


def systems() -> list[System]:
    """Every AI system in the register, by name."""
    return list(db.session.scalars(sa.select(System).order_by(System.name)))


def _conditions(person: Person, filters: Filters) -> list[sa.ColumnElement[bool]]:
    wanted: list[sa.ColumnElement[bool]] = []
    if filters.phase is not None:
        wanted.append(Incident.phase == filters.phase)
    if filters.severity is not None:
        wanted.append(Incident.severity == filters.severity)
    if filters.system is not None:
        wanted.append(Incident.system_id == filters.system)
    if filters.text:
        wanted.append(Incident.title.icontains(filters.text, autoescape=True))
    if filters.term is not None:
        wanted.append(_with_term(*filters.term))
    return wanted + _from_there(filters) + _of(person, filters.whose)


def _order(sort: Sort) -> tuple[sa.ColumnElement[Any], ...]:
    if sort is Sort.CLOCK:
        return Incident.next_due_at.asc(), Incident.id.asc()
    return (Incident.id.desc(),)


def _from_there(filters: Filters) -> list[sa.ColumnElement[bool]]:
    """Where the page begins: behind the last row of the page before."""
    if filters.sort is not Sort.CLOCK:
        return [Incident.id < filters.before] if filters.before is not None else []
    running: list[sa.ColumnElement[bool]] = [Incident.next_due_at.is_not(None)]
    if filters.after is None or filters.before is None:
        return running
    later = Incident.next_due_at > filters.after
    return [*running, sa.or_(later, sa.and_(Incident.next_due_at == filters.after, Incident.id > filters.before))]


def _of(person: Person, whose: Whose) -> list[sa.ColumnElement[bool]]:
    if whose is Whose.MINE:
        return [sa.or_(Incident.reporter_id == person.id, _with_task(Task.assignee_id == person.id))]
    if whose is Whose.OURS and person.department is not None:
        return [_with_task(Task.owner == person.department)]
    if whose is Whose.OURS:
        return [Incident.unit_id == person.unit_id]
    return []


def _with_task(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    unfinished = sa.select(Task.id).where(Task.incident_id == Incident.id, Task.state.in_(UNFINISHED), condition)
    return unfinished.exists()


def _with_term(taxonomy: str, term: str) -> sa.ColumnElement[bool]:
    chosen = sa.select(IncidentTerm.incident_id).where(IncidentTerm.taxonomy == taxonomy, IncidentTerm.term == term)
    return Incident.id.in_(chosen)


def _open_tasks(numbers: list[int]) -> dict[tuple[int, Department], int]:
    query = (
        sa.select(Task.incident_id, Task.owner, sa.func.count())
        .where(Task.incident_id.in_(numbers), Task.state.in_(UNFINISHED))
        .group_by(Task.incident_id, Task.owner)
    )
    return {(number, owner): count for number, owner, count in db.session.execute(query)}
