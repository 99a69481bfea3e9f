"""Reading a review: the room in which it is drafted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from incidents.domain.events import Event
from incidents.domain.review import MarkKind, ReviewState
from incidents.domain.sections import Section
from incidents.domain.vocabulary import Department
from incidents.models import (
    Action,
    Incident,
    Person,
    Review,
    ReviewMark,
    ReviewSection,
    TimelineEntry,
    db,
)
from incidents.operations.review_needs import Need, needs
from incidents.queries.kept_events import events_of
from incidents.queries.section_talk import Talk, talk_of
from incidents.queries.tasks import people_of


@dataclass(frozen=True)
class Checklist:
    """What stands between a review and “ready”, what is open beside it, and what is written."""

    lacking: Sequence[Need]
    beside: Sequence[tuple[Section, Talk]]
    written: Sequence[Section]


@dataclass(frozen=True)
class Room:
    """Everything that the review room shows."""

    review: Review
    revisions: Sequence[tuple[int, ReviewState]]
    timeline: Sequence[TimelineEntry]
    decisions: Sequence[Event]
    checklist: Checklist
    people: Sequence[Person]
    talk: Mapping[int, Talk]

    @property
    def drafting(self) -> bool:
        """Whether its content may still change."""
        return self.review.state is ReviewState.DRAFTING

    @property
    def newest(self) -> bool:
        """Whether no later revision stands above it."""
        return self.review.revision == self.revisions[0][0]

    @property
    def signatures(self) -> int:
        """How many signatures stand under it, and would be void with it."""
        return sum(mark.kind is MarkKind.SIGNED for mark in self.review.marks)


def room(review: Review) -> Room:
    """The review room, in a constant number of queries."""
    _load_whole(review)
    drafting, talk = review.state is ReviewState.DRAFTING, talk_of(review)
    return Room(
        review=review,
        revisions=_revisions(review.incident),
        timeline=_timeline(review),
        decisions=_decisions(review),
        checklist=_checklist(review, talk),
        people=people_of(*Department) if drafting else (),
        talk=talk,
    )


def checklist(review: Review) -> Checklist:
    """The checklist, in a constant number of queries."""
    return _checklist(review, talk_of(review))


def ready_marks(review: Review) -> Sequence[ReviewMark]:
    """The marks “ready” that a change would withdraw."""
    return [mark for mark in review.marks if mark.kind is MarkKind.READY]


def waivers(incident: Incident) -> Sequence[ReviewMark]:
    """Which leads have agreed to close the incident without the review that would come now."""
    query = (
        sa.select(ReviewMark)
        .join(Review, Review.id == ReviewMark.review_id)
        .where(Review.incident_id == incident.id, Review.state == ReviewState.NONE, ReviewMark.kind == MarkKind.WAIVED)
        .options(joinedload(ReviewMark.person))
    )
    return db.session.scalars(query.order_by(ReviewMark.id)).all()


def _checklist(review: Review, talk: Mapping[int, Talk]) -> Checklist:
    said = [(row.section, talk.get(row.id, Talk())) for row in review.sections]
    return Checklist(
        lacking=needs(review) if review.state is ReviewState.DRAFTING else (),
        beside=[(section, here) for section, here in said if here.open],
        written=[row.section for row in review.sections if row.body.strip()],
    )


def _load_whole(review: Review) -> None:
    """Load what hangs on a review at once; without this each section would ask for its writer alone."""
    query = sa.select(Review).where(Review.id == review.id)
    db.session.scalars(
        query.options(
            selectinload(Review.sections).joinedload(ReviewSection.updated_by),
            selectinload(Review.actions).joinedload(Action.owner),
            selectinload(Review.marks).joinedload(ReviewMark.person),
            selectinload(Review.factors),
            joinedload(Review.rendering),
            joinedload(Review.opened_by),
        )
    ).one()


def _revisions(incident: Incident) -> Sequence[tuple[int, ReviewState]]:
    query = sa.select(Review.revision, Review.state).where(Review.incident_id == incident.id)
    return [(revision, state) for revision, state in db.session.execute(query.order_by(Review.revision.desc()))]


def _timeline(review: Review) -> Sequence[TimelineEntry]:
    """What stood in the record when the review was frozen; until then, what stands there now."""
    query = sa.select(TimelineEntry).where(TimelineEntry.incident_id == review.incident_id)
    if review.frozen_at is not None:
        query = query.where(TimelineEntry.at <= review.frozen_at)
    return db.session.scalars(query.order_by(TimelineEntry.at, TimelineEntry.id)).all()


def _decisions(review: Review) -> Sequence[Event]:
    until = review.frozen_at
    told = (event for _entry, event in events_of(review.incident_id) if event.decides)
    return [event for event in told if until is None or event.at <= until]
