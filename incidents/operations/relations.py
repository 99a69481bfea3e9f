"""How incidents belong together: said by a department, with both records telling it, and taken back with a reason."""

from datetime import datetime

import sqlalchemy as sa

from incidents.access import Act, require
from incidents.domain import events, text
from incidents.domain.errors import Invalid, NotPossibleNow
from incidents.domain.relation import RelationKind, closes_a_circle
from incidents.domain.vocabulary import DeclineReason
from incidents.models import Action, Incident, Person, Relation, db
from incidents.operations import incidents
from incidents.signals import publish


def relate(
    actor: Person,
    incident: Incident,
    other: Incident,
    kind: RelationKind,
    reason: str,
    at: datetime,
    *,
    action: Action | None = None,
    reopen: bool = False,
) -> Relation:
    """Say what an incident is to another one; both must be visible to the actor. `action` should have prevented it.

    With `reopen` the other incident, which must be closed, is opened again for the same reason: a lead's choice.
    Each of the two chains gets its own event, so that each record tells the relation by itself.
    """
    require(actor, Act.RELATE, incident)
    require(actor, Act.RELATE, other)
    _refuse_nonsense(incident, other, kind)
    if action is not None and action.incident_id != other.id:
        raise Invalid("other", f"“{action.title}” is no action of {other.reference}.")
    if reopen and kind is not RelationKind.RECURRENCE_OF:
        raise Invalid("reopen", "Only an incident that recurred is opened again.")
    reason = text.bounded("reason", reason, text.REASON_LENGTH)
    if reopen:
        # Locked before either chain is: two recurrences at the same moment open it once.
        db.session.refresh(other, with_for_update=True)
    relation = Relation(
        incident=incident, other=other, kind=kind, action=action, reason=reason, by=actor, at=at, removed_reason=""
    )
    db.session.add(relation)
    db.session.flush()
    _tell_both(events.IncidentRelated, actor, relation, reason, at)
    if reopen:
        # The other record has other readers: it does not tell them of an incident that is restricted.
        named = "It recurred." if incident.restricted else f"It recurred as {incident.reference}."
        incidents.reopen(actor, other, reason or named, at)
    return relation


def remove(actor: Person, relation: Relation, reason: str, at: datetime) -> None:
    """Take a relation back, with a reason. That it stood once remains in both records."""
    require(actor, Act.RELATE, relation.incident)
    require(actor, Act.RELATE, relation.other)
    if relation.removed_at is not None:
        raise NotPossibleNow("This relation is removed already.")
    reason = text.required("reason", reason, "a reason: why do they not belong together?", text.REASON_LENGTH)
    relation.removed_by, relation.removed_at, relation.removed_reason = actor, at, reason
    db.session.flush()
    _tell_both(events.IncidentUnrelated, actor, relation, reason, at)


def decline_duplicate(actor: Person, incident: Incident, original: Incident, explanation: str, at: datetime) -> None:
    """Decline a report as a duplicate, naming the original. The other lead may name the same one."""
    incidents.decline(actor, incident, DeclineReason.DUPLICATE, explanation, at)
    standing = _standing(incident.id, original.id, RelationKind.DUPLICATE_OF)
    if standing is None:
        relate(actor, incident, original, RelationKind.DUPLICATE_OF, "Said in triage.", at)


def _refuse_nonsense(incident: Incident, other: Incident, kind: RelationKind) -> None:
    if incident.id == other.id:
        raise Invalid("other", f"This is {incident.reference} itself. Name another incident.")
    there = _standing(incident.id, other.id, kind)
    if there is None and kind.symmetric:
        there = _standing(other.id, incident.id, kind)
    if there is not None:
        raise Invalid("other", f"{incident.reference} stands as “{kind.label} {other.reference}” already.")
    if kind.symmetric:
        return
    if closes_a_circle(incident.id, other.id, lambda number: _next(number, kind)):
        raise Invalid("other", f"{other.reference} goes back to {incident.reference} already: it cannot be both ways.")
    if kind is RelationKind.DUPLICATE_OF and _next(incident.id, kind) is not None:
        raise Invalid("other", f"{incident.reference} has its original already. Remove that relation first.")


def _standing(incident_id: int, other_id: int, kind: RelationKind) -> Relation | None:
    query = sa.select(Relation).where(
        Relation.incident_id == incident_id,
        Relation.other_id == other_id,
        Relation.kind == kind,
        Relation.removed_at.is_(None),
    )
    return db.session.scalar(query)


def _next(incident_id: int, kind: RelationKind) -> int | None:
    query = sa.select(Relation.other_id).where(
        Relation.incident_id == incident_id, Relation.kind == kind, Relation.removed_at.is_(None)
    )
    return db.session.scalar(query.order_by(Relation.id).limit(1))


def _tell_both(
    kind: type[events.IncidentRelated] | type[events.IncidentUnrelated],
    actor: Person,
    relation: Relation,
    reason: str,
    at: datetime,
) -> None:
    """One event on each chain, the smaller number first: writers who meet do not lock each other out."""
    ends = (
        (relation.incident_id, relation.other_id, relation.kind.label),
        (relation.other_id, relation.incident_id, relation.kind.reverse),
    )
    for incident_id, other_id, words in sorted(ends):
        publish(
            kind(
                incident_id=incident_id,
                actor=actor.as_actor(),
                at=at,
                relation_id=relation.id,
                other_id=other_id,
                words=words.lower(),
                reason=reason,
            )
        )
