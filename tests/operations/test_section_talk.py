"""Suggestions for a section and comments on it: who settles them, what they change, and that they go on."""

import pytest
import sqlalchemy as sa

from incidents.delivery.outbox import deliver_due
from incidents.domain.errors import Invalid, NotPossibleNow, Refused
from incidents.domain.sections import Section
from incidents.domain.suggestion import SuggestionState
from incidents.models import AuditEntry, Review, ReviewPreview, ReviewSection, SectionSuggestion, db
from incidents.operations import previews, reviews, section_comments, signing, suggestions, writing
from incidents.queries.section_talk import talk_of
from tests import factories
from tests.factories import Cast, Clock


@pytest.fixture
def review(cast: Cast, clock: Clock) -> Review:
    """A review in which nothing is missing."""
    return factories.drafted(cast, clock)


@pytest.fixture
def containment(review: Review) -> ReviewSection:
    """The section that IT writes: “One.” and “Two.”."""
    section = next(row for row in review.sections if row.section is Section.CONTAINMENT_ANALYSIS)
    section.body = "One.\n\nTwo."
    return section


def suggested(cast: Cast, clock: Clock, section: ReviewSection, body: str) -> SectionSuggestion:
    """Ari, who may not write it, suggests a text."""
    return suggestions.suggest(cast.ari, section, body, section.body, clock())


def last_event() -> str:
    return db.session.scalars(sa.select(AuditEntry.event).order_by(AuditEntry.id.desc()).limit(1)).one()


def test_the_other_department_suggests_and_the_owner_accepts(
    cast: Cast, clock: Clock, review: Review, containment: ReviewSection
) -> None:
    reviews.mark_ready(cast.ada, review, clock())
    row = suggested(cast, clock, containment, "One.\n\nTwo, and a third.")
    assert len(review.marks) == 1
    with pytest.raises(Refused, match="belongs to IT"):
        suggestions.accept(cast.ada, row, clock())
    version = containment.version
    suggestions.accept(cast.iris, row, clock())
    assert (containment.body, containment.version) == ("One.\n\nTwo, and a third.", version + 1)
    assert (row.state, row.settled_by, containment.updated_by) == (SuggestionState.ACCEPTED, cast.iris, cast.iris)
    assert (review.marks, last_event()) == ([], "SuggestionAccepted")
    with pytest.raises(NotPossibleNow, match="was accepted already"):
        suggestions.decline(cast.ivo, row, "No.", clock())


def test_a_suggestion_is_brought_together_with_what_was_written_since(
    cast: Cast, clock: Clock, containment: ReviewSection
) -> None:
    row = suggested(cast, clock, containment, "One.\n\nTwo, by Ari.")
    writing.write(cast.iris, containment, "One, by Iris.\n\nTwo.", containment.version, clock())
    suggestions.accept(cast.ivo, row, clock())
    assert containment.body == "One, by Iris.\n\nTwo, by Ari."


def test_a_suggestion_over_lines_that_changed_since_is_for_a_person(
    cast: Cast, clock: Clock, containment: ReviewSection
) -> None:
    row = suggested(cast, clock, containment, "One, by Ari.\n\nTwo.")
    writing.write(cast.iris, containment, "One, by Iris.\n\nTwo.", containment.version, clock())
    with pytest.raises(NotPossibleNow, match="The same lines of “Containment and rollback analysis” were changed"):
        suggestions.accept(cast.ivo, row, clock())
    assert row.state is SuggestionState.OPEN


def test_declining_takes_a_word(cast: Cast, clock: Clock, containment: ReviewSection) -> None:
    row = suggested(cast, clock, containment, "Something else.")
    with pytest.raises(Invalid, match="Give a word on why"):
        suggestions.decline(cast.iris, row, " ", clock())
    suggestions.decline(cast.iris, row, "That was another day.", clock())
    assert (row.state, row.word, containment.body) == (
        SuggestionState.DECLINED,
        "That was another day.",
        "One.\n\nTwo.",
    )


def test_its_author_withdraws_a_suggestion_while_nobody_has_decided(
    cast: Cast, clock: Clock, review: Review, containment: ReviewSection
) -> None:
    row = suggested(cast, clock, containment, "Something else.")
    for name in ("ada", "ivo", "iris"):
        with pytest.raises(Refused, match="Ari suggested this text, and can withdraw it"):
            suggestions.withdraw(getattr(cast, name), row, clock())
    suggestions.withdraw(cast.ari, row, clock())
    assert (row.state, row.settled_by) == (SuggestionState.WITHDRAWN, cast.ari)
    assert (containment.body, last_event()) == ("One.\n\nTwo.", "SuggestionTakenBack")
    assert talk_of(review)[containment.id].open == 0
    for settle in (suggestions.accept, suggestions.withdraw):
        with pytest.raises(NotPossibleNow, match="was withdrawn already"):
            settle(cast.iris if settle is suggestions.accept else cast.ari, row, clock())


