"""The navigation of every page: the rooms whose door opens for the person, in one order."""

from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_security import current_user

from incidents.access import ENDPOINTS, opens
from incidents.models import Person

ROOMS = (
    ("home.index", "Home"),
    ("incidents.queue", "Queue"),
    ("tasks.mine", "My tasks"),
    ("actions.index", "Actions"),
    ("register.index", "Systems"),
    ("obligations.due", "Obligations"),
    ("figures.index", "Figures"),
    ("reports.library", "Reports"),
    ("bulletins.index", "Guidance"),
    ("administration.index", "Administration"),
)

ROOM_OF = {
    "actions": "actions.index",
    "confirmations": "administration.index",
    "costs": "administration.index",
    "bulletins": "bulletins.index",
    "changes": "register.index",
    "evidence": "incidents.queue",
    "figures": "figures.index",
    "quarters": "figures.index",
    "incidents": "incidents.queue",
    "obligations": "obligations.due",
    "readiness": "register.index",
    "register": "register.index",
    "reports": "reports.library",
    "tasks": "tasks.mine",
    "administration": "administration.index",
}
"""Which entry is marked on the pages of a blueprint. Every page below an incident marks the queue."""


@dataclass(frozen=True)
class Entry:
    """A link of the navigation. `current` marks the room that the page belongs to."""

    label: str
    address: str
    current: bool


def entries() -> list[Entry]:
    """What the person who reads may enter. Nothing for somebody who is not logged in."""
    if not current_user.is_authenticated:
        return []
    return [Entry(label, url_for(endpoint), _is_current(endpoint)) for endpoint, label in ROOMS if may_enter(endpoint)]


def may_enter(endpoint: str) -> bool:
    """Whether there is such a room, and its door opens for the person who reads."""
    door = ENDPOINTS.get(endpoint)
    if door is None or endpoint not in current_app.view_functions:
        return False
    person: Person | None = current_user._get_current_object() if current_user.is_authenticated else None  # noqa: SLF001
    return opens(door, person)


def _is_current(endpoint: str) -> bool:
    here = request.endpoint or ""
    if here == "incidents.new":
        return False
    of_an_incident = "reference" in (request.view_args or {}) and not here.startswith("reports.")
    room = "incidents.queue" if of_an_incident else ROOM_OF.get(here.split(".")[0], here)
    return room == endpoint
