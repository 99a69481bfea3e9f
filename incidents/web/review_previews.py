"""The preview of a review that is being drafted: ask for it, watch it, read it."""

from flask import Response as Answered
from flask import abort, jsonify, redirect, render_template, url_for
from werkzeug.wrappers import Response

from incidents.access import Act, require
from incidents.domain.review import ReviewState
from incidents.models import Review
from incidents.operations import previews
from incidents.web import load
from incidents.web.edge import me, now
from incidents.web.review_signing import PDF_POLICY
from incidents.web.reviews import blueprint, room_of


@blueprint.get("/incidents/<reference>/review/draft")
def draft(reference: str) -> Response | str:
    """The newest preview with its date, and the way to a newer one."""
    review = load.review(reference)
    require(me(), Act.READ_REVIEW, review)
    if review.state is not ReviewState.DRAFTING:
        return redirect(room_of(review, "content"), code=303)
    return render_template("reviews/draft.html", review=review, incident=review.incident, preview=previews.of(review))


@blueprint.post("/incidents/<reference>/review/draft/drawing")
def draft_drawing(reference: str) -> Response:
    """Ask for a preview of the review as it stands."""
    previews.ask(me(), load.review(reference), now())
    return redirect(url_for("reviews.draft", reference=reference), code=303)


@blueprint.get("/incidents/<reference>/review/draft.json")
def draft_state(reference: str) -> Response:
    """How far it is, and where to go once it is drawn."""
    preview = previews.of(_readable(reference)) or abort(404)
    done = not preview.under_way and not preview.error
    return jsonify(
        percent=preview.percent,
        step=preview.step,
        error=bool(preview.error),
        next=url_for("reviews.draft", reference=reference) if done else None,
    )


@blueprint.get("/incidents/<reference>/review/draft.pdf")
def draft_pdf(reference: str) -> Response:
    """The PDF of the preview, as of the time that its page names."""
    preview = previews.of(_readable(reference)) or abort(404)
    answer = Answered(preview.pdf or abort(404), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{reference}-preview.pdf"'
    answer.headers["Content-Security-Policy"] = PDF_POLICY
    return answer


def _readable(reference: str) -> Review:
    review = load.review(reference)
    require(me(), Act.READ_REVIEW, review)
    return review
