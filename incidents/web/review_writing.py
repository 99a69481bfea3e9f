"""The editor of a section: saving by hand and by itself, two people at once, and what is still missing."""

from typing import Any

from flask import flash, jsonify, redirect, render_template
from werkzeug.wrappers import Response

from incidents.access import Act, require
from incidents.domain import text
from incidents.domain.errors import CountersignError, LostUpdate
from incidents.domain.review import ReviewState
from incidents.domain.sitting import is_present
from incidents.models import ReviewSection
from incidents.operations import writing
from incidents.queries import review as queries
from incidents.queries.review_record import record_of
from incidents.queries.section_talk import talk_of
from incidents.web import load, review_forms
from incidents.web.edge import me, now
from incidents.web.filters import clock_time
from incidents.web.forms import attempt
from incidents.web.reviews import blueprint, room_of, section_of

Answer = Response | tuple[str, int]
Told = tuple[Response, int]


@blueprint.route("/incidents/<reference>/review/sections/<section>", methods=["GET", "POST"])
def section(reference: str, section: str) -> Answer:
    """Edit a section. When somebody changed the same lines, both texts are shown and neither is lost (409)."""
    row = section_of(load.review(reference), section)
    require(me(), Act.WRITE_SECTION, row)
    form = review_forms.SectionForm(obj=row)
    try:
        if attempt(form, lambda: _write(row, form)):
            return redirect(room_of(row.review, row.section.value), code=303)
    except LostUpdate as lost:
        form.version.data, form.base.data = str(lost.version), lost.theirs
        return _editor(row, form, lost), 409
    if form.is_submitted():
        return _editor(row, form), 422
    if row.review.state is not ReviewState.DRAFTING:
        return redirect(room_of(row.review, row.section.value), code=303)
    form.base.data = row.body
    return _editor(row, form), 200


@blueprint.post("/incidents/<reference>/review/sections/<section>/autosave")
def autosave(reference: str, section: str) -> Told:
    """The same while somebody goes on writing. Answers with the section as it is now, or with whose text it crossed."""
    row, form = section_of(load.review(reference), section), review_forms.SectionForm()
    others = _others(row)
    try:
        writing.autosave(me(), row, form.body.data or "", int(form.version.data or 0), now(), form.base.data)
    except LostUpdate as lost:
        return jsonify(crossed=lost.by), 200
    except (CountersignError, ValueError) as error:
        return jsonify(refused=str(error)), 422
    return jsonify(**_state(row), others=others), 200


@blueprint.get("/incidents/<reference>/review/sections/<section>/state.json")
def section_state(reference: str, section: str) -> Response:
    """The section as it is now, and who else is writing it."""
    row = section_of(load.review(reference), section)
    require(me(), Act.READ_REVIEW, row.review)
    return jsonify(**_state(row), others=_others(row))


@blueprint.get("/incidents/<reference>/review/checklist")
def checklist(reference: str) -> str:
    """What is still missing, as a part of a page."""
    review = load.review(reference)
    require(me(), Act.READ_REVIEW, review)
    here = {"review": review, "incident": review.incident, "checklist": queries.checklist(review)}
    return render_template("reviews/_checklist.html", **here)


def _write(row: ReviewSection, form: review_forms.SectionForm) -> None:
    body = form.body.data or ""
    writing.write(me(), row, body, int(form.version.data or 0), now(), form.base.data)
    beside = "" if row.body == text.bounded("body", body) else " What somebody else wrote meanwhile stands beside it."
    flash(f"“{row.section.label}” is saved.{beside}", "success")


def _state(row: ReviewSection) -> dict[str, Any]:
    return {"version": row.version, "body": row.body, "saved": clock_time(row.updated_at)}


def _others(row: ReviewSection) -> str:
    """Who else saved this section just now; nobody is an empty name."""
    writer = row.updated_by
    return writer.name if writer and writer.id != me().id and is_present(row.updated_at, now()) else ""


def _editor(row: ReviewSection, form: review_forms.SectionForm, lost: LostUpdate | None = None) -> str:
    review = row.review
    return render_template(
        "reviews/section.html",
        row=row,
        review=review,
        marks=queries.ready_marks(review),
        incident=review.incident,
        form=form,
        lost=lost,
        others=_others(row),
        record=record_of(review.incident),
        talk=talk_of(review)[row.id],
        forms={"comment": review_forms.CommentForm(formdata=None), "refusal": review_forms.RefusalForm(formdata=None)},
        checklist=queries.checklist(review),
        failed="",
    )
