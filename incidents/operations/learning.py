"""What was learnt: the contributing factors of a review, and the actions that outlive it."""

from datetime import date, datetime

import sqlalchemy as sa

from incidents.access import Act, require, sees
from incidents.domain import events, text
from incidents.domain.errors import Invalid
from incidents.domain.vocabulary import ActionClass, CauseClass
from incidents.models import Action, ContributingFactor, Person, Review, db, review_action
from incidents.operations.reviews import common, drafting, withdraw_readiness
from incidents.signals import publish


def add_factor(
    actor: Person, review: Review, cause_class: CauseClass, explanation: str, at: datetime
) -> ContributingFactor:
    """Name something that let the incident happen."""
    require(actor, Act.CURATE_REVIEW, review)
    drafting(review)
    explanation = text.required("explanation", explanation, "an explanation", text.REASON_LENGTH)
    factor = ContributingFactor(cause_class=cause_class, explanation=explanation)
    review.factors.append(factor)
    _factor_changed(actor, review, factor, "added", at)
    return factor


def remove_factor(actor: Person, review: Review, factor: ContributingFactor, at: datetime) -> None:
    """Take a contributing factor back."""
    require(actor, Act.CURATE_REVIEW, review)
    drafting(review)
    review.factors.remove(factor)
    db.session.delete(factor)
    _factor_changed(actor, review, factor, "removed", at)


def add_action(
    actor: Person,
    review: Review,
    *,
    title: str,
    owner: Person,
    due_on: date,
    action_class: ActionClass,
    verification: str,
    at: datetime,
) -> Action:
    """Agree work that outlives the review. Its owner is a person of AI or IT; the department follows."""
    require(actor, Act.CURATE_REVIEW, review)
    drafting(review)
    if owner.department is None:
        raise Invalid("owner", f"{owner.name} is in neither department. Choose a person of the AI department or IT.")
    if due_on < at.date():
        raise Invalid("due_on", "This day has passed. Choose today or a later day.")
    _refuse_unseeing(owner, review)
    action = Action(
        incident=review.incident,
        review_id=review.id,
        title=text.line("title", title, "a title"),
        department=owner.department,
        owner=owner,
        due_on=due_on,
        action_class=action_class,
        verification=text.required("verification", verification, "how it will be verified", text.REASON_LENGTH),
    )
    review.actions.append(action)
    _action_changed(actor, review, action, "added", at)
    return action


def remove_action(actor: Person, review: Review, action: Action, at: datetime) -> None:
    """Take an action out of a revision before it is frozen. One that runs already is dropped by its publication."""
    require(actor, Act.CURATE_REVIEW, review)
    drafting(review)
    review.actions.remove(action)
    if not _stands_elsewhere(action, review):
        db.session.delete(action)
    _action_changed(actor, review, action, "removed", at)


def _refuse_unseeing(owner: Person, review: Review) -> None:
    if not sees(owner, review.incident):
        raise Invalid("owner", f"{owner.name} may not see this restricted incident. A lead names them first.")


def _stands_elsewhere(action: Action, review: Review) -> bool:
    others = review_action.c.action_id == action.id, review_action.c.review_id != review.id
    return db.session.scalar(sa.select(sa.exists().where(*others))) or False


def _factor_changed(actor: Person, review: Review, factor: ContributingFactor, change: str, at: datetime) -> None:
    db.session.flush()
    withdraw_readiness(actor, review, "The contributing factors were changed.", at)
    publish(
        events.FactorChanged(
            **common(actor, review, at),
            change=change,
            cause_class=factor.cause_class,
            explanation=factor.explanation,
        )
    )


def _action_changed(actor: Person, review: Review, action: Action, change: str, at: datetime) -> None:
    db.session.flush()
    withdraw_readiness(actor, review, "The actions were changed.", at)
    publish(
        events.ActionChanged(
            **common(actor, review, at),
            change=change,
            title=action.title,
            owner=action.owner.name,
            department=action.department,
            due_on=action.due_on.isoformat(),
        )
    )
