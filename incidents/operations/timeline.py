"""Curating the timeline: entries by hand, and which of the gathered ones stand in the report."""

from datetime import datetime

from incidents.access import Act, require
from incidents.domain import events, text
from incidents.domain.errors import Invalid, NotPossibleNow
from incidents.domain.review import ReviewState
from incidents.domain.vocabulary import Lane
from incidents.models import Incident, Person, TimelineEntry, db
from incidents.operations.incidents import refuse_closed
from incidents.operations.reviews import current, withdraw_readiness
from incidents.signals import publish


def add(actor: Person, incident: Incident, *, moment: datetime, lane: Lane, body: str, at: datetime) -> TimelineEntry:
    """Add what the record cannot know. `moment` is when it happened, UTC."""
    require(actor, Act.CURATE_REVIEW, incident)
    _refuse_fixed(incident)
    if moment > at:
        raise Invalid("moment", "This lies in the future. Give the time at which it happened.")
    entry = TimelineEntry(
        incident_id=incident.id,
        at=moment,
        lane=lane,
        text=text.required("text", body, "what happened", text.REASON_LENGTH),
        source=f"Added by {actor.name}, {actor.belongs_to}",
        by_hand=True,
    )
    db.session.add(entry)
    db.session.flush()
    _edited(actor, incident, entry, "added", at)
    return entry


def pin(actor: Person, incident: Incident, entry: TimelineEntry, pinned: bool, at: datetime) -> None:
    """Choose whether an entry stands in the report. It never leaves the record."""
    require(actor, Act.CURATE_REVIEW, incident)
    _refuse_fixed(incident)
    entry.pinned = pinned
    _edited(actor, incident, entry, "pinned" if pinned else "unpinned", at)


def _refuse_fixed(incident: Incident) -> None:
    refuse_closed(incident)
    fixed = {ReviewState.READY, ReviewState.SIGNING}
    if incident.review_state in fixed:
        raise NotPossibleNow("The review is frozen, so its timeline is fixed. A lead can withdraw it to change it.")


def _edited(actor: Person, incident: Incident, entry: TimelineEntry, change: str, at: datetime) -> None:
    review = current(incident)
    if review is not None and review.state is ReviewState.DRAFTING:
        withdraw_readiness(actor, review, "The timeline was changed.", at)
    publish(
        events.TimelineEdited(
            incident_id=incident.id,
            actor=actor.as_actor(),
            at=at,
            entry_id=entry.id,
            change=change,
            text=entry.text,
        )
    )
