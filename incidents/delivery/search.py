"""Reading into the search index what was there before it, some at a time."""

from collections.abc import Callable
from datetime import datetime

from flask import current_app

from incidents.context import Countersign
from incidents.delivery.one_by_one import each
from incidents.models import SearchEntry, db
from incidents.operations import search


def catch_up(clock: Callable[[], datetime]) -> int:  # noqa: ARG001 - every sweep is given the clock
    """Read the next stale entries anew."""
    return each([entry.id for entry in search.stale()], "search entry", _read)


def _read(number: int) -> int:
    entry = db.session.get_one(SearchEntry, number)
    own: Countersign = current_app.extensions["countersign"]
    search.index(entry.kind, entry.thing_id, own.store)
    return 1
