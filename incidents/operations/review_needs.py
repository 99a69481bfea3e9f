"""What still stands between a review and “ready”, and where it is put right."""

from dataclasses import dataclass
from enum import StrEnum

from incidents.domain import containment, correction
from incidents.domain.machine import words
from incidents.models import Incident, Review
from incidents.operations import confirmations, overrides
from incidents.operations.decision_obstacles import unsettled as unsettled_decisions
from incidents.operations.tracks import unfinished
from incidents.queries.obligations import unassessed


class Place(StrEnum):
    """Where something is put right."""

    SECTION = "section"
    FACTORS = "factors"
    ACTIONS = "actions"
    OBLIGATIONS = "obligations"
    TASK = "task"
    INCIDENT = "incident"
    DECISIONS = "decisions"


@dataclass(frozen=True, slots=True)
class Need:
    """What is missing, as a sentence, and the place. `of` names which section or task."""

    sentence: str
    place: Place
    of: str = ""


def needs(review: Review) -> list[Need]:
    """Everything that is missing before a review can be marked ready. Empty when nothing is."""
    found = [
        Need(f"The section “{row.section.label}” is empty.", Place.SECTION, row.section.value)
        for row in review.sections
        if not row.body.strip()
    ]
    if not review.factors:
        found.append(Need("No contributing factor is named.", Place.FACTORS))
    if not review.actions:
        found.append(Need("No action is agreed.", Place.ACTIONS))
    found += [Need(sentence, Place.OBLIGATIONS) for sentence in unassessed(review.incident)]
    return found + needs_to_close(review.incident)


def needs_to_close(incident: Incident) -> list[Need]:
    """What keeps an incident from being closed, whatever its review says: open work, a withdrawal, the unit's word."""
    found = [
        Need(f"{task.kind.label} “{task.title}” is not finished.", Place.TASK, str(task.id))
        for task in unfinished(incident)
    ]
    if incident.containment not in containment.SETTLED:
        sentence = f"Containment is {words(incident.containment)}: a lead of IT declares it again."
        found.append(Need(sentence, Place.INCIDENT))
    if incident.correction not in correction.SETTLED:
        sentence = f"Correction is {words(incident.correction)}: a lead of the AI department declares it again."
        found.append(Need(sentence, Place.INCIDENT))
    crossed = unsettled_decisions(incident) + overrides.outstanding(incident)
    found += [Need(sentence, Place.DECISIONS) for sentence in crossed]
    waiting = confirmations.obstacle(incident)
    return found if waiting is None else [*found, Need(waiting, Place.INCIDENT)]
