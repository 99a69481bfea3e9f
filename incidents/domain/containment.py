"""Containment, the track of IT: stop the harm, then bring the service back."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from incidents.domain.vocabulary import TaskKind


class Containment(StrEnum):
    """Where IT stands."""

    ASSESSING = "assessing"
    CONTAINING = "containing"
    CONTAINED = "contained"
    RESTORED = "restored"
    NOT_NEEDED = "not_needed"


class ContainmentVerb(StrEnum):
    """What moves it. `BEGUN` comes from a started task, `REOPENED` with the incident; leads declare the rest."""

    BEGUN = "begun"
    CONTAINED = "contained"
    RESTORED = "restored"
    NOT_NEEDED = "not_needed"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"


CONTAINMENT: Mapping[tuple[Containment, ContainmentVerb], Containment] = MappingProxyType(
    {
        (Containment.ASSESSING, ContainmentVerb.BEGUN): Containment.CONTAINING,
        (Containment.ASSESSING, ContainmentVerb.NOT_NEEDED): Containment.NOT_NEEDED,
        (Containment.NOT_NEEDED, ContainmentVerb.BEGUN): Containment.CONTAINING,
        (Containment.CONTAINING, ContainmentVerb.CONTAINED): Containment.CONTAINED,
        (Containment.CONTAINED, ContainmentVerb.RESTORED): Containment.RESTORED,
        (Containment.CONTAINED, ContainmentVerb.WITHDRAWN): Containment.CONTAINING,
        (Containment.RESTORED, ContainmentVerb.WITHDRAWN): Containment.CONTAINING,
        (Containment.ASSESSING, ContainmentVerb.REOPENED): Containment.ASSESSING,
        (Containment.CONTAINING, ContainmentVerb.REOPENED): Containment.ASSESSING,
        (Containment.CONTAINED, ContainmentVerb.REOPENED): Containment.ASSESSING,
        (Containment.RESTORED, ContainmentVerb.REOPENED): Containment.ASSESSING,
        (Containment.NOT_NEEDED, ContainmentVerb.REOPENED): Containment.ASSESSING,
    }
)

SETTLED = frozenset({Containment.CONTAINED, Containment.RESTORED, Containment.NOT_NEEDED})

BEGINS = frozenset(
    {TaskKind.ACCESS_RESTRICTION, TaskKind.SYSTEM_ISOLATION, TaskKind.ROLLBACK, TaskKind.CONTROL_ENFORCEMENT}
)
"""Starting one of these is containing. Preserving evidence or keeping production up is not."""

EMERGENCY = frozenset({TaskKind.ACCESS_RESTRICTION, TaskKind.SYSTEM_ISOLATION, TaskKind.EVIDENCE_PRESERVATION})
"""IT may do these at once, alone, before triage is through: that is its own right."""

MAY_STAY_OPEN: Mapping[ContainmentVerb, frozenset[TaskKind]] = MappingProxyType(
    {
        ContainmentVerb.CONTAINED: frozenset({TaskKind.STABILITY_AND_RESTORATION}),
        ContainmentVerb.RESTORED: frozenset(),
        ContainmentVerb.NOT_NEEDED: frozenset({TaskKind.EVIDENCE_PRESERVATION, TaskKind.STABILITY_AND_RESTORATION}),
    }
)
"""Task kinds of IT that do not stand in the way of a declaration; any other open task does."""
