"""Verifying a report: for anybody who holds one, without an account. Nothing of the file is kept.

Two doors to the same answer. `/verify` is the page: its form carries a CSRF token like every other. `/verify.json` is
for programs and carries none: it changes nothing and reads no session, so that forging a request to it gains nothing.
"""

import hashlib
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, current_app, jsonify, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response as BaseResponse

from incidents.operations.organisation import here
from incidents.queries.record import record_of
from incidents.web.edge import now
from incidents.web.extensions import countersign, csrf, limiter
from reports import answer as answers
from reports.answer_form import to_plain

if TYPE_CHECKING:
    from reports.answer_form import Answer

blueprint = Blueprint("verification", __name__)

MEGABYTE = 1024 * 1024
LIMIT = 32 * MEGABYTE
"""Bytes of a file. Reports have one or two megabytes."""

TOO_LARGE = "This file is larger than 32 MB. No report is: choose the report itself."
NO_FILE = "Choose the PDF of a report."
AGAIN = "Too many files were verified from where you are. Wait a minute, then try again."

together = limiter.shared_limit("20 per minute", scope="verification", methods=["POST"])


class VerificationForm(FlaskForm):  # type: ignore[misc]
    """The file that somebody holds."""

    file = FileField("Report as a PDF", [FileRequired(NO_FILE)])


@blueprint.url_value_preprocessor
def _bound(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Before anything reads the body, the CSRF check among them: 32 MB of a file, and what a form puts around it."""
    request.max_content_length = LIMIT + MEGABYTE


@blueprint.route("/verify", methods=["GET", "POST"])
@together
def index() -> BaseResponse | str | tuple[str, int]:
    """Choose a file; the answer is a page in plain words, or JSON for whoever asks for it."""
    if here() is None:
        return redirect(url_for("setup.index"), code=303)
    form = VerificationForm()
    if not form.validate_on_submit():
        return _page(form, 422 if form.is_submitted() else 200)
    pdf = form.file.data.read()
    if len(pdf) > LIMIT:
        raise RequestEntityTooLarge
    given = _answer(pdf)
    return jsonify(to_plain(given)) if _wants_json() else _page(form, 200, given)


@blueprint.post("/verify.json")
@csrf.exempt  # type: ignore[untyped-decorator]
@together
def answer() -> Response | tuple[Response, int]:
    """The same for programs: `curl -F file=@AI-7.pdf https://…/verify.json`. Status 200 also for “not genuine”."""
    file = request.files.get("file")
    if file is None:
        return jsonify(error="Send the PDF as a form field called “file”."), 422
    pdf = file.read()
    if len(pdf) > LIMIT:
        raise RequestEntityTooLarge
    return jsonify(to_plain(_answer(pdf)))


@blueprint.errorhandler(413)
@blueprint.errorhandler(429)
def _refused(error: HTTPException) -> tuple[Response | str, int] | tuple[str, int]:
    code = error.code or 400
    sentence = {413: TOO_LARGE, 429: AGAIN}[code]
    if _wants_json():
        return jsonify(error=sentence), code
    form = VerificationForm(formdata=None)
    form.file.errors = [sentence]
    return _page(form, code)


def _page(form: VerificationForm, status: int, given: "Answer | None" = None) -> tuple[str, int]:
    return render_template("verification/index.html", form=form, answer=given, limit=LIMIT, at=now()), status


def _answer(pdf: bytes) -> "Answer":
    from reports.verify import verify

    verification = verify(pdf, countersign().trust)
    record = record_of(verification, hashlib.sha256(pdf).hexdigest())
    if record and not record.holds:
        current_app.logger.warning("A file that our keys signed is not as the record has it: %s", record)
    return answers.answer(pdf, verification, record)


def _wants_json() -> bool:
    if request.endpoint == "verification.answer" or request.args.get("format") == "json":
        return True
    accepted = request.accept_mimetypes
    return accepted.best_match(["text/html", "application/json"], "text/html") == "application/json"
