"""The review: open it, read its room, close without one."""

from datetime import date
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from incidents.models import Review, ReviewSection
from incidents.operations import reviews as operations
from incidents.operations import waivers
from incidents.queries import review as queries
from incidents.web import load, review_forms
from incidents.web.edge import me, now
from incidents.web.filters import zone
from incidents.web.forms import attempt

blueprint = Blueprint("reviews", __name__)


@blueprint.post("/incidents/<reference>/review")
def open(reference: str) -> Response:  # noqa: A001 - the endpoint's name
    """Open the review, or after publication a new revision."""
    incident = load.incident(reference)
    review = operations.open_review(me(), incident, now())
    flash(f"The review is open, revision {review.revision}. Both departments write it.", "success")
    return redirect(url_for("reviews.show", reference=reference), code=303)


@blueprint.get("/incidents/<reference>/review")
def show(reference: str) -> tuple[str, int]:
    """The review room: the newest revision, or the one that the address names."""
    return page(load.review(reference, request.args.get("revision", type=int)))


@blueprint.route("/incidents/<reference>/review/waiver", methods=["GET", "POST"])
def waiver(reference: str) -> Response | tuple[str, int]:
    """Close without a review, for the actor's department."""
    incident = load.incident(reference)
    form = review_forms.WaiverForm()
    if attempt(form, lambda: waivers.waive(me(), incident, form.reason.data or "", now())):
        flash("You have agreed to close without a review. Both leads must.", "success")
        return redirect(url_for("incidents.show", reference=reference), code=303)
    agreed = queries.waivers(incident)
    html = render_template("reviews/waiver.html", incident=incident, form=form, agreed=agreed)
    return html, 422 if form.is_submitted() else 200


def page(review: Review, failed: str = "", form: FlaskForm | None = None) -> tuple[str, int]:
    """The room. After a form that failed: 422, with that form open and what was typed in it."""
    room = queries.room(review)
    forms: dict[str, FlaskForm] = {
        "factor": review_forms.FactorForm(formdata=None),
        "action": review_forms.ActionForm(formdata=None).offer(room.people),
        "timeline": review_forms.TimelineForm(formdata=None),
        "readiness": review_forms.ConfirmForm(formdata=None),
        "voiding": review_forms.VoidForm(formdata=None),
        "comment": review_forms.CommentForm(formdata=None),
        "refusal": review_forms.RefusalForm(formdata=None),
    }
    if form is not None:
        forms[failed] = form
    html = render_template(
        "reviews/show.html",
        room=room,
        review=review,
        incident=review.incident,
        forms=forms,
        failed=failed,
        me=me(),
        zone=zone(),
        today=today(zone()),
    )
    return html, 422 if failed else 200


def room_of(review: Review, anchor: str) -> str:
    """The address of a place in the room."""
    return url_for("reviews.show", reference=review.incident.reference, _anchor=anchor)


def section_of(review: Review, name: str) -> ReviewSection:
    """A section by its name in the address, or 404."""
    return next((row for row in review.sections if row.section.value == name), None) or abort(404)


def today(of: ZoneInfo) -> date:
    """The day it is where the person is."""
    return now().astimezone(of).date()
