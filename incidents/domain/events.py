"""Everything that can happen, in the past tense. Each operation publishes one of these.

The fields are what the audit chain keeps; `sentence` is how the activity feed tells it, after the actor's name.
`milestone` events stand in the timeline by themselves; `decision` events stand in «Decisions and accountability».
"""

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from incidents.domain.vocabulary import Department, Section, Severity, TaskKind


@dataclass(frozen=True)
class Actor:
    """Who acted, as they were then. `id` is None for the product itself; `lane` is business, ai, it or joint."""

    id: int | None
    name: str
    role: str
    department: str
    lane: str


SYSTEM = Actor(id=None, name="Countersign", role="", department="", lane="joint")


@dataclass(frozen=True, kw_only=True)
class Event:
    """What all events have. `incident_id` is None for events of the organisation; `at` is in UTC."""

    milestone: ClassVar[bool] = False
    decision: ClassVar[bool] = False
    joint: ClassVar[bool] = False

    incident_id: int | None = None
    actor: Actor
    at: datetime

    @property
    def sentence(self) -> str:
        """What the feed prints after the actor's name."""
        raise NotImplementedError(type(self).__name__)  # pragma: no cover - a test proves that all have one

    @property
    def why(self) -> str:
        """The reason given, or nothing."""
        return str(getattr(self, "reason", ""))

    def payload(self) -> dict[str, Any]:
        """The event's own fields as plain values, for the audit chain."""
        common = {field.name for field in fields(Event)}
        return {field.name: plain(getattr(self, field.name)) for field in fields(self) if field.name not in common}


def plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    if isinstance(value, StrEnum):
        return value.value
    return value.isoformat() if isinstance(value, datetime) else value


def _severity(value: str | None) -> str:
    return Severity(value).label if value else "no severity"


def _kind(value: str) -> str:
    return TaskKind(value).label.lower()


def _department(value: str) -> str:
    return Department(value).label


@dataclass(frozen=True, kw_only=True)
class IncidentReported(Event):
    milestone: ClassVar[bool] = True
    title: str
    system: str
    severity_hint: str | None

    @property
    def sentence(self) -> str:
        return f"reported a harmful output of {self.system}"


@dataclass(frozen=True, kw_only=True)
class DepartmentAcknowledged(Event):
    milestone: ClassVar[bool] = True
    department: str

    @property
    def sentence(self) -> str:
        return f"acknowledged the report for {_department(self.department)}"


@dataclass(frozen=True, kw_only=True)
class TriageAnswered(Event):
    decision: ClassVar[bool] = True
    department: str
    answer: str
    reason: str

    @property
    def sentence(self) -> str:
        said = "accepted the report" if self.answer == "accept" else "would decline the report"
        return f"{said} for {_department(self.department)}"


@dataclass(frozen=True, kw_only=True)
class IncidentAccepted(Event):
    milestone: ClassVar[bool] = True
    joint: ClassVar[bool] = True
    severity: str

    @property
    def sentence(self) -> str:
        return f"completed triage: accepted by both departments as {_severity(self.severity)}"


@dataclass(frozen=True, kw_only=True)
class IncidentDeclined(Event):
    milestone: ClassVar[bool] = True
    joint: ClassVar[bool] = True
    reason: str

    @property
    def sentence(self) -> str:
        return "completed triage: declined by both departments"


@dataclass(frozen=True, kw_only=True)
class IncidentReopened(Event):
    milestone: ClassVar[bool] = True
    decision: ClassVar[bool] = True
    reason: str

    @property
    def sentence(self) -> str:
        return "reopened the incident"


@dataclass(frozen=True, kw_only=True)
class SeverityRated(Event):
    decision: ClassVar[bool] = True
    milestone: ClassVar[bool] = True
    before: str | None
    after: str
    reason: str

    @property
    def sentence(self) -> str:
        if self.before is None:
            return f"rated the incident {_severity(self.after)}"
        return f"changed the severity from {_severity(self.before)} to {_severity(self.after)}"


@dataclass(frozen=True, kw_only=True)
class CommentAdded(Event):
    comment_id: int
    sha256: str

    @property
    def sentence(self) -> str:
        return "commented"


@dataclass(frozen=True, kw_only=True)
class EvidenceAdded(Event):
    evidence_id: int
    name: str
    version: int
    size: int
    sha256: str

    @property
    def sentence(self) -> str:
        return f"added evidence «{self.name}»" + (f" (version {self.version})" if self.version > 1 else "")


