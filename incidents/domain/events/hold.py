"""What happens to the evidence hold of an incident."""

from dataclasses import dataclass
from typing import ClassVar

from incidents.domain.events.base import Event
from incidents.domain.hold import HoldItem

__all__ = [
    "HoldCompleted",
    "HoldEvent",
    "HoldItemNotApplicable",
    "HoldItemSealed",
    "HoldItemSupplied",
]


@dataclass(frozen=True, kw_only=True)
class HoldEvent(Event):
    """What all events of one item of the hold have. `round` counts reopenings."""

    item: str
    round: int

    @property
    def named(self) -> str:
        """The item as it stands in a sentence."""
        return HoldItem(self.item).label.lower()


@dataclass(frozen=True, kw_only=True)
class HoldItemSupplied(HoldEvent):
    sha256: str

    @property
    def sentence(self) -> str:
        return f"supplied the {self.named} for the evidence hold"


@dataclass(frozen=True, kw_only=True)
class HoldItemSealed(HoldEvent):
    sha256: str
    file: str
    reason: str

    @property
    def sentence(self) -> str:
        again = "sealed again" if self.reason else "sealed"
        return f"{again} the {self.named} in the evidence hold" + (f", with “{self.file}”" if self.file else "")


@dataclass(frozen=True, kw_only=True)
class HoldItemNotApplicable(HoldEvent):
    decision: ClassVar[bool] = True
    sha256: str
    reason: str

    @property
    def sentence(self) -> str:
        return f"marked the {self.named} as not applicable in the evidence hold"


@dataclass(frozen=True, kw_only=True)
class HoldCompleted(Event):
    milestone: ClassVar[bool] = True
    round: int

    @property
    def sentence(self) -> str:
        return "completed the evidence hold: the state of the system is sealed"
