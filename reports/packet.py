"""The packet: everything a report shows, as frozen plain data.

A packet is gathered once, when both leads have marked the review ready, and never changes again: the PDF is drawn
from it, its JSON is attached to the PDF, and its digest is what “frozen” means.

Times are aware datetimes in UTC. Texts are what people or machines wrote, untouched: hostile until shown as text.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reports import canonical, schemas
from reports.packet_parts import *
from reports.packet_proof import *

SCHEMA_VERSION = "1"

RECORD = "Record"
"""The source of timeline entries that were gathered from the record."""


class PacketError(ValueError):
    """The bytes are not a packet of this schema; the sentence says where."""


@dataclass(frozen=True, slots=True)
class ReportPacket:
    """Everything that a countersigned report shows.

    Texts are what people or machines wrote, untouched: treat them as hostile. Times are in UTC.

    organisation: Who issues the report.
    reference: The incident's reference, such as AI-7.
    revision: The revision of the review, counted from 1.
    supersedes: The revision in whose place this one stands; null for the first.
    title: The incident's title.
    severity: The severity, as printed: SEV-1 to SEV-4, or issue; empty where it was not rated.
    severity_meaning: What that severity means.
    classification: Who may read the report, as printed.
    reported_by: Who reported the incident.
    system: The AI system concerned.
    what_happened: What happened, as it was reported.
    prompt: What the system was asked; may be empty.
    output: What it answered; may be empty.
    affected_people: Who was harmed, as it was reported; may be empty.
    sources: Where what is told comes from.
    clocks: The points that the incident passed, in their order.
    timeline: The curated timeline, in order of time.
    evidence: What is held as evidence.
    tasks: The work of both departments.
    decisions: Who decided what, when and why, overrides among them.
    obligations: Reporting obligations and how they were assessed.
    cases: Reproduction cases, before and after the correction.
    sections: The written sections, in the order in which they are printed.
    factors: Contributing factors.
    actions: Work that outlives the review.
    signatories: Who is expected to sign.
    frozen_at: When the content was fixed.
    anchor: The head of the incident's audit chain at that moment.
    time_zone: The zone in which the PDF prints times (IANA name). Times in the packet are in UTC.
    overrides: Gates that leads crossed on purpose.
    joint_decisions: Controls that both departments decided.
    hold: The evidence hold, item by item.
    confirmation: What the reporting unit said about the outcome; null where the packet is older than this part.
    terms: Terms that classify the incident.
    boundaries: What the system may do that was crossed.
    changes: Changes of the system that may have caused the incident.
    relations: Other incidents that this one relates to.
    costs: What the incident cost, by department.
    """

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
    """SHA-256 of the canonical JSON in lower-case hexadecimal: what “frozen” means."""
    return hashlib.sha256(to_json(packet)).hexdigest()


def json_schema() -> dict[str, Any]:
    """The published JSON Schema of `packet.json`."""
    identifier = f"urn:countersign:schema:packet:{SCHEMA_VERSION}"
    schema = schemas.published(ReportPacket, identifier, "Countersign report packet")
    version = {"description": "The version of this schema.", "const": SCHEMA_VERSION}
    schema["properties"]["schema_version"] = version
    schema["required"] = sorted([*schema["required"], "schema_version"])
    return schema
