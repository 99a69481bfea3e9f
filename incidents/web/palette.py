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

SHORTEST = 2
"""So many characters are typed before anything is searched."""

ACTS: tuple[tuple[str, str, Act], ...] = (
    ("incidents.new", "Report an incident", Act.REPORT),
    ("bulletins.new", "Write guidance", Act.WRITE_GUIDANCE),
    ("administration.person_new", "Add a person", Act.ADMINISTER),
    ("administration.system_new", "Register an AI system", Act.ADMINISTER),
)
"""What a person can begin anywhere: an endpoint, its words, and the act that it takes."""

PLACES = (
    ("notices.index", "Notices"),
    ("search.index", "Search"),
    ("quarters.index", "Quarterly reports"),
    ("obligations.catalogue", "Catalogue of reporting regimes"),
    ("classification.taxonomies", "Taxonomies"),
    ("administration.people", "People"),
    ("administration.units", "Business units"),
    ("administration.systems", "AI systems and their owners"),
    ("administration.targets", "Targets"),
    ("administration.calendar", "Working calendar"),
    ("administration.playbooks", "Playbooks"),
    ("administration.models", "Model endpoints"),
    ("administration.certificates", "Certificates"),
    ("account.profile", "Your account"),
    ("account.signing", "Your signing certificate"),
    ("security.change_password", "Change your password"),
    ("verification.index", "Verify a report"),
    ("search.shortcuts", "Keyboard shortcuts"),
)
"""Where a person can go beside the rooms of the navigation."""


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
    if len(typed) < SHORTEST or not may_enter("search.index"):
        return places
    results = search(person, understood(typed), size=FOUND)
    everything = Suggestion("Search", f"Everything about “{visible(typed)}”", "", url_for("search.index", q=typed))
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
    rooms = [(entry.label, entry.address) for entry in entries()]
    rooms += [(label, url_for(endpoint)) for endpoint, label in PLACES if may_enter(endpoint)]
    acts = [(label, url_for(endpoint)) for endpoint, label, act in ACTS if may_enter(endpoint) and can(person, act)]
    begun = [Suggestion("Begin", label, "", address) for label, address in acts]
    return begun + [Suggestion("Go to", label, "", address) for label, address in rooms]


def _fits(label: str, typed: str) -> bool:
    words = label.lower().split()
    return all(any(word.startswith(part) for word in words) for part in typed.lower().split())


def _found(result: Result) -> Suggestion:
    title = "".join(piece.text for piece in result.title)
    return Suggestion(result.kind.label, visible(title), result.reference, address_of(result))
