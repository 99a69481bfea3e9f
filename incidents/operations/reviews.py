"""Drafting the post-incident review: open, write, curate, mark ready, waive."""

import hashlib
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from incidents.access import Act, require
from incidents.domain import containment, correction, events, text
from incidents.domain.errors import Invalid, LostUpdate, NotPossibleNow
from incidents.domain.machine import advance, words
from incidents.domain.phase import Phase
from incidents.domain.review import REVIEW, MarkKind, ReviewState, ReviewVerb
from incidents.domain.severity import REVIEW_IS_MANDATORY
from incidents.domain.triage import Triage
from incidents.domain.vocabulary import ActionClass, CauseClass, Department, Section
from incidents.models import (
    Action,
    ContributingFactor,
    Incident,
    Person,
    Review,
    ReviewMark,
    ReviewSection,
    db,
)
from incidents.operations.tracks import unfinished
from incidents.signals import publish

_GIVEN = {MarkKind.READY: "marked it ready", MarkKind.WAIVED: "waived the review", MarkKind.SIGNED: "signed"}


def current(incident: Incident) -> Review | None:
    """The newest revision of the incident's review, if there is one."""
    query = sa.select(Review).where(Review.incident_id == incident.id).order_by(Review.revision.desc()).limit(1)
    return db.session.scalar(query)


def open_review(actor: Person, incident: Incident, at: datetime) -> Review:
    """Open the review, or after publication a new revision that will supersede the published one."""
    require(actor, Act.OPEN_REVIEW, incident)
    revising = incident.review_state is ReviewState.PUBLISHED
    if not revising and incident.derived_phase() is not Phase.RESOLVED:
        raise NotPossibleNow(
            "The review opens once the incident is resolved: contained by IT, verified by the AI department."
        )
    return new_revision(actor, incident, at)


def new_revision(actor: Person, incident: Incident, at: datetime) -> Review:
    """A revision in drafting, with the texts of the one before."""
    before = current(incident)
    review = Review(
        incident=incident,
        revision=(before.revision if before else 0) + 1,
        supersedes=incident.published_revision,
        opened_by=actor,
        opened_at=at,
        state=ReviewState.NONE,
    )
    db.session.add(review)
    written = _last_written(incident)
    texts = {section.section: section.body for section in written.sections} if written else {}
    review.sections = [ReviewSection(section=section, body=texts.get(section, "")) for section in Section]
    if written is not None:
        _copy_lists(written, review)
    move(review, ReviewVerb.OPENED)
    db.session.flush()
    publish(events.ReviewOpened(**common(actor, review, at), supersedes=review.supersedes))
    return review


def write(actor: Person, section: ReviewSection, body: str, version: int, at: datetime) -> None:
    """Save a section. `version` is the one that the writer read; a newer one raises `LostUpdate` with both texts."""
    require(actor, Act.WRITE_SECTION, section)
    review = _drafting(section.review)
    body = text.bounded("body", body)
    if section.body == body:
        return
    if section.version != version:
        by = section.updated_by.name if section.updated_by else "Somebody"
        raise LostUpdate(theirs=section.body, mine=body, by=by, version=section.version)
    section.body, section.version = body, version + 1
    section.updated_by, section.updated_at = actor, at
    withdraw_readiness(actor, review, f"The section «{section.section.label}» was changed.", at)
    publish(
        events.SectionWritten(
            **common(actor, review, at),
            section=section.section,
            version=section.version,
            sha256=hashlib.sha256(body.encode()).hexdigest(),
        )
    )


def add_factor(
    actor: Person, review: Review, cause_class: CauseClass, explanation: str, at: datetime
) -> ContributingFactor:
    """Name something that let the incident happen."""
    require(actor, Act.CURATE_REVIEW, review)
    _drafting(review)
    explanation = text.required("explanation", explanation, "an explanation", text.REASON_LENGTH)
    factor = ContributingFactor(cause_class=cause_class, explanation=explanation)
    review.factors.append(factor)
    _factor_changed(actor, review, factor, "added", at)
    return factor


