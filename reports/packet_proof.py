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
