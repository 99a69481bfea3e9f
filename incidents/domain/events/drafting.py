"""What people do around the text of a review that is being drafted."""

from dataclasses import dataclass

from incidents.domain.events.review import ReviewEvent
from incidents.domain.sections import Section

__all__ = [
    "CommentReopened",
    "CommentResolved",
    "DraftEvent",
    "PreviewAsked",
    "SectionCommented",
    "SuggestionAccepted",
    "SuggestionDeclined",
    "SuggestionMade",
    "SuggestionTakenBack",
    "SuggestionWithdrawn",
    "TextKept",
]


@dataclass(frozen=True, kw_only=True)
class DraftEvent(ReviewEvent):
    """What happens while a review is drafted, and is for the departments alone."""


@dataclass(frozen=True, kw_only=True)
class SuggestionEvent(DraftEvent):
    """What all events of a suggestion have. `sha256` is of the suggested text."""

    section: str
    suggestion_id: int
    sha256: str

    @property
    def where(self) -> str:
        """The section inside a sentence."""
        return f"the section “{Section(self.section).label}”"


@dataclass(frozen=True, kw_only=True)
class SuggestionMade(SuggestionEvent):
    @property
    def sentence(self) -> str:
        return f"suggested a text for {self.where}"


@dataclass(frozen=True, kw_only=True)
class TextKept(SuggestionEvent):
    """Two people changed the same lines; the text that did not stay in the section was kept beside it."""

    by: str

    @property
    def sentence(self) -> str:
        return f"had a text by {self.by} for {self.where} kept, which crossed with another"


@dataclass(frozen=True, kw_only=True)
class SuggestionAccepted(SuggestionEvent):
    """`version` is the one of the section that has the text in it, `section_sha256` its digest."""

    by: str
    version: int
    section_sha256: str

    @property
    def sentence(self) -> str:
        return f"accepted the text that {self.by} suggested for {self.where}"


@dataclass(frozen=True, kw_only=True)
class SuggestionDeclined(SuggestionEvent):
    by: str
    reason: str

    @property
    def sentence(self) -> str:
        return f"declined the text that {self.by} suggested for {self.where}"


@dataclass(frozen=True, kw_only=True)
class SuggestionTakenBack(SuggestionEvent):
    @property
    def sentence(self) -> str:
        return f"withdrew the text suggested for {self.where}"


@dataclass(frozen=True, kw_only=True)
class SuggestionWithdrawn(SuggestionEvent):
    @property
    def sentence(self) -> str:
        return f"brought a kept text into {self.where}"


@dataclass(frozen=True, kw_only=True)
class CommentEvent(DraftEvent):
    """What all events of a comment on a section have."""

    section: str
    comment_id: int

    @property
    def where(self) -> str:
        """The section inside a sentence."""
        return f"the section “{Section(self.section).label}”"


@dataclass(frozen=True, kw_only=True)
class SectionCommented(CommentEvent):
    sha256: str

    @property
    def sentence(self) -> str:
        return f"commented on {self.where}"


@dataclass(frozen=True, kw_only=True)
class CommentResolved(CommentEvent):
    by: str

    @property
    def sentence(self) -> str:
        return f"resolved a comment by {self.by} on {self.where}"


@dataclass(frozen=True, kw_only=True)
class CommentReopened(CommentEvent):
    by: str

    @property
    def sentence(self) -> str:
        return f"reopened a comment by {self.by} on {self.where}"


@dataclass(frozen=True, kw_only=True)
class PreviewAsked(DraftEvent):
    preview_id: int

    @property
    def sentence(self) -> str:
        return f"asked for a preview of the report, revision {self.revision}"
