"""Triage: does a report become an incident? Both departments answer; their two answers decide."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Triage(StrEnum):
    """Where the report stands."""

    REPORTED = "reported"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class TriageVerb(StrEnum):
    """Past participles: what happens to the report once both departments have answered alike."""

    ACCEPTED = "accepted"
    DECLINED = "declined"


class Answer(StrEnum):
    """What one department says."""

    ACCEPT = "accept"
    DECLINE = "decline"


TRIAGE: Mapping[tuple[Triage, TriageVerb], Triage] = MappingProxyType(
    {
        (Triage.REPORTED, TriageVerb.ACCEPTED): Triage.ACCEPTED,
        (Triage.REPORTED, TriageVerb.DECLINED): Triage.DECLINED,
    }
)
