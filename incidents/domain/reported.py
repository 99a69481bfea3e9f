"""What a report says, field by field: how each is kept, and what a correction changes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType

from incidents.domain import text
from incidents.domain.errors import Invalid


class ReportedField(StrEnum):
    """A field of a report that can be corrected, in the order of its form."""

    TITLE = "title"
    WHAT_HAPPENED = "what_happened"
    PROMPT = "prompt"
    OUTPUT = "output"
    AFFECTED_PEOPLE = "affected_people"
    OCCURRED_AT = "occurred_at"
    DETECTED_HOW = "detected_how"
    SOURCES = "sources"

    @property
    def label(self) -> str:
        """As a heading, and in lower case inside a sentence."""
        return _LABELS[self]


_F = ReportedField

_LABELS: Mapping[ReportedField, str] = MappingProxyType(
    {
        _F.TITLE: "Title",
        _F.WHAT_HAPPENED: "What happened",
        _F.PROMPT: "What was asked",
        _F.OUTPUT: "What the system answered or did",
        _F.AFFECTED_PEOPLE: "Who is affected",
        _F.OCCURRED_AT: "When it happened",
        _F.DETECTED_HOW: "How it was noticed",
        _F.SOURCES: "Sources",
    }
)


def clean(field: ReportedField, value: str) -> str:
    """The text as it is kept. Raises `Invalid` where it is too long, or missing in a field that must say something."""
    if field is ReportedField.TITLE:
        return text.line(field, value, "a title")
    if field is ReportedField.WHAT_HAPPENED:
        return text.required(field, value, "an account of what happened")
    return text.bounded(field, value)


def refuse_future(occurred_at: datetime | None, at: datetime) -> None:
    """Raises `Invalid` for what has not happened yet at `at`."""
    if occurred_at is not None and occurred_at > at:
        raise Invalid(ReportedField.OCCURRED_AT, "This lies in the future. Give the time at which it happened.")


def spelt(value: str | datetime | None) -> str:
    """What a field holds, as text: a moment in UTC to the minute, which is what people can type."""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M}Z"
    return value or ""


def meant(field: ReportedField, value: str) -> str | datetime | None:
    """What a field holds from now on where its text says this."""
    if field is not ReportedField.OCCURRED_AT:
        return value
    return datetime.fromisoformat(value) if value else None


@dataclass(frozen=True)
class Difference:
    """What a writer changed, and what stands now in fields that somebody else changed meanwhile otherwise."""

    changed: Mapping[ReportedField, str]
    crossed: Mapping[ReportedField, str]


def difference(
    stands: Mapping[ReportedField, str], typed: Mapping[ReportedField, str], seen: Mapping[ReportedField, str]
) -> Difference:
    """Compare what was typed with what stands and with what its writer read, whose digests are `seen`.

    A field that the writer left as they read it keeps what somebody else wrote into it.
    """
    own = [field for field in typed if typed[field] != stands[field] and text.digest(typed[field]) != seen[field]]
    crossed = {field: stands[field] for field in own if text.digest(stands[field]) != seen[field]}
    return Difference({field: typed[field] for field in own if field not in crossed}, crossed)
