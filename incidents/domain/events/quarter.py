"""Quarterly reports: asked for, and sealed."""

from dataclasses import dataclass

from incidents.domain.events.base import Event

__all__ = [
    "QuarterEvent",
    "QuarterRequested",
    "QuarterSealed",
]


@dataclass(frozen=True, kw_only=True)
class QuarterEvent(Event):
    """What both events have. `edition` counts the reports of one quarter."""

    report_id: int
    quarter: str
    edition: int

    @property
    def named(self) -> str:
        """The report inside a sentence."""
        return f"the quarterly report {self.quarter}, edition {self.edition}"


@dataclass(frozen=True, kw_only=True)
class QuarterRequested(QuarterEvent):
    preliminary: bool
    sha256: str

    @property
    def sentence(self) -> str:
        return f"asked for {self.named}" + (", which is preliminary" if self.preliminary else "")


@dataclass(frozen=True, kw_only=True)
class QuarterSealed(QuarterEvent):
    sha256: str

    @property
    def sentence(self) -> str:
        return f"sealed {self.named}"
