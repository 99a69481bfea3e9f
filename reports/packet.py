"""The packet: everything a report shows, as frozen plain data.

A packet is gathered once, when both leads have marked the review ready, and never changes again: the PDF is drawn
from it, its JSON is attached to the PDF, and its digest is what «frozen» means.

Times are aware datetimes in UTC. Texts are what people or machines wrote, untouched: hostile until shown as text.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from reports import canonical

SCHEMA_VERSION = "1"

RECORD = "Record"
"""The source of timeline entries that were gathered from the record."""


class PacketError(ValueError):
    """The bytes are not a packet of this schema; the sentence says where."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who issues the report."""

    name: str
    demo: bool


@dataclass(frozen=True, slots=True)
class Named:
    """A person as the record knew them when they acted. `department` is printed: «AI department», «Claims»."""

    name: str
    role: str
    department: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A field of the register with what it says. `owner` is who states it: business, ai or it."""

    label: str
    value: str
    owner: str


@dataclass(frozen=True, slots=True)
class System:
    """The AI system concerned, as the register described it at freezing.

    `authority` says in words whether it advises or acts; empty where nobody stated it.
    `facts` are the fields of the register in its order; one that nobody stated has an empty value.
    """

    name: str
    purpose: str
    vendor: str
    model: str
    acts: bool
    owner_for_value: str
    owner_for_safety: str
    owner_for_platform: str
    version: str = ""
    authority: str = ""
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Clock:
    """A point every incident passes: reported, contained … `at` is None where it was not reached or not needed.

    `due_at` is the moment by which the organisation's target wanted it, None where there is no target.
    """

    name: str
    at: datetime | None
    note: str
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A row of the curated timeline. `lane` is business, ai, it or joint.

    `source` is `RECORD` for what the record tells by itself; anything else is printed: «Added by …».
    """

    at: datetime
    lane: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file or text held as evidence. `size` in bytes, `sha256` in lower-case hexadecimal."""

    name: str
    media_type: str
    size: int
    sha256: str
    added_by: Named
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Task:
    """A task of either department. `department` is ai or it; `state` as printed."""

    kind: str
    title: str
    department: str
    assignee: str
    state: str
    started_at: datetime | None
    ended_at: datetime | None
    outcome: str
    handed_over: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided what, when and why, gathered from the audit chain.

    `override` marks a crossed line. `joint` marks what both departments decided together; `by` then concluded it.
    """

    at: datetime
    by: Named
    what: str
    why: str
    override: bool
    joint: bool = False


@dataclass(frozen=True, slots=True)
class Override:
    """A gate that a lead crossed on purpose. `subject` says for what, and may be empty.

    `acknowledged_by` is the lead of the other department who took note of it.
    """

    gate: str
    subject: str
    by: Named
    at: datetime
    reason: str
    acknowledged_by: Named | None
    acknowledged_at: datetime | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """A lead's agreement to a joint decision. `department` is ai or it."""

    department: str
    by: Named
    at: datetime


@dataclass(frozen=True, slots=True)
class JointDecision:
    """A control that both departments decided. `control` and `state` as printed.

    The AI department states requirement and risk, IT constraint and way back. `finding` is what the AI department saw
    when it verified what IT had enforced. `emergency` marks a control that IT enforced before it was agreed.
    """

    control: str
    title: str
    state: str
    requirement: str
    risk: str
    constraint: str
    way_back: str
    agreements: tuple[Agreement, ...]
    enforced_by: str
    enforced_at: datetime | None
    verified_by: str
    verified_at: datetime | None
    finding: str
    lifted_at: datetime | None
    emergency: bool


@dataclass(frozen=True, slots=True)
class HoldItem:
    """An item of the evidence hold. `state` is as printed: sealed, not applicable or open.

    `note` is what was sealed in words, or why the item does not apply; `sha256` covers what was sealed.
    """

    item: str
    state: str
    note: str
    file: str
    sha256: str
    by: Named | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Obligation:
    """A reporting obligation and how it was assessed: due, not applicable or sent.

    A regime with several stages has one entry for each. `counted_from` is the moment of `trigger` from which the
    deadline runs. `proof` is what shows that it was sent; `catalogue` dates the texts that the deadline rests on.
    """

    regime: str
    state: str
    rationale: str
    due_at: datetime | None
    sent_at: datetime | None
    stage: str = ""
    trigger: str = ""
    counted_from: datetime | None = None
    decided_by: str = ""
    owner: str = ""
    proof: str = ""
    catalogue: str = ""


@dataclass(frozen=True, slots=True)
class ReproductionCase:
    """A case before and after the correction. `judged_by` is the check, or the person, that gave the verdict.

    `set_aside` says why a case no longer counts; empty where it does.
    """

    title: str
    prompt: str
    expected: str
    observed_before: str
    observed_after: str
    verdict: str
    context: str = ""
    version_before: str = ""
    version_after: str = ""
    verdict_before: str = ""
    judged_by: str = ""
    set_aside: str = ""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What the reporting unit said about the outcome. `state` as printed: confirmed, refuted, lapsed, not asked."""

    state: str
    by: Named | None
    at: datetime | None
    words: str


@dataclass(frozen=True, slots=True)
class Term:
    """A term that classifies the incident, with the taxonomy that it is of."""

    taxonomy: str
    label: str


@dataclass(frozen=True, slots=True)
class Boundary:
    """The part of what the system may do that was crossed, and how."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class SuspectedChange:
    """A change of the system that may have caused the incident. `verdict` as printed: suspected, confirmed …"""

    title: str
    effective_at: datetime | None
    verdict: str
    words: str


@dataclass(frozen=True, slots=True)
class Relation:
    """Another incident, and how this one relates to it, as printed."""

    kind: str
    reference: str
    title: str


@dataclass(frozen=True, slots=True)
class Cost:
    """What the incident cost a department. `hours` and `amount` are printed as they are, in `currency`."""

    department: str
    hours: str
    amount: str
    currency: str


@dataclass(frozen=True, slots=True)
class SectionText:
    """A written section. `owner` is ai, it or joint."""

    key: str
    heading: str
    owner: str
    body: str


@dataclass(frozen=True, slots=True)
class Factor:
    """A contributing factor with its class as printed."""

    cause_class: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Action:
    """Work that outlives the review. `department` is ai or it."""

    title: str
    department: str
    owner: str
    due_on: date
    action_class: str
    verification: str
    state: str


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who is expected to sign for a department, as known at freezing: any lead of it may, so `name` may be empty."""

    department: str
    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """The head of the incident's audit chain at freezing."""

    sequence: int
    sha256: str


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
