"""Actions after the review: worked by the owner's department, verified by somebody else, dropped only by both."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from incidents.access import Act, require, sees
from incidents.domain import events, text
from incidents.domain.action import ACTION, RUNNING, ActionState, ActionVerb
from incidents.domain.errors import Invalid, NotPossibleNow
from incidents.domain.machine import advance
from incidents.models import Action, Person, Review, db
from incidents.signals import publish


def start(actor: Person, action: Action, at: datetime) -> None:
    """Begin the work. Its owner does, or a lead of the owner's department."""
    require(actor, Act.WORK_ACTION, action)
    _move(action, ActionVerb.STARTED)
    action.started_at = at
    publish(events.ActionStarted(**_common(actor, action, at)))


def finish(actor: Person, action: Action, outcome: str, at: datetime) -> None:
    """Say that it is done, and what was done. Whoever says so does not verify it."""
    require(actor, Act.WORK_ACTION, action)
    outcome = text.required("outcome", outcome, "an outcome: what is different now?", text.REASON_LENGTH)
    _move(action, ActionVerb.DONE)
    action.outcome, action.done_by, action.done_at = outcome, actor, at
    publish(events.ActionDone(**_common(actor, action, at), outcome=outcome))


def verify(actor: Person, action: Action, finding: str, at: datetime) -> None:
    """Verify it as the review agreed to. A lead does, who did not do it, and says what was found."""
    require(actor, Act.VERIFY_ACTION, action)
    finding = text.required("finding", finding, "a finding: what shows that it works?", text.REASON_LENGTH)
    _move(action, ActionVerb.VERIFIED)
    action.finding, action.verified_by, action.ended_at = finding, actor, at
    _forget_proposal(action)
    publish(events.ActionVerified(**_common(actor, action, at), reason=finding))


def send_back(actor: Person, action: Action, finding: str, at: datetime) -> None:
    """Find that it does not do what was agreed: it is being worked on again."""
    require(actor, Act.VERIFY_ACTION, action)
    finding = text.required("finding", finding, "a finding: what is still missing?", text.REASON_LENGTH)
    _move(action, ActionVerb.SENT_BACK)
    action.done_at = action.done_by = None
    publish(events.ActionSentBack(**_common(actor, action, at), reason=finding))


def move_due(actor: Person, action: Action, due_on: date, reason: str, at: datetime) -> None:
    """Give it another due date. A lead of the owner's department does, with a reason; the record keeps both days."""
    require(actor, Act.LEAD_ACTION, action)
    _refuse_ended(action)
    reason = text.required("reason", reason, "a reason: why another day?", text.REASON_LENGTH)
    if due_on < at.date():
        raise Invalid("due_on", "This day has passed. Choose today or a later day.")
    if due_on == action.due_on:
        raise Invalid("due_on", "It is due on this day already. Choose another.")
    before, action.due_on = action.due_on, due_on
    publish(
        events.ActionDueMoved(
            **_common(actor, action, at), due_before=before.isoformat(), due_after=due_on.isoformat(), reason=reason
        )
    )


def assign(actor: Person, action: Action, person: Person, at: datetime) -> None:
    """Give it to somebody else of the owner's department: people leave, actions stay."""
    require(actor, Act.LEAD_ACTION, action)
    _refuse_ended(action)
    if not person.active or person.department is not action.department:
        raise Invalid("owner", f"Choose a person of {action.department.label}: it owns this action.")
    if not sees(person, action.incident):
        raise Invalid("owner", f"{person.name} may not see this restricted incident. A lead names them first.")
    action.owner = person
    publish(events.ActionAssigned(**_common(actor, action, at), person_id=person.id, person=person.name))


def propose_drop(actor: Person, action: Action, reason: str, at: datetime) -> None:
    """Propose to drop what two leads signed. A lead of either department does; a lead of the other one answers."""
    require(actor, Act.DROP_ACTION, action)
    _refuse_ended(action)
    if action.drop_proposed_by is not None:
        raise NotPossibleNow(f"{action.drop_proposed_by.name} has proposed this already. The other lead answers.")
    reason = text.required("reason", reason, "a reason: why is it not needed any more?", text.REASON_LENGTH)
    action.drop_proposed_by, action.drop_reason = actor, reason
    publish(events.ActionDropProposed(**_common(actor, action, at), reason=reason))


