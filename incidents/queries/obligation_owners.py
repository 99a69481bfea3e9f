"""Who may own a reporting obligation: whoever sees the incident, of any department, leadership or unit."""

import sqlalchemy as sa

from incidents.access import sees
from incidents.models import Incident, Person, db


def may_own(incident: Incident) -> list[Person]:
    """Active people who see the incident, by name."""
    query = sa.select(Person).where(Person.active, Person.affiliation.is_not(None)).order_by(Person.name, Person.id)
    return [person for person in db.session.scalars(query) if sees(person, incident)]
