"""Notices by mail, at once and in the daily digest.

What is sent is decided when it is sent: nobody gets mail about what they may not see any more, or have read meanwhile.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.dialects import postgresql, sqlite

from incidents.context import Countersign, sends_mail
from incidents.delivery.one_by_one import each
from incidents.delivery.smtp import Unreachable, message, send
from incidents.domain.notices import Mail, NoticeKind
from incidents.models import Digest, Notice, OutboxRow, Person, db
from incidents.models.outbox import MAIL_DIGEST, MAIL_NOTICE
from incidents.operations.certificates import administrators
from incidents.operations.notices import tell_all
from incidents.operations.organisation import here
from incidents.queries.notices import sendable

KINDS = (MAIL_NOTICE, MAIL_DIGEST)
PAUSE = timedelta(minutes=1)
"""While the server is away, all other mail waits so long before one of it is tried."""
LONGEST_DIGEST = 100
PAGE = "/administration/mail"

Clock = Callable[[], datetime]


def send_notice(notice_id: int, clock: Clock) -> None:
    """Send one notice, unless it may not or need not be told any more."""
    person = db.session.get_one(Notice, notice_id).person
    for notice in sendable(person, Notice.id == notice_id):
        body = _text("notice", notice=notice, link=_link(notice.path))
        _send(person, notice.text, body, f"{person.id}:{notice.key}", clock)


def send_digest(digest_id: int, clock: Clock) -> None:
    """Send what is still unread of a day's digest; nothing where nothing is left."""
    digest = db.session.get_one(Digest, digest_id)
    notices = sendable(digest.person, Notice.digest_id == digest.id)
    if not notices:
        return
    listed, more = notices[:LONGEST_DIGEST], len(notices) - LONGEST_DIGEST
    body = _text("digest", groups=list(_groups(listed)), more=max(more, 0))
    count = "one notice" if len(notices) == 1 else f"{len(notices)} notices"
    subject = f"Countersign on {digest.day:%-d %B}: {count}"
    _send(digest.person, subject, body, f"{digest.person_id}:digest:{digest.day.isoformat()}", clock)


def give_up(_subject_id: int, _error: str) -> None:
    """Tell administrators, once a day, that mail could not be sent. Their page says which, and why."""
    at = datetime.now(UTC)
    key, text = f"mail:{at:%Y-%m-%d}", "Mail could not be sent. See what failed, and try it again."
    tell_all(administrators(), key, text, kind=NoticeKind.ADMINISTRATION, path=PAGE, at=at, incident=None)


def gather(clock: Clock) -> int:
    """Put what waits for a digest into one, for everybody whose hour has come today. Returns how many digests."""
    if not sends_mail():
        return 0
    at = clock()
    waiting = sa.select(Notice.person_id).where(Notice.mail == Mail.DAILY, Notice.digest_id.is_(None))
    people = sa.select(Person).where(Person.active, Person.id.in_(waiting)).order_by(Person.id)
    due = [person.id for person in db.session.scalars(people) if _hour_has_come(person, at)]
    return each(due, "digest of person", lambda number: _gather(db.session.get_one(Person, number), at))


def _hour_has_come(person: Person, at: datetime) -> bool:
    return at.astimezone(ZoneInfo(person.time_zone)).hour >= person.digest_hour


def _gather(person: Person, at: datetime) -> int:
    digest_id = _begin(person, at.astimezone(ZoneInfo(person.time_zone)).date(), at)
    if digest_id is None:
        return 0
    waiting = sa.update(Notice).where(
        Notice.person_id == person.id, Notice.mail == Mail.DAILY, Notice.digest_id.is_(None)
    )
    db.session.execute(waiting.values(digest_id=digest_id))
    db.session.add(OutboxRow(kind=MAIL_DIGEST, key=f"{MAIL_DIGEST}:{digest_id}", subject_id=digest_id, due_at=at))
    return 1


def _begin(person: Person, day: date, at: datetime) -> int | None:
    """The digest of that day, made now. None where there is one already: of two workers, one makes it."""
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = insert(Digest).values(person_id=person.id, day=day, at=at)
    return db.session.scalar(row.on_conflict_do_nothing(index_elements=["person_id", "day"]).returning(Digest.id))


def _send(person: Person, subject: str, body: str, key: str, clock: Clock) -> None:
    settings, at = _own().settings, clock()
    if not settings.sends_mail:
        return
    mail = message(
        settings, name=person.name, email=person.email, subject=subject, body=body, identity=_identity(key), at=at
    )
    db.session.rollback()  # nothing is held open while the network answers
    try:
        send(settings, mail)
    except Unreachable:
        _let_others_wait(at)
        raise


def _let_others_wait(at: datetime) -> None:
    waiting = sa.and_(OutboxRow.kind.in_(KINDS), OutboxRow.done_at.is_(None), OutboxRow.due_at < at + PAUSE)
    free = sa.and_(waiting, OutboxRow.given_up_at.is_(None), OutboxRow.claimed_until.is_(None))
    db.session.execute(sa.update(OutboxRow).where(free).values(due_at=at + PAUSE))
    db.session.commit()


def _groups(notices: Sequence[Notice]) -> Iterator[tuple[str, list[tuple[Notice, str]]]]:
    """By incident, those about none last."""

    def about(notice: Notice) -> int:
        return notice.incident_id or 2**31

    for _, group in groupby(sorted(notices, key=about), key=about):
        of = list(group)
        incident = of[0].incident
        # A notice without a link was written for somebody who does not see the incident, so its title stays away.
        title = f" {incident.title}" if incident and all(notice.path for notice in of) else ""
        heading = f"{incident.reference}{title}" if incident else "Other notices"
        yield heading, [(notice, _link(notice.path)) for notice in of]


def _identity(key: str) -> str:
    """The same for the same mail of the same instance, and for no other."""
    organisation = here()
    founded = organisation.founded_at.isoformat() if organisation else ""
    return hashlib.sha256(f"{founded}:{key}".encode()).hexdigest()[:40]


def _link(path: str) -> str:
    public = _own().settings.public_address
    return f"{public}{path}" if public and path.startswith("/") else ""


def _text(name: str, **values: object) -> str:
    # Not `render_template`: what every page shows asks who is logged in, and in the worker nobody is.
    template = current_app.jinja_env.get_template(f"mail/{name}.txt")
    return template.render(organisation=here(), settings_link=_link("/account/notices"), **values)


def _own() -> Countersign:
    own: Countersign = current_app.extensions["countersign"]
    return own
