"""Tasks and hand-overs. The kind decides the owner, and only the owner's people move a task."""

from datetime import datetime
from typing import Any

from incidents.access import Act, assignable_to, require
from incidents.domain import events, text
from incidents.domain.calendars import Counting
from incidents.domain.containment import EMERGENCY
from incidents.domain.errors import Invalid, NotPossibleNow, Refused, why_not
from incidents.domain.joint import ORDERED, RESTRICTING
from incidents.domain.machine import advance
from incidents.domain.task import TASK, TaskState, TaskVerb
from incidents.domain.triage import Triage
from incidents.domain.vocabulary import Department, TaskKind
from incidents.models import HandOver, Incident, Person, Task, db
from incidents.operations import enforcement, hold
from incidents.operations.incidents import acknowledge, refuse_closed
from incidents.operations.tracks import begin
from incidents.signals import publish


def raise_task(
    actor: Person,
    incident: Incident,
    *,
    kind: TaskKind,
    title: str,
    description: str = "",
    due_at: datetime | None = None,
    counting: Counting | None = None,
    at: datetime,
) -> Task:
    """Raise work on an incident. A kind of the other department is a request: it is theirs from the start.

    `due_at` is for work of one's own department; `counting` says how its clock counts, round the clock by default.
    """
    require(actor, Act.RAISE_TASK, incident)
    refuse_closed(incident)
    _refuse_undecided(kind)
    if due_at is not None:
        check_due(actor, kind.owner, due_at, at)
    acknowledge(actor, incident, at)
    task = Task(
        incident=incident,
        kind=kind,
        owner=kind.owner,
        title=text.line("title", title, "a title"),
        description=text.bounded("description", description),
        raised_by=actor,
        raised_at=at,
        due_at=due_at,
        due_counting=counting if due_at else None,
    )
    db.session.add(task)
    db.session.flush()
    publish(events.TaskRaised(**_common(actor, task, at)))
    return task


def _refuse_undecided(kind: TaskKind) -> None:
    if kind in ORDERED:
        raise Invalid(
            "kind",
            "A control is enforced only after a joint decision: propose one under “Decisions”. "
            "In an emergency IT restricts access or isolates the system at once.",
        )


def assign(actor: Person, task: Task, assignee: Person, at: datetime) -> None:
    """Give a task to somebody of the owning department. Members may take one; giving it to others is the lead's."""
    require(actor, Act.TAKE_TASK if assignee is actor else Act.ASSIGN_TASK, task)
    _refuse_ended(task)
    wrong = assignable_to(assignee, task)
    if wrong is not None:
        raise Refused(wrong)
    if assignee is actor and not actor.is_lead and task.assignee not in (None, actor):
        raise Refused(f"{task.assignee.name if task.assignee else ''} has this task. A lead can give it to you.")
    acknowledge(actor, task.incident, at)
    task.assignee, task.assignee_department = assignee, assignee.department
    publish(events.TaskAssigned(**_common(actor, task, at), assignee_id=assignee.id, assignee=assignee.name))


def release(actor: Person, task: Task, at: datetime) -> None:
    """Take a task back from whoever has it and has not begun, so that nobody has it. A lead of the owner does."""
    require(actor, Act.ASSIGN_TASK, task)
    had = _refuse_begun(task)
    task.assignee = task.assignee_department = None
    publish(events.TaskReleased(**_common(actor, task, at), assignee_id=had.id, assignee=had.name))


def start(actor: Person, task: Task, at: datetime) -> None:
    """Start work. Before triage is through, only what IT may do alone in an emergency."""
    require(actor, Act.START_TASK, task)
    _refuse_ended(task)
    _refuse_offered(task)
    early = _refuse_unstartable(task)
    _advance(task, TaskVerb.STARTED)
    task.started_at = at
    publish(events.TaskStarted(**_common(actor, task, at), emergency=early and task.kind in RESTRICTING))
    if not enforcement.brings_back(task):
        begin(actor, task.incident, task.kind, at)


