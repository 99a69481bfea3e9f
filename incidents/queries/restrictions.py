"""Reading who sees a restricted incident, and who could be named."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from incidents.domain.vocabulary import Affiliation
from incidents.models import Incident, Named, Person, Restriction, db
from incidents.operations import restrictions


@dataclass(frozen=True)
class Seeing:
    """Somebody who is named. `why_stays` says why they cannot be taken away, None where they can."""

    named: Named
    why_stays: str | None


@dataclass(frozen=True)
class Room:
    """The restriction that stands, who is named, and who could be."""

    restriction: Restriction | None
    seeing: Sequence[Seeing]
    staying: Sequence[Person]
    others: Sequence[Person]


def room(incident: Incident) -> Room:
    """Everything that the page of a restriction shows."""
    query = sa.select(Named).where(Named.incident_id == incident.id).join(Person, Person.id == Named.person_id)
    query = query.options(joinedload(Named.person), joinedload(Named.by)).order_by(Person.affiliation, Person.name)
    named = db.session.scalars(query).all()
    ids = {row.person_id for row in named}
    return Room(
        restriction=restrictions.current(incident),
        seeing=[Seeing(row, restrictions.why_stays(incident, row.person)) for row in named],
        staying=restrictions.staying(incident),
        others=[person for person in candidates() if person.id not in ids],
    )


def candidates() -> Sequence[Person]:
    """Everybody who can be named: active people with an affiliation, the departments first."""
    order = {Affiliation.AI: 0, Affiliation.IT: 1, Affiliation.LEADERSHIP: 2}
    query = sa.select(Person).where(Person.active, Person.affiliation.is_not(None)).order_by(Person.name, Person.id)
    found = db.session.scalars(query).all()
    return sorted(found, key=lambda person: order.get(person.affiliation, 3) if person.affiliation else 3)
