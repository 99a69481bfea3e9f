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
    """Who issues the report.

    name: What the organisation is called.
    demo: Whether it is invented, and everything in the report with it.
    """

    name: str
    demo: bool


@dataclass(frozen=True, slots=True)
class Named:
    """A person as the record knew them when they acted.

    name: Their name.
    role: Their job title; may be empty.
    department: Where they belong, as printed: AI department, IT department, Leadership, or a business unit.
    """

    name: str
    role: str
    department: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A field of the register with what it says.

    label: The field, as printed.
    value: What it says; empty where nobody stated it.
    owner: Who states it: business, ai or it.
    """

    label: str
    value: str
    owner: str


@dataclass(frozen=True, slots=True)
class System:
    """The AI system concerned, as the register described it at freezing.

    name: What the system is called.
    purpose: What it is for.
    vendor: Who makes it; may be empty.
    model: The model behind it; may be empty.
    acts: Whether it acts by itself; false where it only advises.
    owner_for_value: Who answers for its value to the business; empty where nobody does.
    owner_for_safety: Who answers for its safety, of the AI department; empty where nobody does.
    owner_for_platform: Who answers for its platform, of the IT department; empty where nobody does.
    version: Its version; may be empty.
    authority: In words whether it advises or acts; empty where nobody stated it.
    facts: The fields of the register, in its order.
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
    """A point that every incident passes: reported, contained and so on.

    name: The point, as printed.
    at: When it was reached; null where it was not reached, or not needed.
    note: What is said about it; may be empty.
    due_at: By when the organisation's target wanted it; null where there is no target.
    """

    name: str
    at: datetime | None
    note: str
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A row of the curated timeline.

    at: When it happened.
    lane: Whose it is: business, ai, it or joint.
    text: What happened.
    source: `Record` for what the record tells by itself; otherwise who added it, or where it comes from.
    """

    at: datetime
    lane: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file or text held as evidence. Its bytes are not in the packet.

    name: The name of the file.
    media_type: Its media type, such as image/png.
    size: Its size in bytes.
    sha256: The SHA-256 of its bytes, in lower-case hexadecimal.
    added_by: Who added it.
    added_at: When it was added.
    """

    name: str
    media_type: str
    size: int
    sha256: str
    added_by: Named
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Task:
    """A task of either department.

    kind: The kind of work, as printed.
    title: What was to be done.
    department: The department that owns it: ai or it.
    assignee: Who did it; empty where nobody was assigned.
    state: How it stands, as printed.
    started_at: When it was started; null where it was not.
    ended_at: When it was finished or cancelled; null where it is open.
    outcome: What came of it; may be empty.
    handed_over: How it was handed over between the departments; empty where it was not.
    """

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
    """A term that classifies the incident.

    taxonomy: The taxonomy that it is of.
    label: The term, as printed.
    """

    taxonomy: str
    label: str


@dataclass(frozen=True, slots=True)
class Boundary:
    """A part of what the system may do that was crossed.

    kind: The boundary, as printed.
    words: How it was crossed.
    """

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class SuspectedChange:
    """A change of the system that may have caused the incident.

    title: What was changed.
    effective_at: When it took effect; null where nobody knows.
    verdict: What came of the suspicion, as printed: suspected, confirmed and so on.
    words: Why it is suspected, or why not any more; may be empty.
    """

    title: str
    effective_at: datetime | None
    verdict: str
    words: str


@dataclass(frozen=True, slots=True)
class Relation:
    """Another incident, and how this one relates to it.

    kind: How they relate, as printed.
    reference: The other incident's reference.
    title: The other incident's title.
    """

    kind: str
    reference: str
    title: str


@dataclass(frozen=True, slots=True)
class Cost:
    """What the incident cost a department.

    department: The department, as printed.
    hours: Hours of work, as printed.
    amount: Direct cost, as printed.
    currency: The currency of the amount (ISO 4217).
    """

    department: str
    hours: str
    amount: str
    currency: str


@dataclass(frozen=True, slots=True)
class SectionText:
    """A written section of the review.

    key: The section's name for programs, such as summary.
    heading: Its heading, as printed.
    owner: Who writes it: ai, it or joint.
    body: Its text.
    """

    key: str
    heading: str
    owner: str
    body: str


@dataclass(frozen=True, slots=True)
class Factor:
    """A contributing factor.

    cause_class: Its class, as printed.
    explanation: How it let the incident happen.
    """

    cause_class: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Action:
    """Work that outlives the review.

    title: What is to be done.
    department: The department that owns it: ai or it.
    owner: Who answers for it.
    due_on: By when it is to be done.
    action_class: Its class, as printed: how strong a remedy it is.
    verification: How it will be verified.
    state: How it stood at freezing, as printed.
    """

    title: str
    department: str
    owner: str
    due_on: date
    action_class: str
    verification: str
    state: str


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who is expected to sign for a department, as known at freezing: any lead of it may.

    department: The department: ai or it.
    name: Who is expected; may be empty.
    meaning: What the signature means, as it is shown at signing.
    """

    department: str
    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """The head of an audit chain at freezing: whoever changes the record before it changes this hash.

    sequence: The number of the newest entry, counted from 1.
    sha256: The SHA-256 of that entry, which covers all before it, in lower-case hexadecimal.
    """

    sequence: int
    sha256: str
