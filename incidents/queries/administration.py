"""Reading people, units and systems for those who administer them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from incidents.domain.events import Event
from incidents.domain.task import UNFINISHED
from incidents.domain.vocabulary import Affiliation, Rank
from incidents.models import AuditChain, AuditEntry, Person, SigningIdentity, System, Target, Task, Unit, db
from incidents.queries.kept_events import event_of
from incidents.queries.paging import Page, after_name, page_of

PAGE = 50


@dataclass(frozen=True)
class Overview:
    """How far the organisation is set up, in numbers.

    `reporters` are people of the business, `signers` departments (0 to 2) that have a lead with a certificate,
    `targets` the version of the own targets (0: ours hold).
    """

    people: int
    closed: int
    units: int
    systems: int
    ownerless: int
    reporters: int
    ai_leads: int
    it_leads: int
    leadership: int
    signers: int
    targets: int


@dataclass(frozen=True)
class UnitRow:
    """A business unit and how many people with open accounts it has."""

    unit: Unit
    people: int


def overview() -> Overview:
    """The numbers of the first page, in one query."""
    counts = sa.select(
        _count(Person.id, Person.active),
        _count(Person.id, sa.not_(Person.active)),
        _count(Unit.id),
        _count(System.id),
        _count(System.id, _lacks_an_owner()),
        _count(Person.id, Person.active, Person.affiliation == Affiliation.BUSINESS),
        _count(Person.id, Person.active, Person.affiliation == Affiliation.AI, Person.rank == Rank.LEAD),
        _count(Person.id, Person.active, Person.affiliation == Affiliation.IT, Person.rank == Rank.LEAD),
        _count(Person.id, Person.active, Person.affiliation == Affiliation.LEADERSHIP),
        _signing_departments(),
        sa.select(sa.func.coalesce(sa.func.max(Target.version), 0)).scalar_subquery(),
    )
    numbers: Sequence[int] = db.session.execute(counts).one()
    return Overview(*numbers)


def people(search: str = "", following: int | None = None) -> Page[Person]:
    """People by name, those with closed accounts too. `search` is part of a name, an address or a unit."""
    query = sa.select(Person).outerjoin(Person.unit).order_by(sa.func.lower(Person.name), Person.id).limit(PAGE + 1)
    if search:
        wanted = (Person.name, Person.email, Person.title, Unit.name)
        query = query.where(sa.or_(*(column.icontains(search, autoescape=True) for column in wanted)))
    if following is not None:
        query = query.where(after_name(Person.name, Person.id, following))
    found = db.session.scalars(query).all()
    return page_of(found, [person.id for person in found], PAGE)


def unfinished_tasks(person: Person) -> int:
    """How many tasks wait for this person: a lead gives them to others before the person moves."""
    query = sa.select(sa.func.count(Task.id)).where(Task.assignee_id == person.id, Task.state.in_(UNFINISHED))
    return db.session.scalar(query) or 0


def units() -> Sequence[Unit]:
    """All units by name, for a choice."""
    return db.session.scalars(sa.select(Unit).order_by(sa.func.lower(Unit.name))).all()


def units_with_people() -> Sequence[UnitRow]:
    """All units by name, with the number of their people."""
    query = (
        sa.select(Unit, sa.func.count(Person.id))
        .outerjoin(Person, sa.and_(Person.unit_id == Unit.id, Person.active))
        .group_by(Unit.id)
        .order_by(sa.func.lower(Unit.name))
    )
    return [UnitRow(unit, count) for unit, count in db.session.execute(query)]


def owners(affiliation: Affiliation, current: int | None) -> Sequence[Person]:
    """People with open accounts of one affiliation, for the choice of an owner. The current one stays among them."""
    eligible = sa.and_(Person.active, Person.affiliation == affiliation)
    query = sa.select(Person).where(sa.or_(eligible, Person.id == current))
    return db.session.scalars(query.order_by(sa.func.lower(Person.name), Person.id)).all()


def recent_changes(most: int = 12) -> Iterator[tuple[AuditEntry, Event]]:
    """What was changed last in the organisation itself, newest first, as the audit trail keeps it."""
    query = (
        sa.select(AuditEntry)
        .join(AuditChain, AuditChain.id == AuditEntry.chain_id)
        .where(AuditChain.incident_id.is_(None))
        .order_by(AuditEntry.sequence.desc())
        .limit(most)
    )
    for entry in db.session.scalars(query):
        yield entry, event_of(entry, None)


def _count(column: InstrumentedAttribute[int], *conditions: sa.ColumnElement[bool] | Any) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count(column)).where(*conditions).scalar_subquery()


def _signing_departments() -> sa.ScalarSelect[int]:
    query = sa.select(sa.func.count(sa.distinct(SigningIdentity.department)))
    current = (SigningIdentity.replaced_at.is_(None), SigningIdentity.revoked_at.is_(None))
    standing = (Person.active, Person.affiliation == SigningIdentity.department)
    return query.join(SigningIdentity.person).where(*current, *standing, Person.rank == Rank.LEAD).scalar_subquery()


def _lacks_an_owner() -> sa.ColumnElement[bool]:
    owners = (System.owner_for_value_id, System.owner_for_safety_id, System.owner_for_platform_id)
    return sa.or_(*(owner.is_(None) for owner in owners))
