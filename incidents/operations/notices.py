"""Telling people. A notice is no state change of an incident: it publishes nothing and is never a record of one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from incidents.context import sends_mail
from incidents.domain.errors import Invalid, Refused
from incidents.domain.notices import DEFAULTS, Attention, Choice, Mail, NoticeKind, channels
from incidents.models import Incident, Notice, NoticeChoice, OutboxRow, Person, Watch, db
from incidents.models.outbox import MAIL_NOTICE, WAKE


def tell(
    person: Person,
    key: str,
    text: str,
    *,
    kind: NoticeKind,
    path: str,
    at: datetime,
    incident: Incident | None = None,
) -> bool:
    """Tell a person something, once for each `key`, whatever restarts or runs beside. Returns whether it is news.

    `path` is the page that it is about, such as `/incidents/AI-42`. The caller sees to it that the person may see it.
    """
    return tell_all([person], key, text, kind=kind, path=path, at=at, incident=incident) == 1


def tell_all(
    people: Sequence[Person],
    key: str,
    text: str,
    *,
    kind: NoticeKind,
    path: str,
    at: datetime,
    incident: Incident | None,
) -> int:
    """Tell several people the same, each by the channels that they chose. Returns for how many it is news.

    Who wants no channel at all is told nothing, but the key is kept: it is not told them later either.
    """
    if not people:
        return 0
    how = _channels(people, kind, incident)
    same: dict[str, Any] = {"kind": kind, "key": key, "text": text, "path": path, "at": at}
    same["incident_id"] = incident.id if incident is not None else None
    rows = [same | {"person_id": one, "shown": choice.shown, "mail": choice.mail} for one, choice in how.items()]
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    told = insert(Notice).values(rows).on_conflict_do_nothing(index_elements=["person_id", "key"])
    news = db.session.execute(told.returning(Notice.id, Notice.mail)).all()
    _ask_for_mail([number for number, mail in news if mail is Mail.AT_ONCE], at)
    return len(news)


def read(person: Person, notice: Notice, at: datetime) -> None:
    """Note that a person has read a notice. Raises `Refused` where it was told to somebody else."""
    if notice.person_id != person.id:
        raise Refused("This notice is for somebody else.")
    notice.read_at = notice.read_at or at


def read_all(
    person: Person,
    at: datetime,
    *,
    up_to: int | None = None,
    kind: NoticeKind | None = None,
    incident_id: int | None = None,
) -> int:
    """Note that a person has read what was told so far: all of it, or of one kind, or of one incident.

    `up_to` is the newest notice that the page showed: what came since is not read yet. Returns how many there were.
    """
    unread = sa.update(Notice).where(Notice.person_id == person.id, Notice.read_at.is_(None), Notice.at <= at)
    if up_to is not None:
        unread = unread.where(Notice.id <= up_to)
    if kind is not None:
        unread = unread.where(Notice.kind == kind, Notice.incident_id == incident_id)
    return int(db.session.execute(unread.values(read_at=at)).rowcount)  # type: ignore[attr-defined]


def choose(person: Person, choices: Mapping[NoticeKind, Choice], digest_hour: int) -> None:
    """Keep how a person wants to be told from now on. What is the default of a kind needs no row.

    Raises `Invalid`, naming the field, where a kind is switched off that nobody switches off.
    """
    for kind, choice in choices.items():
        if kind.always_shown and not choice.shown:
            raise Invalid(f"shown_{kind.value}", f"“{kind.label}” always stands in the product. {kind.always_shown}")
    if not 0 <= digest_hour <= 23:  # noqa: PLR2004 - hours of a day
        raise Invalid("digest_hour", "Choose an hour from 0 to 23.")
    person.digest_hour = digest_hour
    db.session.execute(sa.delete(NoticeChoice).where(NoticeChoice.person_id == person.id))
    for kind, choice in choices.items():
        if choice != DEFAULTS[kind]:
            row = NoticeChoice(person_id=person.id, kind=kind, shown=choice.shown, mail=choice.mail)
            db.session.add(row)
    db.session.flush()


def leads_of(department: str) -> list[Person]:
    """The active leads of a department, who are told when nobody else is named."""
    query = sa.select(Person).where(Person.active, Person.affiliation == department, Person.rank == "lead")
    return list(db.session.scalars(query.order_by(Person.id)))


def _channels(people: Sequence[Person], kind: NoticeKind, incident: Incident | None) -> dict[int, Choice]:
    """How each of them is told. Without a mail server nobody is told by mail, not even once there is one."""
    numbers = sorted({person.id for person in people})
    query = (
        sa.select(Person.id, NoticeChoice.shown, NoticeChoice.mail, Watch.attention)
        .outerjoin(NoticeChoice, sa.and_(NoticeChoice.person_id == Person.id, NoticeChoice.kind == kind))
        .outerjoin(
            Watch, sa.and_(Watch.person_id == Person.id, Watch.incident_id == (incident.id if incident else None))
        )
        .where(Person.id.in_(numbers))
        .order_by(Person.id)
    )
    found = {}
    for number, shown, mail, attention in db.session.execute(query):
        chosen = Choice(shown, mail) if shown is not None else None
        choice = channels(kind, chosen, muted=attention is Attention.MUTED)
        found[number] = choice if sends_mail() else Choice(choice.shown, Mail.NONE)
    return found


def _ask_for_mail(numbers: Sequence[int], at: datetime) -> None:
    for number in numbers:
        db.session.add(OutboxRow(kind=MAIL_NOTICE, key=f"{MAIL_NOTICE}:{number}", subject_id=number, due_at=at))
        db.session.info[WAKE] = True
