"""The parts of a packet that account for it: decisions, gates, evidence held, obligations, cases, confirmation.

Frozen plain data, see `reports.packet`. Times are aware datetimes in UTC.
"""

from dataclasses import dataclass
from datetime import datetime

from reports.packet_parts import Named

__all__ = [
    "Agreement",
    "Confirmation",
    "Decision",
    "HoldItem",
    "JointDecision",
    "Obligation",
    "Override",
    "ReproductionCase",
]


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided what, when and why, gathered from the audit chain.

    at: When it was decided.
    by: Who decided; for a joint decision, who concluded it.
    what: What was decided.
    why: The reason that was given; may be empty.
    override: Whether it crossed a line.
    joint: Whether both departments decided it together.
    """

    at: datetime
    by: Named
    what: str
    why: str
    override: bool
    joint: bool = False


@dataclass(frozen=True, slots=True)
class Override:
    """A gate that a lead crossed on purpose.

    gate: The gate, as printed.
    subject: For what it was crossed; may be empty.
    by: Who crossed it.
    at: When it was crossed.
    reason: The reason that was given.
    acknowledged_by: The lead of the other department who took note of it; null where nobody did.
    acknowledged_at: When they took note; null where nobody did.
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
    """A lead's agreement to a joint decision.

    department: The department that agreed: ai or it.
    by: Who agreed for it.
    at: When they agreed.
    """

    department: str
    by: Named
    at: datetime


@dataclass(frozen=True, slots=True)
class JointDecision:
    """A control that both departments decided.

    control: The kind of control, as printed.
    title: What is controlled.
    state: How it stands, as printed.
    requirement: What the control must achieve, by the AI department.
    risk: The risk without it, by the AI department.
    constraint: What it costs and breaks, by IT.
    way_back: How it is undone, by IT.
    agreements: Who agreed, for which department.
    enforced_by: Who enforced it, of IT; empty where nobody did.
    enforced_at: When it was enforced; null where it was not.
    verified_by: Who verified it, of the AI department; empty where nobody did.
    verified_at: When it was verified; null where it was not.
    finding: What the AI department saw when it verified.
    lifted_at: When it was lifted; null where it still stands.
    emergency: Whether IT enforced it before it was agreed.
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
    """An item of the evidence hold.

    item: What was to be sealed, as printed.
    state: How it stands, as printed: sealed, not applicable or open.
    note: What was sealed in words, or why the item does not apply.
    file: The name of the file that was sealed; empty where there is none.
    sha256: The SHA-256 of what was sealed, in lower-case hexadecimal; empty where nothing was.
    by: Who sealed it; null where nobody did.
    at: When it was sealed; null where it was not.
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
    """A reporting obligation and how it was assessed. A regime with several stages has one entry for each.

    regime: The regime, as printed, such as EU AI Act Article 73.
    state: How it was assessed, as printed: due, not applicable, sent and so on.
    rationale: Why it was assessed so.
    due_at: The deadline; null where there is none.
    sent_at: When it was sent; null where it was not.
    stage: The stage of the regime, as printed; empty where it has one only.
    trigger: What the deadline counts from, in words.
    counted_from: The moment from which the deadline runs; null where there is none.
    decided_by: Who assessed it; empty where nobody did.
    owner: Who answers for it; empty where nobody does.
    proof: What shows that it was sent; may be empty.
    catalogue: The date of the texts on which the deadline rests.
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
    """A case before and after the correction.

    title: What the case is called.
    prompt: What the system was asked.
    expected: What it should have answered.
    observed_before: What it answered before the correction.
    observed_after: What it answered after; empty where it was not run.
    verdict: The verdict after, as printed.
    context: What else the system was given; may be empty.
    version_before: The version that answered before; may be empty.
    version_after: The version that answered after; may be empty.
    verdict_before: The verdict before, as printed; may be empty.
    judged_by: The check, or the person, that gave the verdict.
    set_aside: Why the case no longer counts; empty where it does.
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
    """What the reporting unit said about the outcome.

    state: What it said, as printed: confirmed, refuted, lapsed, not asked.
    by: Who said it; null where nobody did.
    at: When it was said; null where it was not.
    words: In their own words; may be empty.
    """

    state: str
    by: Named | None
    at: datetime | None
    words: str
