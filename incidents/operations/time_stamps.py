"""Time-stamps of reports: signatures that wait for one, going on without, and making published reports last.

The worker calls these once the network has answered, so the actor is the product itself. The exception is the
organisation's choice of what happens when no time-stamp can be had, which an administrator makes.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from incidents.access import Act, require
from incidents.domain import events
from incidents.domain.errors import NotPossibleNow
from incidents.domain.review import Level, ReviewState
from incidents.domain.time_stamps import AHEAD, SLOW
from incidents.models import Organisation, Person, Rendering, Review, db
from incidents.operations.signing import publish_when_signed, rendering_of
from incidents.signals import publish
from incidents.storage import Store


def record_stamped(
    review: Review, pdf: bytes, level: Level, until: datetime | None, store: Store, at: datetime
) -> None:
    """Keep the file with the time-stamp of its newest signature, and publish it when that was the second one."""
    rendering = rendering_of(review)
    _kept(rendering, pdf, level, until, store)
    rendering.stamp_waits_since, rendering.stamp_error = None, ""
    sha256 = rendering.sha256 or ""
    publish(events.ReportTimeStamped(**_common(review, at), level=level, sha256=sha256))
    publish_when_signed(review, at)


def record_missed(review: Review, reason: str, at: datetime) -> bool:
    """Note that no time-stamp could be had. Returns whether signing goes on without: the organisation allows it."""
    rendering = rendering_of(review)
    rendering.stamp_tried_at, rendering.stamp_error = at, reason
    if not _organisation().signs_unstamped:
        return False
    go_on_unstamped(review, reason, at)
    return True


def go_on_unstamped(review: Review, reason: str, at: datetime) -> None:
    """Let signing go on although the newest signature has no time-stamp; publish when it was the second one."""
    rendering_of(review).stamp_waits_since = None
    publish(events.TimeStampForgone(**_common(review, at), reason=reason))
    publish_when_signed(review, at)


def record_archived(review: Review, pdf: bytes, until: datetime, store: Store, at: datetime) -> None:
    """Keep a published file under a new document time-stamp. The signatures in it are the same."""
    rendering = rendering_of(review)
    if review.state is not ReviewState.PUBLISHED:
        raise NotPossibleNow(
            f"Revision {review.revision} is {review.state.value}; only published reports are archived."
        )
    _kept(rendering, pdf, Level.LASTING, until, store)
    rendering.stamp_tried_at, rendering.stamp_error = at, ""
    publish(events.ReportArchived(**_common(review, at), until=f"{until:%Y-%m-%d}", sha256=rendering.sha256 or ""))


def record_not_archived(review: Review, reason: str, at: datetime) -> None:
    """Note why a published file got no new time-stamp. The next try is left for later."""
    rendering = rendering_of(review)
    rendering.stamp_tried_at, rendering.stamp_error = at, reason


def choose_unstamped(actor: Person, allowed: bool, at: datetime) -> None:
    """Choose what happens when no time-stamp can be had: signing waits, or it goes on and the stamp comes later."""
    require(actor, Act.ADMINISTER)
    organisation = _organisation()
    if organisation.signs_unstamped is allowed:
        return
    organisation.signs_unstamped = allowed
    publish(events.UnstampedChosen(actor=actor.as_actor(), at=at, allowed=allowed))


def waiting(at: datetime) -> list[int]:
    """The reviews whose newest signature waits for a time-stamp and may try again now."""
    signing = sa.and_(Rendering.stamp_waits_since.is_not(None), Review.state == ReviewState.SIGNING)
    query = sa.select(Rendering).join(Review).where(signing).order_by(Rendering.id)
    return [row.review_id for row in db.session.scalars(query) if _may_try(row, at)]


def not_lasting(at: datetime, *, at_once: bool = False) -> list[int]:
    """Published reviews whose file needs a document time-stamp: it has none, or the newest one's certificate ends soon.

    One that failed is left alone for `SLOW`, unless `at_once`.
    """
    ends_soon = sa.or_(Rendering.stamped_until.is_(None), Rendering.stamped_until < at + AHEAD)
    query = sa.select(Rendering.review_id).join(Review).where(Review.state == ReviewState.PUBLISHED, ends_soon)
    if not at_once:
        query = query.where(sa.or_(Rendering.stamp_tried_at.is_(None), Rendering.stamp_tried_at < at - SLOW))
    return list(db.session.scalars(query.order_by(Rendering.id)))


def _may_try(rendering: Rendering, at: datetime) -> bool:
    due = rendering.stamp_next_at
    return due is None or due <= at


def _kept(rendering: Rendering, pdf: bytes, level: Level, until: datetime | None, store: Store) -> None:
    rendering.keep(store.put(pdf), len(pdf))
    rendering.level, rendering.stamped_until = level, until


def _common(review: Review, at: datetime) -> dict[str, Any]:
    return {"incident_id": review.incident_id, "actor": events.SYSTEM, "at": at, "revision": review.revision}


def _organisation() -> Organisation:
    return db.session.get_one(Organisation, 1)
