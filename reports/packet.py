"""The packet: everything a report shows, as frozen plain data.

A packet is gathered once, when both leads have marked the review ready, and never changes again: the PDF is drawn
from it, its JSON is attached to the PDF, and its digest is what «frozen» means.

Times are aware datetimes in UTC. Texts are what people or machines wrote, untouched: hostile until shown as text.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reports import canonical
from reports.packet_parts import *
from reports.packet_proof import *

SCHEMA_VERSION = "1"

RECORD = "Record"
"""The source of timeline entries that were gathered from the record."""


class PacketError(ValueError):
    """The bytes are not a packet of this schema; the sentence says where."""


@dataclass(frozen=True, slots=True)
class ReportPacket:
    """Everything a report shows, see the module."""

    organisation: Organisation
    reference: str
    revision: int
    supersedes: int | None
    title: str
    severity: str
    severity_meaning: str
    classification: str
    reported_by: Named
    system: System
    what_happened: str
    prompt: str
    output: str
    affected_people: str
    sources: tuple[str, ...]
    clocks: tuple[Clock, ...]
    timeline: tuple[TimelineEntry, ...]
    evidence: tuple[Evidence, ...]
    tasks: tuple[Task, ...]
    decisions: tuple[Decision, ...]
    obligations: tuple[Obligation, ...]
    cases: tuple[ReproductionCase, ...]
    sections: tuple[SectionText, ...]
    factors: tuple[Factor, ...]
    actions: tuple[Action, ...]
    signatories: tuple[Signatory, ...]
    frozen_at: datetime
    anchor: Anchor
    time_zone: str
    overrides: tuple[Override, ...] = ()
    joint_decisions: tuple[JointDecision, ...] = ()
    hold: tuple[HoldItem, ...] = ()
    confirmation: Confirmation | None = None
    terms: tuple[Term, ...] = ()
    boundaries: tuple[Boundary, ...] = ()
    changes: tuple[SuspectedChange, ...] = ()
    relations: tuple[Relation, ...] = ()
    costs: tuple[Cost, ...] = ()


def to_json(packet: ReportPacket) -> bytes:
    """Canonical JSON: the same packet always gives the same bytes."""
    return canonical.dumps({**canonical.to_plain(packet), "schema_version": SCHEMA_VERSION})


def from_json(data: bytes) -> ReportPacket:
    """The packet that `to_json` wrote. Raises `PacketError`."""
    try:
        plain = canonical.loads(data)
        version = plain.pop("schema_version", None) if isinstance(plain, dict) else None
        if version != SCHEMA_VERSION:
            raise PacketError(f"This packet is not of schema version {SCHEMA_VERSION}.")
        return canonical.from_plain(ReportPacket, plain)
    except canonical.Unreadable as error:
        raise PacketError(str(error)) from error


def digest(packet: ReportPacket) -> str:
    """SHA-256 of the canonical JSON in lower-case hexadecimal: what «frozen» means."""
    return hashlib.sha256(to_json(packet)).hexdigest()


def json_schema() -> dict[str, Any]:
    """The published JSON Schema of `packet.json`."""
    schema = canonical.schema(ReportPacket)
    schema["properties"]["schema_version"] = {"const": SCHEMA_VERSION}
    schema["required"] = sorted([*schema["required"], "schema_version"])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Countersign report packet", **schema}
