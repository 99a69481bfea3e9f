"""The reporting unit's word: does the fix hold?"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class ConfirmationState(StrEnum):
    """Where a question stands. `NOT_ASKED`: no business unit reported the incident. `WITHDRAWN`: of no account now."""

    NOT_ASKED = "not_asked"
    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class ConfirmationVerb(StrEnum):
    """What moves it. `LAPSED` comes with time, `WITHDRAWN` with a declaration that a lead takes back."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


_S, _V = ConfirmationState, ConfirmationVerb

CONFIRMATION: Mapping[tuple[ConfirmationState, ConfirmationVerb], ConfirmationState] = MappingProxyType(
    {
        (_S.NOT_ASKED, _V.ASKED): _S.ASKED,
        (_S.NOT_ASKED, _V.WITHDRAWN): _S.WITHDRAWN,
        (_S.ASKED, _V.CONFIRMED): _S.CONFIRMED,
        (_S.ASKED, _V.REFUTED): _S.REFUTED,
        (_S.ASKED, _V.LAPSED): _S.LAPSED,
        (_S.ASKED, _V.WITHDRAWN): _S.WITHDRAWN,
        (_S.LAPSED, _V.CONFIRMED): _S.CONFIRMED,
        (_S.LAPSED, _V.REFUTED): _S.REFUTED,
        (_S.LAPSED, _V.WITHDRAWN): _S.WITHDRAWN,
        (_S.CONFIRMED, _V.REFUTED): _S.REFUTED,
        (_S.CONFIRMED, _V.WITHDRAWN): _S.WITHDRAWN,
        (_S.REFUTED, _V.CONFIRMED): _S.CONFIRMED,
        (_S.REFUTED, _V.WITHDRAWN): _S.WITHDRAWN,
    }
)
"""A unit may answer late, and may change its answer, for as long as the incident is open."""

WAITS = frozenset({ConfirmationState.ASKED, ConfirmationState.REFUTED})
"""In these states the review is not marked ready, signed or waived."""

DAYS = 5
"""How many days (of 24 hours) a unit has where the organisation says nothing else."""
MOST_DAYS = 90