def test_what_was_declined_or_is_frozen_is_not_withdrawn(
    cast: Cast, clock: Clock, review: Review, containment: ReviewSection
) -> None:
    row, other = (suggested(cast, clock, containment, body) for body in ("Something else.", "Other words."))
    suggestions.decline(cast.iris, row, "No.", clock())
    with pytest.raises(NotPossibleNow, match="was declined already"):
        suggestions.withdraw(cast.ari, row, clock())
    for lead in (cast.ada, cast.ivo):
        reviews.mark_ready(lead, review, clock())
    signing.freeze(cast.ivo, review, clock())
    with pytest.raises(NotPossibleNow, match="its content is fixed"):
        suggestions.withdraw(cast.ari, other, clock())
    assert other.state is SuggestionState.OPEN


def test_a_suggestion_changes_something(cast: Cast, clock: Clock, containment: ReviewSection) -> None:
    for text, sentence in (("One.\n\nTwo.", "the text as it stands"), (" ", "Give the text that you suggest")):
        with pytest.raises(Invalid, match=sentence):
            suggested(cast, clock, containment, text)
    with pytest.raises(Refused, match="work of the AI department and IT"):
        suggestions.suggest(cast.olu, containment, "Mine.", "", clock())


def test_a_comment_is_resolved_and_reopened_and_keeps_nobody_from_ready(
    cast: Cast, clock: Clock, review: Review, containment: ReviewSection
) -> None:
    said = section_comments.comment(cast.ari, containment, "How long did it take?", clock())
    assert reviews.missing(review) == []
    assert talk_of(review)[containment.id].open == 1
    section_comments.resolve(cast.iris, said, clock())
    assert (said.resolved_by, talk_of(review)[containment.id].open) == (cast.iris, 0)
    with pytest.raises(NotPossibleNow, match="resolved already"):
        section_comments.resolve(cast.ari, said, clock())
    section_comments.reopen(cast.ari, said, clock())
    assert (said.resolved_by, last_event()) == (None, "CommentReopened")
    with pytest.raises(NotPossibleNow, match="open already"):
        section_comments.reopen(cast.ari, said, clock())
    with pytest.raises(Invalid, match="Give something to say"):
        section_comments.comment(cast.ari, containment, " ", clock())


def test_what_is_frozen_is_not_talked_about_and_what_was_open_goes_on_in_the_next(
    cast: Cast, clock: Clock, review: Review, containment: ReviewSection
) -> None:
    row = suggested(cast, clock, containment, "Other words.")
    said = section_comments.comment(cast.ari, containment, "How long did it take?", clock())
    settled = section_comments.comment(cast.ari, containment, "Who did it?", clock())
    section_comments.resolve(cast.iris, settled, clock())
    reviews.mark_ready(cast.ada, review, clock())
    reviews.mark_ready(cast.ivo, review, clock())
    signing.freeze(cast.ivo, review, clock())
    for change in (
        lambda: suggestions.accept(cast.iris, row, clock()),
        lambda: suggestions.suggest(cast.ari, containment, "More.", "", clock()),
        lambda: section_comments.resolve(cast.iris, said, clock()),
        lambda: section_comments.comment(cast.iris, containment, "More.", clock()),
        lambda: previews.ask(cast.ada, review, clock()),
    ):
        with pytest.raises(NotPossibleNow, match="its content is fixed"):
            change()
    again = signing.void(cast.ada, review, "A number is wrong.", clock())
    (talk,) = [talk for talk in talk_of(again).values() if talk.open]
    assert [one.text for one in talk.comments] == ["How long did it take?"]
    assert [(one.body, one.by) for one in talk.suggestions] == [("Other words.", cast.ari)]


def test_a_preview_is_drawn_by_the_reports_own_renderer_and_says_what_it_is(
    cast: Cast, clock: Clock, review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[tuple[str, str]] = []

    def draw(packet: object, tell: object, mark: str) -> bytes:
        drawn.append((packet.classification, mark))  # type: ignore[attr-defined]
        tell(50, "Setting the text")  # type: ignore[operator]
        return b"%PDF-drawn"

    monkeypatch.setattr("reports.pdf.render", draw)
    preview = previews.ask(cast.ari, review, clock())
    assert previews.ask(cast.iris, review, clock()).asked_by is cast.ari
    db.session.commit()
    assert deliver_due(clock) == 1
    preview = db.session.get_one(ReviewPreview, preview.id)
    assert (preview.pdf, preview.pdf_as_of, preview.percent) == (b"%PDF-drawn", preview.as_of, 100)
    assert drawn == [(previews.MARK, previews.MARK)]
    assert previews.ask(cast.iris, review, clock()).under_way
