"""Claiming what the outbox asks for: by compare-and-set, at least once, backing off, giving up visibly."""

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from incidents.delivery import case_runs, certificates, mail, previews, quarterly, rendering, time_stamps
from incidents.delivery.smtp import Undeliverable
from incidents.listeners.outbox import PREVIEW, RENDER, RENDER_QUARTER, RUN_CASES, TELL_REVOKED, TIME_STAMP
from incidents.models import OutboxRow, db
from incidents.models.outbox import MAIL_DIGEST, MAIL_NOTICE

log = logging.getLogger(__name__)

CLAIM = timedelta(minutes=10)
"""Longer than any delivery takes. A worker that died loses its claim after this, and another takes over."""
FIRST_WAIT = timedelta(seconds=20)
ATTEMPTS = 5
PATIENCE: Mapping[str, int] = dict.fromkeys(mail.KINDS, 12)
"""Where more attempts are made than usual: mail is tried for most of a day, as mail servers do among themselves."""

Clock = Callable[[], datetime]

HANDLERS: Mapping[str, tuple[Callable[[int, Clock], None], Callable[[int, str], None]]] = {
    RENDER: (rendering.render, rendering.give_up),
    PREVIEW: (previews.render, previews.give_up),
    RENDER_QUARTER: (quarterly.render, quarterly.give_up),
    TIME_STAMP: (time_stamps.stamp, time_stamps.give_up),
    TELL_REVOKED: (certificates.tell_revoked, certificates.give_up),
    RUN_CASES: (case_runs.run_cases, case_runs.give_up),
    MAIL_NOTICE: (mail.send_notice, mail.give_up),
    MAIL_DIGEST: (mail.send_digest, mail.give_up),
}
"""For each kind of row: what carries it out, and what tells people when it was given up."""


def utc_now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def deliver_due(clock: Clock = utc_now) -> int:
    """Carry out everything that is due by the clock, oldest first. Returns how many rows were delivered.

    What is asked for while it works waits for the next time, so that nothing keeps the other sweeps from their minute.
    """
    delivered, begun = 0, clock()
    while (row := _claim(clock(), begun)) is not None:
        delivered += _deliver(row, clock)
    return delivered


def _claim(now: datetime, due_by: datetime | None = None) -> OutboxRow | None:
    free = sa.and_(
        OutboxRow.done_at.is_(None),
        OutboxRow.given_up_at.is_(None),
        OutboxRow.due_at <= (due_by or now),
        sa.or_(OutboxRow.claimed_until.is_(None), OutboxRow.claimed_until < now),
    )
    for row_id in db.session.scalars(sa.select(OutboxRow.id).where(free).order_by(OutboxRow.id).limit(20)).all():
        claim = sa.update(OutboxRow).where(OutboxRow.id == row_id, free)
        claimed = db.session.execute(claim.values(claimed_until=now + CLAIM, attempts=OutboxRow.attempts + 1))
        db.session.commit()
        if claimed.rowcount:  # type: ignore[attr-defined]
            return db.session.get_one(OutboxRow, row_id)
    db.session.rollback()
    return None


def _deliver(row: OutboxRow, clock: Clock) -> bool:
    carry_out, give_up = HANDLERS[row.kind]
    row_id, subject_id = row.id, row.subject_id
    try:
        _refuse_deadly(row)
        carry_out(subject_id, clock)
    except Exception as error:
        # Whatever went wrong is written down and tried again; the last attempt says so to people.
        db.session.rollback()
        log.exception("Outbox row %s failed", row_id)
        row = db.session.get_one(OutboxRow, row_id)
        _back_off(row, error, clock())
        if row.given_up_at is not None:
            give_up(subject_id, row.error)
        db.session.commit()
        return False
    db.session.get_one(OutboxRow, row_id).done_at = clock()
    db.session.commit()
    return True


def _refuse_deadly(row: OutboxRow) -> None:
    # A worker that is killed over a row, by the system for want of memory say, cannot count it as a failure itself.
    if row.attempts > PATIENCE.get(row.kind, ATTEMPTS):
        raise RuntimeError("Each worker that tried this ended before it was done.")


def _back_off(row: OutboxRow, error: Exception, now: datetime) -> None:
    row.error, row.claimed_until = f"{type(error).__name__}: {error}"[:2000], None
    row.due_at = now + FIRST_WAIT * 2 ** (row.attempts - 1)
    if row.attempts >= PATIENCE.get(row.kind, ATTEMPTS) or isinstance(error, Undeliverable):
        row.given_up_at = now
