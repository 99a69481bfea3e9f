"""The sweep of clocks: warns, notes breaches and escalates, each in a transaction of its own."""

import logging
from collections.abc import Callable
from datetime import datetime

from incidents.models import db
from incidents.operations import escalation

log = logging.getLogger(__name__)

ROUNDS = 3
"""A clock can take at most three steps; a worker that slept long catches up in one sweep."""


def escalate(clock: Callable[[], datetime]) -> int:
    """Take every step that is due by the clock. Returns how many were taken. Doing it twice changes nothing."""
    return sum(_one(number, clock()) for _ in range(ROUNDS) for number in _due(clock()))


def _due(at: datetime) -> list[int]:
    numbers = escalation.due(at)
    db.session.rollback()
    return numbers


def _one(number: int, at: datetime) -> bool:
    """One clock. One that fails is logged and does not stop the others."""
    try:
        step = escalation.escalate(number, at)
        db.session.commit()
    except Exception:
        db.session.rollback()
        log.exception("The clock %s could not be escalated; the next minute tries again", number)
        return False
    return step is not None
