"""The edge of a request: who may knock, one transaction, safe headers."""

from datetime import UTC, datetime

from flask import Flask, Response, abort, redirect, request, request_started, url_for
from flask_security import current_user
from werkzeug.wrappers import Response as BaseResponse

from incidents.access import ENDPOINTS, Door, opens
from incidents.database import writing
from incidents.models import Person, db
from incidents.models.outbox import WAKE
from incidents.operations.certificates import KEEP
from incidents.operations.organisation import here
from incidents.web.extensions import countersign

READING = frozenset({"GET", "HEAD", "OPTIONS"})

CHANGES_NOTHING = frozenset({"verification.index", "verification.answer", "incidents.similar"})
"""Endpoints that are posted to and write nothing: whoever verifies a file or types never holds up people who write."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'; frame-src 'self'; "
        "object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
}


def now() -> datetime:
    """This moment, in UTC. The one clock of the web side."""
    return datetime.now(UTC)


def me() -> Person:
    """The person who is logged in. Behind a door there always is one."""
    person: Person = current_user._get_current_object()  # noqa: SLF001 - operations compare identities, not proxies
    return person


def guard(app: Flask) -> None:
    """Refuse what `access.ENDPOINTS` does not open; commit once when all went well, undo everything when not."""
    # Extensions load the person before any hook of ours runs, and that query begins the transaction.
    request_started.connect(_begin, app)
    app.before_request(_knock)
    app.after_request(_finish)
    app.after_request(_protect)


def _begin(_sender: Flask, **_more: object) -> None:
    writing.set(request.method not in READING and request.endpoint not in CHANGES_NOTHING)


def _knock() -> BaseResponse | None:
    door = ENDPOINTS.get(request.endpoint or "")
    if request.endpoint is None:
        return None
    if door is None:
        abort(404)
    if door is Door.EVERYBODY:
        return None
    if not current_user.is_authenticated:
        if here() is None:
            return redirect(url_for("setup.index"), code=303)
        return redirect(url_for("security.login", next=_way_back()), code=303)
    if not opens(door, me()):
        abort(403)
    return None


def _way_back() -> str | None:
    """Where to go after logging in: to the page, never to something that was posted."""
    if request.method not in READING:
        return None
    return request.full_path.rstrip("?") if request.path != "/" else None


def _finish(response: Response) -> Response:
    """Commit once, at the edge. An answer that is an error leaves nothing behind but what its refusal had to keep."""
    kept = db.session.info.pop(KEEP, False)
    if response.status_code >= 400 and not kept:  # noqa: PLR2004
        db.session.rollback()
        return response
    db.session.commit()
    if db.session.info.pop(WAKE, False):
        countersign().queue.wake_worker()
    return response


def _protect(response: Response) -> Response:
    if request.endpoint in ("static", "bootstrap.static"):
        # Policies are for pages. On a dozen small files they would outweigh some of the files.
        response.headers["X-Content-Type-Options"] = HEADERS["X-Content-Type-Options"]
        return response
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    return response
