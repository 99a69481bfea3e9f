"""How an incident stands to others, to the unit that reported it, and to those who may see it."""

from dataclasses import dataclass
from typing import ClassVar

from incidents.domain.events.base import Event

__all__ = [
    "ConfirmationAsked",
    "ConfirmationEvent",
    "ConfirmationLapsed",
    "ConfirmationNotAsked",
    "ConfirmationTimeSet",
    "ConfirmationWithdrawn",
    "FixConfirmed",
    "FixRefuted",
    "IncidentRelated",
    "IncidentRestricted",
    "IncidentUnrelated",
    "PersonNamed",
    "PersonUnnamed",
    "RelationEvent",
    "RestrictionLifted",
]


@dataclass(frozen=True, kw_only=True)
class RelationEvent(Event):
    """What both events of a relation have. Each incident's chain has its own, told from its own end."""

    relation_id: int
    other_id: int
    words: str
    reason: str

    @property
    def other(self) -> str:
        """The other incident's reference."""
        return f"AI-{self.other_id}"


@dataclass(frozen=True, kw_only=True)
class IncidentRelated(RelationEvent):
    @property
    def sentence(self) -> str:
        return f"added a relation: {self.words} {self.other}"


@dataclass(frozen=True, kw_only=True)
class IncidentUnrelated(RelationEvent):
    @property
    def sentence(self) -> str:
        return f"removed a relation: {self.words} {self.other}"


@dataclass(frozen=True, kw_only=True)
class ConfirmationEvent(Event):
    """What all events of the reporting unit's confirmation have. `unit` is empty where no unit reported."""

    confirmation_id: int
    unit: str


@dataclass(frozen=True, kw_only=True)
class ConfirmationAsked(ConfirmationEvent):
    due_at: str

    @property
    def sentence(self) -> str:
        return f"asked {self.unit} whether the fix holds"


@dataclass(frozen=True, kw_only=True)
class ConfirmationNotAsked(ConfirmationEvent):
    @property
    def sentence(self) -> str:
        return "asked nobody whether the fix holds: no business unit reported this incident"


@dataclass(frozen=True, kw_only=True)
class FixConfirmed(ConfirmationEvent):
    milestone: ClassVar[bool] = True
    decision: ClassVar[bool] = True
    reason: str

    @property
    def sentence(self) -> str:
        return f"confirmed for {self.unit} that the fix holds"


@dataclass(frozen=True, kw_only=True)
class FixRefuted(ConfirmationEvent):
    milestone: ClassVar[bool] = True
    decision: ClassVar[bool] = True
    reason: str

    @property
    def sentence(self) -> str:
        return f"said for {self.unit} that the fix does not hold"


@dataclass(frozen=True, kw_only=True)
class ConfirmationLapsed(ConfirmationEvent):
    milestone: ClassVar[bool] = True

    @property
    def sentence(self) -> str:
        return f"had no answer from {self.unit} in time; the leads may go on without it"


@dataclass(frozen=True, kw_only=True)
class ConfirmationWithdrawn(ConfirmationEvent):
    @property
    def sentence(self) -> str:
        return "took back the question whether the fix holds, because the incident is not resolved any more"


@dataclass(frozen=True, kw_only=True)
class ConfirmationTimeSet(Event):
    """An event of the organisation: how many days a unit has to answer."""

    days_before: int
    days_after: int

    @property
    def sentence(self) -> str:
        return f"gave units {self.days_after} days to confirm a fix, instead of {self.days_before}"


@dataclass(frozen=True, kw_only=True)
class IncidentRestricted(Event):
    decision: ClassVar[bool] = True
    people: str
    reason: str

    @property
    def sentence(self) -> str:
        return f"restricted the incident to {self.people}"


@dataclass(frozen=True, kw_only=True)
class PersonNamed(Event):
    person_id: int
    person: str
    reason: str

    @property
    def sentence(self) -> str:
        return f"named {self.person} among those who see the incident"


@dataclass(frozen=True, kw_only=True)
class PersonUnnamed(Event):
    person_id: int
    person: str
    reason: str

    @property
    def sentence(self) -> str:
        return f"took {self.person} from those who see the incident"


@dataclass(frozen=True, kw_only=True)
class RestrictionLifted(Event):
    decision: ClassVar[bool] = True
    reason: str

    @property
    def sentence(self) -> str:
        return "lifted the restriction of the incident"
