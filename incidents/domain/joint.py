"""Joint decisions: the AI department says what a control must achieve, IT what it costs and how it is undone."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from incidents.domain.vocabulary import Department, TaskKind


class ControlKind(StrEnum):
    """What both departments decide together. Nothing else is enforced as a control."""

    FEATURE_OFF = "feature_off"
    LOGGING_RAISED = "logging_raised"
    BOUNDARY_MOVED = "boundary_moved"
    RETURN_TO_SERVICE = "return_to_service"

    @property
    def label(self) -> str:
        """The name that pages and reports print."""
        return {
            "feature_off": "Switch a feature off",
            "logging_raised": "Raise logging",
            "boundary_moved": "Move a data boundary",
            "return_to_service": "Return to service",
        }[self.value]

    @property
    def meaning(self) -> str:
        """One line that helps a person choose."""
        return {
            "feature_off": "A capability of the system is taken away while the rest goes on.",
            "logging_raised": "More of what the system reads, does and answers is recorded.",
            "boundary_moved": "What data the system may reach, or where its data may go, is changed.",
            "return_to_service": "A system that was restricted, isolated or cut down works for people again.",
        }[self.value]


class DecisionState(StrEnum):
    """Where a joint decision stands. `OVERRIDDEN`: IT enforces it in an emergency, without agreement."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    OVERRIDDEN = "overridden"
    ENFORCED = "enforced"
    SENT_BACK = "sent_back"
    VERIFIED = "verified"
    LIFTING = "lifting"
    LIFTED = "lifted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"

    @property
    def ended(self) -> bool:
        """Nothing more happens to it."""
        return self in ENDED


class DecisionVerb(StrEnum):
    """What happens to it. `ABANDONED`: the task that should carry it out was cancelled or waived."""

    AGREED = "agreed"
    RECONSIDERED = "reconsidered"
    OVERRIDDEN = "overridden"
    ABANDONED = "abandoned"
    ENFORCED = "enforced"
    SENT_BACK = "sent_back"
    VERIFIED = "verified"
    LIFTING = "lifting"
    LIFTED = "lifted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


DECISION: Mapping[tuple[DecisionState, DecisionVerb], DecisionState] = MappingProxyType(
    {
        (DecisionState.PROPOSED, DecisionVerb.AGREED): DecisionState.AGREED,
        (DecisionState.PROPOSED, DecisionVerb.OVERRIDDEN): DecisionState.OVERRIDDEN,
        (DecisionState.PROPOSED, DecisionVerb.DECLINED): DecisionState.DECLINED,
        (DecisionState.PROPOSED, DecisionVerb.WITHDRAWN): DecisionState.WITHDRAWN,
        (DecisionState.AGREED, DecisionVerb.RECONSIDERED): DecisionState.PROPOSED,
        (DecisionState.AGREED, DecisionVerb.ABANDONED): DecisionState.PROPOSED,
        (DecisionState.AGREED, DecisionVerb.ENFORCED): DecisionState.ENFORCED,
        (DecisionState.OVERRIDDEN, DecisionVerb.AGREED): DecisionState.AGREED,
        (DecisionState.OVERRIDDEN, DecisionVerb.ABANDONED): DecisionState.PROPOSED,
        (DecisionState.OVERRIDDEN, DecisionVerb.ENFORCED): DecisionState.ENFORCED,
        (DecisionState.ENFORCED, DecisionVerb.AGREED): DecisionState.ENFORCED,
        (DecisionState.ENFORCED, DecisionVerb.SENT_BACK): DecisionState.SENT_BACK,
        (DecisionState.ENFORCED, DecisionVerb.VERIFIED): DecisionState.VERIFIED,
        (DecisionState.ENFORCED, DecisionVerb.LIFTING): DecisionState.LIFTING,
        (DecisionState.SENT_BACK, DecisionVerb.ENFORCED): DecisionState.ENFORCED,
        (DecisionState.SENT_BACK, DecisionVerb.ABANDONED): DecisionState.ENFORCED,
        (DecisionState.VERIFIED, DecisionVerb.LIFTING): DecisionState.LIFTING,
        (DecisionState.LIFTING, DecisionVerb.ABANDONED): DecisionState.ENFORCED,
        (DecisionState.LIFTING, DecisionVerb.LIFTED): DecisionState.LIFTED,
    }
)

ENDED = frozenset({DecisionState.LIFTED, DecisionState.DECLINED, DecisionState.WITHDRAWN})

IN_FORCE = frozenset({DecisionState.ENFORCED, DecisionState.SENT_BACK, DecisionState.VERIFIED, DecisionState.LIFTING})
"""The control is switched on in the environment, if only in part."""

CARRIED_OUT = frozenset(
    {DecisionState.AGREED, DecisionState.OVERRIDDEN, DecisionState.SENT_BACK, DecisionState.LIFTING}
)
"""Only in these states may the task of IT be started. The database holds the same line."""


class Part(StrEnum):
    """The four parts of the statement that both leads agree to."""

    REQUIREMENT = "requirement"
    RISK = "risk"
    CONSTRAINT = "constraint"
    WAY_BACK = "way_back"

    @property
    def label(self) -> str:
        """The heading that pages and reports print."""
        return self.value.replace("_", " ").capitalize()

    @property
    def owner(self) -> Department:
        """The department that writes it. Nobody else can."""
        return PART_OWNER[self]

    @property
    def guidance(self) -> str:
        """What belongs here, for the person who writes it."""
        return {
            "requirement": "What must the control achieve, and how will you see that it does?",
            "risk": "What may happen to people if it is not enforced, or only in part?",
            "constraint": "What does it cost production: who loses what, from when, and what cannot be done?",
            "way_back": "How is it undone, by whom, how fast, and has that been tried?",
        }[self.value]


PART_OWNER: Mapping[Part, Department] = MappingProxyType(
    {
        Part.REQUIREMENT: Department.AI,
        Part.RISK: Department.AI,
        Part.CONSTRAINT: Department.IT,
        Part.WAY_BACK: Department.IT,
    }
)


def parts_of(department: Department) -> list[Part]:
    """The parts that a department writes, in the order of the statement."""
    return [part for part in Part if part.owner is department]


class AgreementKind(StrEnum):
    """What a lead agrees to: that the control is enforced, or later that it is lifted."""

    CONTROL = "control"
    LIFTING = "lifting"


ORDERED = frozenset({TaskKind.CONTROL_ENFORCEMENT})
"""Work that follows from a joint decision or an override. Nobody raises it by hand or hands it over."""

RESTRICTING = frozenset({TaskKind.ACCESS_RESTRICTION, TaskKind.SYSTEM_ISOLATION})
"""What IT may do at once and alone in an emergency, and what a return to service undoes."""

PART_LENGTH = 4_000
"""Characters of one part: a statement that a lead reads before agreeing, not a file."""
