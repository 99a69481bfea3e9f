"""What time does to certificates: they end, and the list of revoked ones runs out."""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from flask import current_app

from incidents.context import Countersign
from incidents.delivery.one_by_one import each
from incidents.domain.certificate import REMIND_BEFORE
from incidents.domain.notices import NoticeKind
from incidents.models import Organisation, Person, SigningIdentity, db
from incidents.operations.certificates import PAGE
from incidents.operations.notices import tell
from incidents.operations.revocation import current_list, newest_list

Clock = Callable[[], datetime]


def keep_list_fresh(clock: Clock) -> int:
    """Make a new revocation list where one is due. Returns how many were made."""
    if db.session.get(Organisation, 1) is None:
        return 0
    own: Countersign = current_app.extensions["countersign"]
    before = newest_list()
    number = before.number if before is not None else 0
    current_list(own.authority, clock())
    db.session.commit()
    after = newest_list()
    return int(after is not None and after.number > number)


def tell_revoked(_person_id: int, clock: Clock) -> None:
    """Put what was just revoked on the list, without waiting for the next sweep."""
    keep_list_fresh(clock)


def give_up(_person_id: int, _error: str) -> None:
    """Nothing to say: every sweep tries again, and the page of certificates shows how old the list is."""


def remind(clock: Clock) -> int:
    """Tell leads that their certificate ends in a month, and again in a week. Returns how many were told."""
    at = clock()
    query = (
        sa.select(SigningIdentity.id)
        .join(SigningIdentity.person)
        .where(
            Person.active,
            SigningIdentity.replaced_at.is_(None),
            SigningIdentity.revoked_at.is_(None),
            SigningIdentity.not_after > at,
            SigningIdentity.not_after <= at + REMIND_BEFORE[-1],
        )
        .order_by(SigningIdentity.id)
    )
    return each(db.session.scalars(query).all(), "reminder of certificate", lambda number: _remind(number, at))


def _remind(number: int, at: datetime) -> int:
    identity = db.session.get_one(SigningIdentity, number)
    left = identity.not_after - at
    nearest = next(before for before in REMIND_BEFORE if left <= before)
    days = "in one day" if left.days == 1 else f"in {left.days} days" if left.days else "today"
    text = f"Your signing certificate ends {days}. Get the next one under your account."
    key = f"certificate:{number}:ends:{nearest.days}"
    return tell(identity.person, key, text, kind=NoticeKind.ACCOUNT, path=PAGE, at=at)
