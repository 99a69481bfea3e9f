"""Lines that were crossed on purpose."""

from dataclasses import dataclass
from typing import ClassVar

from incidents.domain.events.base import Event, department_words
from incidents.domain.override import Gate

__all__ = [
    "GateOverridden",
    "OverrideAcknowledged",
    "OverrideEvent",
]


@dataclass(frozen=True, kw_only=True)
class OverrideEvent(Event):
    """What both events of an override have."""

    override_id: int
    gate: str
    subject: str

    @property
    def line(self) -> str:
        """The gate as it stands in a sentence."""
        gate = Gate(self.gate).label
        return f"the gate “{gate}”" + (f" for “{self.subject}”" if self.subject else "")


@dataclass(frozen=True, kw_only=True)
class GateOverridden(OverrideEvent):
    decision: ClassVar[bool] = True
    milestone: ClassVar[bool] = True
    override: ClassVar[bool] = True
    department: str
    reason: str

    @property
    def sentence(self) -> str:
        return f"overrode {self.line} for {department_words(self.department)}"


@dataclass(frozen=True, kw_only=True)
class OverrideAcknowledged(OverrideEvent):
    decision: ClassVar[bool] = True
    by: str

    @property
    def sentence(self) -> str:
        return f"acknowledged that {self.by} overrode {self.line}"
