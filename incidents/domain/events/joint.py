"""What happens to a joint decision."""

from dataclasses import dataclass
from typing import ClassVar

from incidents.domain.events.base import Event, department_words
from incidents.domain.joint import ControlKind

__all__ = [
    "AgreementGiven",
    "AgreementWithdrawn",
    "ControlEnforced",
    "ControlLifted",
    "ControlSentBack",
    "ControlVerified",
    "DecisionAgreed",
    "DecisionDeclined",
    "DecisionEvent",
    "DecisionProposed",
    "DecisionWithdrawn",
    "EnforcedAlone",
    "EnforcementAbandoned",
    "LiftingAgreed",
    "StatementWritten",
]


@dataclass(frozen=True, kw_only=True)
class DecisionEvent(Event):
    """What all events of a joint decision have. `control` is its kind."""

    decision_id: int
    control: str
    title: str

    @property
    def what(self) -> str:
        """The decision as it stands in a sentence."""
        return f"the joint decision “{self.title}” ({ControlKind(self.control).label.lower()})"


@dataclass(frozen=True, kw_only=True)
class DecisionProposed(DecisionEvent):
    department: str

    @property
    def sentence(self) -> str:
        return f"proposed {self.what} for {department_words(self.department)}"


@dataclass(frozen=True, kw_only=True)
class StatementWritten(DecisionEvent):
    """`sha256` is the digest of the half that was written, lower-case hexadecimal."""

    department: str
    version: int
    sha256: str

    @property
    def sentence(self) -> str:
        return f"wrote the half of {department_words(self.department)} of {self.what}"


@dataclass(frozen=True, kw_only=True)
class AgreementGiven(DecisionEvent):
    decision: ClassVar[bool] = True
    department: str
    lifting: bool
    reason: str

    @property
    def sentence(self) -> str:
        to = "to lift" if self.lifting else "to"
        return f"agreed for {department_words(self.department)} {to} {self.what}"


@dataclass(frozen=True, kw_only=True)
class AgreementWithdrawn(DecisionEvent):
    decision: ClassVar[bool] = True
    department: str
    lifting: bool
    reason: str

    @property
    def sentence(self) -> str:
        to = "to lift" if self.lifting else "to"
        return f"withdrew the agreement of {department_words(self.department)} {to} {self.what}"


@dataclass(frozen=True, kw_only=True)
class DecisionAgreed(DecisionEvent):
    milestone: ClassVar[bool] = True
    joint: ClassVar[bool] = True

    @property
    def sentence(self) -> str:
        return f"completed {self.what}: agreed by a lead of each department"


@dataclass(frozen=True, kw_only=True)
class DecisionDeclined(DecisionEvent):
    decision: ClassVar[bool] = True
    milestone: ClassVar[bool] = True
    reason: str

    @property
    def sentence(self) -> str:
        return f"declined {self.what}"


@dataclass(frozen=True, kw_only=True)
class DecisionWithdrawn(DecisionEvent):
    decision: ClassVar[bool] = True
    reason: str

    @property
    def sentence(self) -> str:
        return f"withdrew {self.what}"


@dataclass(frozen=True, kw_only=True)
class EnforcedAlone(DecisionEvent):
    """The override itself, with its reason, is `GateOverridden`; this is what it did to the decision."""

    @property
    def sentence(self) -> str:
        return f"ordered {self.what} for IT alone, without agreement"


@dataclass(frozen=True, kw_only=True)
class EnforcementAbandoned(DecisionEvent):
    decision: ClassVar[bool] = True
    lifting: bool
    reason: str

    @property
    def sentence(self) -> str:
        if self.lifting:
            return f"left {self.what} in force: the task that should lift it was given up"
        return f"left {self.what} undone: the task that should enforce it was given up, so both leads decide again"


@dataclass(frozen=True, kw_only=True)
class ControlEnforced(DecisionEvent):
    agreed: bool

    @property
    def sentence(self) -> str:
        return f"enforced {self.what}" + ("" if self.agreed else " without agreement")


@dataclass(frozen=True, kw_only=True)
class ControlVerified(DecisionEvent):
    decision: ClassVar[bool] = True
    milestone: ClassVar[bool] = True
    reason: str

    @property
    def sentence(self) -> str:
        return f"verified for the AI department that {self.what} achieves what it must"


@dataclass(frozen=True, kw_only=True)
class ControlSentBack(DecisionEvent):
    decision: ClassVar[bool] = True
    reason: str

    @property
    def sentence(self) -> str:
        return f"sent {self.what} back to IT: something is missing"


@dataclass(frozen=True, kw_only=True)
class LiftingAgreed(DecisionEvent):
    milestone: ClassVar[bool] = True
    joint: ClassVar[bool] = True

    @property
    def sentence(self) -> str:
        return f"completed the decision to lift {self.what}: agreed by a lead of each department"


@dataclass(frozen=True, kw_only=True)
class ControlLifted(DecisionEvent):
    @property
    def sentence(self) -> str:
        return f"lifted {self.what}"
