"""Asking the time-stamping authority: for a signature that waits, and for published reports that are to last.

The network is asked without any lock; what it answered is kept only if the file is still the one that was asked about.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from flask import current_app

from incidents.context import Countersign
from incidents.delivery.one_by_one import each
from incidents.domain.review import Level, MarkKind, ReviewState
from incidents.domain.vocabulary import Department
from incidents.models import Review, db
from incidents.operations import time_stamps
from incidents.operations.revocation import current_list
from incidents.operations.signing import rendering_of

if TYPE_CHECKING:
    from reports.stamps import TimeAuthority
    from reports.trust import Trust

Clock = Callable[[], datetime]

NONE_SET = "No time-stamping authority is set any more."


def stamp(review_id: int, clock: Clock) -> None:
    """Get the time-stamp that a review's newest signature waits for. Does nothing when it waits for none."""
    from reports import archive, stamps

    own, review = _own(), db.session.get_one(Review, review_id)
    if review.state is not ReviewState.SIGNING or rendering_of(review).stamp_waits_since is None:
        return
    lasting = all(review.mark(MarkKind.SIGNED, department) for department in Department)

    def asked(pdf: bytes, authority: "TimeAuthority", trust: "Trust") -> bytes:
        stamped = stamps.stamp_last(pdf, authority)
        return archive.extend(stamped, authority, trust) if lasting else stamped

    same, made, problem = _asked(review, asked, clock())
    if same is None:
        return
    if made is not None:
        level = Level.LASTING if lasting else Level.TIMED
        time_stamps.record_stamped(same, made, level, archive.stamped_until(made), own.store, clock())
    elif own.settings.time_stamp_url:
        time_stamps.record_missed(same, problem, clock())
    else:
        time_stamps.go_on_unstamped(same, problem, clock())


def give_up(review_id: int, error: str) -> None:
    """Say on the page why the time-stamp is missing. The sweep goes on trying."""
    rendering = db.session.get_one(Review, review_id).rendering
    if rendering is not None:
        rendering.stamp_error = error


def catch_up(clock: Clock) -> int:
    """Try again for what waits, and put time-stamps over published reports that lack one or need a new one."""
    at = clock()
    waiting = each(time_stamps.waiting(at), "time-stamp of review", lambda number: _again(number, clock))
    if _own().settings.time_stamp_url:
        due = time_stamps.not_lasting(at)
        db.session.rollback()
        return waiting + each(due, "archival time-stamp of review", lambda number: archive_one(number, clock))
    return waiting


def archive_one(review_id: int, clock: Clock) -> int:
    """Put a document time-stamp over one published report. Returns 1, or 0 where none could be had."""
    from reports import archive

    own, review = _own(), db.session.get_one(Review, review_id)
    same, made, problem = _asked(review, archive.extend, clock())
    if same is None:
        return 0
    until = archive.stamped_until(made) if made is not None else None
    if made is None or until is None:
        time_stamps.record_not_archived(same, problem, clock())
        return 0
    time_stamps.record_archived(same, made, until, own.store, clock())
    return 1


def _asked(
    review: Review, ask: Callable[[bytes, "TimeAuthority", "Trust"], bytes], at: datetime
) -> tuple[Review | None, bytes | None, str]:
    """Ask about a review's file: the review, locked, then what was made of the file, or why nothing was.

    The review is None when its file is another by now: then there is nothing to keep.
    """
    from reports.stamps import Unavailable

    own, authority = _own(), _own().time_authority()
    number, asked_about = review.id, str(rendering_of(review).sha256)
    pdf = own.store.get(asked_about)
    trust = replace(own.trust, revocation_lists=(current_list(own.authority, at),))
    db.session.commit()
    if authority is None:
        return _unchanged(number, asked_about), None, NONE_SET
    try:
        made = ask(pdf, authority, trust)
    except Unavailable as problem:
        return _unchanged(number, asked_about), None, str(problem)
    return _unchanged(number, asked_about), made, ""


def _again(review_id: int, clock: Clock) -> int:
    stamp(review_id, clock)
    return 1


def _unchanged(review_id: int, sha256: str) -> Review | None:
    review = db.session.get_one(Review, review_id, populate_existing=True, with_for_update=True)
    rendering = rendering_of(review)
    db.session.refresh(rendering)
    return review if rendering.sha256 == sha256 else None


def _own() -> Countersign:
    own: Countersign = current_app.extensions["countersign"]
    return own
