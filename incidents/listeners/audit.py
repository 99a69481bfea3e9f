"""Every event goes into a hash chain: that of its incident, or the organisation's."""

import json

import sqlalchemy as sa

from incidents.domain.events import Event
from incidents.models import AuditChain, AuditEntry, db
from incidents.queries.audit import ORGANISATION, link


def record(event: Event) -> None:
    """Append the event. Locking the chain's row makes writers of one incident wait for each other."""
    chain = _chain(event.incident_id)
    chain.length += 1
    payload = json.dumps(
        {"actor": [event.actor.name, event.actor.role, event.actor.department, event.actor.lane]} | event.payload(),
        ensure_ascii=False,
        sort_keys=True,
    )
    name = type(event).__name__
    own = link(chain.name, chain.length, event.at, event.actor.id, name, payload, chain.head)
    db.session.add(
        AuditEntry(
            chain_id=chain.id,
            sequence=chain.length,
            at=event.at,
            actor_id=event.actor.id,
            event=name,
            payload=payload,
            previous=chain.head,
            sha256=own,
        )
    )
    chain.head = own
    db.session.flush()


def _chain(incident_id: int | None) -> AuditChain:
    name = ORGANISATION if incident_id is None else f"AI-{incident_id}"
    chain = db.session.scalar(sa.select(AuditChain).where(AuditChain.name == name).with_for_update())
    if chain is None:
        chain = AuditChain(name=name, incident_id=incident_id)
        db.session.add(chain)
        db.session.flush()
    return chain
