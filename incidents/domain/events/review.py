"""What happens to a review, its report and its timeline."""

from dataclasses import dataclass
from typing import ClassVar

from incidents.domain.events.base import Event, day_words, department_words, words
from incidents.domain.sections import Section

__all__ = [
    "ActionChanged",
    "FactorChanged",
    "ReadinessWithdrawn",
    "ReportAcknowledged",
    "ReportArchived",
    "ReportSealed",
    "ReportSigned",
    "ReportTimeStamped",
    "ReviewEvent",
    "ReviewFrozen",
    "ReviewMarkedReady",
    "ReviewOpened",
    "ReviewPublished",
    "ReviewVoided",
    "ReviewWaived",
    "SectionWritten",
    "TimeStampForgone",
    "TimelineEdited",
    "UnstampedChosen",
    "WaiverAgreed",
]


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
        return f"wrote the section “{Section(self.section).label}”"


@dataclass(frozen=True, kw_only=True)
class FactorChanged(ReviewEvent):
    change: str
    cause_class: str
    explanation: str

    @property
    def sentence(self) -> str:
        return f"{self.change} a contributing factor: {words(self.cause_class)}"


@dataclass(frozen=True, kw_only=True)
class ActionChanged(ReviewEvent):
    change: str
    title: str
    owner: str
    department: str
    due_on: str

    @property
    def sentence(self) -> str:
        return f"{self.change} the action “{self.title}”, owned by {self.owner}, due {day_words(self.due_on)}"


@dataclass(frozen=True, kw_only=True)
class ReviewMarkedReady(ReviewEvent):
    decision: ClassVar[bool] = True
    department: str

    @property
    def sentence(self) -> str:
        return f"marked the review ready for {department_words(self.department)}"


@dataclass(frozen=True, kw_only=True)
class ReadinessWithdrawn(ReviewEvent):
    department: str
    reason: str

    @property
    def sentence(self) -> str:
        return f"withdrew the mark “ready” of {department_words(self.department)}"


@dataclass(frozen=True, kw_only=True)
class ReviewFrozen(ReviewEvent):
    review_id: int
    sha256: str

    @property
    def sentence(self) -> str:
        return f"froze revision {self.revision} of the review"


@dataclass(frozen=True, kw_only=True)
class ReportSealed(ReviewEvent):
    """`stamp_review_id` names the review whose file waits for a time-stamp now."""

    sha256: str
    stamp_review_id: int | None = None

    @property
    def sentence(self) -> str:
        return f"rendered and sealed the report, revision {self.revision}"


@dataclass(frozen=True, kw_only=True)
class ReportSigned(ReviewEvent):
    """`stamp_review_id` names the review whose file waits for a time-stamp now."""

    milestone: ClassVar[bool] = True
    department: str
    certificate: str
    sha256: str
    stamp_review_id: int | None = None

    @property
    def sentence(self) -> str:
        return f"signed the report for {department_words(self.department)}"


@dataclass(frozen=True, kw_only=True)
class ReportTimeStamped(ReviewEvent):
    level: str
    sha256: str

    @property
    def sentence(self) -> str:
        return f"had the report, revision {self.revision}, time-stamped ({self.level})"


@dataclass(frozen=True, kw_only=True)
class TimeStampForgone(ReviewEvent):
    reason: str

    @property
    def sentence(self) -> str:
        return f"went on without a time-stamp in revision {self.revision}, as the organisation allows: {self.reason}"


@dataclass(frozen=True, kw_only=True)
class UnstampedChosen(Event):
    """What the organisation does when no time-stamp can be had."""

    allowed: bool

    @property
    def sentence(self) -> str:
        if self.allowed:
            return "let signing go on when no time-stamp can be had; it is put on later"
        return "let signing wait when no time-stamp can be had"


@dataclass(frozen=True, kw_only=True)
class ReportArchived(ReviewEvent):
    until: str
    sha256: str

    @property
    def sentence(self) -> str:
        return f"had a new time-stamp put over the published report, revision {self.revision}, good until {self.until}"


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
        return f"agreed for {department_words(self.department)} to close without a review"


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
