"""Finding people and units."""

import sqlalchemy as sa

from incidents.access import who_sees
from incidents.domain.errors import Invalid, NotPossibleNow
from incidents.domain.mentions import handles
from incidents.models import Incident, Person, Unit, db


def first_administrator() -> Person:
    """The administrator in whose name the command line acts. Raises `NotPossibleNow` on an empty home."""
    query = sa.select(Person).where(Person.administrator, Person.active).order_by(Person.id).limit(1)
    found = db.session.scalar(query)
    if found is None:
        raise NotPossibleNow("No organisation lives here yet. Run “countersign init” first.")
    return found


def unit_named(name: str) -> Unit:
    """The unit of that name. Raises `Invalid`, naming the ones there are."""
    found = db.session.scalar(sa.select(Unit).where(sa.func.lower(Unit.name) == name.lower()))
    if found is None:
        known = ", ".join(db.session.scalars(sa.select(Unit.name).order_by(Unit.name)))
        raise Invalid("unit", f"There is no unit “{name}”. The units are: {known}.")
    return found


def demo_people() -> list[Person]:
    """Everybody of a demonstration, for the list of log-ins."""
    return list(db.session.scalars(sa.select(Person).order_by(Person.id)))


def mentionable(incident: Incident, search: str, most: int = 8) -> list[Person]:
    """The people whom a comment on this incident can name: who may see it, by what their name or handle begins with."""
    begins = sa.func.lower(Person.email).startswith(search.lower(), autoescape=True)
    named = sa.func.lower(sa.literal(" ") + Person.name).contains(f" {search.lower()}", autoescape=True)
    query = sa.select(Person).where(who_sees(incident), sa.or_(begins, named))
    return list(db.session.scalars(query.order_by(sa.func.lower(Person.name), Person.id).limit(most)))


def named_in(incident: Incident, text: str) -> list[Person]:
    """The people whom a text names and who may see the incident. Whoever may not is as if there were none."""
    said = handles(text)
    if not said:
        return []
    local = sa.or_(*(sa.func.lower(Person.email).startswith(f"{handle}@", autoescape=True) for handle in said))
    return list(db.session.scalars(sa.select(Person).where(who_sees(incident), local).order_by(Person.id)))
