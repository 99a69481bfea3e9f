"""Drafting a review: contributing factors, actions, the timeline, and “ready”."""

from datetime import UTC
from typing import TypeVar

from flask import abort, flash, redirect, url_for
from werkzeug.wrappers import Response

from incidents.domain.review import ReviewState
from incidents.domain.vocabulary import ActionClass, CauseClass, Department, Lane
from incidents.models import Person, Review, TimelineEntry, db
from incidents.operations import learning, signing
from incidents.operations import reviews as operations
from incidents.operations import timeline as curating
from incidents.queries.tasks import people_of
from incidents.web import load, review_forms
from incidents.web.edge import me, now
from incidents.web.filters import zone
from incidents.web.forms import attempt
from incidents.web.reviews import blueprint, page, room_of

Answer = Response | tuple[str, int]
T = TypeVar("T")


@blueprint.post("/incidents/<reference>/review/factors")
def factor(reference: str) -> Answer:
    """Name a contributing factor."""
    review, form = load.review(reference), review_forms.FactorForm()
    if attempt(
        form,
        lambda: learning.add_factor(
            me(), review, CauseClass(form.cause_class.data), form.explanation.data or "", now()
        ),
    ):
        return redirect(room_of(review, "factors"), code=303)
    return page(review, "factor", form)


@blueprint.post("/incidents/<reference>/review/factors/<int:number>/removal")
def factor_removal(reference: str, number: int) -> Answer:
    """Take a contributing factor back."""
    review = load.review(reference)
    found = next((row for row in review.factors if row.id == number), None) or abort(404)
    learning.remove_factor(me(), review, found, now())
    return redirect(room_of(review, "factors"), code=303)


@blueprint.post("/incidents/<reference>/review/actions")
def action(reference: str) -> Answer:
    """Agree an action."""
    review = load.review(reference)
    form = review_forms.ActionForm().offer(people_of(*Department))
    if attempt(
        form,
        lambda: learning.add_action(
            me(),
            review,
            title=form.title.data or "",
            owner=db.session.get_one(Person, form.owner.data),
            due_on=_given(form.due_on.data),
            action_class=ActionClass(form.action_class.data),
            verification=form.verification.data or "",
            at=now(),
        ),
    ):
        return redirect(room_of(review, "actions"), code=303)
    return page(review, "action", form)


@blueprint.post("/incidents/<reference>/review/actions/<int:number>/removal")
def action_removal(reference: str, number: int) -> Answer:
    """Take an action back."""
    review = load.review(reference)
    found = next((row for row in review.actions if row.id == number), None) or abort(404)
    learning.remove_action(me(), review, found, now())
    return redirect(room_of(review, "actions"), code=303)


@blueprint.post("/incidents/<reference>/review/timeline")
def timeline(reference: str) -> Answer:
    """Add to the timeline by hand. The time is read in the person's own zone."""
    review, form = load.review(reference), review_forms.TimelineForm()
    if attempt(
        form,
        lambda: curating.add(
            me(),
            review.incident,
            moment=_given(form.moment.data).replace(tzinfo=zone()).astimezone(UTC),
            lane=Lane(form.lane.data),
            body=form.text.data or "",
            at=now(),
        ),
    ):
        return redirect(room_of(review, "timeline"), code=303)
    return page(review, "timeline", form)


@blueprint.post("/incidents/<reference>/review/timeline/<int:number>/pin")
def timeline_pin(reference: str, number: int) -> Answer:
    """Choose whether an entry stands in the report."""
    review, form = load.review(reference), review_forms.PinForm()
    entry = db.session.get(TimelineEntry, number)
    if entry is None or entry.incident_id != review.incident_id:
        abort(404)
    curating.pin(me(), review.incident, entry, form.pinned.data == "yes", now())
    return redirect(room_of(review, f"entry-{entry.id}"), code=303)


@blueprint.post("/incidents/<reference>/review/readiness")
def readiness(reference: str) -> Answer:
    """Mark it ready for the actor's department. The second mark freezes it in the same transaction."""
    review, form = load.review(reference), review_forms.ConfirmForm()
    if not attempt(form, lambda: _mark_ready(review)):
        return page(review, "readiness", form)
    if review.state is ReviewState.READY:
        return redirect(url_for("reviews.rendering", reference=reference), code=303)
    flash("Marked ready for your department. The other lead is next.", "success")
    return redirect(room_of(review, "readiness"), code=303)


def _mark_ready(review: Review) -> None:
    at = now()
    if operations.mark_ready(me(), review, at):
        signing.freeze(me(), review, at)


def _given(value: T | None) -> T:
    """A value that the form insisted on."""
    assert value is not None, "the form's validators ask for it"  # noqa: S101
    return value
