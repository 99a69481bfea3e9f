"""The queue: the incidents that a person may see, filtered, newest first, a page at a time."""

from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from incidents.access import visible_to
from incidents.domain.phase import Phase
from incidents.domain.task import UNFINISHED
from incidents.domain.vocabulary import Department, Severity
from incidents.models import Incident, IncidentTerm, Person, System, Task, db

PAGE = 50


class Whose(StrEnum):
    """Whose incidents: all that one may see, one's own, or those of one's unit or department."""

    ALL = ""
    MINE = "mine"
    OURS = "ours"


@dataclass(frozen=True)
class Filters:
    """What the address of the queue says. `before` is the number of the last incident of the page before.

    `term` is a taxonomy and one of its terms, as in `("oecd-harm-types", "economic")`.
    """

    phase: Phase | None = None
    severity: Severity | None = None
    system: int | None = None
    whose: Whose = Whose.ALL
    text: str = ""
    term: tuple[str, str] | None = None
    before: int | None = None


@dataclass(frozen=True)
class Row:
    """An incident with the number of its unfinished tasks by owner."""

    incident: Incident
    open_tasks: dict[Department, int]


@dataclass(frozen=True)
class Page:
    """A page of the queue. `next_before` asks for the one that follows; None on the last."""

    rows: list[Row]
    next_before: int | None


def page_of(person: Person, filters: Filters, size: int = PAGE) -> Page:
    """Read a page with two queries."""
    query = sa.select(Incident).where(visible_to(person), *_conditions(person, filters))
    query = query.options(joinedload(Incident.system), joinedload(Incident.reporter), joinedload(Incident.unit))
    found = list(db.session.scalars(query.order_by(Incident.id.desc()).limit(size + 1)))
    shown = found[:size]
    counts = _open_tasks([incident.id for incident in shown])
    rows = [Row(incident, {d: counts.get((incident.id, d), 0) for d in Department}) for incident in shown]
    return Page(rows, shown[-1].id if len(found) > size else None)


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
    if filters.before is not None:
        wanted.append(Incident.id < filters.before)
    return wanted + _of(person, filters.whose)


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
