"""Change notices: what a vendor or we changed in a system, who reviews it, and which change an incident suspects."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from incidents.domain.vocabulary import Department

NEAR = timedelta(days=60)
"""A change that took effect longer before an incident than this is not suggested as its cause."""

SUGGESTIONS = 5
"""So many changes are suggested at most, the nearest first."""


class Origin(StrEnum):
    """Who changed it."""

    VENDOR = "vendor"
    OWN = "own"

    @property
    def label(self) -> str:
        """The words that pages and forms print."""
        return {"vendor": "The vendor", "own": "Our organisation"}[self.value]


class Part(StrEnum):
    """What was changed."""

    MODEL = "model"
    PROMPT = "prompt"
    FEATURE = "feature"
    DATA = "data"
    INFRASTRUCTURE = "infrastructure"

    @property
    def label(self) -> str:
        """The name that pages and reports print."""
        return self.value.capitalize()

    @property
    def owner(self) -> Department:
        """The department that says whether such a change caused an incident."""
        return Department.IT if self is Part.INFRASTRUCTURE else Department.AI


class ChangeState(StrEnum):
    """Where a notice stands. `REVIEWED`: both departments recorded their half."""

    OPEN = "open"
    REVIEWED = "reviewed"
    WITHDRAWN = "withdrawn"


class ChangeVerb(StrEnum):
    """Past participles: what happens to a notice."""

    REVIEWED = "reviewed"
    WITHDRAWN = "withdrawn"


CHANGE: Mapping[tuple[ChangeState, ChangeVerb], ChangeState] = MappingProxyType(
    {
        (ChangeState.OPEN, ChangeVerb.REVIEWED): ChangeState.REVIEWED,
        (ChangeState.OPEN, ChangeVerb.WITHDRAWN): ChangeState.WITHDRAWN,
    }
)

HALF: Mapping[Department, str] = MappingProxyType(
    {
        Department.AI: "Behavioural impact",
        Department.IT: "Containment and rollback",
    }
)
"""What each department says about a change."""

ANSWERS: Mapping[Department, tuple[str, str]] = MappingProxyType(
    {
        Department.AI: ("Accepted: the behaviour stays within bounds", "A concern: the behaviour may do harm"),
        Department.IT: ("Confirmed: it can be contained and rolled back", "Not confirmed: no way back, or not tested"),
    }
)
"""What each department may answer: the good one first."""


class Suspicion(StrEnum):
    """What an incident says about a change."""

    SUSPECTED = "suspected"
    CONFIRMED = "confirmed"
    RULED_OUT = "ruled_out"
    CLEARED = "cleared"

    @property
    def label(self) -> str:
        """The words that pages and reports print."""
        return {"ruled_out": "Ruled out", "cleared": "Taken back"}.get(self.value, self.value.capitalize())


class SuspicionVerb(StrEnum):
    """Past participles: what happens to a suspicion. `CLEARED` takes it back: it was named by mistake."""

    SUSPECTED = "suspected"
    CONFIRMED = "confirmed"
    RULED_OUT = "ruled_out"
    CLEARED = "cleared"


SUSPICION: Mapping[tuple[Suspicion, SuspicionVerb], Suspicion] = MappingProxyType(
    {
        (Suspicion.SUSPECTED, SuspicionVerb.CONFIRMED): Suspicion.CONFIRMED,
        (Suspicion.SUSPECTED, SuspicionVerb.RULED_OUT): Suspicion.RULED_OUT,
        (Suspicion.SUSPECTED, SuspicionVerb.CLEARED): Suspicion.CLEARED,
        (Suspicion.CONFIRMED, SuspicionVerb.RULED_OUT): Suspicion.RULED_OUT,
        (Suspicion.CONFIRMED, SuspicionVerb.CLEARED): Suspicion.CLEARED,
        (Suspicion.RULED_OUT, SuspicionVerb.SUSPECTED): Suspicion.SUSPECTED,
        (Suspicion.CLEARED, SuspicionVerb.SUSPECTED): Suspicion.SUSPECTED,
    }
)
