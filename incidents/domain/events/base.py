"""What all events have, and how their values read in a sentence."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from incidents.domain.vocabulary import Department, Severity, TaskKind

__all__ = [
    "SYSTEM",
    "Actor",
    "Event",
    "plain",
]


@dataclass(frozen=True)
class Actor:
    """Who acted, as they were then. `id` is None for the product itself; `lane` is business, ai, it or joint."""

    id: int | None
    name: str
    role: str
    department: str
    lane: str


SYSTEM = Actor(id=None, name="Countersign", role="", department="", lane="joint")


@dataclass(frozen=True, kw_only=True)
class Event(ABC):
    """What all events have. `incident_id` is None for events of the organisation; `at` is in UTC."""

    milestone: ClassVar[bool] = False
    decision: ClassVar[bool] = False
    joint: ClassVar[bool] = False
    override: ClassVar[bool] = False

    incident_id: int | None = None
    actor: Actor
    at: datetime

    @property
    @abstractmethod
    def sentence(self) -> str:
        """What the feed prints after the actor's name."""

    @property
    def why(self) -> str:
        """The reason given, or nothing."""
        return str(getattr(self, "reason", ""))

    @property
    def decides(self) -> bool:
        """Whether this one stands in “Decisions and accountability”; most kinds always do, or never."""
        return self.decision

    def payload(self) -> dict[str, Any]:
        """The event's own fields as plain values, for the audit chain."""
        common = {field.name for field in fields(Event)}
        return {field.name: plain(getattr(self, field.name)) for field in fields(self) if field.name not in common}


def plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    if isinstance(value, StrEnum):
        return value.value
    return value.isoformat() if isinstance(value, datetime) else value


def severity_words(value: str | None) -> str:
    """A severity as printed."""
    return Severity(value).label if value else "no severity"


def kind_words(value: str) -> str:
    """A kind of task inside a sentence."""
    return TaskKind(value).label.lower()


def day_words(value: str) -> str:
    """A day that is kept in ISO 8601, as prose names it."""
    return f"{date.fromisoformat(value):%-d %B %Y}"


def moment_words(value: str) -> str:
    """A moment that is kept in ISO 8601, as prose names it, in UTC."""
    return f"{datetime.fromisoformat(value).astimezone(UTC):%-d %B %Y %H:%M} UTC"


def department_words(value: str) -> str:
    """A department inside a sentence."""
    return Department(value).label


def words(value: str) -> str:
    """A state inside a sentence."""
    return value.replace("_", " ")
