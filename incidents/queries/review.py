"""Reading a review: the room in which it is drafted, and the record to pull from."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from incidents.domain.events import Event
from incidents.domain.review import MarkKind, ReviewState
from incidents.domain.vocabulary import Department
from incidents.models import (
    Action,
    Comment,
    Evidence,
    Incident,
    Person,
    Review,
    ReviewMark,
    ReviewSection,
    Task,
    TimelineEntry,
    db,
)
from incidents.operations.reviews import missing
from incidents.queries.kept_events import events_of
from incidents.queries.tasks import people_of


@dataclass(frozen=True)
class Room:
    """Everything that the review room shows. `lacking` says what stands between the review and «ready»."""

    review: Review
    revisions: Sequence[tuple[int, ReviewState]]
    timeline: Sequence[TimelineEntry]
    decisions: Sequence[Event]
    lacking: Sequence[str]
    people: Sequence[Person]

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


@dataclass(frozen=True)
class Record:
    """What the record holds already, to pull into a section instead of typing it again."""

    tasks: Sequence[Task]
    decisions: Sequence[Event]
    evidence: Sequence[Evidence]
    comments: Sequence[Comment]


def room(review: Review) -> Room:
    """The review room, in a constant number of queries."""
    _load_whole(review)
    drafting = review.state is ReviewState.DRAFTING
    return Room(
        review=review,
        revisions=_revisions(review.incident),
        timeline=_timeline(review.incident),
        decisions=_decisions(review.incident),
        lacking=missing(review) if drafting else (),
        people=people_of(*Department) if drafting else (),
    )


def ready_marks(review: Review) -> Sequence[ReviewMark]:
    """The marks «ready» that a change would withdraw."""
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


def record(incident: Incident) -> Record:
    """Tasks with their outcomes, decisions, evidence and comments, oldest first."""
    of = {"incident_id": incident.id}
    tasks = sa.select(Task).filter_by(**of).order_by(Task.id).options(joinedload(Task.assignee))
    evidence = sa.select(Evidence).filter_by(**of).order_by(Evidence.id).options(joinedload(Evidence.added_by))
    comments = sa.select(Comment).filter_by(**of).order_by(Comment.id).options(joinedload(Comment.person))
    return Record(
        tasks=db.session.scalars(tasks).all(),
        decisions=_decisions(incident),
        evidence=db.session.scalars(evidence).all(),
        comments=db.session.scalars(comments).all(),
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


def _timeline(incident: Incident) -> Sequence[TimelineEntry]:
    query = sa.select(TimelineEntry).where(TimelineEntry.incident_id == incident.id)
    return db.session.scalars(query.order_by(TimelineEntry.at, TimelineEntry.id)).all()


def _decisions(incident: Incident) -> Sequence[Event]:
    return [event for _entry, event in events_of(incident.id) if event.decides]
