"""Reading how the organisation's reports are time-stamped."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from incidents.domain.review import Level, ReviewState
from incidents.models import Organisation, Rendering, Review, db


@dataclass(frozen=True)
class Waiting:
    """A signature that waits for its time-stamp. `tried_at` is None where the worker has not asked yet."""

    reference: str
    since: datetime
    tried_at: datetime | None
    error: str


@dataclass(frozen=True)
class Standing:
    """What is set, what waits, and how many published reports stand at each level.

    `ends_first` is the earliest end of a newest time-stamp's certificate among them.
    """

    signs_unstamped: bool
    waiting: tuple[Waiting, ...]
    published: dict[Level, int]
    ends_first: datetime | None


def standing() -> Standing:
    """How the organisation stands. Asks the database four questions."""
    unstamped = db.session.scalar(sa.select(Organisation.signs_unstamped)) or False
    return Standing(unstamped, _waiting(), _published(), _ends_first())


def _waiting() -> tuple[Waiting, ...]:
    query = (
        sa.select(Rendering)
        .join(Rendering.review)
        .options(contains_eager(Rendering.review).joinedload(Review.incident))
        .where(Rendering.stamp_waits_since.is_not(None), Review.state == ReviewState.SIGNING)
        .order_by(Rendering.stamp_waits_since)
        .limit(50)
    )
    return tuple(_told(row, row.stamp_waits_since) for row in db.session.scalars(query) if row.stamp_waits_since)


def _told(rendering: Rendering, since: datetime) -> Waiting:
    reference = rendering.review.incident.reference
    return Waiting(reference, since, rendering.stamp_tried_at, rendering.stamp_error)


def _published() -> dict[Level, int]:
    query = (
        sa.select(Rendering.level, sa.func.count())
        .join(Review)
        .where(Review.state == ReviewState.PUBLISHED)
        .group_by(Rendering.level)
    )
    published = dict.fromkeys(Level, 0)
    for level, count in db.session.execute(query):
        published[level] = count
    return published


def _ends_first() -> datetime | None:
    query = sa.select(sa.func.min(Rendering.stamped_until)).join(Review).where(Review.state == ReviewState.PUBLISHED)
    return db.session.scalar(query)
