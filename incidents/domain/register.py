"""The register of AI systems: every field, the side that states it, and the boundaries of what a system may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Side(StrEnum):
    """The three sides of a system. Each states its own fields, and nobody else's."""

    BUSINESS = "business"
    AI = "ai"
    IT = "it"

    @property
    def label(self) -> str:
        """The heading that pages print."""
        return {"business": "Use and value", "ai": "Behaviour", "it": "Platform"}[self.value]

    @property
    def who(self) -> str:
        """Who states these fields, inside a sentence."""
        return {"business": "the owner for value", "ai": "the AI department", "it": "IT"}[self.value]


class Field(StrEnum):
    """The fields that a side states. Name, unit and the three owners are the administrator's."""

    PURPOSE = "purpose"
    WORKFLOW = "workflow"
    USERS = "users"
    DECIDER = "decider"
    ACCOUNTABLE = "accountable"
    QUALITY_THRESHOLDS = "quality_thresholds"
    DRIFT_THRESHOLDS = "drift_thresholds"
    AUTHORITY = "authority"
    MAY_READ = "may_read"
    MAY_PREPARE = "may_prepare"
    MAY_STAGE = "may_stage"
    MAY_CHANGE = "may_change"
    INTERVENTION = "intervention"
    FAILURE_BEHAVIOUR = "failure_behaviour"
    VENDOR = "vendor"
    MODEL = "model"
    VERSION = "version"
    VENDOR_ESCALATION = "vendor_escalation"
    PLATFORM = "platform"
    ACCESS_SCOPE = "access_scope"
    RESIDENCY = "residency"
    ROLLBACK_PLAN = "rollback_plan"
    KILL_SWITCH = "kill_switch"
    SUPPORT_MODEL = "support_model"
    MAINTENANCE = "maintenance"
    EXIT_PLAN = "exit_plan"

    @property
    def side(self) -> Side:
        """The side that states it."""
        return FIELDS[self].side

    @property
    def label(self) -> str:
        """The name that pages and reports print."""
        return FIELDS[self].label

    @property
    def help(self) -> str:
        """What belongs here, for the person who states it."""
        return FIELDS[self].help

    @property
    def short(self) -> bool:
        """Whether it is one line of at most `LINE` characters."""
        return self in _LINES


class Authority(StrEnum):
    """Whether a system only advises or acts."""

    ADVISES = "advises"
    ACTS = "acts"

    @property
    def label(self) -> str:
        """The words that pages and forms print."""
        return {
            "advises": "It advises: a person decides and acts",
            "acts": "It acts: it changes things by itself",
        }[self.value]


LINE = 120
"""Characters of a one-line field."""

_LINES = frozenset({Field.VENDOR, Field.MODEL, Field.VERSION})


@dataclass(frozen=True, slots=True)
class Rule:
    """Whose a field is, and what it is called."""

    side: Side
    label: str
    help: str


