"""What happens to an incident and its tracks."""

from dataclasses import dataclass
from typing import ClassVar

from incidents.domain.events.base import Event, department_words, severity_words, words

__all__ = [
    "CommentAdded",
    "ContainmentMoved",
    "CorrectionMoved",
    "DepartmentAcknowledged",
    "EvidenceAdded",
    "IncidentAccepted",
    "IncidentDeclined",
    "IncidentReopened",
    "IncidentReported",
    "ReportCorrected",
    "SeverityRated",
    "TriageAnswered",
]


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
        return f"acknowledged the report for {department_words(self.department)}"


@dataclass(frozen=True, kw_only=True)
class TriageAnswered(Event):
    decision: ClassVar[bool] = True
    department: str
    answer: str
    reason: str

    @property
    def sentence(self) -> str:
        said = "accepted the report" if self.answer == "accept" else "would decline the report"
        return f"{said} for {department_words(self.department)}"


@dataclass(frozen=True, kw_only=True)
class IncidentAccepted(Event):
    milestone: ClassVar[bool] = True
    joint: ClassVar[bool] = True
    severity: str

    @property
    def sentence(self) -> str:
        return f"completed triage: accepted by both departments as {severity_words(self.severity)}"


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
            return f"rated the incident {severity_words(self.after)}"
        return f"changed the severity from {severity_words(self.before)} to {severity_words(self.after)}"


@dataclass(frozen=True, kw_only=True)
class ReportCorrected(Event):
    """`fields` are the labels of what was corrected; `digests` has those of its texts before and after, as JSON."""

    milestone: ClassVar[bool] = True
    correction: int
    fields: str
    digests: str
    reason_sha256: str

    @property
    def sentence(self) -> str:
        return f"corrected what was reported: {self.fields}"


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
        return f"added evidence “{self.name}”" + (f" (version {self.version})" if self.version > 1 else "")


@dataclass(frozen=True, kw_only=True)
class ContainmentMoved(Event):
    decision: ClassVar[bool] = True
    milestone: ClassVar[bool] = True
    before: str
    after: str
    reason: str

    @property
    def sentence(self) -> str:
        return f"moved containment from {words(self.before)} to {words(self.after)}"


@dataclass(frozen=True, kw_only=True)
class CorrectionMoved(Event):
    decision: ClassVar[bool] = True
    milestone: ClassVar[bool] = True
    before: str
    after: str
    reason: str

    @property
    def sentence(self) -> str:
        return f"moved correction from {words(self.before)} to {words(self.after)}"
