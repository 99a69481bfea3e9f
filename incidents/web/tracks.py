"""The two tracks of an incident as its page shows them: state, tasks, and what a lead may declare or why not yet."""

from dataclasses import dataclass
from enum import StrEnum

from incidents.access import Act, refusal
from incidents.domain.containment import CONTAINMENT, ContainmentVerb
from incidents.domain.correction import CORRECTION, CorrectionVerb
from incidents.domain.machine import possible
from incidents.domain.phase import Phase
from incidents.domain.vocabulary import Department
from incidents.models import Person, Task
from incidents.operations.tracks import obstacle
from incidents.queries.incident import IncidentPage

_BY_THEMSELVES = ("begun", "reopened")
"""These follow from other acts; nobody declares them."""

_LABELS = {"not_needed": "Declare it not needed", "withdrawn": "Withdraw the declaration"}


@dataclass(frozen=True)
class Declaration:
    """Something a lead may declare. `refusal` says why this person cannot, or cannot yet."""

    what: str
    label: str
    refusal: str | None


@dataclass(frozen=True)
class Track:
    """One department's half of the response."""

    department: Department
    name: str
    state: StrEnum
    tasks: list[Task]
    declarations: list[Declaration]


def of(page: IncidentPage, person: Person) -> list[Track]:
    """Containment of IT and correction of the AI department."""
    incident = page.incident
    return [
        Track(
            Department.IT,
            "Containment",
            incident.containment,
            page.tasks_of(Department.IT),
            _declarations(page, person, Act.DECLARE_CONTAINMENT, possible(CONTAINMENT, incident.containment)),
        ),
        Track(
            Department.AI,
            "Correction",
            incident.correction,
            page.tasks_of(Department.AI),
            _declarations(page, person, Act.DECLARE_CORRECTION, possible(CORRECTION, incident.correction)),
        ),
    ]


def _declarations(
    page: IncidentPage, person: Person, act: Act, verbs: list[ContainmentVerb] | list[CorrectionVerb]
) -> list[Declaration]:
    if page.incident.phase is Phase.CLOSED:
        return []
    return [
        Declaration(
            verb.value,
            _LABELS.get(verb.value, f"Declare it {verb.value}"),
            refusal(person, act, page.incident) or obstacle(page.incident, verb, page.unfinished),
        )
        for verb in verbs
        if verb.value not in _BY_THEMSELVES
    ]
