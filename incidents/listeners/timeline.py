"""Milestones stand in the timeline by themselves; leads choose which of them stand in the report."""

from incidents.domain.events import Event
from incidents.domain.vocabulary import Lane
from incidents.models import TimelineEntry, db


def pin_milestone(event: Event) -> None:
    """Add a milestone to the incident's timeline."""
    if not event.milestone or event.incident_id is None:
        return
    sentence = event.sentence if event.joint else f"{event.actor.name} {event.sentence}"
    db.session.add(
        TimelineEntry(
            incident_id=event.incident_id,
            at=event.at,
            lane=Lane.JOINT if event.joint else Lane(event.actor.lane),
            text=f"{sentence[0].upper()}{sentence[1:]}.",
            source="Record",
        )
    )
