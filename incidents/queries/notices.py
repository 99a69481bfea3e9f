"""The inbox of a person. A notice leads only to what the person may see today."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from incidents.access import visible_to
from incidents.models import Incident, Notice, Person, db
from incidents.queries.paging import Page, page_of

PAGE = 50


@dataclass(frozen=True)
class NoticeView:
    """A notice, and where it leads: nowhere when what it is about is not for this person."""

    notice: Notice
    path: str


def inbox(person: Person, before: int | None = None, size: int = PAGE) -> Page[NoticeView]:
    """A person's notices, the newest first. One query."""
    query = _of(person).order_by(Notice.id.desc()).limit(size + 1)
    if before is not None:
        query = query.where(Notice.id < before)
    rows = [_view(notice, visible) for notice, visible in db.session.execute(query)]
    return page_of(rows, [row.notice.id for row in rows], size)


def one(person: Person, number: int) -> NoticeView | None:
    """A notice of this person, or None: nobody reads what was told to somebody else."""
    row = db.session.execute(_of(person).where(Notice.id == number)).first()
    return _view(*row) if row else None


def unread(person: Person) -> int:
    """How many notices a person has not read. One query, on an index of the unread."""
    query = sa.select(sa.func.count(Notice.id)).outerjoin(Incident, Incident.id == Notice.incident_id)
    query = query.where(Notice.person_id == person.id, Notice.read_at.is_(None), _not_hidden(person))
    return db.session.scalar(query) or 0


def _not_hidden(person: Person) -> sa.ColumnElement[bool]:
    """What was told before an incident was restricted is not told on to those who are not named on it."""
    return sa.or_(Incident.id.is_(None), ~Incident.restricted, visible_to(person))


def _of(person: Person) -> sa.Select[tuple[Notice, Any]]:
    visible = sa.case((Notice.incident_id.is_(None), sa.true()), else_=visible_to(person))
    query = sa.select(Notice, visible).outerjoin(Incident, Incident.id == Notice.incident_id)
    return query.where(Notice.person_id == person.id, _not_hidden(person))


def _view(notice: Notice, visible: bool | None) -> NoticeView:
    return NoticeView(notice, notice.path if visible else "")
