"""Reading guidance: what a person's unit has to acknowledge, and how far the units are."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from incidents.access import readable_guidance
from incidents.domain.bulletin import BulletinState
from incidents.models import Bulletin, BulletinAcknowledgement, BulletinUnit, Person, System, Task, Unit, db
from incidents.queries.paging import Page, page_of

PAGE = 25
MOST = 20
"""What waits stands on one page; nobody has more guidance than that to acknowledge for long."""


class Shelf(StrEnum):
    """Which guidance a list shows."""

    IN_FORCE = ""
    DRAFTS = "drafts"
    FORMER = "former"

    @property
    def states(self) -> tuple[BulletinState, ...]:
        """The states that stand on the shelf."""
        return {
            Shelf.IN_FORCE: (BulletinState.PUBLISHED,),
            Shelf.DRAFTS: (BulletinState.DRAFT,),
            Shelf.FORMER: (BulletinState.SUPERSEDED, BulletinState.WITHDRAWN),
        }[self]

    @property
    def label(self) -> str:
        """The name that pages print."""
        return {"": "In force", "drafts": "Drafts"}.get(self.value, "No longer in force")


@dataclass(frozen=True)
class Row:
    """A bulletin with how many units it addresses, and how many of them have acknowledged it."""

    bulletin: Bulletin
    addressed: int
    acknowledged: int


@dataclass(frozen=True)
class Reading:
    """One bulletin with everything that its page shows. `newest` is the revision in force, where it is another one."""

    bulletin: Bulletin
    addressed: Sequence[Unit]
    newest: Bulletin | None
    draft: Bulletin | None

    @property
    def waiting(self) -> list[Unit]:
        """The units that have not acknowledged it."""
        given = {one.unit_id for one in self.bulletin.acknowledgements}
        return [unit for unit in self.addressed if unit.id not in given]


def shelf(person: Person, shelf: Shelf, before: int | None = None) -> Page[Row]:
    """A page of the guidance that a person may read, newest first. A constant number of queries."""
    query = (
        sa.select(Bulletin)
        .where(readable_guidance(person), Bulletin.state.in_(shelf.states))
        .order_by(Bulletin.id.desc())
        .limit(PAGE + 1)
        .options(*_in_a_list())
    )
    if before is not None:
        query = query.where(Bulletin.id < before)
    units = db.session.scalar(sa.select(sa.func.count(Unit.id))) or 0
    rows = [_row(bulletin, units) for bulletin in db.session.scalars(query)]
    return page_of(rows, [row.bulletin.id for row in rows], PAGE)


def to_acknowledge(person: Person) -> list[Bulletin]:
    """What addresses the person's unit and nobody there has acknowledged yet, oldest first."""
    if person.unit_id is None:
        return []
    named = sa.select(BulletinUnit.bulletin_id).where(BulletinUnit.unit_id == person.unit_id)
    given = sa.select(BulletinAcknowledgement.bulletin_id).where(BulletinAcknowledgement.unit_id == person.unit_id)
    query = (
        sa.select(Bulletin)
        .where(
            readable_guidance(person),
            Bulletin.state == BulletinState.PUBLISHED,
            sa.or_(Bulletin.for_all, Bulletin.id.in_(named)),
            Bulletin.id.not_in(given),
        )
        .order_by(Bulletin.id)
        .limit(MOST)
        .options(joinedload(Bulletin.system))
    )
    return list(db.session.scalars(query))


def drafts_of(person: Person) -> list[Bulletin]:
    """The drafts that a person may read, oldest first: a lead publishes them, or says what lacks."""
    query = sa.select(Bulletin).where(readable_guidance(person), Bulletin.state == BulletinState.DRAFT)
    query = query.order_by(Bulletin.id).limit(MOST).options(joinedload(Bulletin.written_by))
    return list(db.session.scalars(query))


def reading(bulletin: Bulletin, person: Person) -> Reading:
    """Everything about one bulletin, as this person may read it."""
    units = db.session.scalars(sa.select(Unit).order_by(Unit.name)).all() if bulletin.for_all else bulletin.units
    later = list(
        db.session.scalars(
            sa.select(Bulletin)
            .where(
                readable_guidance(person),
                Bulletin.supersedes_id == bulletin.id,
                Bulletin.state != BulletinState.WITHDRAWN,
            )
            .limit(1)
        )
    )
    following = later[0] if later else None
    is_draft = following is not None and following.state is BulletinState.DRAFT
    return Reading(bulletin, units, None if is_draft else following, following if is_draft else None)


def of_system(system: System) -> list[Bulletin]:
    """The guidance in force that is about a system, or about all of them; the system's own first."""
    query = (
        sa.select(Bulletin)
        .where(
            Bulletin.state == BulletinState.PUBLISHED,
            sa.or_(Bulletin.system_id == system.id, Bulletin.system_id.is_(None)),
        )
        .order_by(Bulletin.system_id.is_(None), Bulletin.id.desc())
        .limit(MOST)
    )
    return list(db.session.scalars(query))


def of_task(task: Task, person: Person) -> list[Bulletin]:
    """The guidance that was written from a task, as far as this person may read it, without what was superseded."""
    query = sa.select(Bulletin).where(
        Bulletin.task_id == task.id, Bulletin.state != BulletinState.SUPERSEDED, readable_guidance(person)
    )
    return list(db.session.scalars(query.order_by(Bulletin.id)))


def units() -> list[Unit]:
    """Every unit that guidance can address, by name."""
    return list(db.session.scalars(sa.select(Unit).order_by(Unit.name)))


def _in_a_list() -> tuple[ExecutableOption, ...]:
    return (
        joinedload(Bulletin.system),
        joinedload(Bulletin.written_by),
        selectinload(Bulletin.units),
        selectinload(Bulletin.acknowledgements),
    )


def _row(bulletin: Bulletin, units: int) -> Row:
    addressed = units if bulletin.for_all else len(bulletin.units)
    return Row(bulletin, addressed, len(bulletin.acknowledgements))
