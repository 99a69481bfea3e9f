"""What happens in the register of AI systems: entries, readiness, change notices, and what incidents say of them."""

from dataclasses import dataclass
from typing import ClassVar

from incidents.domain.events.base import Event, department_words, words
from incidents.domain.readiness import Area, Purpose
from incidents.domain.register import Boundary, Side

__all__ = [
    "BoundaryNamed",
    "BoundaryTakenBack",
    "ChangeEvent",
    "ChangeNoticed",
    "ChangeReviewed",
    "ChangeSettled",
    "ChangeSuspected",
    "ChangeWithdrawn",
    "ReadinessAssessed",
    "ReadinessEvent",
    "ReadinessOpened",
    "ReadinessSignedOff",
    "RegisterWritten",
    "SignOffWithdrawn",
    "SuspicionSettled",
    "SystemFoundNotReady",
    "SystemFoundReady",
    "SystemSaved",
]


@dataclass(frozen=True, kw_only=True)
class SystemSaved(Event):
    system_id: int
    name: str
    change: str

    @property
    def sentence(self) -> str:
        return f"{self.change} the AI system {self.name}"


@dataclass(frozen=True, kw_only=True)
class RegisterWritten(Event):
    """`fields` are the labels of the fields that changed, `values` their new texts as JSON."""

    system_id: int
    name: str
    side: str
    version: int
    fields: str
    values: str

    @property
    def sentence(self) -> str:
        return f"stated “{Side(self.side).label}” of the AI system {self.name}: {self.fields}"


@dataclass(frozen=True, kw_only=True)
class ReadinessEvent(Event):
    """What all events of a readiness have."""

    readiness_id: int
    system: str
    use: str

    @property
    def of(self) -> str:
        """The readiness as it stands in a sentence."""
        return f"the readiness of {self.system} for {Purpose(self.use).label.lower()}"


@dataclass(frozen=True, kw_only=True)
class ReadinessOpened(ReadinessEvent):
    @property
    def sentence(self) -> str:
        return f"began to assess {self.of}"


@dataclass(frozen=True, kw_only=True)
class ReadinessAssessed(ReadinessEvent):
    area: str
    verdict: str
    finding: str

    @property
    def sentence(self) -> str:
        return f"assessed “{Area(self.area).label}” for {self.of}: {words(self.verdict)}"

    @property
    def why(self) -> str:
        return self.finding


@dataclass(frozen=True, kw_only=True)
class ReadinessSignedOff(ReadinessEvent):
    decision: ClassVar[bool] = True
    department: str
    reason: str

    @property
    def sentence(self) -> str:
        return f"signed off {self.of} for {department_words(self.department)}"


@dataclass(frozen=True, kw_only=True)
class SignOffWithdrawn(ReadinessEvent):
    department: str
    reason: str

    @property
    def sentence(self) -> str:
        return f"withdrew the sign-off of {department_words(self.department)} from {self.of}"


@dataclass(frozen=True, kw_only=True)
class SystemFoundReady(ReadinessEvent):
    milestone: ClassVar[bool] = True
    joint: ClassVar[bool] = True

    @property
    def sentence(self) -> str:
        return f"completed {self.of}: both departments signed off"


@dataclass(frozen=True, kw_only=True)
class SystemFoundNotReady(ReadinessEvent):
    milestone: ClassVar[bool] = True
    decision: ClassVar[bool] = True
    department: str
    reason: str

    @property
    def sentence(self) -> str:
        return f"refused {self.of} for {department_words(self.department)}"


@dataclass(frozen=True, kw_only=True)
class ChangeEvent(Event):
    """What all events of a change notice have."""

    notice_id: int
    system: str
    title: str

    @property
    def change(self) -> str:
        """The change as it stands in a sentence."""
        return f"the change “{self.title}” of {self.system}"


@dataclass(frozen=True, kw_only=True)
class ChangeNoticed(ChangeEvent):
    part: str
    origin: str

    @property
    def sentence(self) -> str:
        return f"recorded a notice of {self.change}"


@dataclass(frozen=True, kw_only=True)
class ChangeReviewed(ChangeEvent):
    decision: ClassVar[bool] = True
    department: str
    accepted: bool
    reason: str

    @property
    def sentence(self) -> str:
        if self.department == "ai":
            return f"{'accepted' if self.accepted else 'raised a concern about'} {self.change}"
        said = "confirmed" if self.accepted else "could not confirm"
        return f"{said} containment and rollback for {self.change}"


@dataclass(frozen=True, kw_only=True)
class ChangeSettled(ChangeEvent):
    joint: ClassVar[bool] = True

    @property
    def sentence(self) -> str:
        return f"completed the review of {self.change}"


@dataclass(frozen=True, kw_only=True)
class ChangeWithdrawn(ChangeEvent):
    reason: str

    @property
    def sentence(self) -> str:
        return f"withdrew the notice of {self.change}"


@dataclass(frozen=True, kw_only=True)
class ChangeSuspected(ChangeEvent):
    decision: ClassVar[bool] = True
    milestone: ClassVar[bool] = True
    reason: str

    @property
    def sentence(self) -> str:
        return f"named {self.change} as a suspected cause"


@dataclass(frozen=True, kw_only=True)
class SuspicionSettled(ChangeEvent):
    decision: ClassVar[bool] = True
    milestone: ClassVar[bool] = True
    answer: str
    reason: str

    @property
    def sentence(self) -> str:
        if self.answer == "cleared":
            return f"took back the suspicion of {self.change}"
        return f"{words(self.answer)} {self.change} as a cause"


@dataclass(frozen=True, kw_only=True)
class BoundaryNamed(Event):
    decision: ClassVar[bool] = True
    boundary: str
    reason: str

    @property
    def sentence(self) -> str:
        return f"named a crossed boundary: “{Boundary(self.boundary).label}”"


@dataclass(frozen=True, kw_only=True)
class BoundaryTakenBack(Event):
    decision: ClassVar[bool] = True
    boundary: str
    reason: str

    @property
    def sentence(self) -> str:
        return f"took back a crossed boundary: “{Boundary(self.boundary).label}”"
