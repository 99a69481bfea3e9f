"""What happens to an action after the report with it was published."""

from dataclasses import dataclass
from typing import ClassVar

from incidents.domain.events.base import Event, day_words, department_words

__all__ = [
    "ActionAssigned",
    "ActionDone",
    "ActionDropProposed",
    "ActionDropRefused",
    "ActionDropped",
    "ActionDueMoved",
    "ActionEvent",
    "ActionSentBack",
    "ActionStarted",
    "ActionVerified",
]


@dataclass(frozen=True, kw_only=True)
class ActionEvent(Event):
    """What all events of a running action have. `department` owns it."""

    action_id: int
    title: str
    department: str


@dataclass(frozen=True, kw_only=True)
class ActionStarted(ActionEvent):
    @property
    def sentence(self) -> str:
        return f"started the action “{self.title}”"


@dataclass(frozen=True, kw_only=True)
class ActionDone(ActionEvent):
    outcome: str

    @property
    def sentence(self) -> str:
        return f"finished the action “{self.title}”"

    @property
    def why(self) -> str:
        return self.outcome


@dataclass(frozen=True, kw_only=True)
class ActionSentBack(ActionEvent):
    decision: ClassVar[bool] = True
    reason: str

    @property
    def sentence(self) -> str:
        return f"found that the action “{self.title}” does not do yet what was agreed"


@dataclass(frozen=True, kw_only=True)
class ActionVerified(ActionEvent):
    decision: ClassVar[bool] = True
    reason: str

    @property
    def sentence(self) -> str:
        return f"verified the action “{self.title}” for {department_words(self.department)}"


@dataclass(frozen=True, kw_only=True)
class ActionDueMoved(ActionEvent):
    decision: ClassVar[bool] = True
    due_before: str
    due_after: str
    reason: str

    @property
    def sentence(self) -> str:
        before, after = day_words(self.due_before), day_words(self.due_after)
        return f"moved the due date of the action “{self.title}” from {before} to {after}"


@dataclass(frozen=True, kw_only=True)
class ActionAssigned(ActionEvent):
    person_id: int
    person: str

    @property
    def sentence(self) -> str:
        return f"gave the action “{self.title}” to {self.person}"


@dataclass(frozen=True, kw_only=True)
class ActionDropProposed(ActionEvent):
    decision: ClassVar[bool] = True
    reason: str

    @property
    def sentence(self) -> str:
        return f"proposed to drop the action “{self.title}”"


@dataclass(frozen=True, kw_only=True)
class ActionDropRefused(ActionEvent):
    decision: ClassVar[bool] = True
    reason: str

    @property
    def sentence(self) -> str:
        return f"refused to drop the action “{self.title}”"


@dataclass(frozen=True, kw_only=True)
class ActionDropped(ActionEvent):
    decision: ClassVar[bool] = True
    reason: str

    @property
    def sentence(self) -> str:
        return f"dropped the action “{self.title}”, as both departments agreed"
