"""Searching everything that a person may see. What they may not see is not found, not counted and not hinted at."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from incidents.access import findable_by
from incidents.domain.passage import Piece, marked, passage
from incidents.domain.search import Kind, Wanted
from incidents.models import Incident, Person, Review, SearchEntry, System, db
from incidents.queries.full_text import ranked

PAGE = 20
PAGES = 10
"""So many pages of a search can be read: whoever has not found it among two hundred asks for something else."""


@dataclass(frozen=True)
class Result:
    """Something that was found, with what was searched for marked. `incident` is None for a system."""

    kind: Kind
    thing_id: int
    reference: str
    incident: Incident | None
    title: tuple[Piece, ...]
    passage: tuple[Piece, ...]
    at: datetime | None


@dataclass(frozen=True)
class Results:
    """A page of results, the best first, and whether another follows."""

    rows: list[Result]
    more: bool = False


def search(person: Person, wanted: Wanted, kind: Kind | None = None, page: int = 1, size: int = PAGE) -> Results:
    """What a person finds, with one query. Ranked rows have no key to go on from, so pages are counted, and few."""
    if not wanted.phrases:
        return Results([])
    words = ranked(wanted)
    typed = sa.and_(SearchEntry.kind == Kind.INCIDENT, SearchEntry.thing_id == (wanted.incident or 0))
    query = (
        sa.select(SearchEntry)
        .select_from(words.source)
        .outerjoin(Incident, Incident.id == SearchEntry.incident_id)
        .outerjoin(System, System.id == Incident.system_id)
        .outerjoin(Review, sa.and_(SearchEntry.kind == Kind.REPORT, Review.id == SearchEntry.thing_id))
        .where(words.matches, findable_by(person))
        .order_by(sa.case((typed, 0), else_=1), words.order, SearchEntry.id.desc())
        .options(contains_eager(SearchEntry.incident).contains_eager(Incident.system))
        .limit(size + 1)
        .offset(size * (page - 1))
    )
    if kind is not None:
        query = query.where(SearchEntry.kind == kind)
    found = db.session.scalars(query).all()
    return Results([_result(entry, wanted) for entry in found[:size]], len(found) > size and page < PAGES)


def _result(entry: SearchEntry, wanted: Wanted) -> Result:
    return Result(
        kind=entry.kind,
        thing_id=entry.thing_id,
        reference=entry.reference,
        incident=entry.incident,
        title=marked(entry.title, wanted),
        passage=passage(entry.body, wanted),
        at=entry.at,
    )
