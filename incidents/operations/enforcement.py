"""Carrying out a joint decision: its tasks of IT are raised here and nowhere else, and move the decision on."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from incidents.access import sees
from incidents.domain import events
from incidents.domain.errors import NotPossibleNow
from incidents.domain.joint import (
    CARRIED_OUT,
    DECISION,
    ORDERED,
    AgreementKind,
    ControlKind,
    DecisionState,
    DecisionVerb,
    Part,
)
from incidents.domain.machine import advance, words
from incidents.domain.notices import NoticeKind
from incidents.domain.vocabulary import Department, TaskKind
from incidents.models import Enforcement, JointDecision, Person, Task, db
from incidents.operations.notices import leads_of, tell_all
from incidents.signals import publish

UNDECIDED = "The joint decision “{}” is {}, so IT does not carry it out. Both leads agree to it first."


def order(actor: Person, decision: JointDecision, at: datetime, *, lifts: bool = False, missing: str = "") -> Task:
    """Raise the task of IT that enforces the decision, or lifts it. An unfinished one is kept, and says what is agreed.

    Between two agreements both halves may have been written anew: nobody enforces what stood there before.
    """
    if decision.task is not None:
        decision.task.description = _description(decision, lifts, missing)
        return decision.task
    kind = TaskKind.CONTROL_ENFORCEMENT
    task = Task(
        incident=decision.incident,
        kind=kind,
        owner=kind.owner,
        title=f"{'Lift' if lifts else decision.control.label}: {decision.title}",
        description=_description(decision, lifts, missing),
        raised_by=actor,
        raised_at=at,
    )
    decision.enforcements.append(Enforcement(task=task, lifts=lifts))
    db.session.flush()
    publish(
        events.TaskRaised(
            incident_id=decision.incident_id,
            actor=actor.as_actor(),
            at=at,
            task_id=task.id,
            kind=task.kind,
            owner=task.owner,
            title=task.title,
        )
    )
    return task


def of(task: Task) -> Enforcement | None:
    """What ties an enforcement task to its decision; None for every other task."""
    if task.kind not in ORDERED:
        return None
    return db.session.scalar(sa.select(Enforcement).where(Enforcement.task_id == task.id))


def brings_back(task: Task) -> bool:
    """Whether the task undoes containment instead of beginning it: it lifts a control or returns to service."""
    link = of(task)
    return link is not None and (link.lifts or link.decision.control is ControlKind.RETURN_TO_SERVICE)


def refuse_undecided(task: Task) -> None:
    """Raises `NotPossibleNow` where the decision behind an enforcement is not agreed, or not any more."""
    if task.kind not in ORDERED:
        return
    link = of(task)
    if link is None:
        raise NotPossibleNow("No joint decision stands behind this enforcement. Cancel it and propose one.")
    if link.decision.state not in CARRIED_OUT:
        raise NotPossibleNow(UNDECIDED.format(link.decision.title, words(link.decision.state)))


def finished(actor: Person, task: Task, at: datetime) -> None:
    """The task is done, so its decision is enforced, or lifted. Other tasks change nothing here."""
    link = of(task)
    if link is None:
        return
    decision = link.decision
    db.session.flush()
    if link.lifts:
        move(decision, DecisionVerb.LIFTED)
        decision.ended_by, decision.ended_at = actor, at
        publish(events.ControlLifted(**common(actor, decision, at)))
        return
    move(decision, DecisionVerb.ENFORCED)
    decision.enforced_at = at
    agreed = decision.agreed_by_both()
    publish(events.ControlEnforced(**common(actor, decision, at), agreed=agreed))
    todo = "IT enforced “{}”. Verify that it achieves what it must." if agreed else "IT enforced “{}” alone."
    tell(decision, Department.AI, f"enforced:{task.id}", todo.format(decision.title), at)


def abandoned(actor: Person, task: Task, reason: str, at: datetime) -> None:
    """The task was cancelled or waived: the decision does not hang, both leads decide anew, or the control stays."""
    link = of(task)
    if link is None or link.decision.state not in CARRIED_OUT:
        return
    decision, lifting = link.decision, link.lifts
    db.session.flush()
    move(decision, DecisionVerb.ABANDONED)
    void = AgreementKind.LIFTING if lifting else AgreementKind.CONTROL
    if decision.state is DecisionState.PROPOSED or lifting:
        for given in [row for row in decision.agreements if row.kind is void]:
            decision.agreements.remove(given)
            db.session.delete(given)
    decision.verified_by = decision.verified_at = None
    publish(events.EnforcementAbandoned(**common(actor, decision, at), lifting=lifting, reason=reason))
    said = f"The task behind “{decision.title}” was given up. Decide again."
    tell(decision, Department.AI, f"abandoned:{task.id}", said, at)


def move(decision: JointDecision, verb: DecisionVerb) -> DecisionState:
    """Advance a decision by its table."""
    decision.state = advance(DECISION, decision.state, verb)
    return decision.state


def common(actor: Person, decision: JointDecision, at: datetime) -> dict[str, Any]:
    """What every event of a joint decision carries."""
    return {
        "incident_id": decision.incident_id,
        "actor": actor.as_actor(),
        "at": at,
        "decision_id": decision.id,
        "control": decision.control,
        "title": decision.title,
    }


def tell(decision: JointDecision, department: Department, key: str, sentence: str, at: datetime) -> None:
    """Tell the leads of a department, once for each key. Leads see every incident that their department works on."""
    incident = decision.incident
    path = f"/incidents/{incident.reference}/decisions#decision-{decision.id}"
    people = [lead for lead in leads_of(department) if sees(lead, incident)]
    told = f"decision:{decision.id}:{key}"
    tell_all(people, told, sentence, kind=NoticeKind.DECISION, path=path, at=at, incident=incident)


def _description(decision: JointDecision, lifts: bool, missing: str) -> str:
    """What the person who does it needs: all four parts, or the way back first, or what was missing."""
    order = [Part.WAY_BACK, Part.CONSTRAINT] if lifts else list(Part)
    said = [f"Sent back by the AI department, missing:\n{missing}"] if missing else []
    said += [f"{part.label}:\n{decision.text_of(part) or 'Not written yet.'}" for part in order]
    return "\n\n".join(said)
