"""What people say about a section: texts that they suggest, and comments."""

from flask import abort, flash, redirect, render_template
from werkzeug.wrappers import Response

from incidents.access import Act, require
from incidents.models import Review, ReviewSection, SectionComment, SectionSuggestion
from incidents.operations import section_comments as commenting
from incidents.operations import suggestions as suggesting
from incidents.queries import section_talk as queries
from incidents.queries.review_record import record_of
from incidents.web import load, review_forms
from incidents.web.edge import me, now
from incidents.web.forms import attempt
from incidents.web.reviews import blueprint, page, room_of, section_of

Answer = Response | tuple[str, int]


@blueprint.route("/incidents/<reference>/review/sections/<section>/suggestions", methods=["GET", "POST"])
def suggestion(reference: str, section: str) -> Answer:
    """Suggest a text for a section that is somebody else's to write."""
    row = section_of(load.review(reference), section)
    require(me(), Act.SUGGEST_TEXT, row)
    form = review_forms.SuggestionForm(obj=row)
    if attempt(form, lambda: suggesting.suggest(me(), row, form.body.data or "", form.base.data or "", now())):
        flash("Your text is suggested. Whoever writes this section accepts it, or says why not.", "success")
        return _talk(row)
    if not form.is_submitted():
        form.base.data = row.body
    incident = row.review.incident
    html = render_template("reviews/suggestion.html", row=row, form=form, incident=incident, record=record_of(incident))
    return html, 422 if form.is_submitted() else 200


@blueprint.post("/incidents/<reference>/review/suggestions/<int:number>/acceptance")
def suggestion_acceptance(reference: str, number: int) -> Response:
    """Put a suggested text into the section."""
    row = _suggestion(load.review(reference), number)
    if attempt(review_forms.ConfirmForm(), lambda: suggesting.accept(me(), row, now())):
        flash(f"The text that {row.by.name} suggested stands in “{row.section.section.label}”.", "success")
    return _talk(row.section)


@blueprint.post("/incidents/<reference>/review/suggestions/<int:number>/withdrawal")
def suggestion_withdrawal(reference: str, number: int) -> Response:
    """Take one's own suggested text back."""
    row = _suggestion(load.review(reference), number)
    if attempt(review_forms.ConfirmForm(), lambda: suggesting.withdraw(me(), row, now())):
        flash(f"Your text for “{row.section.section.label}” is withdrawn.", "success")
    return _talk(row.section)


@blueprint.post("/incidents/<reference>/review/suggestions/<int:number>/refusal")
def suggestion_refusal(reference: str, number: int) -> Answer:
    """Decline a suggested text, with a word on why."""
    review, form = load.review(reference), review_forms.RefusalForm()
    row = _suggestion(review, number)
    if attempt(form, lambda: suggesting.decline(me(), row, form.word.data or "", now())):
        return _talk(row.section)
    return page(review, f"refusal-{number}", form)


@blueprint.post("/incidents/<reference>/review/sections/<section>/comments")
def section_comment(reference: str, section: str) -> Answer:
    """Comment on a section."""
    review, form = load.review(reference), review_forms.CommentForm()
    row = section_of(review, section)
    if attempt(form, lambda: commenting.comment(me(), row, form.text.data or "", now())):
        return _talk(row)
    return page(review, f"comment-{section}", form)


@blueprint.post("/incidents/<reference>/review/comments/<int:number>/resolution")
def comment_resolution(reference: str, number: int) -> Response:
    """Resolve a comment."""
    said = _comment(load.review(reference), number)
    commenting.resolve(me(), said, now())
    return _talk(said.section)


@blueprint.post("/incidents/<reference>/review/comments/<int:number>/reopening")
def comment_reopening(reference: str, number: int) -> Response:
    """Reopen a comment."""
    said = _comment(load.review(reference), number)
    commenting.reopen(me(), said, now())
    return _talk(said.section)


def _talk(row: ReviewSection) -> Response:
    return redirect(room_of(row.review, f"talk-{row.section.value}"), code=303)


def _comment(review: Review, number: int) -> SectionComment:
    return queries.comment_of(review, number) or abort(404)


def _suggestion(review: Review, number: int) -> SectionSuggestion:
    return queries.suggestion_of(review, number) or abort(404)
