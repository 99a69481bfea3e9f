"""Readiness: what the AI department evaluates and IT validates before a system is used, or used again."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from incidents.domain.vocabulary import Department


class Purpose(StrEnum):
    """What a system is to be ready for."""

    FIRST_USE = "first_use"
    RETURN_TO_SERVICE = "return_to_service"

    @property
    def label(self) -> str:
        """The name that pages and reports print."""
        return self.value.replace("_", " ").capitalize()


class Outcome(StrEnum):
    """Where a readiness stands. `OPEN` until both departments signed off, or a lead said no."""

    OPEN = "open"
    READY = "ready"
    NOT_READY = "not_ready"

    @property
    def label(self) -> str:
        """The words that pages print."""
        return {"open": "Being assessed", "ready": "Ready", "not_ready": "Not ready"}[self.value]


class OutcomeVerb(StrEnum):
    """What ends an assessment. `SIGNED_OFF`: the second department's lead did."""

    SIGNED_OFF = "signed_off"
    REJECTED = "rejected"


OUTCOME: Mapping[tuple[Outcome, OutcomeVerb], Outcome] = MappingProxyType(
    {
        (Outcome.OPEN, OutcomeVerb.SIGNED_OFF): Outcome.READY,
        (Outcome.OPEN, OutcomeVerb.REJECTED): Outcome.NOT_READY,
    }
)


class Verdict(StrEnum):
    """What a department found in an area."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_APPLICABLE = "not_applicable"

    @property
    def label(self) -> str:
        """The words that pages and forms print."""
        return {"met": "Met", "not_met": "Not met", "not_applicable": "Not applicable"}[self.value]


class Area(StrEnum):
    """The areas of both checklists. Each belongs to one department."""

    INTENDED_USE = "intended_use"
    BEHAVIOUR = "behaviour"
    HARM = "harm"
    COMPLIANCE = "compliance"
    DATA_GOVERNANCE = "data_governance"
    HUMAN_OVERSIGHT = "human_oversight"
    FAILURE = "failure"
    VENDOR_RISK = "vendor_risk"
    DRIFT_WATCH = "drift_watch"
    ACCESS = "access"
    SECURITY = "security"
    PRIVACY = "privacy"
    OBSERVABILITY = "observability"
    INTEGRATION = "integration"
    CAPACITY = "capacity"
    ROLLBACK = "rollback"
    KILL_SWITCH = "kill_switch"
    SUPPORT = "support"

    @property
    def department(self) -> Department:
        """The department that assesses it."""
        return Department.AI if self in _OF_AI else Department.IT

    @property
    def label(self) -> str:
        """The name that pages and reports print."""
        return {
            "harm": "Risk of harm",
            "failure": "Visible failure",
            "privacy": "Privacy and residency",
            "rollback": "Rollback tested",
            "kill_switch": "Kill switch tested",
        }.get(self.value, self.value.replace("_", " ").capitalize())

    @property
    def question(self) -> str:
        """What must hold for this area to be met."""
        return QUESTIONS[self]


_OF_AI = frozenset(list(Area)[: list(Area).index(Area.ACCESS)])

QUESTIONS: Mapping[Area, str] = MappingProxyType(
    {
        Area.INTENDED_USE: "Does it do what its purpose says, for the people who will use it?",
        Area.BEHAVIOUR: "Was it run on the cases that matter, hostile ones included, and were the results good enough?",
        Area.HARM: "Is it known whom it could hurt and how, and is what remains acceptable?",
        Area.COMPLIANCE: "Does it keep the law, the contracts and our own rules that apply to this use?",
        Area.DATA_GOVERNANCE: "Is the data it learns from and answers from known, allowed, current and owned?",
        Area.HUMAN_OVERSIGHT: "Can a person notice, stop and correct it in time, and do they know that they must?",
        Area.FAILURE: "When it cannot answer well, does it say so, instead of failing silently?",
        Area.VENDOR_RISK: "Is it known what the vendor changes, promises and answers for, and how we leave?",
        Area.DRIFT_WATCH: "Is somebody watching its behaviour against the thresholds that the business set?",
        Area.ACCESS: "Does it hold no more access than its envelope says, and can that be withdrawn?",
        Area.SECURITY: "Was it tested against misuse of its inputs, tools and credentials, and are findings closed?",
        Area.PRIVACY: "Does data stay where it may be, and no longer than it may be kept?",
        Area.OBSERVABILITY: "Are inputs, outputs, versions and tool calls logged, so that an incident can be read?",
        Area.INTEGRATION: "Are its connections limited to those agreed, and do they fail without taking others along?",
        Area.CAPACITY: "Does it carry the expected load without slowing the systems around it?",
        Area.ROLLBACK: "Was the way back to a known good state walked, and how long did it take?",
        Area.KILL_SWITCH: "Was it switched off for a test, and did it stay off?",
        Area.SUPPORT: "Is it clear who answers, in which hours, and whom they escalate to?",
    }
)

AREAS: Mapping[Purpose, tuple[Area, ...]] = MappingProxyType(
    {
        Purpose.FIRST_USE: tuple(Area),
        # What an incident does not touch (purpose, support, the vendor's terms) is not asked again.
        Purpose.RETURN_TO_SERVICE: (
            Area.BEHAVIOUR,
            Area.HARM,
            Area.COMPLIANCE,
            Area.HUMAN_OVERSIGHT,
            Area.FAILURE,
            Area.DRIFT_WATCH,
            Area.ACCESS,
            Area.SECURITY,
            Area.OBSERVABILITY,
            Area.CAPACITY,
            Area.ROLLBACK,
            Area.KILL_SWITCH,
        ),
    }
)
"""What is asked before first use, and what before a system returns to service after an incident."""
