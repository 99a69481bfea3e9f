"""What happened can be found at once."""

from flask import current_app

from incidents.context import Countersign
from incidents.domain.events import Event
from incidents.operations import search


def keep_index(event: Event) -> None:
    """Let the search index follow what happened, in the same transaction."""
    own: Countersign = current_app.extensions["countersign"]
    search.follow(event, own.store)