def agree_drop(actor: Person, action: Action, at: datetime) -> None:
    """Agree to drop it. A lead of the other department than the one that proposed it."""
    require(actor, Act.ANSWER_DROP, action)
    _refuse_unproposed(action)
    _move(action, ActionVerb.DROPPED)
    action.ended_at = at
    publish(events.ActionDropped(**_common(actor, action, at), reason=action.drop_reason))


def refuse_drop(actor: Person, action: Action, reason: str, at: datetime) -> None:
    """Keep the action, saying why. A lead of the other department does, or the one who proposed it takes it back."""
    proposer = action.drop_proposed_by
    require(actor, Act.DROP_ACTION if actor is proposer else Act.ANSWER_DROP, action)
    _refuse_unproposed(action)
    reason = text.required("reason", reason, "a reason: why is it still needed?", text.REASON_LENGTH)
    _forget_proposal(action)
    publish(events.ActionDropRefused(**_common(actor, action, at), reason=reason))


def set_running(actor: Person, review: Review, at: datetime) -> None:
    """Let the actions of a review run from its publication. Those that it no longer has are dropped: both signed that.

    `ReviewPublished` is the event of the drafted ones; each dropped one has its own.
    """
    for action in _running_of(review.incident_id):
        if action not in review.actions:
            _drop_with(actor, action, review, at)
    for action in review.actions:
        if action.state is ActionState.DRAFTED:
            action.state, action.agreed_at = advance(ACTION, action.state, ActionVerb.PUBLISHED), at


def hindrance(action: Action, verb: ActionVerb) -> str | None:
    """Why nobody can move the action like this now, or None: so that a button says it before it is pressed."""
    if action.state is ActionState.DRAFTED:
        return "It is agreed once both leads have signed the report. Until then nothing is done about it."
    if action.state.ended:
        return f"This action is {action.state.value}; nothing more is done about it."
    if (action.state, verb) in ACTION:
        return None
    return {
        ActionVerb.STARTED: "It is started already.",
        ActionVerb.DONE: "Start it first." if action.state is ActionState.AGREED else "It is done already.",
    }.get(verb, "It is verified once it is done.")


def _move(action: Action, verb: ActionVerb) -> None:
    sentence = hindrance(action, verb)
    if sentence is not None:
        raise NotPossibleNow(sentence)
    action.state = advance(ACTION, action.state, verb)


def _refuse_ended(action: Action) -> None:
    if not action.running:
        raise NotPossibleNow(hindrance(action, ActionVerb.DROPPED) or "")


def _refuse_unproposed(action: Action) -> None:
    if action.drop_proposed_by is None or not action.running:
        raise NotPossibleNow("Nobody proposes to drop this action now.")


def _forget_proposal(action: Action) -> None:
    action.drop_proposed_by, action.drop_reason = None, ""


def _drop_with(actor: Person, action: Action, review: Review, at: datetime) -> None:
    reason = f"Revision {review.revision} of the review, which both leads signed, does not have it any more."
    action.state = advance(ACTION, action.state, ActionVerb.DROPPED)
    action.ended_at, action.drop_reason = at, reason
    publish(events.ActionDropped(**_common(actor, action, at), reason=reason))


def _common(actor: Person, action: Action, at: datetime) -> dict[str, Any]:
    db.session.flush()
    return {
        "incident_id": action.incident_id,
        "actor": actor.as_actor(),
        "at": at,
        "action_id": action.id,
        "title": action.title,
        "department": action.department,
    }


def _running_of(incident_id: int) -> list[Action]:
    query = sa.select(Action).where(Action.incident_id == incident_id, Action.state.in_(RUNNING)).order_by(Action.id)
    return list(db.session.scalars(query))
