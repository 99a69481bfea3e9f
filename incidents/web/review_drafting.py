"""Drafting a review: sections, contributing factors, actions, the timeline, and «ready»."""

from datetime import UTC
from typing import TypeVar

from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from incidents.access import Act, require
from incidents.domain.errors import LostUpdate
from incidents.domain.review import ReviewState
from incidents.domain.sections import Section
from incidents.domain.vocabulary import ActionClass, CauseClass, Department, Lane
from incidents.models import Person, Review, ReviewSection, TimelineEntry, db
from incidents.operations import learning, signing
from incidents.operations import reviews as operations
from incidents.operations import timeline as curating
from incidents.queries import review as queries
from incidents.queries.tasks import people_of
from incidents.web import load, review_forms
from incidents.web.edge import me, now
from incidents.web.filters import zone
from incidents.web.forms import attempt
from incidents.web.reviews import blueprint, page

Answer = Response | tuple[str, int]
T = TypeVar("T")


@blueprint.route("/incidents/<reference>/review/sections/<section>", methods=["GET", "POST"])
def section(reference: str, section: str) -> Answer:
    """Edit a section. When somebody saved in between, both texts are shown and neither is lost (409)."""
    row = _section(load.review(reference), section)
    require(me(), Act.WRITE_SECTION, row)
    form = review_forms.SectionForm(obj=row)
    try:
        saved = attempt(
            form, lambda: operations.write(me(), row, form.body.data or "", int(form.version.data or 0), now())
        )
    except LostUpdate as lost:
        form.version.data = str(lost.version)
        return _editor(row, form, lost), 409
    if saved:
        flash(f"«{row.section.label}» is saved.", "success")
        return redirect(_room(row.review, row.section.value), code=303)
    if not form.is_submitted() and row.review.state is not ReviewState.DRAFTING:
        return redirect(_room(row.review, row.section.value), code=303)
    return _editor(row, form), 422 if form.is_submitted() else 200


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
        return redirect(_room(review, "factors"), code=303)
    return page(review, "factor", form)


@blueprint.post("/incidents/<reference>/review/factors/<int:number>/removal")
def factor_removal(reference: str, number: int) -> Answer:
    """Take a contributing factor back."""
    review = load.review(reference)
    found = next((row for row in review.factors if row.id == number), None) or abort(404)
    learning.remove_factor(me(), review, found, now())
    return redirect(_room(review, "factors"), code=303)


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
        return redirect(_room(review, "actions"), code=303)
    return page(review, "action", form)


@blueprint.post("/incidents/<reference>/review/actions/<int:number>/removal")
def action_removal(reference: str, number: int) -> Answer:
    """Take an action back."""
    review = load.review(reference)
    found = next((row for row in review.actions if row.id == number), None) or abort(404)
    learning.remove_action(me(), review, found, now())
    return redirect(_room(review, "actions"), code=303)


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
        return redirect(_room(review, "timeline"), code=303)
    return page(review, "timeline", form)


@blueprint.post("/incidents/<reference>/review/timeline/<int:number>/pin")
def timeline_pin(reference: str, number: int) -> Answer:
    """Choose whether an entry stands in the report."""
    review, form = load.review(reference), review_forms.PinForm()
    entry = db.session.get(TimelineEntry, number)
    if entry is None or entry.incident_id != review.incident_id:
        abort(404)
    curating.pin(me(), review.incident, entry, form.pinned.data == "yes", now())
    return redirect(_room(review, f"entry-{entry.id}"), code=303)


@blueprint.post("/incidents/<reference>/review/readiness")
def readiness(reference: str) -> Answer:
    """Mark it ready for the actor's department. The second mark freezes it in the same transaction."""
    review, form = load.review(reference), review_forms.ConfirmForm()
    if not attempt(form, lambda: _mark_ready(review)):
        return page(review, "readiness", form)
    if review.state is ReviewState.READY:
        return redirect(url_for("reviews.rendering", reference=reference), code=303)
    flash("Marked ready for your department. The other lead is next.", "success")
    return redirect(_room(review, "readiness"), code=303)


def _mark_ready(review: Review) -> None:
    at = now()
    if operations.mark_ready(me(), review, at):
        signing.freeze(me(), review, at)


def _editor(row: ReviewSection, form: review_forms.SectionForm, lost: LostUpdate | None = None) -> str:
    incident = row.review.incident
    return render_template(
        "reviews/section.html",
        row=row,
        marks=queries.ready_marks(row.review),
        incident=incident,
        form=form,
        lost=lost,
        record=queries.record(incident),
    )


def _section(review: Review, name: str) -> ReviewSection:
    known = name in list(Section)
    return next((row for row in review.sections if known and row.section is Section(name)), None) or abort(404)


def _room(review: Review, anchor: str) -> str:
    return url_for("reviews.show", reference=review.incident.reference, _anchor=anchor)


def _given(value: T | None) -> T:
    """A value that the form insisted on."""
    assert value is not None, "the form's validators ask for it"  # noqa: S101
    return value
