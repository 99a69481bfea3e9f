"""Drafting the post-incident review: open, write, mark ready."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from incidents.access import Act, require
from incidents.domain import events
from incidents.domain.action import ActionState
from incidents.domain.errors import NotPossibleNow
from incidents.domain.machine import advance
from incidents.domain.phase import Phase
from incidents.domain.review import REVIEW, MarkKind, ReviewState, ReviewVerb
from incidents.domain.sections import Section
from incidents.domain.vocabulary import Department
from incidents.models import (
    ContributingFactor,
    Incident,
    Person,
    Review,
    ReviewMark,
    ReviewSection,
    db,
)
from incidents.operations import section_carrying, sittings
from incidents.operations.review_needs import needs, needs_to_close
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
    review = blank_revision(actor, incident, at)
    written = _last_written(incident)
    texts = {section.section: section.body for section in written.sections} if written else {}
    review.sections = [ReviewSection(section=section, body=texts.get(section, "")) for section in Section]
    if written is not None:
        _copy_lists(written, review)
    move(review, ReviewVerb.OPENED)
    db.session.flush()
    if written is not None:
        section_carrying.carry_over(written, review)
    publish(events.ReviewOpened(**common(actor, review, at), supersedes=review.supersedes))
    return review


def blank_revision(actor: Person, incident: Incident, at: datetime) -> Review:
    """The next revision, with nothing in it and no state yet."""
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
    return review


def missing(review: Review) -> list[str]:
    """What still stands between this review and “ready”, as sentences. Empty when nothing does."""
    return [need.sentence for need in needs(review)]


def unsettled(incident: Incident) -> list[str]:
    """What keeps an incident from being closed, whatever its review says, as sentences."""
    return [need.sentence for need in needs_to_close(incident)]


def mark_ready(actor: Person, review: Review, at: datetime) -> bool:
    """Mark it ready for the actor's department. Returns whether both have, so that it can be frozen."""
    require(actor, Act.MARK_READY, review)
    drafting(review)
    sittings.end_all(review)
    lacking = missing(review)
    if lacking:
        raise NotPossibleNow("Not ready yet. " + " ".join(lacking))
    mark(actor, review, MarkKind.READY, "", at)
    publish(events.ReviewMarkedReady(**common(actor, review, at), department=department_of(actor)))
    return all(review.mark(MarkKind.READY, department) for department in Department)


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


def drafting(review: Review) -> Review:
    """The revision itself. Raises `NotPossibleNow` when its content is fixed."""
    if review.state is not ReviewState.DRAFTING:
        raise NotPossibleNow(
            f"Revision {review.revision} is {review.state.value}, so its content is fixed. "
            "A lead can withdraw it to change it."
        )
    return review


def withdraw_readiness(actor: Person, review: Review, reason: str, at: datetime) -> None:
    """Take the marks “ready” back: what they stood under was changed."""
    for given in [m for m in review.marks if m.kind is MarkKind.READY]:
        review.marks.remove(given)
        db.session.delete(given)
        publish(events.ReadinessWithdrawn(**common(actor, review, at), department=given.department, reason=reason))


def _copy_lists(before: Review, review: Review) -> None:
    review.factors = [
        ContributingFactor(cause_class=factor.cause_class, explanation=factor.explanation) for factor in before.factors
    ]
    # The same rows: what runs already runs on, and is not there twice.
    review.actions = [action for action in before.actions if action.state is not ActionState.DROPPED]
