"""Telling what people left untold who stopped writing."""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa

from incidents.delivery.one_by_one import each
from incidents.models import Incident, ReviewSection, db
from incidents.operations import sittings

Clock = Callable[[], datetime]
AT_ONCE = 100


def end_quiet(clock: Clock) -> int:
    """End every sitting that has been quiet for long enough, one transaction each. Returns how many ended."""
    return each(sittings.quiet(clock(), AT_ONCE), "section", lambda number: _end(number, clock()))


def _end(number: int, at: datetime) -> bool:
    # The incident's row is locked first, as every request does that writes: it may go on writing at this moment.
    section = db.session.get_one(ReviewSection, number)
    db.session.execute(sa.select(Incident.id).where(Incident.id == section.review.incident_id).with_for_update())
    db.session.refresh(section)
    return number in sittings.quiet(at, AT_ONCE) and sittings.end(section)
