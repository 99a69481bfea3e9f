"""Telling what was written in a section: at once for a save by hand, by sittings for autosaves."""

from datetime import datetime

import sqlalchemy as sa

from incidents.domain import events, sitting, text
from incidents.models import Person, Review, ReviewSection, db
from incidents.signals import publish


def tell(section: ReviewSection, actor: Person, at: datetime) -> None:
    """Publish the section as it stands now."""
    review = section.review
    count_as_told(section, actor, at)
    publish(
        events.SectionWritten(
            incident_id=review.incident_id,
            actor=actor.as_actor(),
            at=at,
            revision=review.revision,
            section=section.section,
            version=section.version,
            sha256=text.digest(section.body),
        )
    )


def count_as_told(section: ReviewSection, actor: Person, at: datetime) -> None:
    """Note that the section as it stands was told of, whatever event told it."""
    section.told_by_id, section.told_at, section.untold_since = actor.id, at, None


def go_on(section: ReviewSection, actor: Person, at: datetime) -> None:
    """An autosave: told when a sitting begins or has gone on for long, otherwise left until it ends."""
    if sitting.is_told(section.told_by_id, section.told_at, actor.id, at):
        tell(section, actor, at)
    else:
        section.untold_since = section.untold_since or at


def end(section: ReviewSection) -> bool:
    """Tell what its last writer left untold. Returns whether there was anything."""
    if section.untold_since is None or section.updated_by is None or section.updated_at is None:
        return False
    tell(section, section.updated_by, section.updated_at)
    return True


def end_all(review: Review) -> None:
    """Tell everything that is still untold in a review, before somebody builds on it."""
    for section in review.sections:
        end(section)


def quiet(at: datetime, most: int) -> list[int]:
    """The ids of sections in which an untold sitting has been quiet for long enough, the oldest first."""
    query = sa.select(ReviewSection.id).where(
        ReviewSection.untold_since.is_not(None), ReviewSection.updated_at <= at - sitting.QUIET
    )
    return list(db.session.scalars(query.order_by(ReviewSection.untold_since).limit(most)))
