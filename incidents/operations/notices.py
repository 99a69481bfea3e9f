"""Telling people. A notice is no state change of an incident: it publishes nothing and is never a record of one."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from incidents.domain.errors import Refused
from incidents.models import Incident, Notice, Person, db


def tell(person: Person, key: str, text: str, *, path: str, at: datetime, incident: Incident | None = None) -> bool:
    """Tell a person something, once for each `key`, whatever restarts or runs beside. Returns whether it is news.

    `path` is the page that it is about, such as `/incidents/AI-42`. The caller sees to it that the person may see it.
    """
    row = {
        "person_id": person.id,
        "key": key,
        "text": text,
        "path": path,
        "incident_id": incident.id if incident is not None else None,
        "at": at,
    }
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    told = insert(Notice).values(row).on_conflict_do_nothing(index_elements=["person_id", "key"])
    # Not the count of rows: PostgreSQL's driver does not know it here.
    return db.session.scalar(told.returning(Notice.id)) is not None


def tell_all(people: list[Person], key: str, text: str, *, path: str, at: datetime, incident: Incident | None) -> int:
    """Tell several people the same. Returns for how many it is news."""
    return sum(tell(person, key, text, path=path, at=at, incident=incident) for person in people)


def read(person: Person, notice: Notice, at: datetime) -> None:
    """Note that a person has read a notice. Raises `Refused` where it was told to somebody else."""
    if notice.person_id != person.id:
        raise Refused("This notice is for somebody else.")
    notice.read_at = notice.read_at or at


def read_all(person: Person, at: datetime) -> int:
    """Note that a person has read everything told to them so far. Returns how many notices that were."""
    unread = sa.update(Notice).where(Notice.person_id == person.id, Notice.read_at.is_(None), Notice.at <= at)
    return int(db.session.execute(unread.values(read_at=at)).rowcount)  # type: ignore[attr-defined]


def leads_of(department: str) -> list[Person]:
    """The active leads of a department, who are told when nobody else is named."""
    query = sa.select(Person).where(Person.active, Person.affiliation == department, Person.rank == "lead")
    return list(db.session.scalars(query.order_by(Person.id)))
