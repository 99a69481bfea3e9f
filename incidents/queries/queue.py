"""The queue: the incidents that a person may see, filtered and sorted, a page at a time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from incidents.access import visible_to
from incidents.domain.queue import Sort
from incidents.domain.vocabulary import Department
from incidents.models import Incident, Person, System, db
from incidents.queries.clocks import ClockView, next_of
from incidents.queries.queue_filters import Filters, Place, conditions
from incidents.queries.queue_work import NOTHING, Work, work_of

PAGE = 50
EXPORTED_AT_ONCE = 500

KEYS: Mapping[Sort, InstrumentedAttribute[Any]] = MappingProxyType(
    {
        Sort.NEWEST: Incident.reported_at,
        Sort.OLDEST: Incident.reported_at,
        Sort.CLOCK: Incident.next_due_at,
        Sort.SEVERITY: Incident.severity_rank,
    }
)
"""What each order sorts by, before the number of the incident. Each pair has an index."""


@dataclass(frozen=True)
class Row:
    """An incident with the unfinished work of each department, and the clock that is due next."""

    incident: Incident
    work: Mapping[Department, Work]
    clock: ClockView | None = None

    @property
    def open_tasks(self) -> dict[Department, int]:
        """The number of unfinished tasks by owner."""
        return {department: work.open for department, work in self.work.items()}

    @property
    def stamp(self) -> str:
        """Another one whenever something else is to be shown; that time goes by changes nothing."""
        one, clock = self.incident, self.clock
        shown = (one.title, one.phase, one.severity, one.system_id, one.restricted, sorted(self.work.items()))
        return sha256(repr((shown, (clock.id, clock.due_at) if clock else None)).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Page:
    """A page of the queue. `following` is where the next one begins; None on the last page."""

    rows: list[Row]
    following: Place | None


def page_of(person: Person, filters: Filters, size: int = PAGE, at: datetime | None = None) -> Page:
    """Read a page with four queries. `at` (UTC) is the moment at which clocks are read; without it, none is."""
    query = sa.select(Incident).where(visible_to(person), *conditions(person, filters), *_behind(filters))
    query = query.options(joinedload(Incident.system), joinedload(Incident.reporter), joinedload(Incident.unit))
    found = list(db.session.scalars(query.order_by(*_order(filters.sort)).limit(size + 1)))
    shown, last = found[:size], found[size - 1] if len(found) > size else None
    numbers = [incident.id for incident in shown]
    work, clocks = work_of(numbers), next_of(numbers, at) if at is not None else {}
    rows = [
        Row(incident, {d: work.get((incident.id, d), NOTHING) for d in Department}, clocks.get(incident.id))
        for incident in shown
    ]
    return Page(rows, Place(getattr(last, KEYS[filters.sort].key), last.id) if last else None)


def all_of(person: Person, filters: Filters, at: datetime) -> Iterator[Row]:
    """Every incident that the filters leave, wherever a page begins, read in large pages."""
    place: Place | None = None
    while True:
        page = page_of(person, replace(filters, after=place), EXPORTED_AT_ONCE, at)
        yield from page.rows
        if page.following is None:
            return
        place = page.following


def systems() -> list[System]:
    """Every AI system in the register, by name."""
    return list(db.session.scalars(sa.select(System).order_by(System.name)))


def _order(sort: Sort) -> tuple[sa.ColumnElement[Any], ...]:
    if sort is Sort.NEWEST:
        return KEYS[sort].desc(), Incident.id.desc()
    return KEYS[sort].asc(), Incident.id.asc()


def _behind(filters: Filters) -> list[sa.ColumnElement[bool]]:
    """Where the page begins. Both databases find a pair like this in the index of its order."""
    if filters.after is None:
        return []
    pair = sa.tuple_(KEYS[filters.sort], Incident.id)
    last = sa.tuple_(
        sa.literal(filters.after.key, KEYS[filters.sort].type), sa.literal(filters.after.incident, sa.Integer)
    )
    return [pair < last if filters.sort is Sort.NEWEST else pair > last]
