"""How two incidents belong together. A change that caused one is no relation between incidents."""

from collections.abc import Callable
from enum import StrEnum


class RelationKind(StrEnum):
    """What the one is to the other. Each is told from both ends, see `label` and `reverse`."""

    DUPLICATE_OF = "duplicate_of"
    RECURRENCE_OF = "recurrence_of"
    RELATED_TO = "related_to"

    @property
    def label(self) -> str:
        """Seen from the incident that names the other: “Duplicate of”."""
        return self.value.replace("_", " ").capitalize()

    @property
    def reverse(self) -> str:
        """Seen from the incident that is named: “Has duplicate”."""
        return {"duplicate_of": "Has duplicate", "recurrence_of": "Recurred as"}.get(self.value, self.label)

    @property
    def meaning(self) -> str:
        """One line that helps a person choose."""
        return {
            "duplicate_of": "The same event, reported twice. The original goes on.",
            "recurrence_of": "The same harm again, after it was thought to be over.",
            "related_to": "Worth reading together.",
        }[self.value]

    @property
    def symmetric(self) -> bool:
        """Whether it says the same from both ends."""
        return self is RelationKind.RELATED_TO


def closes_a_circle(start: int, target: int, next_of: Callable[[int], int | None]) -> bool:
    """Whether following `next_of` from `target` comes back to `start`: AI-1 of AI-2 of AI-1 says nothing."""
    seen: set[int] = set()
    here: int | None = target
    while here is not None and here not in seen:
        if here == start:
            return True
        seen.add(here)
        here = next_of(here)
    return False
