"""Keeping the search index: what an event is about is read anew, in the same transaction."""

from collections.abc import Iterator

import sqlalchemy as sa

from incidents.domain.events import (
    DecisionAgreed,
    Event,
    EvidenceAdded,
    RegisterWritten,
    ReviewPublished,
    SystemSaved,
    TaskEvent,
)
from incidents.domain.search import Kind, searchable
from incidents.models import Enforcement, Review, SearchEntry, db
from incidents.operations.search_texts import text_of
from incidents.storage import Store

AT_ONCE = 50
"""So many stale entries are read anew at a time."""


def follow(event: Event, store: Store) -> None:
    """Read anew what the event is about."""
    if isinstance(event, DecisionAgreed):
        _read_later(event.decision_id)
    for kind, thing_id in _about(event):
        index(kind, thing_id, store)


def index(kind: Kind, thing_id: int, store: Store) -> None:
    """Let the index say what the thing says now. Where that is the same, nothing is written."""
    db.session.flush()
    text = text_of(kind, thing_id, store)
    entry = _entry(kind, thing_id) or SearchEntry(kind=kind, thing_id=thing_id)
    entry.incident_id = text.incident_id
    entry.reference = "" if text.incident_id is None else f"AI-{text.incident_id}"
    entry.title, entry.body, entry.at = searchable(text.title), text.body, text.at
    entry.stale = False
    db.session.add(entry)
    db.session.flush()


def stale() -> list[SearchEntry]:
    """The next entries that are to be read anew."""
    query = sa.select(SearchEntry).where(SearchEntry.stale).order_by(SearchEntry.id).limit(AT_ONCE)
    return list(db.session.scalars(query))


def _about(event: Event) -> Iterator[tuple[Kind, int]]:
    """The things whose words an event may have changed: of an incident any event may, as far as this room knows."""
    match event:
        case EvidenceAdded(evidence_id=number):
            yield Kind.EVIDENCE, number
        case TaskEvent(task_id=number):
            yield Kind.TASK, number
        case SystemSaved(system_id=number) | RegisterWritten(system_id=number):
            yield Kind.SYSTEM, number
        case ReviewPublished(incident_id=int(number), revision=revision):
            yield Kind.REPORT, _revision(number, revision)
        case Event(incident_id=int(number)):
            yield Kind.INCIDENT, number


def _entry(kind: Kind, thing_id: int) -> SearchEntry | None:
    query = sa.select(SearchEntry).where(SearchEntry.kind == kind, SearchEntry.thing_id == thing_id)
    return db.session.scalar(query)


def _revision(incident_id: int, revision: int) -> int:
    query = sa.select(Review.id).where(Review.incident_id == incident_id, Review.revision == revision)
    return db.session.scalars(query).one()


def _read_later(decision_id: int) -> None:
    """Agreeing to a decision anew changes what its task says, after it has told of the agreement."""
    tasks = sa.select(Enforcement.task_id).where(Enforcement.decision_id == decision_id)
    entries = sa.update(SearchEntry).where(SearchEntry.kind == Kind.TASK, SearchEntry.thing_id.in_(tasks))
    db.session.execute(entries.values(stale=True))
