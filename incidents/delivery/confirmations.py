"""Letting questions to units lapse when nobody answered in time."""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa

from incidents.delivery.one_by_one import each
from incidents.domain.confirmation import ConfirmationState
from incidents.models import Confirmation, Incident, db
from incidents.operations import confirmations

Clock = Callable[[], datetime]
AT_ONCE = 100


def lapse_due(clock: Clock) -> int:
    """Let every question lapse whose day has come (UTC), one transaction each. Returns how many lapsed."""
    due = sa.and_(Confirmation.state == ConfirmationState.ASKED, Confirmation.due_at <= clock())
    query = sa.select(Confirmation.id).where(due).order_by(Confirmation.id).limit(AT_ONCE)
    return each(db.session.scalars(query).all(), "confirmation", lambda number: _lapse(number, clock()))


def _lapse(number: int, at: datetime) -> bool:
    # The incident's row is locked first, as every request does that writes: an answer and the lapse follow each other.
    asked = db.session.get_one(Confirmation, number)
    db.session.execute(sa.select(Incident.id).where(Incident.id == asked.incident_id).with_for_update())
    db.session.refresh(asked)
    lapses = asked.state is ConfirmationState.ASKED
    if lapses:
        confirmations.lapse(asked, at)
    return lapses
