"""How mail goes out, for administrators: numbers, addresses and reasons, never what a notice says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from incidents.models import Digest, Notice, OutboxRow, Person, db
from incidents.models.outbox import MAIL_DIGEST, MAIL_NOTICE

OF_MAIL = OutboxRow.kind.in_((MAIL_NOTICE, MAIL_DIGEST))
GIVEN_UP = sa.and_(OF_MAIL, OutboxRow.given_up_at.is_not(None))
MOST = 50


@dataclass(frozen=True)
class Failure:
    """A mail that was given up, or waits after a failure."""

    name: str
    email: str
    attempts: int
    error: str
    given_up_at: datetime | None


@dataclass(frozen=True)
class Standing:
    """How many wait and were given up, when the last one went out, and the newest failures."""

    waiting: int
    given_up: int
    last_sent: datetime | None
    failures: Sequence[Failure]


def standing() -> Standing:
    """How mail stands now. Two queries."""
    open_still = sa.and_(OutboxRow.done_at.is_(None), OutboxRow.given_up_at.is_(None))
    counts = sa.select(
        sa.func.count(OutboxRow.id).filter(open_still),
        sa.func.count(OutboxRow.id).filter(OutboxRow.given_up_at.is_not(None)),
        sa.func.max(OutboxRow.done_at),
    )
    waiting, given_up, last_sent = db.session.execute(counts.where(OF_MAIL)).one()
    return Standing(waiting, given_up, last_sent, _failures())


def _failures() -> Sequence[Failure]:
    of_notice = sa.select(Notice.person_id).where(Notice.id == OutboxRow.subject_id).scalar_subquery()
    of_digest = sa.select(Digest.person_id).where(Digest.id == OutboxRow.subject_id).scalar_subquery()
    whose = sa.case((OutboxRow.kind == MAIL_NOTICE, of_notice), else_=of_digest)
    query = sa.select(OutboxRow, Person).join(Person, Person.id == whose)
    query = query.where(OF_MAIL, OutboxRow.done_at.is_(None), OutboxRow.error != "")
    return [
        Failure(person.name, person.email, row.attempts, row.error.partition(": ")[2] or row.error, row.given_up_at)
        for row, person in db.session.execute(query.order_by(OutboxRow.id.desc()).limit(MOST))
    ]
