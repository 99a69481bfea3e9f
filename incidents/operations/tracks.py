"""The two tracks: what begins them, and what their leads declare."""

from datetime import datetime

import sqlalchemy as sa

from incidents.access import Act, require
from incidents.domain import containment, correction, events, text
from incidents.domain.containment import CONTAINMENT, Containment, ContainmentVerb
from incidents.domain.correction import CORRECTION, Correction, CorrectionVerb
from incidents.domain.errors import NotPossibleNow
from incidents.domain.machine import advance
from incidents.domain.task import UNFINISHED
from incidents.domain.triage import Triage
from incidents.domain.vocabulary import Department, TaskKind
from incidents.models import Incident, Person, Task, db
from incidents.operations import cases, confirmations, hold
from incidents.operations.incidents import refuse_closed
from incidents.operations.returning import obstacle_to_restored
from incidents.signals import publish

ANY = frozenset(TaskKind)
"""Withdrawing a declaration waits for nothing."""

AFTER_THE_HOLD: frozenset[ContainmentVerb | CorrectionVerb] = frozenset(
    {ContainmentVerb.CONTAINED, CorrectionVerb.CORRECTED}
)
"""What is declared only once the state of the system is sealed."""


def begin(actor: Person, incident: Incident, kind: TaskKind, at: datetime) -> None:
    """Move the track that a started task of this kind begins, if it has not begun."""
    reason = f"{kind.label} was started."
    if kind in containment.BEGINS and (incident.containment, ContainmentVerb.BEGUN) in CONTAINMENT:
        _move_containment(actor, incident, ContainmentVerb.BEGUN, reason, at)
    if kind in correction.BEGINS and (incident.correction, CorrectionVerb.BEGUN) in CORRECTION:
        _move_correction(actor, incident, CorrectionVerb.BEGUN, reason, at)


def declare_containment(actor: Person, incident: Incident, verb: ContainmentVerb, reason: str, at: datetime) -> None:
    """Declare the incident contained or restored, containment not needed, or withdraw that. A lead of IT does."""
    require(actor, Act.DECLARE_CONTAINMENT, incident)
    _guard(incident, verb)
    reason = text.required("reason", reason, "a reason: why do you declare this?", text.REASON_LENGTH)
    _move_containment(actor, incident, verb, reason, at)


def declare_correction(actor: Person, incident: Incident, verb: CorrectionVerb, reason: str, at: datetime) -> None:
    """Declare the behaviour corrected or verified, correction not needed, or withdraw that. A lead of AI does."""
    require(actor, Act.DECLARE_CORRECTION, incident)
    _guard(incident, verb)
    reason = text.required("reason", reason, "a reason: why do you declare this?", text.REASON_LENGTH)
    _move_correction(actor, incident, verb, reason, at)


def unfinished(incident: Incident, department: Department | None = None) -> list[Task]:
    """The incident's tasks that are not ended, of one department or of both."""
    query = sa.select(Task).where(Task.incident_id == incident.id, Task.state.in_(UNFINISHED)).order_by(Task.id)
    if department is not None:
        query = query.where(Task.owner == department)
    return list(db.session.scalars(query))


def obstacle(incident: Incident, verb: ContainmentVerb | CorrectionVerb, open_tasks: list[Task]) -> str | None:
    """What stands in the way of a declaration, as a sentence. `open_tasks` are the incident's unfinished ones."""
    if incident.triage is not Triage.ACCEPTED:
        return "Both departments accept the report first."
    if not _in_the_table(incident, verb):
        return None  # the state machine itself refuses it, and says so
    if verb in AFTER_THE_HOLD and (sentence := hold.obstacle(incident)) is not None:
        return sentence
    owner, may_stay_open = _gate(verb)
    in_the_way = [task for task in open_tasks if task.owner is owner and task.kind not in may_stay_open]
    if not in_the_way:
        return _unproven(incident, verb)
    return f"Still to be finished, waived or cancelled: {', '.join(f'“{task.title}”' for task in in_the_way)}."


def _unproven(incident: Incident, verb: ContainmentVerb | CorrectionVerb) -> str | None:
    """What must have been shown or decided before a declaration, beside finished work."""
    if verb is CorrectionVerb.VERIFIED:
        return cases.obstacle(incident)
    return obstacle_to_restored(incident) if verb is ContainmentVerb.RESTORED else None


def _in_the_table(incident: Incident, verb: ContainmentVerb | CorrectionVerb) -> bool:
    if isinstance(verb, ContainmentVerb):
        return (incident.containment, verb) in CONTAINMENT
    return (incident.correction, verb) in CORRECTION


def _gate(verb: ContainmentVerb | CorrectionVerb) -> tuple[Department, frozenset[TaskKind]]:
    if isinstance(verb, ContainmentVerb):
        return Department.IT, containment.MAY_STAY_OPEN.get(verb, ANY)
    return Department.AI, correction.MAY_STAY_OPEN.get(verb, ANY)


def _guard(incident: Incident, verb: ContainmentVerb | CorrectionVerb) -> None:
    refuse_closed(incident)
    sentence = obstacle(incident, verb, unfinished(incident))
    if sentence is not None:
        raise NotPossibleNow(sentence)


def _move_containment(actor: Person, incident: Incident, verb: ContainmentVerb, reason: str, at: datetime) -> None:
    before = incident.containment
    incident.containment = after = advance(CONTAINMENT, before, verb)
    if after is Containment.CONTAINED:
        incident.contained_at = at
    elif after is Containment.CONTAINING:
        incident.contained_at = None
    publish(
        events.ContainmentMoved(
            incident_id=incident.id, actor=actor.as_actor(), at=at, before=before, after=after, reason=reason
        )
    )
    confirmations.follow(incident, at)


def _move_correction(actor: Person, incident: Incident, verb: CorrectionVerb, reason: str, at: datetime) -> None:
    before = incident.correction
    incident.correction = after = advance(CORRECTION, before, verb)
    if after is Correction.CORRECTED:
        incident.corrected_at = at
    elif after is Correction.VERIFIED:
        incident.verified_at = at
    elif after is Correction.CORRECTING:
        incident.corrected_at = incident.verified_at = None
    publish(
        events.CorrectionMoved(
            incident_id=incident.id, actor=actor.as_actor(), at=at, before=before, after=after, reason=reason
        )
    )
    confirmations.follow(incident, at)