@dataclass(frozen=True, kw_only=True)
class TaskEvent(Event):
    """What all events of a task have."""

    task_id: int
    kind: str
    owner: str
    title: str

    @property
    def work(self) -> str:
        """The task as it stands in a sentence."""
        return f"the {_kind(self.kind)} «{self.title}»"


@dataclass(frozen=True, kw_only=True)
class TaskRaised(TaskEvent):
    @property
    def sentence(self) -> str:
        return f"raised {self.work} for {_department(self.owner)}"


@dataclass(frozen=True, kw_only=True)
class TaskAssigned(TaskEvent):
    assignee_id: int
    assignee: str

    @property
    def sentence(self) -> str:
        taken = self.assignee_id == self.actor.id
        return f"took {self.work}" if taken else f"assigned {self.work} to {self.assignee}"


@dataclass(frozen=True, kw_only=True)
class TaskStarted(TaskEvent):
    milestone: ClassVar[bool] = True
    emergency: bool

    @property
    def sentence(self) -> str:
        return f"started {self.work}" + (" in an emergency, before triage was through" if self.emergency else "")


@dataclass(frozen=True, kw_only=True)
class TaskFinished(TaskEvent):
    milestone: ClassVar[bool] = True
    outcome: str

    @property
    def sentence(self) -> str:
        return f"finished {self.work}"

    @property
    def why(self) -> str:
        return self.outcome


@dataclass(frozen=True, kw_only=True)
class TaskCancelled(TaskEvent):
    decision: ClassVar[bool] = True
    reason: str

    @property
    def sentence(self) -> str:
        return f"cancelled {self.work}"


@dataclass(frozen=True, kw_only=True)
class TaskWaived(TaskEvent):
    decision: ClassVar[bool] = True
    reason: str

    @property
    def sentence(self) -> str:
        return f"waived {self.work}"


@dataclass(frozen=True, kw_only=True)
class HandOverOffered(TaskEvent):
    to_kind: str
    reason: str

    @property
    def sentence(self) -> str:
        other = Department(self.owner).other.label
        return f"offered {self.work} to {other} as {_kind(self.to_kind)}"


@dataclass(frozen=True, kw_only=True)
class HandOverAccepted(TaskEvent):
    decision: ClassVar[bool] = True
    milestone: ClassVar[bool] = True
    from_kind: str
    reason: str

    @property
    def sentence(self) -> str:
        return f"accepted {self.work} for {_department(self.owner)}; it was {_kind(self.from_kind)} before"


@dataclass(frozen=True, kw_only=True)
class HandOverSentBack(TaskEvent):
    decision: ClassVar[bool] = True
    to_kind: str
    reason: str

    @property
    def sentence(self) -> str:
        return f"sent {self.work} back to {_department(self.owner)}"


@dataclass(frozen=True, kw_only=True)
class ContainmentMoved(Event):
    decision: ClassVar[bool] = True
    milestone: ClassVar[bool] = True
    before: str
    after: str
    reason: str

    @property
    def sentence(self) -> str:
        return f"moved containment from {_words(self.before)} to {_words(self.after)}"


@dataclass(frozen=True, kw_only=True)
class CorrectionMoved(Event):
    decision: ClassVar[bool] = True
    milestone: ClassVar[bool] = True
    before: str
    after: str
    reason: str

    @property
    def sentence(self) -> str:
        return f"moved correction from {_words(self.before)} to {_words(self.after)}"


def _words(value: str) -> str:
    return value.replace("_", " ")


@dataclass(frozen=True, kw_only=True)
class TimelineEdited(Event):
    entry_id: int
    change: str
    text: str

    @property
    def sentence(self) -> str:
        return f"{self.change} a timeline entry: {self.text}"


@dataclass(frozen=True, kw_only=True)
class ReviewEvent(Event):
    """What all events of a review have."""

    revision: int


@dataclass(frozen=True, kw_only=True)
class ReviewOpened(ReviewEvent):
    milestone: ClassVar[bool] = True
    joint: ClassVar[bool] = True
    supersedes: int | None

    @property
    def sentence(self) -> str:
        return f"opened the post-incident review, revision {self.revision}"


@dataclass(frozen=True, kw_only=True)
class SectionWritten(ReviewEvent):
    section: str
    version: int
    sha256: str

    @property
    def sentence(self) -> str:
        return f"wrote the section «{Section(self.section).label}»"


@dataclass(frozen=True, kw_only=True)
class FactorChanged(ReviewEvent):
    change: str
    cause_class: str
    explanation: str

    @property
    def sentence(self) -> str:
        return f"{self.change} a contributing factor: {_words(self.cause_class)}"


