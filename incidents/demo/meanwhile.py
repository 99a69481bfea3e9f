"""What the worker does between two steps, by the story's clock: so that breaches, lapses and reminders come as in life.

The worker looks every minute. To play quickly it looks here once a day, and at the very moments at which a clock warns
or is breached and a question to a unit lapses.
"""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import sqlalchemy as sa

from incidents.delivery import clocks, confirmations
from incidents.delivery.outbox import deliver_due
from incidents.delivery.sweeps import SWEEPS
from incidents.domain.confirmation import ConfirmationState
from incidents.models import Clock, Confirmation, Incident, db

LOOKS_AT = time(7, 0)
"""In UTC, when the worker looks through everything."""

Sweep = Callable[[Callable[[], datetime]], int]
_DAILY: tuple[Sweep, ...] = tuple(each for each in SWEEPS if each is not deliver_due)
_AT_ONCE: tuple[Sweep, ...] = (clocks.escalate, confirmations.lapse_due)


def catch_up(since: datetime, until: datetime) -> None:
    """Do everything that became due after `since`, up to `until` (both aware, UTC), each thing when it was due.

    Before the first report nothing is: the months in which the register filled go by at once.
    """
    if db.session.scalar(sa.select(Incident.id).limit(1)) is None:
        return
    while since < until:
        since, sweeps = _next(since, until)
        for sweep in sweeps:
            sweep(lambda at=since: at)  # type: ignore[misc]
            db.session.rollback()


def _next(since: datetime, until: datetime) -> tuple[datetime, tuple[Sweep, ...]]:
    """The next moment at which there is something to look at, and what looks then."""
    look = datetime.combine(since.date(), LOOKS_AT, since.tzinfo)
    look += timedelta(days=look <= since)
    due = min((moment for moment in _due(since) if moment is not None), default=until)
    if look <= min(due, until):
        return look, _DAILY
    return min(due, until), _AT_ONCE if due <= until else ()


def _due(since: datetime) -> tuple[datetime | None, datetime | None]:
    steps = sa.select(sa.func.min(Clock.next_at)).where(Clock.next_at > since)
    asked = sa.and_(Confirmation.state == ConfirmationState.ASKED, Confirmation.due_at > since)
    return db.session.scalar(steps), db.session.scalar(sa.select(sa.func.min(Confirmation.due_at)).where(asked))
