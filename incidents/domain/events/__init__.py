"""Everything that can happen, in the past tense. Each operation publishes one of these.

The fields are what the audit chain keeps; `sentence` is how the activity feed tells it, after the actor's name.
`milestone` events stand in the timeline by themselves; `decision` events stand in «Decisions and accountability».
"""

from incidents.domain.events.base import SYSTEM, Actor, Event, plain
from incidents.domain.events.incident import (
    CommentAdded,
    ContainmentMoved,
    CorrectionMoved,
    DepartmentAcknowledged,
    EvidenceAdded,
    IncidentAccepted,
    IncidentDeclined,
    IncidentReopened,
    IncidentReported,
    SeverityRated,
    TriageAnswered,
)
from incidents.domain.events.organisation import (
    OrganisationFounded,
    PasswordGiven,
    PersonAdded,
    PersonChanged,
    SigningIdentityEnrolled,
    SystemSaved,
    UnitAdded,
)
from incidents.domain.events.override import GateOverridden, OverrideAcknowledged, OverrideEvent
from incidents.domain.events.review import (
    ActionChanged,
    FactorChanged,
    ReadinessWithdrawn,
    ReportAcknowledged,
    ReportSealed,
    ReportSigned,
    ReviewEvent,
    ReviewFrozen,
    ReviewMarkedReady,
    ReviewOpened,
    ReviewPublished,
    ReviewVoided,
    ReviewWaived,
    SectionWritten,
    TimelineEdited,
    WaiverAgreed,
)
from incidents.domain.events.task import (
    HandOverAccepted,
    HandOverOffered,
    HandOverSentBack,
    TaskAssigned,
    TaskCancelled,
    TaskEvent,
    TaskFinished,
    TaskRaised,
    TaskStarted,
    TaskWaived,
)

__all__ = [
    "EVENTS",
    "SYSTEM",
    "ActionChanged",
    "Actor",
    "CommentAdded",
    "ContainmentMoved",
    "CorrectionMoved",
    "DepartmentAcknowledged",
    "Event",
    "EvidenceAdded",
    "FactorChanged",
    "GateOverridden",
    "HandOverAccepted",
    "HandOverOffered",
    "HandOverSentBack",
    "IncidentAccepted",
    "IncidentDeclined",
    "IncidentReopened",
    "IncidentReported",
    "OrganisationFounded",
    "OverrideAcknowledged",
    "OverrideEvent",
    "PasswordGiven",
    "PersonAdded",
    "PersonChanged",
    "ReadinessWithdrawn",
    "ReportAcknowledged",
    "ReportSealed",
    "ReportSigned",
    "ReviewEvent",
    "ReviewFrozen",
    "ReviewMarkedReady",
    "ReviewOpened",
    "ReviewPublished",
    "ReviewVoided",
    "ReviewWaived",
    "SectionWritten",
    "SeverityRated",
    "SigningIdentityEnrolled",
    "SystemSaved",
    "TaskAssigned",
    "TaskCancelled",
    "TaskEvent",
    "TaskFinished",
    "TaskRaised",
    "TaskStarted",
    "TaskWaived",
    "TimelineEdited",
    "TriageAnswered",
    "UnitAdded",
    "WaiverAgreed",
    "plain",
]


def _leaves(kind: type[Event]) -> list[type[Event]]:
    below = kind.__subclasses__()
    return [leaf for sub in below for leaf in _leaves(sub)] if below else [kind]


EVENTS: dict[str, type[Event]] = {kind.__name__: kind for kind in _leaves(Event)}  # type: ignore[type-abstract]
"""Every event by its name in the audit chain."""
