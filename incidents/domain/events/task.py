"""What happens to a task."""

from dataclasses import dataclass
from typing import ClassVar

from incidents.domain.events.base import Event, department_words, kind_words
from incidents.domain.vocabulary import Department

__all__ = [
    "HandOverAccepted",
    "HandOverOffered",
    "HandOverSentBack",
    "TaskAssigned",
    "TaskCancelled",
    "TaskEvent",
    "TaskFinished",
    "TaskRaised",
    "TaskReleased",
    "TaskStarted",
    "TaskWaived",
]


@dataclass(frozen=True, kw_only=True)
class TaskEvent(Event):
    """What all events of a task have."""

    task_id: int
    kind: str
    owner: str
    title: str

    @property
    def work(self) -> str:
        """The task as it stands in a sentence."""
        return f"the {kind_words(self.kind)} “{self.title}”"


@dataclass(frozen=True, kw_only=True)
class TaskRaised(TaskEvent):
    @property
    def sentence(self) -> str:
        return f"raised {self.work} for {department_words(self.owner)}"


@dataclass(frozen=True, kw_only=True)
class TaskAssigned(TaskEvent):
    assignee_id: int
    assignee: str

    @property
    def sentence(self) -> str:
        taken = self.assignee_id == self.actor.id
        return f"took {self.work}" if taken else f"assigned {self.work} to {self.assignee}"


@dataclass(frozen=True, kw_only=True)
class TaskReleased(TaskEvent):
    """The assignment was undone: nobody has the task any more. The assignee is who had it."""

    assignee_id: int
    assignee: str

    @property
    def sentence(self) -> str:
        return f"took {self.work} back from {self.assignee}"


@dataclass(frozen=True, kw_only=True)
class TaskStarted(TaskEvent):
    """`emergency`: IT restricts or isolates alone, before both departments accepted the report. That is a decision."""

    milestone: ClassVar[bool] = True
    emergency: bool

    @property
    def sentence(self) -> str:
        alone = " alone in an emergency, before triage was through" if self.emergency else ""
        return f"started {self.work}{alone}"

    @property
    def decides(self) -> bool:
        return self.emergency

    @property
    def why(self) -> str:
        return "Emergency restriction by IT alone: its own right." if self.emergency else ""


@dataclass(frozen=True, kw_only=True)
class TaskFinished(TaskEvent):
    milestone: ClassVar[bool] = True
    outcome: str

    @property
    def sentence(self) -> str:
        return f"finished {self.work}"

    @property
    def why(self) -> str:
        return self.outcome


@dataclass(frozen=True, kw_only=True)
class TaskCancelled(TaskEvent):
    decision: ClassVar[bool] = True
    reason: str

    @property
    def sentence(self) -> str:
        return f"cancelled {self.work}"


@dataclass(frozen=True, kw_only=True)
class TaskWaived(TaskEvent):
    decision: ClassVar[bool] = True
    reason: str

    @property
    def sentence(self) -> str:
        return f"waived {self.work}"


@dataclass(frozen=True, kw_only=True)
class HandOverOffered(TaskEvent):
    to_kind: str
    reason: str

    @property
    def sentence(self) -> str:
        other = Department(self.owner).other.label
        return f"offered {self.work} to {other} as {kind_words(self.to_kind)}"


@dataclass(frozen=True, kw_only=True)
class HandOverAccepted(TaskEvent):
    decision: ClassVar[bool] = True
    milestone: ClassVar[bool] = True
    from_kind: str
    reason: str

    @property
    def sentence(self) -> str:
        return f"accepted {self.work} for {department_words(self.owner)}; it was {kind_words(self.from_kind)} before"


@dataclass(frozen=True, kw_only=True)
class HandOverSentBack(TaskEvent):
    decision: ClassVar[bool] = True
    to_kind: str
    reason: str

    @property
    def sentence(self) -> str:
        return f"sent {self.work} back to {department_words(self.owner)}"
