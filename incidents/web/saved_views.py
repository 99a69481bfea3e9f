"""Saved views of the queue: save, open by a link, change, delete."""

from typing import Any

from flask import abort, flash, redirect, url_for
from werkzeug.wrappers import Response

from incidents.access import Act, require
from incidents.domain.queue import Audience
from incidents.models import SavedView, db
from incidents.operations import saved_views as operations
from incidents.queries.saved_views import one
from incidents.web.edge import me, now
from incidents.web.forms import attempt
from incidents.web.incidents import blueprint
from incidents.web.queue_filters import arguments_of, filters_in, query_of
from incidents.web.queue_page import show_queue
from incidents.web.view_forms import ViewForm

Answer = Response | tuple[str, int]


@blueprint.post("/incidents/views")
def view_new() -> Answer:
    """Keep what the queue shows under a name."""
    form = ViewForm()
    made: list[SavedView] = []
    if attempt(form, lambda: made.append(operations.save(me(), **_values(form), query=_query(form), at=now()))):
        flash(f"“{made[0].name}” is saved.", "success")
        return _opened(made[0])
    db.session.rollback()
    return show_queue(filters_in(form.query.data or ""), saving=form), 422


@blueprint.get("/incidents/views/<int:number>")
def view(number: int) -> Response:
    """Open a view: the queue as it was kept, for what this person may see."""
    return _opened(_found(number))


@blueprint.post("/incidents/views/<int:number>")
def view_change(number: int) -> Answer:
    """Rename a view, share it, or keep what is shown now."""
    found, form = _found(number), ViewForm()
    require(me(), Act.KEEP_VIEW, found)
    query = _query(form) if form.anew.data else None
    if attempt(form, lambda: operations.change(me(), found, **_values(form), query=query, at=now())):
        flash(f"“{found.name}” is changed.", "success")
        return _opened(found)
    db.session.rollback()
    return show_queue(filters_in(form.query.data or ""), number, changing=form), 422


@blueprint.post("/incidents/views/<int:number>/removal")
def view_removal(number: int) -> Response:
    """Delete a view."""
    found = _found(number)
    operations.delete(me(), found)
    flash(f"“{found.name}” is deleted.", "success")
    return redirect(url_for(".queue"), code=303)


def _found(number: int) -> SavedView:
    return one(me(), number) or abort(404)


def _values(form: ViewForm) -> dict[str, Any]:
    return {"name": form.name.data or "", "audience": Audience(form.audience.data)}


def _query(form: ViewForm) -> str:
    """What was understood of the filters, and nothing else that was sent."""
    return query_of(filters_in(form.query.data or ""))


def _opened(found: SavedView) -> Response:
    return redirect(url_for(".queue", **arguments_of(filters_in(found.query)), view=found.id), code=303)