def finish(actor: Person, task: Task, outcome: str, at: datetime) -> None:
    """Finish work, saying what was done and what it showed."""
    require(actor, Act.FINISH_TASK, task)
    _refuse_ended(task)
    _refuse_offered(task)
    outcome = text.required("outcome", outcome, "an outcome: what was done, and what did it show?")
    _end(task, TaskVerb.FINISHED, outcome, at)
    publish(events.TaskFinished(**_common(actor, task, at), outcome=outcome))
    enforcement.finished(actor, task, at)


def set_due(actor: Person, task: Task, due_at: datetime | None, at: datetime) -> None:
    """Set when a task is due, or take that away with None. A lead of the owner does."""
    require(actor, Act.SET_DUE, task)
    _refuse_ended(task)
    if due_at is not None:
        check_due(actor, task.owner, due_at, at)
    task.due_at, task.due_counting = due_at, None
    publish(events.TaskDueSet(**_common(actor, task, at), due_at=due_at.isoformat() if due_at else ""))


def check_due(actor: Person, owner: Department, due_at: datetime, at: datetime) -> None:
    """Refuse a due time that has passed, or that one department sets for the other's work."""
    if actor.department is not owner:
        raise Invalid(
            "due_at",
            f"{owner.label[:1].upper()}{owner.label[1:]} sets when its work is due. Say below when you need it.",
        )
    if due_at <= at:
        raise Invalid("due_at", "This lies in the past. Give a time that is still to come.")


def cancel(actor: Person, task: Task, reason: str, at: datetime) -> None:
    """Take a task back: it should not have been raised. A lead of the owner does."""
    require(actor, Act.CANCEL_TASK, task)
    reason = _end_without_work(task, TaskVerb.CANCELLED, reason, at)
    publish(events.TaskCancelled(**_common(actor, task, at), reason=reason))
    enforcement.abandoned(actor, task, reason, at)


def waive(actor: Person, task: Task, reason: str, at: datetime) -> None:
    """Leave a task undone on purpose. A lead of the owner does, and answers for it."""
    require(actor, Act.WAIVE_TASK, task)
    reason = _end_without_work(task, TaskVerb.WAIVED, reason, at)
    publish(events.TaskWaived(**_common(actor, task, at), reason=reason))
    enforcement.abandoned(actor, task, reason, at)


def offer_hand_over(actor: Person, task: Task, to_kind: TaskKind, reason: str, at: datetime) -> HandOver:
    """Offer a task to the other department, as work of one of its kinds. Until it accepts, the giver keeps it."""
    require(actor, Act.OFFER_HAND_OVER, task)
    _refuse_ended(task)
    _refuse_offered(task)
    _refuse_ordered(task)
    if to_kind.owner is task.owner or to_kind in ORDERED:
        raise Invalid("to_kind", f"Choose a kind of work that belongs to {task.owner.other.label}.")
    offer = HandOver(
        task=task,
        from_kind=task.kind,
        to_kind=to_kind,
        reason=text.required("reason", reason, "a reason: why is this the other department's?", text.REASON_LENGTH),
        offered_by=actor,
        offered_at=at,
    )
    db.session.add(offer)
    db.session.flush()
    publish(events.HandOverOffered(**_common(actor, task, at), to_kind=to_kind, reason=offer.reason))
    return offer


def accept_hand_over(actor: Person, task: Task, at: datetime, answer: str = "") -> None:
    """Take the work over: it gets the offered kind, and with it the new owner. Its assignee lets go of it."""
    require(actor, Act.ANSWER_HAND_OVER, task)
    offer = _answered(actor, task, True, text.bounded("reason", answer, text.REASON_LENGTH), at)
    task.state = advance(TASK, task.state, TaskVerb.HANDED_OVER)
    task.kind, task.owner, task.started_at = offer.to_kind, offer.to_kind.owner, None
    task.assignee = task.assignee_department = None
    acknowledge(actor, task.incident, at)
    publish(events.HandOverAccepted(**_common(actor, task, at), from_kind=offer.from_kind, reason=offer.reason))


