"""The inbox: what the product told a person."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from incidents.operations import notices as operations
from incidents.queries import notices as queries
from incidents.web import arguments
from incidents.web.edge import me, now

blueprint = Blueprint("notices", __name__, url_prefix="/notices")


@blueprint.get("")
def index() -> str:
    """The person's notices, the newest first."""
    page = queries.inbox(me(), arguments.number("before"))
    return render_template("notices/index.html", page=page)


@blueprint.post("/<int:number>/reading")
def reading(number: int) -> Response:
    """Mark a notice as read, and go to what it is about."""
    view = queries.one(me(), number) or abort(404)
    operations.read(me(), view.notice, now())
    own_page = view.path.startswith("/") and not view.path.startswith("//")
    return redirect(view.path if own_page else url_for(".index"), code=303)


@blueprint.post("/reading")
def all_read() -> Response:
    """Mark everything as read."""
    operations.read_all(me(), now())
    flash("Everything is marked as read.", "success")
    return redirect(url_for(".index"), code=303)
