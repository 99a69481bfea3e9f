"""Reading the audit chains, and proving that nobody changed them."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from incidents.models import GENESIS, AuditChain, AuditEntry, Incident, db

ORGANISATION = "organisation"
"""The name of the organisation's own chain. That of an incident is called by its reference."""


@dataclass(frozen=True)
class Verdict:
    """What verifying a chain found. `broken_at` is the sequence of the first broken link, None when it is whole."""

    chain: str
    length: int
    head: str
    broken_at: int | None
    finding: str


def link(chain: str, sequence: int, at: datetime, actor_id: int | None, event: str, payload: str, previous: str) -> str:
    """The SHA-256 of an entry: over everything in it, and over the entry before."""
    whole = json.dumps([chain, sequence, at.astimezone(UTC).isoformat(), actor_id, event, payload, previous])
    return hashlib.sha256(whole.encode()).hexdigest()


def verify_all() -> Iterator[Verdict]:
    """A verdict on each chain, in order."""
    for chain in db.session.scalars(sa.select(AuditChain).order_by(AuditChain.id)):
        yield verify(chain)
    yield from _gone()


def verify(chain: AuditChain) -> Verdict:
    """Recompute every hash of one chain, from its first entry to its head."""
    previous, expected = GENESIS, 1
    entries = sa.select(AuditEntry).where(AuditEntry.chain_id == chain.id).order_by(AuditEntry.sequence)
    for entry in db.session.scalars(entries):
        finding = _broken(chain.name, entry, expected, previous)
        if finding:
            return Verdict(chain.name, chain.length, chain.head, expected, finding)
        previous, expected = entry.sha256, expected + 1
    if (expected - 1, previous) != (chain.length, chain.head):
        return Verdict(chain.name, chain.length, chain.head, expected, "the chain does not end where its head says")
    return Verdict(chain.name, chain.length, chain.head, None, "whole")


def _broken(name: str, entry: AuditEntry, expected: int, previous: str) -> str:
    if entry.sequence != expected:
        return f"entry {expected} is missing"
    if entry.previous != previous:
        return "does not follow the entry before"
    own = link(name, entry.sequence, entry.at, entry.actor_id, entry.event, entry.payload, entry.previous)
    return "" if own == entry.sha256 else "was changed after it was written"


def _gone() -> Iterator[Verdict]:
    """What a chain leaves behind when it is taken away whole: entries, or an incident."""
    orphans = sa.select(sa.func.count()).where(AuditEntry.chain_id.not_in(sa.select(AuditChain.id)))
    lost = db.session.scalar(orphans)
    if lost:
        yield Verdict("(no chain)", lost, "", 1, "entries belong to a chain that is gone")
    chained = sa.select(AuditChain.id).where(AuditChain.incident_id == Incident.id)
    for incident in db.session.scalars(sa.select(Incident).where(~chained.exists()).order_by(Incident.id)):
        yield Verdict(incident.reference, 0, "", 1, "the incident has no chain")