def send_back(actor: Person, task: Task, reason: str, at: datetime) -> None:
    """Leave the work where it was, saying why."""
    require(actor, Act.ANSWER_HAND_OVER, task)
    reason = text.required("reason", reason, "a reason: why does it stay where it is?", text.REASON_LENGTH)
    offer = _answered(actor, task, False, reason, at)
    publish(events.HandOverSentBack(**_common(actor, task, at), to_kind=offer.to_kind, reason=reason))


def hindrance(task: Task, verb: TaskVerb) -> str | None:
    """Why nobody can move the task like this now, or None: so that a button says it before it is pressed."""
    try:
        _refuse_ended(task)
        _refuse_offered(task)
        if verb is TaskVerb.STARTED:
            _refuse_unstartable(task)
        if verb is TaskVerb.HANDED_OVER:
            _refuse_ordered(task)
    except NotPossibleNow as reason:
        # Not `str(reason)`: a sentence that knows its gate (`Shut`) keeps it.
        sentence: str = reason.args[0]
        return sentence
    return None


def _answered(actor: Person, task: Task, accepted: bool, answer: str, at: datetime) -> HandOver:
    offer = task.offer
    if offer is None:
        raise NotPossibleNow("No hand-over of this task is waiting for an answer.")
    refuse_closed(task.incident)
    offer.accepted, offer.answer, offer.answered_by, offer.answered_at = accepted, answer, actor, at
    return offer


def _common(actor: Person, task: Task, at: datetime) -> dict[str, Any]:
    return {
        "incident_id": task.incident_id,
        "actor": actor.as_actor(),
        "at": at,
        "task_id": task.id,
        "kind": task.kind,
        "owner": task.owner,
        "title": task.title,
    }


def _advance(task: Task, verb: TaskVerb) -> TaskState:
    task.state = advance(TASK, task.state, verb)
    return task.state


def _end(task: Task, verb: TaskVerb, outcome: str, at: datetime) -> None:
    _advance(task, verb)
    task.outcome, task.ended_at = outcome, at


def _end_without_work(task: Task, verb: TaskVerb, reason: str, at: datetime) -> str:
    _refuse_ended(task)
    _refuse_offered(task)
    reason = text.required("reason", reason, "a reason", text.REASON_LENGTH)
    _end(task, verb, reason, at)
    return reason


def _refuse_ended(task: Task) -> None:
    refuse_closed(task.incident)
    if task.state.ended:
        raise NotPossibleNow(f"This task is {task.state.value}; nothing more is done on it.")


def _refuse_unstartable(task: Task) -> bool:
    """Refuse what nobody has, or what must wait for triage. Returns whether it starts before triage is through."""
    if task.assignee is None:
        raise NotPossibleNow("Nobody has this task yet. Take or assign it first.")
    early = task.incident.triage is not Triage.ACCEPTED
    if early and task.kind not in EMERGENCY:
        raise NotPossibleNow(
            "Both departments accept the report first. Only restricting, isolating and sealing can wait for nobody."
        )
    enforcement.refuse_undecided(task)
    waits_for_hold = hold.holds_up(task.incident, task.kind)
    if waits_for_hold is not None:
        raise NotPossibleNow(waits_for_hold)
    return early


def _refuse_offered(task: Task) -> None:
    if task.offer is not None:
        raise NotPossibleNow(f"This task is offered to {task.owner.other.label}. Wait for the answer.")


def why_not_released(task: Task) -> str:
    """Why the task is not taken back from whoever has it, or nothing."""
    return why_not(lambda: _refuse_begun(task))


def _refuse_begun(task: Task) -> Person:
    """Who has the task and has not begun it."""
    _refuse_ended(task)
    _refuse_offered(task)
    if task.assignee is None:
        raise NotPossibleNow("Nobody has this task.")
    if task.state is TaskState.STARTED:
        raise NotPossibleNow(f"{task.assignee.name} has started this task.")
    return task.assignee


def _refuse_ordered(task: Task) -> None:
    if task.kind in ORDERED:
        raise NotPossibleNow("A joint decision orders this from IT, so it is not handed over. Change the decision.")
