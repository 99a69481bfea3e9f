"""Writing a section: by hand and by itself, two people at once, and what the record tells of it."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from incidents.delivery.sittings import end_quiet
from incidents.domain.errors import LostUpdate, NotPossibleNow, Refused
from incidents.domain.sections import Section
from incidents.domain.sitting import INTERVAL, QUIET
from incidents.domain.suggestion import SuggestionState
from incidents.domain.text import digest
from incidents.models import AuditEntry, Review, ReviewSection, SectionSuggestion, db
from incidents.operations import reviews, sittings, writing
from tests import factories
from tests.factories import Cast, Clock

SECOND = timedelta(seconds=1)


@pytest.fixture
def review(cast: Cast, clock: Clock) -> Review:
    """A review in drafting, with nothing in it."""
    return reviews.open_review(cast.ada, factories.resolved(cast, clock), clock())


@pytest.fixture
def summary(review: Review) -> ReviewSection:
    """Its first section."""
    return review.sections[0]


def told(event: str = "SectionWritten") -> list[int]:
    """Who wrote, by the audit trail, in order."""
    query = sa.select(AuditEntry.actor_id).where(AuditEntry.event == event).order_by(AuditEntry.id)
    return [number or 0 for number in db.session.scalars(query)]


def go_on(cast: Cast, section: ReviewSection, start: datetime, times: int, every: timedelta) -> datetime:
    """Ari types on, and his browser saves so many times."""
    at = start
    for number in range(times):
        at = start + number * every
        writing.autosave(cast.ari, section, f"{section.body} more", section.version, at)
    return at


def kept(section: ReviewSection) -> list[SectionSuggestion]:
    query = sa.select(SectionSuggestion).where(SectionSuggestion.section_id == section.id, SectionSuggestion.kept)
    return list(db.session.scalars(query.order_by(SectionSuggestion.id)))


def test_a_sitting_of_a_hundred_autosaves_is_told_twice(cast: Cast, clock: Clock, summary: ReviewSection) -> None:
    last = go_on(cast, summary, clock(), 100, SECOND)
    assert (summary.version, told()) == (100, [cast.ari.id])
    assert end_quiet(lambda: last + QUIET - SECOND) == 0
    assert end_quiet(lambda: last + QUIET) == 1
    assert told() == [cast.ari.id, cast.ari.id]
    assert (summary.untold_since, summary.told_at) == (None, last)
    assert end_quiet(lambda: last + 2 * QUIET) == 0


def test_a_long_sitting_is_told_every_ten_minutes(cast: Cast, clock: Clock, summary: ReviewSection) -> None:
    go_on(cast, summary, clock(), 31, INTERVAL / 10)
    assert len(told()) == 4


def test_what_somebody_left_untold_is_told_before_another_writes(
    cast: Cast, clock: Clock, summary: ReviewSection
) -> None:
    go_on(cast, summary, clock(), 3, SECOND)
    writing.autosave(cast.iris, summary, "By Iris.", summary.version, clock())
    assert told() == [cast.ari.id, cast.ari.id, cast.iris.id]


def test_saving_by_hand_ends_a_sitting_even_with_nothing_new(cast: Cast, clock: Clock, summary: ReviewSection) -> None:
    go_on(cast, summary, clock(), 3, SECOND)
    writing.write(cast.ari, summary, summary.body, summary.version, clock())
    assert (told(), summary.version) == ([cast.ari.id] * 2, 3)
    writing.write(cast.ari, summary, "By hand.", summary.version, clock())
    assert told() == [cast.ari.id] * 3


def test_marking_it_ready_leaves_nothing_untold(cast: Cast, clock: Clock) -> None:
    review = factories.drafted(cast, clock)
    go_on(cast, review.sections[0], clock(), 3, SECOND)
    reviews.mark_ready(cast.ada, review, clock())
    events = db.session.scalars(sa.select(AuditEntry.event).order_by(AuditEntry.id)).all()
    assert list(events[-2:]) == ["SectionWritten", "ReviewMarkedReady"]


def test_the_record_names_the_text_as_it_stands(cast: Cast, clock: Clock, summary: ReviewSection) -> None:
    go_on(cast, summary, clock(), 3, SECOND)
    sittings.end(summary)
    payload = db.session.scalars(sa.select(AuditEntry.payload).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert digest(summary.body) in payload


def test_two_who_write_different_paragraphs_are_brought_together(
    cast: Cast, clock: Clock, summary: ReviewSection
) -> None:
    writing.write(cast.ari, summary, "One.\n\nTwo.", 0, clock())
    writing.write(cast.ari, summary, "One, by Ari.\n\nTwo.", 1, clock())
    writing.autosave(cast.iris, summary, "One.\n\nTwo, by Iris.", 1, clock(), "One.\n\nTwo.")
    assert (summary.body, summary.version) == ("One, by Ari.\n\nTwo, by Iris.", 3)
    assert kept(summary) == []


def test_a_save_whose_answer_got_lost_is_repeated_without_harm(
    cast: Cast, clock: Clock, summary: ReviewSection
) -> None:
    for _twice in range(2):
        writing.autosave(cast.ari, summary, "By Ari.", 0, clock(), "")
    assert (summary.body, summary.version) == ("By Ari.", 1)


def test_two_who_change_the_same_line_both_keep_their_text(cast: Cast, clock: Clock, summary: ReviewSection) -> None:
    writing.write(cast.ari, summary, "It failed.", 0, clock())
    writing.write(cast.ari, summary, "It failed once.", 1, clock())
    for text in ("It failed twi", "It failed twice."):
        with pytest.raises(LostUpdate):
            writing.autosave(cast.iris, summary, text, 1, clock(), "It failed.")
    (row,) = kept(summary)
    assert (row.body, row.base, row.by, row.state) == (
        "It failed twice.",
        "It failed once.",
        cast.iris,
        SuggestionState.OPEN,
    )
    assert summary.body == "It failed once."


def test_whichever_text_loses_is_kept(cast: Cast, clock: Clock, summary: ReviewSection) -> None:
    writing.write(cast.ari, summary, "By Ari.", 0, clock())
    with pytest.raises(LostUpdate):
        writing.write(cast.iris, summary, "By Iris.", 0, clock())
    writing.write(cast.iris, summary, "By Iris.", 1, clock())
    assert [(row.body, row.by, row.state) for row in kept(summary)] == [
        ("By Iris.", cast.iris, SuggestionState.WITHDRAWN),
        ("By Ari.", cast.ari, SuggestionState.OPEN),
    ]


def test_when_both_texts_are_in_nothing_is_kept(cast: Cast, clock: Clock, summary: ReviewSection) -> None:
    writing.write(cast.ari, summary, "By Ari.", 0, clock())
    with pytest.raises(LostUpdate):
        writing.write(cast.iris, summary, "By Iris.", 0, clock())
    writing.write(cast.iris, summary, "By Ari.\n\nBy Iris.", 1, clock())
    assert [row.state for row in kept(summary)] == [SuggestionState.WITHDRAWN]
    assert told("SuggestionWithdrawn") == [cast.iris.id]


def test_an_autosave_withdraws_readiness_once(cast: Cast, clock: Clock) -> None:
    review = factories.drafted(cast, clock)
    reviews.mark_ready(cast.ada, review, clock())
    go_on(cast, review.sections[0], clock(), 3, SECOND)
    assert review.marks == []
    assert len(told("ReadinessWithdrawn")) == 1


def test_nothing_is_autosaved_by_who_may_not_write_or_into_what_is_frozen(cast: Cast, clock: Clock) -> None:
    review = factories.drafted(cast, clock)
    containment = next(row for row in review.sections if row.section is Section.CONTAINMENT_ANALYSIS)
    with pytest.raises(Refused, match="belongs to IT"):
        writing.autosave(cast.ari, containment, "Mine.", containment.version, clock())
    frozen = factories.frozen(cast, clock)
    with pytest.raises(NotPossibleNow, match="its content is fixed"):
        writing.autosave(cast.ari, frozen.sections[0], "Late.", frozen.sections[0].version, clock())
