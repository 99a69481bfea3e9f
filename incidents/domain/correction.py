"""Behavioural correction, the track of the AI department: change the behaviour, then prove that it changed."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from incidents.domain.vocabulary import TaskKind


class Correction(StrEnum):
    """Where the AI department stands."""

    ASSESSING = "assessing"
    CORRECTING = "correcting"
    CORRECTED = "corrected"
    VERIFIED = "verified"
    NOT_NEEDED = "not_needed"


class CorrectionVerb(StrEnum):
    """What moves it. `BEGUN` comes from a started task, `REOPENED` with the incident; leads declare the rest."""

    BEGUN = "begun"
    CORRECTED = "corrected"
    VERIFIED = "verified"
    NOT_NEEDED = "not_needed"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"


CORRECTION: Mapping[tuple[Correction, CorrectionVerb], Correction] = MappingProxyType(
    {
        (Correction.ASSESSING, CorrectionVerb.BEGUN): Correction.CORRECTING,
        (Correction.ASSESSING, CorrectionVerb.NOT_NEEDED): Correction.NOT_NEEDED,
        (Correction.NOT_NEEDED, CorrectionVerb.BEGUN): Correction.CORRECTING,
        (Correction.CORRECTING, CorrectionVerb.CORRECTED): Correction.CORRECTED,
        (Correction.CORRECTED, CorrectionVerb.VERIFIED): Correction.VERIFIED,
        (Correction.CORRECTED, CorrectionVerb.WITHDRAWN): Correction.CORRECTING,
        (Correction.VERIFIED, CorrectionVerb.WITHDRAWN): Correction.CORRECTING,
        (Correction.ASSESSING, CorrectionVerb.REOPENED): Correction.ASSESSING,
        (Correction.CORRECTING, CorrectionVerb.REOPENED): Correction.ASSESSING,
        (Correction.CORRECTED, CorrectionVerb.REOPENED): Correction.ASSESSING,
        (Correction.VERIFIED, CorrectionVerb.REOPENED): Correction.ASSESSING,
        (Correction.NOT_NEEDED, CorrectionVerb.REOPENED): Correction.ASSESSING,
    }
)

SETTLED = frozenset({Correction.VERIFIED, Correction.NOT_NEEDED})

BEGINS = frozenset({TaskKind.CONFIGURATION_CHANGE, TaskKind.DATA_ADJUSTMENT, TaskKind.POLICY_UPDATE})
"""Starting one of these is correcting. Measuring, or asking the vendor, is not."""

_AFTERWARDS = frozenset({TaskKind.VENDOR_ESCALATION, TaskKind.POLICY_UPDATE})

MAY_STAY_OPEN: Mapping[CorrectionVerb, frozenset[TaskKind]] = MappingProxyType(
    {
        CorrectionVerb.CORRECTED: _AFTERWARDS | {TaskKind.BEHAVIOUR_EVALUATION},
        CorrectionVerb.VERIFIED: _AFTERWARDS,
        CorrectionVerb.NOT_NEEDED: _AFTERWARDS | {TaskKind.BEHAVIOUR_EVALUATION},
    }
)
"""Task kinds of the AI department that do not stand in the way of a declaration; any other open task does."""
