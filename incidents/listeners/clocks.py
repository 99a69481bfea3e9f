"""Clocks start and stop by what is recorded, so no room can forget them."""

from incidents.domain.events import Event
from incidents.operations import clocks


def follow(event: Event) -> None:
    """Let the clocks of the incident follow what happened, in the same transaction."""
    clocks.follow(event)
