"""The parts of a packet that tell what happened, to whom, and what was learnt.

Frozen plain data, see `reports.packet`. Times are aware datetimes in UTC.
"""

from dataclasses import dataclass
from datetime import date, datetime

__all__ = [
    "Action",
    "Anchor",
    "Boundary",
    "Clock",
    "Cost",
    "Evidence",
    "Fact",
    "Factor",
    "Named",
    "Organisation",
    "Relation",
    "SectionText",
    "Signatory",
    "SuspectedChange",
    "System",
    "Task",
    "Term",
    "TimelineEntry",
]


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
