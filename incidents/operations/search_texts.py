"""What is searched of each kind of thing: its title, its words, and when it came to be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from incidents.domain.register import Field
from incidents.domain.search import BYTES, Kind, searchable
from incidents.models import Base, Comment, Evidence, Incident, Review, System, Task, db
from incidents.storage import Store

READ = ("text/", "application/json")
"""The beginnings of media types whose bytes are text: the product found them to be, whatever their name says."""

COMMENTS = 500
"""So many comments of an incident are searched, the newest."""


@dataclass(frozen=True)
class Text:
    """A thing as it stands in the index."""

    incident_id: int | None
    title: str
    body: str
    at: datetime | None


def text_of(kind: Kind, thing_id: int, store: Store) -> Text:
    """What is searched of a thing."""
    model, read = _READERS[kind]
    return read(db.session.get_one(model, thing_id), store)


def _incident(incident: Incident, _store: Store) -> Text:
    said = sa.select(Comment.text).where(Comment.incident_id == incident.id).order_by(Comment.id.desc()).limit(COMMENTS)
    told = (incident.what_happened, incident.affected_people, incident.detected_how, incident.sources)
    body = searchable(*told, incident.prompt, incident.output, *db.session.scalars(said))
    return Text(incident.id, incident.title, body, incident.reported_at)


def _task(task: Task, _store: Store) -> Text:
    return Text(task.incident_id, task.title, searchable(task.description, task.outcome), task.raised_at)


def _evidence(evidence: Evidence, store: Store) -> Text:
    return Text(evidence.incident_id, evidence.name, searchable(_words_in(evidence, store)), evidence.added_at)


def _words_in(evidence: Evidence, store: Store) -> str:
    """The text of a file that is text. A picture, a PDF, an archive or a lost file is found by its name."""
    if not evidence.media_type.startswith(READ):
        return ""
    try:
        return store.get(evidence.sha256)[:BYTES].decode(errors="replace")
    except (OSError, ValueError):
        return ""


def _report(review: Review, _store: Store) -> Text:
    body = searchable(*(section.body for section in review.sections))
    return Text(review.incident_id, review.incident.title, body, review.published_at)


def _system(system: System, _store: Store) -> Text:
    return Text(None, system.name, searchable(*(system.stated(field) for field in Field)), system.registered_at)


_READERS: Mapping[Kind, tuple[type[Base], Callable[[Any, Store], Text]]] = MappingProxyType(
    {
        Kind.INCIDENT: (Incident, _incident),
        Kind.TASK: (Task, _task),
        Kind.EVIDENCE: (Evidence, _evidence),
        Kind.REPORT: (Review, _report),
        Kind.SYSTEM: (System, _system),
    }
)