FIELDS: Mapping[Field, Rule] = MappingProxyType(
    {
        Field.PURPOSE: Rule(
            Side.BUSINESS, "Purpose", "What it is for, in two sentences that a customer would understand."
        ),
        Field.WORKFLOW: Rule(
            Side.BUSINESS, "Workflow", "Where in the work it stands: what comes before it, and after it."
        ),
        Field.USERS: Rule(
            Side.BUSINESS, "Who uses the output", "The people, roles or customers who read or receive it."
        ),
        Field.DECIDER: Rule(
            Side.BUSINESS, "Who decides on it", "The role that accepts, changes or rejects the output."
        ),
        Field.ACCOUNTABLE: Rule(Side.BUSINESS, "Who is accountable", "Who answers for the outcome of the workflow."),
        Field.QUALITY_THRESHOLDS: Rule(
            Side.BUSINESS, "Quality thresholds", "How good is good enough: a figure, over which period, measured how."
        ),
        Field.DRIFT_THRESHOLDS: Rule(
            Side.BUSINESS, "Drift thresholds", "How far behaviour may move before somebody must look at it."
        ),
        Field.AUTHORITY: Rule(Side.AI, "Advises or acts", "Advisory only, or acting by itself."),
        Field.MAY_READ: Rule(Side.AI, "May read", "Data and systems that it may see, by role and workflow."),
        Field.MAY_PREPARE: Rule(Side.AI, "May prepare", "What it may draft, for a person to use or discard."),
        Field.MAY_STAGE: Rule(Side.AI, "May stage", "What it may put in place so that one approval sets it off."),
        Field.MAY_CHANGE: Rule(Side.AI, "May change", "What it may do without asking. “Nothing” is an answer."),
        Field.INTERVENTION: Rule(
            Side.AI, "When a person must intervene", "The cases in which it must stop and hand over, and to whom."
        ),
        Field.FAILURE_BEHAVIOUR: Rule(
            Side.AI, "How it fails", "What it does when it cannot answer well, and how people notice."
        ),
        Field.VENDOR: Rule(Side.AI, "Vendor", "Who supplies the model or the product. “Our own” is an answer."),
        Field.MODEL: Rule(Side.AI, "Model", "The model, as its vendor names it."),
        Field.VERSION: Rule(Side.AI, "Version", "Model, prompt or product version in use."),
        Field.VENDOR_ESCALATION: Rule(
            Side.AI, "Vendor escalation path", "Whom at the vendor to call, how, and how soon they answer."
        ),
        Field.PLATFORM: Rule(Side.IT, "Platform", "Where it runs, and what it is integrated with."),
        Field.ACCESS_SCOPE: Rule(
            Side.IT, "Access scope", "The accounts, roles and scopes that it holds, and who may use it."
        ),
        Field.RESIDENCY: Rule(Side.IT, "Data residency", "Where its data is kept and processed, and for how long."),
        Field.ROLLBACK_PLAN: Rule(
            Side.IT, "Rollback plan", "How it is brought back to a known good state, and how long that takes."
        ),
        Field.KILL_SWITCH: Rule(
            Side.IT, "Kill switch", "How it is switched off at once, by whom, and what stops with it."
        ),
        Field.SUPPORT_MODEL: Rule(Side.IT, "Support", "Who supports it, in which hours, and how it is reached."),
        Field.MAINTENANCE: Rule(
            Side.IT, "Maintenance and updates", "Who maintains it, and how updates are announced, tested and let in."
        ),
        Field.EXIT_PLAN: Rule(
            Side.IT, "Exit plan", "How we leave it: what is exported, what replaces it, what is erased."
        ),
    }
)
"""The one table of fields and their owners."""


def fields_of(side: Side) -> tuple[Field, ...]:
    """The fields that a side states, in the order of the page."""
    return tuple(field for field, rule in FIELDS.items() if rule.side is side)


class Boundary(StrEnum):
    """The parts of a system's envelope that an incident may have crossed."""

    READ = "read"
    PREPARE = "prepare"
    STAGE = "stage"
    CHANGE = "change"
    ADVICE = "advice"
    DECISION = "decision"
    INTERVENTION = "intervention"

    @property
    def label(self) -> str:
        """The name that pages and reports print."""
        return {
            "read": "What it may read",
            "prepare": "What it may prepare",
            "stage": "What it may stage",
            "change": "What it may change",
            "advice": "What it may advise on",
            "decision": "What only a person decides",
            "intervention": "When a person must intervene",
        }[self.value]

    @property
    def field(self) -> Field:
        """Where the register says what was allowed."""
        return {
            Boundary.READ: Field.MAY_READ,
            Boundary.PREPARE: Field.MAY_PREPARE,
            Boundary.STAGE: Field.MAY_STAGE,
            Boundary.CHANGE: Field.MAY_CHANGE,
            Boundary.ADVICE: Field.USERS,
            Boundary.DECISION: Field.DECIDER,
            Boundary.INTERVENTION: Field.INTERVENTION,
        }[self]
