"""Trying mail again that was given up. It changes no state of the organisation, so it publishes nothing."""

from datetime import datetime

import sqlalchemy as sa

from incidents.access import Act, require
from incidents.models import OutboxRow, Person, db
from incidents.models.outbox import WAKE
from incidents.queries.mail import GIVEN_UP


def try_again(actor: Person, at: datetime) -> int:
    """Let the worker try everything again that it gave up, from the first attempt on. Returns how many there are."""
    require(actor, Act.ADMINISTER)
    afresh = sa.update(OutboxRow).where(GIVEN_UP).values(given_up_at=None, attempts=0, due_at=at, error="")
    db.session.info[WAKE] = True
    return int(db.session.execute(afresh).rowcount)  # type: ignore[attr-defined]
