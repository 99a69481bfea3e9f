"""What the worker does every minute: the outbox first, then whatever time alone makes due."""

import logging
from collections.abc import Callable
from datetime import datetime

from incidents.delivery import (
    actions,
    certificates,
    clocks,
    confirmations,
    guidance,
    mail,
    obligations,
    search,
    sittings,
    time_stamps,
)
from incidents.delivery.outbox import deliver_due, utc_now
from incidents.models import db

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

SWEEPS: tuple[Callable[[Clock], int], ...] = (
    deliver_due,
    time_stamps.catch_up,
    clocks.escalate,
    confirmations.lapse_due,
    sittings.end_quiet,
    actions.remind,
    obligations.remind,
    guidance.remind_units,
    certificates.keep_list_fresh,
    certificates.remind,
    search.catch_up,
    mail.gather,
)
"""Each finds what is due by the clock, does it in small transactions of its own, and returns how much that was.

Doing it twice changes nothing. One that fails is logged and does not stop the others.
"""


def sweep(clock: Clock = utc_now) -> int:
    """Run every sweep once. Returns how much was done."""
    return sum(_guarded(each, clock) for each in SWEEPS)


def _guarded(each: Callable[[Clock], int], clock: Clock) -> int:
    try:
        return each(clock)
    except Exception:
        log.exception("The sweep %s failed; the next minute tries again", each.__name__)
        return 0
    finally:
        db.session.rollback()
