"""The way back of a system that was cut off or cut down: a return to service that both departments decided."""

from datetime import datetime

import sqlalchemy as sa

from incidents.domain.joint import IN_FORCE, RESTRICTING, ControlKind, DecisionState
from incidents.domain.machine import words
from incidents.domain.override import Gate, Shut
from incidents.domain.task import TaskState
from incidents.models import Incident, JointDecision, Task, db
from incidents.operations.overrides import standing

UNDECIDED = (
    "Access was restricted, the system isolated or a feature switched off. It comes back by a joint decision "
    "“Return to service” that IT has enforced: {}."
)


def obstacle_to_restored(incident: Incident) -> str | None:
    """Why the service cannot be declared restored yet, as a sentence, or None. A lead may override the gate."""
    decisions = _decisions(incident)
    cut = _cut_off_at(incident, decisions)
    back = [row for row in decisions if row.control is ControlKind.RETURN_TO_SERVICE]
    done = (DecisionState.ENFORCED, DecisionState.VERIFIED)
    returned = max((row.enforced_at for row in back if row.state in done and row.enforced_at), default=None)
    if cut is None or (returned is not None and returned >= cut) or standing(incident, Gate.READINESS) is not None:
        return None
    waiting = next((row for row in reversed(back) if not row.state.ended and row.state not in done), None)
    said = f"“{waiting.title}” is {words(waiting.state)} so far" if waiting else "nobody proposed one"
    return Shut(UNDECIDED.format(said), Gate.READINESS)


def _cut_off_at(incident: Incident, decisions: list[JointDecision]) -> datetime | None:
    """When the system was last restricted, isolated or cut down, as far as that was not lifted (UTC)."""
    query = sa.select(sa.func.max(Task.ended_at)).where(
        Task.incident_id == incident.id, Task.kind.in_(RESTRICTING), Task.state == TaskState.DONE
    )
    off = [row for row in decisions if row.control is ControlKind.FEATURE_OFF and row.state in IN_FORCE]
    moments = [db.session.scalar(query), *(row.enforced_at for row in off)]
    return max((moment for moment in moments if moment is not None), default=None)


def _decisions(incident: Incident) -> list[JointDecision]:
    kinds = (ControlKind.RETURN_TO_SERVICE, ControlKind.FEATURE_OFF)
    query = sa.select(JointDecision).where(
        JointDecision.incident_id == incident.id,
        JointDecision.control.in_(kinds),
        JointDecision.state.not_in((DecisionState.DECLINED, DecisionState.WITHDRAWN)),
    )
    return list(db.session.scalars(query.order_by(JointDecision.id)))
