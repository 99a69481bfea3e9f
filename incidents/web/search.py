"""Searching everything that one may see, the palette, and the keyboard."""

from flask import Blueprint, Response, jsonify, render_template

from incidents.domain.search import TYPED, Kind, understood
from incidents.queries import search as queries
from incidents.web import arguments, palette
from incidents.web.edge import me

blueprint = Blueprint("search", __name__, url_prefix="/search")


@blueprint.get("")
def index() -> str:
    """What fits the words that were typed, the best first."""
    typed, kind = arguments.text("q", TYPED), arguments.word("kind", Kind)
    page = min(max(arguments.number("page") or 1, 1), queries.PAGES)
    return render_template(
        "search/index.html",
        typed=typed,
        kind=kind,
        kinds=list(Kind),
        page=page,
        last=queries.PAGES,
        size=queries.PAGE,
        results=queries.search(me(), understood(typed), kind, page),
        address_of=palette.address_of,
    )


@blueprint.get("/palette.json")
def suggestions() -> Response:
    """Where the palette leads: the rooms and acts that fit what was typed so far, then what was found."""
    return jsonify(entries=palette.suggestions(me(), arguments.text("q", TYPED)))


@blueprint.get("/shortcuts")
def shortcuts() -> str:
    """Every shortcut on a page of its own, for whoever has no script or wants to print it."""
    return render_template("search/shortcuts.html")