def remove_factor(actor: Person, review: Review, factor: ContributingFactor, at: datetime) -> None:
    """Take a contributing factor back."""
    require(actor, Act.CURATE_REVIEW, review)
    _drafting(review)
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
    _drafting(review)
    if owner.department is None:
        raise Invalid("owner", f"{owner.name} is in neither department. Choose a person of the AI department or IT.")
    if due_on < at.date():
        raise Invalid("due_on", "This day has passed. Choose today or a later day.")
    action = Action(
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
    """Take an action back before the review is frozen."""
    require(actor, Act.CURATE_REVIEW, review)
    _drafting(review)
    review.actions.remove(action)
    db.session.delete(action)
    _action_changed(actor, review, action, "removed", at)


def missing(review: Review) -> list[str]:
    """What still stands between this review and «ready», as sentences. Empty when nothing does."""
    lacking = [
        f"The section «{section.section.label}» is empty." for section in review.sections if not section.body.strip()
    ]
    if not review.factors:
        lacking.append("No contributing factor is named.")
    if not review.actions:
        lacking.append("No action is agreed.")
    return lacking + unsettled(review.incident)


def unsettled(incident: Incident) -> list[str]:
    """What keeps an incident from being closed, whatever its review says: open work, or a declaration withdrawn."""
    lacking = [f"{task.kind.label} «{task.title}» is not finished." for task in unfinished(incident)]
    if incident.containment not in containment.SETTLED:
        lacking.append(f"Containment is {words(incident.containment)}: a lead of IT declares it again.")
    if incident.correction not in correction.SETTLED:
        lacking.append(f"Correction is {words(incident.correction)}: a lead of the AI department declares it again.")
    return lacking


def mark_ready(actor: Person, review: Review, at: datetime) -> bool:
    """Mark it ready for the actor's department. Returns whether both have, so that it can be frozen."""
    require(actor, Act.MARK_READY, review)
    _drafting(review)
    lacking = missing(review)
    if lacking:
        raise NotPossibleNow("Not ready yet. " + " ".join(lacking))
    mark(actor, review, MarkKind.READY, "", at)
    publish(events.ReviewMarkedReady(**common(actor, review, at), department=department_of(actor)))
    return all(review.mark(MarkKind.READY, department) for department in Department)


def waive(actor: Person, incident: Incident, reason: str, at: datetime) -> None:
    """Close without a review, for the actor's department. Both leads must agree; never for SEV-1 and SEV-2."""
    require(actor, Act.WAIVE_REVIEW, incident)
    if incident.severity in REVIEW_IS_MANDATORY:
        raise NotPossibleNow(f"A review is mandatory for {incident.severity.label if incident.severity else ''}.")
    if incident.triage is not Triage.ACCEPTED or incident.derived_phase() is not Phase.RESOLVED:
        raise NotPossibleNow("A review is waived only for a resolved incident that has none yet.")
    open_tasks = unfinished(incident)
    if open_tasks:
        raise NotPossibleNow("Still open: " + ", ".join(f"«{task.title}»" for task in open_tasks) + ".")
    reason = text.required("reason", reason, "a reason: why is nothing to be learnt?", text.REASON_LENGTH)
    review = current(incident)
    if review is None or review.state is not ReviewState.NONE:
        review = Review(
            incident=incident,
            revision=(review.revision if review else 0) + 1,
            supersedes=incident.published_revision,
            opened_by=actor,
            opened_at=at,
            state=ReviewState.NONE,
        )
        db.session.add(review)
    mark(actor, review, MarkKind.WAIVED, reason, at)
    publish(
        events.WaiverAgreed(
            incident_id=incident.id,
            actor=actor.as_actor(),
            at=at,
            department=department_of(actor),
            reason=reason,
        )
    )
    if all(review.mark(MarkKind.WAIVED, department) for department in Department):
        move(review, ReviewVerb.WAIVED)
        incident.closed_at = at
        publish(events.ReviewWaived(incident_id=incident.id, actor=actor.as_actor(), at=at, reason=reason))


def mark(actor: Person, review: Review, kind: MarkKind, reason: str, at: datetime) -> ReviewMark:
    """Put the actor's mark under a review for their department. One of a kind a department, and a person only once."""
    department = department_of(actor)
    given = review.mark(kind, department)
    if given is not None:
        raise NotPossibleNow(f"{given.person.name} has {_GIVEN[kind]} for {department.label} already.")
    if any(m.kind is kind and m.person_id == actor.id for m in review.marks):
        raise NotPossibleNow(f"You have {_GIVEN[kind]} for {department.other.label} already. It takes two people.")
    row = ReviewMark(kind=kind, department=department, person=actor, reason=reason, at=at)
    review.marks.append(row)
    db.session.flush()
    return row


def move(review: Review, verb: ReviewVerb) -> None:
    """Advance a revision, and the incident with it: its review state is always that of the newest revision."""
    review.state = advance(REVIEW, review.state, verb)
    review.incident.review_state = review.state


def department_of(actor: Person) -> Department:
    """The actor's department. Access lets only leads come this far, so there is one."""
    assert actor.department is not None  # noqa: S101
    return actor.department


def common(actor: Person, review: Review, at: datetime) -> dict[str, Any]:
    """What every event of a review carries."""
    return {
        "incident_id": review.incident.id,
        "actor": actor.as_actor(),
        "at": at,
        "revision": review.revision,
    }


def _last_written(incident: Incident) -> Review | None:
    # A revision on which one lead agreed to a waiver, and the other did not, has no texts.
    query = sa.select(Review).where(Review.incident_id == incident.id, Review.state != ReviewState.NONE)
    return db.session.scalar(query.order_by(Review.revision.desc()).limit(1))


def _copy_lists(before: Review, review: Review) -> None:
    review.factors = [
        ContributingFactor(cause_class=factor.cause_class, explanation=factor.explanation) for factor in before.factors
    ]
    review.actions = [
        Action(
            title=action.title,
            department=action.department,
            owner=action.owner,
            due_on=action.due_on,
            action_class=action.action_class,
            verification=action.verification,
        )
        for action in before.actions
    ]


def _drafting(review: Review) -> Review:
    if review.state is not ReviewState.DRAFTING:
        raise NotPossibleNow(
            f"Revision {review.revision} is {review.state.value}, so its content is fixed. "
            "A lead can withdraw it to change it."
        )
    return review


def withdraw_readiness(actor: Person, review: Review, reason: str, at: datetime) -> None:
    """Take the marks «ready» back: what they stood under was changed."""
    for given in [m for m in review.marks if m.kind is MarkKind.READY]:
        review.marks.remove(given)
        db.session.delete(given)
        publish(events.ReadinessWithdrawn(**common(actor, review, at), department=given.department, reason=reason))


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
