"""Reminding units of guidance that nobody there has acknowledged."""

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa

from incidents.domain.bulletin import BulletinState
from incidents.domain.notices import NoticeKind
from incidents.domain.vocabulary import Affiliation
from incidents.models import Bulletin, BulletinAcknowledgement, BulletinUnit, Notice, Person, db
from incidents.operations import notices

PATIENCE = timedelta(days=7)
"""How long a unit has before its people are reminded, once."""

AT_ONCE = 200
"""So many reminders a sweep; the next minute sends the rest."""


def remind_units(clock: Callable[[], datetime]) -> int:
    """Remind the people of every addressed unit without an acknowledgement after a week, once each."""
    moment = clock()
    due = db.session.execute(_due(moment)).all()
    for person, number, title in due:
        sentence = f"Still to acknowledge for {person.belongs_to}: “{title}”"
        key, path = f"guidance:{number}:reminder", f"/guidance/{number}"
        notices.tell(person, key, sentence, kind=NoticeKind.GUIDANCE, path=path, at=moment)
    db.session.commit()
    return len(due)


def _due(moment: datetime) -> sa.Select[Person, int, str]:
    named = sa.select(BulletinUnit.id).where(
        BulletinUnit.bulletin_id == Bulletin.id, BulletinUnit.unit_id == Person.unit_id
    )
    given = sa.select(BulletinAcknowledgement.id).where(
        BulletinAcknowledgement.bulletin_id == Bulletin.id, BulletinAcknowledgement.unit_id == Person.unit_id
    )
    key = sa.literal("guidance:").concat(sa.cast(Bulletin.id, sa.String)).concat(":reminder")
    reminded = sa.select(Notice.id).where(Notice.person_id == Person.id, Notice.key == key)
    return (
        sa.select(Person, Bulletin.id, Bulletin.title)
        .join(Bulletin, sa.or_(Bulletin.for_all, named.exists()))
        .where(
            Person.active,
            Person.affiliation == Affiliation.BUSINESS,
            Bulletin.state == BulletinState.PUBLISHED,
            Bulletin.published_at <= moment - PATIENCE,
            ~given.exists(),
            ~reminded.exists(),
        )
        .order_by(Bulletin.id, Person.id)
        .limit(AT_ONCE)
    )