@dataclass(frozen=True, kw_only=True)
class ActionChanged(ReviewEvent):
    change: str
    title: str
    owner: str
    department: str
    due_on: str

    @property
    def sentence(self) -> str:
        return f"{self.change} the action «{self.title}», owned by {self.owner}, due {self.due_on}"


@dataclass(frozen=True, kw_only=True)
class ReviewMarkedReady(ReviewEvent):
    decision: ClassVar[bool] = True
    department: str

    @property
    def sentence(self) -> str:
        return f"marked the review ready for {_department(self.department)}"


@dataclass(frozen=True, kw_only=True)
class ReadinessWithdrawn(ReviewEvent):
    department: str
    reason: str

    @property
    def sentence(self) -> str:
        return f"withdrew the mark «ready» of {_department(self.department)}"


@dataclass(frozen=True, kw_only=True)
class ReviewFrozen(ReviewEvent):
    review_id: int
    sha256: str

    @property
    def sentence(self) -> str:
        return f"froze revision {self.revision} of the review"


@dataclass(frozen=True, kw_only=True)
class ReportSealed(ReviewEvent):
    sha256: str

    @property
    def sentence(self) -> str:
        return f"rendered and sealed the report, revision {self.revision}"


@dataclass(frozen=True, kw_only=True)
class ReportSigned(ReviewEvent):
    milestone: ClassVar[bool] = True
    department: str
    certificate: str
    sha256: str

    @property
    def sentence(self) -> str:
        return f"signed the report for {_department(self.department)}"


@dataclass(frozen=True, kw_only=True)
class ReviewPublished(ReviewEvent):
    milestone: ClassVar[bool] = True
    joint: ClassVar[bool] = True
    sha256: str

    @property
    def sentence(self) -> str:
        return f"published the countersigned report, revision {self.revision}"


@dataclass(frozen=True, kw_only=True)
class ReviewVoided(ReviewEvent):
    decision: ClassVar[bool] = True
    signatures: int
    reason: str

    @property
    def sentence(self) -> str:
        lost = {0: "no signature was given yet", 1: "one signature is void"}.get(
            self.signatures, "both signatures are void"
        )
        return f"withdrew revision {self.revision} to change it; {lost}"


@dataclass(frozen=True, kw_only=True)
class WaiverAgreed(Event):
    decision: ClassVar[bool] = True
    department: str
    reason: str

    @property
    def sentence(self) -> str:
        return f"agreed for {_department(self.department)} to close without a review"


@dataclass(frozen=True, kw_only=True)
class ReviewWaived(Event):
    milestone: ClassVar[bool] = True
    joint: ClassVar[bool] = True
    reason: str

    @property
    def sentence(self) -> str:
        return "closed the incident without a review, as both departments agreed"


@dataclass(frozen=True, kw_only=True)
class ReportAcknowledged(ReviewEvent):
    @property
    def sentence(self) -> str:
        return f"acknowledged having read the report, revision {self.revision}"


@dataclass(frozen=True, kw_only=True)
class OrganisationFounded(Event):
    name: str
    demo: bool

    @property
    def sentence(self) -> str:
        return f"founded the organisation {self.name}"


@dataclass(frozen=True, kw_only=True)
class PersonAdded(Event):
    person_id: int
    name: str
    affiliation: str | None
    rank: str | None
    administrator: bool

    @property
    def sentence(self) -> str:
        return f"added {self.name}"


@dataclass(frozen=True, kw_only=True)
class PersonChanged(Event):
    person_id: int
    name: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        return f"changed {self.name} from {self.before} to {self.after}"


@dataclass(frozen=True, kw_only=True)
class PasswordGiven(Event):
    person_id: int
    name: str

    @property
    def sentence(self) -> str:
        return f"gave {self.name} a new initial password"


@dataclass(frozen=True, kw_only=True)
class UnitAdded(Event):
    name: str

    @property
    def sentence(self) -> str:
        return f"added the unit {self.name}"


@dataclass(frozen=True, kw_only=True)
class SystemSaved(Event):
    system_id: int
    name: str
    change: str

    @property
    def sentence(self) -> str:
        return f"{self.change} the AI system {self.name}"


@dataclass(frozen=True, kw_only=True)
class SigningIdentityEnrolled(Event):
    person_id: int
    name: str
    department: str
    certificate: str

    @property
    def sentence(self) -> str:
        return f"enrolled {self.name} to sign for {_department(self.department)}"


def _leaves(kind: type[Event]) -> list[type[Event]]:
    below = kind.__subclasses__()
    return [leaf for sub in below for leaf in _leaves(sub)] if below else [kind]


EVENTS: dict[str, type[Event]] = {kind.__name__: kind for kind in _leaves(Event)}
"""Every event by its name in the audit chain."""
