"""A state machine is a table: (state, verb) → state. Buttons, checks and the docs' diagram read the same table."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from incidents.domain.errors import NotPossibleNow

S = TypeVar("S", bound=StrEnum)
V = TypeVar("V", bound=StrEnum)


def advance(table: Mapping[tuple[S, V], S], state: S, verb: V) -> S:
    """The state after `verb`. Raises `NotPossibleNow` where the table has no such row."""
    try:
        return table[(state, verb)]
    except KeyError:
        raise NotPossibleNow(f"It is {words(state)}, so it cannot be {words(verb)} now.") from None


def possible(table: Mapping[tuple[S, V], S], state: S) -> list[V]:
    """The verbs that the table allows in this state, in the table's order."""
    return [verb for (origin, verb) in table if origin == state]


def words(value: StrEnum) -> str:
    """A state or verb as it stands in a sentence."""
    return value.value.replace("_", " ")
