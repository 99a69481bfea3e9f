"""Reading what people say about the sections of a review."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from incidents.domain.suggestion import SuggestionState
from incidents.models import Review, ReviewSection, SectionComment, SectionSuggestion, db


@dataclass
class Talk:
    """Comments and suggestions on one section, oldest first."""

    comments: list[SectionComment] = field(default_factory=list)
    suggestions: list[SectionSuggestion] = field(default_factory=list)

    @property
    def unresolved(self) -> list[SectionComment]:
        """The comments that nobody has dealt with yet."""
        return [said for said in self.comments if said.resolved_at is None]

    @property
    def open(self) -> int:
        """How many of both wait for somebody."""
        return len(self.unresolved) + len(self.waiting)

    @property
    def waiting(self) -> list[SectionSuggestion]:
        """The suggestions on which nobody has decided yet."""
        return [row for row in self.suggestions if row.state is SuggestionState.OPEN]


def talk_of(review: Review) -> Mapping[int, Talk]:
    """By the ids of the sections, in two queries however much there is. A section without any has an empty one."""
    of: defaultdict[int, Talk] = defaultdict(Talk)
    with_people = (joinedload(SectionComment.person), joinedload(SectionComment.resolved_by))
    for said in db.session.scalars(_comments(review).options(*with_people)):
        of[said.section_id].comments.append(said)
    with_people = (joinedload(SectionSuggestion.by), joinedload(SectionSuggestion.settled_by))
    for row in db.session.scalars(_suggestions(review).options(*with_people)):
        of[row.section_id].suggestions.append(row)
    return of


def comment_of(review: Review, number: int) -> SectionComment | None:
    """A comment on a section of this review."""
    return db.session.scalar(_comments(review).where(SectionComment.id == number))


def suggestion_of(review: Review, number: int) -> SectionSuggestion | None:
    """A suggestion for a section of this review."""
    return db.session.scalar(_suggestions(review).where(SectionSuggestion.id == number))


def _comments(review: Review) -> sa.Select[SectionComment]:
    query = sa.select(SectionComment).join(ReviewSection, ReviewSection.id == SectionComment.section_id)
    return query.where(ReviewSection.review_id == review.id).order_by(SectionComment.id)


def _suggestions(review: Review) -> sa.Select[SectionSuggestion]:
    query = sa.select(SectionSuggestion).join(ReviewSection, ReviewSection.id == SectionSuggestion.section_id)
    return query.where(ReviewSection.review_id == review.id).order_by(SectionSuggestion.id)
