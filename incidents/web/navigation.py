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
    ("reports.library", "Reports"),
    ("bulletins.index", "Guidance"),
    ("administration.index", "Administration"),
)


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
    if endpoint == "reports.library":
        return here.startswith("reports.")
    if endpoint == "bulletins.index":
        return here.startswith("bulletins.")
    if endpoint == "tasks.mine":
        return here.startswith("tasks.")
    if endpoint == "administration.index":
        return here.startswith("administration.")
    if endpoint == "incidents.queue":
        return here.startswith(("incidents.", "reviews.", "evidence.")) and here != "incidents.new"
    return here == endpoint
