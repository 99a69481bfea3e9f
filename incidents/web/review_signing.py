"""From frozen to published: watch the rendering, read the PDF, sign it, or withdraw it."""

from datetime import timedelta
from typing import Any

from flask import Response as Answered
from flask import current_app, flash, jsonify, redirect, render_template, url_for
from flask_security import auth_required
from werkzeug.wrappers import Response

from incidents.access import Act, require
from incidents.domain.review import SIGNATURE_MEANING, MarkKind, ReviewState
from incidents.domain.vocabulary import Department
from incidents.models import Review
from incidents.operations import signing
from incidents.operations.certificates import enrolled
from incidents.queries import review as queries
from incidents.web import load, review_forms
from incidents.web.edge import me, now
from incidents.web.extensions import countersign
from incidents.web.forms import attempt
from incidents.web.reviews import blueprint, page

PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
"""The browser's own PDF viewer draws itself with a style of its own; the file may load nothing."""


def freshness() -> timedelta:
    """How young a log-in must be for signing."""
    within: timedelta = current_app.config["SECURITY_FRESHNESS"]
    return within


@blueprint.get("/incidents/<reference>/review/rendering")
def rendering(reference: str) -> Response | str:
    """How far the PDF is, and from there to the signatures."""
    review = load.review(reference)
    if review.state is not ReviewState.READY:
        return redirect(_next(review), code=303)
    return render_template("reviews/rendering.html", review=review, incident=review.incident)


@blueprint.get("/incidents/<reference>/review/rendering.json")
def rendering_state(reference: str) -> Response:
    """The same as JSON: percent, step, error, and where to go once it is done."""
    review = load.review(reference)
    drawn = review.rendering
    done = review.state is not ReviewState.READY
    return jsonify(
        percent=drawn.percent if drawn else 0,
        step=drawn.step if drawn else "",
        error=bool(drawn and drawn.error),
        next=_next(review) if done else None,
    )


@blueprint.get("/incidents/<reference>/review/report.pdf")
def preview(reference: str) -> Response:
    """The sealed PDF as it stands, with the signatures that it has so far."""
    review = load.review(reference)
    require(me(), Act.READ_REVIEW, review)
    drawn = review.rendering
    if drawn is None or drawn.sha256 is None:
        return redirect(_next(review), code=303)
    answer = Answered(countersign().store.get(drawn.sha256), mimetype="application/pdf")
    name = f"{review.incident.reference}-revision-{review.revision}.pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    answer.headers["Content-Security-Policy"] = PDF_POLICY
    return answer


@blueprint.route("/incidents/<reference>/review/signature", methods=["GET", "POST"])
@auth_required("session", within=freshness)
def signature(reference: str) -> Response | tuple[str, int]:
    """Read what is signed, then sign it with a passphrase. Asks for the password again when the log-in is old."""
    review = load.review(reference)
    form = review_forms.SignatureForm()
    if attempt(form, lambda: _sign(review, form.passphrase.data or "")):
        return redirect(_next(review), code=303)
    if review.state is not ReviewState.SIGNING:
        return redirect(_next(review), code=303)
    html = render_template("reviews/signature.html", **_to_sign(review), form=form)
    return html, 422 if form.is_submitted() else 200


@blueprint.post("/incidents/<reference>/review/voiding")
def voiding(reference: str) -> Response | tuple[str, int]:
    """Withdraw a frozen revision. Its signatures are void; a new revision has its texts."""
    review, form = load.review(reference), review_forms.VoidForm()
    if not attempt(form, lambda: signing.void(me(), review, form.reason.data or "", now())):
        return page(review, "voiding", form)
    flash(
        f"Revision {review.revision} is withdrawn. Revision {review.revision + 1} has its texts and can be changed.",
        "success",
    )
    return redirect(url_for("reviews.show", reference=reference), code=303)


def _sign(review: Review, passphrase: str) -> None:
    signing.sign(me(), review, passphrase, countersign().store, now())
    if review.state is ReviewState.PUBLISHED:
        flash("Published. Both departments have signed; leadership can read it.", "success")
    elif all(review.mark(MarkKind.SIGNED, department) for department in Department):
        flash("Signed by both. It is published as soon as your signature has its time-stamp.", "success")
    else:
        flash("Signed. The other department's signature is still to come.", "success")


def _to_sign(review: Review) -> dict[str, Any]:
    """What the person sees before signing: who they are, what it means, which file, who has signed."""
    room = queries.room(review)
    return {
        "review": review,
        "room": room,
        "incident": review.incident,
        "me": me(),
        "identity": enrolled(me()),
        "meaning": SIGNATURE_MEANING,
        "at": now(),
        "forms": {"voiding": review_forms.VoidForm(formdata=None)},
    }


def _next(review: Review) -> str:
    """Where a review goes on from its state: to its signatures, its report, or back to its room."""
    reference = review.incident.reference
    if review.state is ReviewState.READY:
        return url_for("reviews.rendering", reference=reference)
    if review.state is ReviewState.PUBLISHED:
        return url_for("reports.show", reference=reference)
    if review.state is ReviewState.SIGNING and me().is_lead:
        return url_for("reviews.signature", reference=reference)
    return url_for("reviews.show", reference=reference)
