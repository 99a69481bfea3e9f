"""What the palette offers: rooms and acts whose door opens for the person, and what a search finds."""

from dataclasses import dataclass

from flask import url_for

from incidents.access import Act, can
from incidents.domain.search import Kind, understood
from incidents.models import Person
from incidents.queries.search import Result, search
from incidents.web.navigation import entries, may_enter
from reports.text import visible

FOUND = 8
"""So many results are offered; the page of the search has all of them."""

PLACES: tuple[tuple[str, str, Act | None], ...] = (
    ("incidents.new", "Report an incident", None),
    ("bulletins.new", "Write guidance", Act.WRITE_GUIDANCE),
    ("administration.person_new", "Add a person", None),
    ("administration.system_new", "Register an AI system", None),
    ("notices.index", "Notices", None),
    ("search.index", "Search", None),
    ("quarters.index", "Quarterly reports", None),
    ("obligations.catalogue", "Catalogue of reporting regimes", None),
    ("classification.taxonomies", "Taxonomies", None),
    ("administration.people", "People", None),
    ("administration.units", "Business units", None),
    ("administration.systems", "AI systems and their owners", None),
    ("administration.targets", "Targets", None),
    ("administration.calendar", "Working calendar", None),
    ("administration.playbooks", "Playbooks", None),
    ("administration.models", "Model endpoints", None),
    ("administration.certificates", "Certificates", None),
    ("account.profile", "Your account", None),
    ("account.signing", "Your signing certificate", None),
    ("security.change_password", "Change your password", None),
    ("verification.index", "Verify a report", None),
    ("search.shortcuts", "Keyboard shortcuts", None),
)
"""Beside the rooms of the navigation: an endpoint, what one does there, and the act that it takes."""


@dataclass(frozen=True)
class Suggestion:
    """A line of the palette: what kind of thing it is, its words, and where it leads."""

    kind: str
    label: str
    detail: str
    address: str


def suggestions(person: Person, typed: str) -> list[Suggestion]:
    """Places whose words begin like those that were typed, all of them before anything was; then what is found."""
    places = [place for place in _places(person) if _fits(place.label, typed)]
    if not typed or not may_enter("search.index"):
        return places
    results = search(person, understood(typed), size=FOUND)
    everything = Suggestion("Search", f"Everything about «{visible(typed)}»", "", url_for("search.index", q=typed))
    return [*places, *map(_found, results.rows), everything]


def address_of(result: Result) -> str:
    """Where a result leads."""
    match result.kind:
        case Kind.TASK:
            return url_for("tasks.show", number=result.thing_id)
        case Kind.REPORT:
            return url_for("reports.show", reference=result.reference)
        case Kind.SYSTEM:
            return url_for("register.show", number=result.thing_id)
        case Kind.EVIDENCE:
            return url_for("incidents.show", reference=result.reference, _anchor="evidence")
        case Kind.INCIDENT:
            return url_for("incidents.show", reference=result.reference)


def _places(person: Person) -> list[Suggestion]:
    rooms = [Suggestion("Go to", entry.label, "", entry.address) for entry in entries()]
    return rooms + [
        Suggestion("Go to", label, "", url_for(endpoint))
        for endpoint, label, act in PLACES
        if may_enter(endpoint) and (act is None or can(person, act))
    ]


def _fits(label: str, typed: str) -> bool:
    words = label.lower().split()
    return all(any(word.startswith(part) for word in words) for part in typed.lower().split())


def _found(result: Result) -> Suggestion:
    title = "".join(piece.text for piece in result.title)
    return Suggestion(result.kind.label, visible(title), result.reference, address_of(result))
