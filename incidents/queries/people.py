"""Finding people and units."""

import sqlalchemy as sa

from incidents.domain.errors import Invalid, NotPossibleNow
from incidents.models import Person, Unit, db


def first_administrator() -> Person:
    """The administrator in whose name the command line acts. Raises `NotPossibleNow` on an empty home."""
    query = sa.select(Person).where(Person.administrator, Person.active).order_by(Person.id).limit(1)
    found = db.session.scalar(query)
    if found is None:
        raise NotPossibleNow("No organisation lives here yet. Run «countersign init» first.")
    return found


def unit_named(name: str) -> Unit:
    """The unit of that name. Raises `Invalid`, naming the ones there are."""
    found = db.session.scalar(sa.select(Unit).where(sa.func.lower(Unit.name) == name.lower()))
    if found is None:
        known = ", ".join(db.session.scalars(sa.select(Unit.name).order_by(Unit.name)))
        raise Invalid("unit", f"There is no unit «{name}». The units are: {known}.")
    return found


def demo_people() -> list[Person]:
    """Everybody of a demonstration, for the list of log-ins."""
    return list(db.session.scalars(sa.select(Person).order_by(Person.id)))
