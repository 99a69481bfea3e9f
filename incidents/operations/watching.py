"""Watching and muting an incident. It is a person's own setting, no state of the incident: it publishes nothing."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from incidents.access import Act, require
from incidents.domain.notices import Attention
from incidents.models import Incident, Person, Watch, db


def choose(person: Person, incident: Incident, attention: Attention, at: datetime) -> None:
    """Watch an incident, stop watching it, or mute it."""
    require(person, Act.SEE, incident)
    row = db.session.get(Watch, (incident.id, person.id))
    if row is None:
        row = Watch(incident_id=incident.id, person_id=person.id)
        db.session.add(row)
    row.attention, row.since = attention, at
    db.session.flush()


def begin(incident_id: int, person_id: int, at: datetime) -> None:
    """Somebody acted on the incident: from now on they watch it, unless they ever chose otherwise."""
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = {"incident_id": incident_id, "person_id": person_id, "attention": Attention.WATCHING, "since": at}
    statement = insert(Watch).values(row)
    db.session.execute(statement.on_conflict_do_nothing(index_elements=["incident_id", "person_id"]))


def watchers(incident_id: int) -> list[Person]:
    """The active people who watch an incident."""
    query = sa.select(Person).join(Watch, Watch.person_id == Person.id)
    query = query.where(Watch.incident_id == incident_id, Watch.attention == Attention.WATCHING, Person.active)
    return list(db.session.scalars(query.order_by(Person.id)))
