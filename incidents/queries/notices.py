"""The inbox of a person. A notice is there only while its person may see what it is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from incidents.access import visible_to
from incidents.domain.notices import Choice, Mail, NoticeKind
from incidents.models import Incident, Notice, NoticeChoice, Person, db

PAGE = 20
"""Groups on a page."""
SHOWN = 5
"""Notices of a group that the page lists; the rest is one link away."""
MARK = sa.func.max(sa.case((Notice.read_at.is_(None), 1), else_=0))
NEWEST = sa.func.max(Notice.id)


@dataclass(frozen=True)
class Filters:
    """What narrows the inbox: one kind, one incident, only what is not read."""

    kind: NoticeKind | None = None
    incident_id: int | None = None
    unread: bool = False


@dataclass(frozen=True)
class Group:
    """The notices of one kind about one incident, or about none, newest first. `more` are not listed."""

    kind: NoticeKind
    incident: Incident | None
    notices: Sequence[Notice]
    count: int
    unread: int

    @property
    def more(self) -> int:
        """How many the page does not list."""
        return self.count - len(self.notices)


@dataclass(frozen=True)
class Inbox:
    """A page of groups, those with something unread first. `following` is where the next page begins, if there is one.

    `newest` is the newest notice that there was, so that “all read” never means one which came later.
    """

    groups: Sequence[Group]
    following: str
    newest: int


def inbox(person: Person, filters: Filters, after: str = "") -> Inbox:
    """A person's notices by incident and kind. Four queries, however many there are."""
    kind, incident = Notice.kind, sa.func.coalesce(Notice.incident_id, 0)
    query = _of(person, filters).with_only_columns(
        kind, incident, sa.func.count(Notice.id), sa.func.count(Notice.id).filter(Notice.read_at.is_(None)), NEWEST
    )
    query = query.group_by(kind, incident).order_by(MARK.desc(), NEWEST.desc()).limit(PAGE + 1)
    begin = _place(after)
    if begin is not None:
        query = query.having(sa.tuple_(MARK, NEWEST) < sa.tuple_(sa.literal(begin[0]), sa.literal(begin[1])))
    rows = db.session.execute(query).all()
    listed = _listed(person, filters, [(row[0], row[1]) for row in rows[:PAGE]])
    groups = [
        Group(row[0], listed[row[0], row[1]][0].incident, listed[row[0], row[1]], row[2], row[3]) for row in rows[:PAGE]
    ]
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    following = f"{int(last[3] > 0)}-{last[4]}" if last is not None else ""
    return Inbox(groups, following, db.session.scalar(_of(person).with_only_columns(NEWEST)) or 0)


def one(person: Person, number: int) -> Notice | None:
    """A notice of this person, or None: nobody reads what was told to somebody else, or may not be known any more."""
    return db.session.scalar(_of(person).where(Notice.id == number))


def unread(person: Person) -> int:
    """How many notices a person has not read. One query, on an index of the unread."""
    query = _of(person).where(Notice.read_at.is_(None))
    return db.session.scalar(query.with_only_columns(sa.func.count(Notice.id))) or 0


def sendable(person: Person, condition: sa.ColumnElement[bool]) -> Sequence[Notice]:
    """Of some notices, those that a mail may carry now: of an active person, still to be seen, and not read yet."""
    if not person.active:
        return []
    query = sa.select(Notice).outerjoin(Incident, Incident.id == Notice.incident_id)
    query = query.where(Notice.person_id == person.id, _knowable(person), Notice.read_at.is_(None), condition)
    return db.session.scalars(query.options(contains_eager(Notice.incident)).order_by(Notice.id)).all()


def choices_of(person: Person) -> Mapping[NoticeKind, Choice]:
    """What a person has chosen; kinds that are not there follow the default."""
    rows = db.session.scalars(sa.select(NoticeChoice).where(NoticeChoice.person_id == person.id))
    return {row.kind: Choice(row.shown, Mail(row.mail)) for row in rows}


def _knowable(person: Person) -> sa.ColumnElement[bool]:
    """What may be told on now. A notice without a link was written for people who do not see the incident."""
    veiled = sa.and_(Notice.path == "", ~Incident.restricted)
    about = sa.or_(Incident.id.is_(None), visible_to(person), veiled)
    return about if person.administrator else sa.and_(about, Notice.kind != NoticeKind.ADMINISTRATION)


def _of(person: Person, filters: Filters | None = None) -> sa.Select[Notice]:
    query = sa.select(Notice).outerjoin(Incident, Incident.id == Notice.incident_id)
    query = query.where(Notice.person_id == person.id, Notice.shown, _knowable(person))
    if filters is None:
        return query
    if filters.kind is not None:
        query = query.where(Notice.kind == filters.kind)
    if filters.incident_id is not None:
        query = query.where(Notice.incident_id == filters.incident_id)
    return query.where(Notice.read_at.is_(None)) if filters.unread else query


def _listed(
    person: Person, filters: Filters, groups: Sequence[tuple[NoticeKind, int]]
) -> dict[tuple[NoticeKind, int], list[Notice]]:
    """The newest notices of these groups, unread ones before read ones, with their incidents."""
    incident = sa.func.coalesce(Notice.incident_id, 0)
    order = (Notice.read_at.is_(None).desc(), Notice.id.desc())
    place = sa.func.row_number().over(partition_by=(Notice.kind, incident), order_by=order).label("place")
    wanted = sa.or_(sa.false(), *(sa.and_(Notice.kind == kind, incident == number) for kind, number in groups))
    ranked = _of(person, filters).where(wanted).with_only_columns(Notice.id, place).subquery()
    query = sa.select(Notice).join(ranked, ranked.c.id == Notice.id).where(ranked.c.place <= shown_of(filters))
    query = query.outerjoin(Notice.incident).options(contains_eager(Notice.incident)).order_by(*order)
    found: dict[tuple[NoticeKind, int], list[Notice]] = {group: [] for group in groups}
    for notice in db.session.scalars(query):
        found[notice.kind, notice.incident_id or 0].append(notice)
    return found


def shown_of(filters: Filters) -> int:
    """How many of a group are listed: all that a page can bear, where somebody asked for one kind of one incident."""
    return 200 if filters.kind is not None and filters.incident_id is not None else SHOWN


def _place(after: str) -> tuple[int, int] | None:
    mark, _, newest = after.partition("-")
    whole = mark in ("0", "1") and newest.isascii() and newest.isdecimal() and len(newest) <= 9  # noqa: PLR2004
    return (int(mark), int(newest)) if whole else None
