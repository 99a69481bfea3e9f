"""Answers to a form with files: for a browser a page, for `static/js/upload.js` where to go or what is wrong."""

from flask import get_flashed_messages, jsonify, redirect, request
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response


def by_script() -> bool:
    """Whether the form was sent by the script that draws bars, which then shows the answer itself."""
    return request.accept_mimetypes.best == "application/json"


def sent(address: str) -> Response:
    """All went well: on to this page."""
    return jsonify(next=address) if by_script() else redirect(address, code=303)


def not_sent(form: FlaskForm) -> Response:
    """The sentences by field, so that the page can show them and keeps its files; under no name what stands on top."""
    on_top = get_flashed_messages(category_filter=["danger"])
    answer: Response = jsonify(errors=form.errors | ({"": on_top} if on_top else {}))
    answer.status_code = 422
    return answer
