"""Saved views of the queue. They are a person's own convenience and change no incident, so nothing is published."""

from datetime import datetime

import sqlalchemy as sa

from incidents.access import Act, require
from incidents.domain import text
from incidents.domain.errors import Invalid
from incidents.domain.queue import MOST_VIEWS, VIEW_NAME_LENGTH, Audience
from incidents.models import Person, SavedView, db


def save(actor: Person, *, name: str, audience: Audience, query: str, at: datetime) -> SavedView:
    """Keep filters, columns and sort (a query string) under a name."""
    require(actor, Act.SAVE_VIEW)
    own = sa.select(sa.func.count(SavedView.id)).where(SavedView.person_id == actor.id)
    if (db.session.scalar(own) or 0) >= MOST_VIEWS:
        raise Invalid("name", f"You have {MOST_VIEWS} views already. Delete one that you no longer need.")
    view = SavedView(person=actor, name=_free_name(actor, name), audience=audience, query=query, saved_at=at)
    db.session.add(view)
    db.session.flush()
    return view


def change(actor: Person, view: SavedView, *, name: str, audience: Audience, query: str | None, at: datetime) -> None:
    """Rename a view, share it with others or no longer, and where `query` is given keep that from now on."""
    require(actor, Act.KEEP_VIEW, view)
    view.name, view.audience, view.saved_at = _free_name(actor, name, view), audience, at
    if query is not None:
        view.query = query
    db.session.flush()


def delete(actor: Person, view: SavedView) -> None:
    """Forget a view. Links to it lead nowhere from then on."""
    require(actor, Act.KEEP_VIEW, view)
    db.session.delete(view)


def _free_name(actor: Person, name: str, view: SavedView | None = None) -> str:
    name = text.line("name", name, "a name", VIEW_NAME_LENGTH)
    taken = sa.select(SavedView.id).where(SavedView.person_id == actor.id, SavedView.name == name)
    if db.session.scalar(taken) not in (None, view.id if view else None):
        raise Invalid("name", f"You have a view “{name}” already. Give another name.")
    return name
