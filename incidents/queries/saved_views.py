"""The saved views that a person may open."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from incidents.access import openable_by
from incidents.models import Person, SavedView, db

MOST = 100
"""A list of views has no more than this; one's own come first."""


def views_for(person: Person) -> Sequence[SavedView]:
    """One's own by name, then those that others share."""
    others = sa.case((SavedView.person_id == person.id, 0), else_=1)
    query = _openable(person).order_by(others, sa.func.lower(SavedView.name), SavedView.id)
    return db.session.scalars(query.limit(MOST)).all()


def one(person: Person, number: int) -> SavedView | None:
    """A view that the person may open."""
    return db.session.scalar(_openable(person).where(SavedView.id == number))


def _openable(person: Person) -> sa.Select[SavedView]:
    query = sa.select(SavedView).join(SavedView.person).where(openable_by(person))
    return query.options(contains_eager(SavedView.person))
