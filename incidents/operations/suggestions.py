"""Texts that people suggest for a section of a review, and what its owner does with them."""

from datetime import datetime

from incidents.access import Act, require
from incidents.domain import events, text
from incidents.domain.errors import Invalid, NotPossibleNow
from incidents.domain.merging import merged
from incidents.domain.suggestion import SuggestionState
from incidents.models import Person, ReviewSection, SectionSuggestion, db
from incidents.operations import sittings, writing
from incidents.operations.kept_texts import told
from incidents.operations.reviews import drafting
from incidents.signals import publish


def suggest(actor: Person, section: ReviewSection, body: str, base: str, at: datetime) -> SectionSuggestion:
    """Suggest a text. `base` is the text of the section that its author read."""
    require(actor, Act.SUGGEST_TEXT, section)
    drafting(section.review)
    body, base = text.required("body", body, "the text that you suggest"), text.bounded("base", base)
    if body == base:
        raise Invalid("body", "This is the text as it stands. Change what you would write otherwise.")
    row = SectionSuggestion(section=section, base=base, body=body, version=section.version, by=actor, at=at)
    db.session.add(row)
    db.session.flush()
    publish(events.SuggestionMade(**told(actor, row, at)))
    return row


def accept(actor: Person, suggestion: SectionSuggestion, at: datetime) -> None:
    """Put what it changes into the section, beside what was written since."""
    section = _open(actor, suggestion)
    whole = merged(suggestion.base, section.body, suggestion.body)
    if whole is None:
        raise NotPossibleNow(
            f"The same lines of “{section.section.label}” were changed since. "
            "Bring the suggestion in by hand in the editor, then decline it here with a word."
        )
    body = text.bounded("body", whole)
    if body != section.body:
        writing.put(actor, section, body, at)
        sittings.count_as_told(section, actor, at)
    _settle(actor, suggestion, SuggestionState.ACCEPTED, at)
    publish(
        events.SuggestionAccepted(
            **told(actor, suggestion, at),
            by=suggestion.by.name,
            version=section.version,
            section_sha256=text.digest(section.body),
        )
    )


def decline(actor: Person, suggestion: SectionSuggestion, word: str, at: datetime) -> None:
    """Leave the section as it is, and say why."""
    _open(actor, suggestion)
    suggestion.word = text.required("word", word, "a word on why", text.REASON_LENGTH)
    _settle(actor, suggestion, SuggestionState.DECLINED, at)
    publish(events.SuggestionDeclined(**told(actor, suggestion, at), by=suggestion.by.name, reason=suggestion.word))


def withdraw(actor: Person, suggestion: SectionSuggestion, at: datetime) -> None:
    """Take one's own text back while nobody has decided on it."""
    require(actor, Act.WITHDRAW_SUGGESTION, suggestion)
    _refuse_settled(suggestion)
    _settle(actor, suggestion, SuggestionState.WITHDRAWN, at)
    publish(events.SuggestionTakenBack(**told(actor, suggestion, at)))


def _open(actor: Person, suggestion: SectionSuggestion) -> ReviewSection:
    """The section of a suggestion that waits for this actor. Raises `NotPossibleNow` where it does not wait."""
    require(actor, Act.SETTLE_SUGGESTION, suggestion.section)
    _refuse_settled(suggestion)
    sittings.end(suggestion.section)
    return suggestion.section


def _refuse_settled(suggestion: SectionSuggestion) -> None:
    drafting(suggestion.review)
    if suggestion.state is not SuggestionState.OPEN:
        raise NotPossibleNow(f"This suggestion was {suggestion.state.value} already.")


def _settle(actor: Person, suggestion: SectionSuggestion, state: SuggestionState, at: datetime) -> None:
    suggestion.state, suggestion.settled_by, suggestion.settled_at = state, actor, at
