"""Reading the events that the audit trail keeps, as they were published."""

import json
from collections.abc import Iterator

import sqlalchemy as sa

from incidents.domain.events import EVENTS, SYSTEM, Actor, Event
from incidents.models import AuditChain, AuditEntry, db


def events_of(incident_id: int) -> Iterator[tuple[AuditEntry, Event]]:
    """An incident's audit entries with the events that they keep, oldest first."""
    query = (
        sa.select(AuditEntry)
        .join(AuditChain, AuditChain.id == AuditEntry.chain_id)
        .where(AuditChain.incident_id == incident_id)
        .order_by(AuditEntry.sequence)
    )
    for entry in db.session.scalars(query):
        yield entry, event_of(entry, incident_id)


def event_of(entry: AuditEntry, incident_id: int | None) -> Event:
    """The event as it was published."""
    fields = json.loads(entry.payload)
    name, role, department, lane = fields.pop("actor")
    actor = SYSTEM if entry.actor_id is None else Actor(entry.actor_id, name, role, department, lane)
    return EVENTS[entry.event](incident_id=incident_id, actor=actor, at=entry.at, **fields)
