"""Error pages that help: what happened, and what one can do now."""

from flask import Flask, current_app, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import HTTPException

from incidents.domain.errors import Invalid, NotPossibleNow, Refused
from incidents.models import db
from incidents.web.load import NotPublished


def register(app: Flask) -> None:
    """Answer every error with a page in the product's own words."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(NotPossibleNow, _not_now)
    app.register_error_handler(Invalid, _invalid)
    app.register_error_handler(IntegrityError, _raced)
    app.register_error_handler(CSRFError, _stale)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _broken)


GO_ON = "Go on from the home page."

HELP = {
    400: (
        "That request made no sense",
        "What the browser sent cannot be read.",
        "Go back and try again from the page.",
    ),
    403: (
        "You may not open this page",
        "Your account does not open this page.",
        "An administrator can tell you who may, and can change what your account opens.",
    ),
    404: (
        "There is no such page",
        "It does not exist, or you may not see it.",
        "Check the reference, or look for it in the queue. If somebody sent you the link, ask them who may see it.",
    ),
    405: (
        "That page cannot be used like this",
        "The address takes what a form sends, and was opened by itself, or the other way round.",
        "Go back and use the buttons on the page.",
    ),
    413: (
        "That was too large",
        "A file may have 25 MB, everything together 100 MB. Nothing was saved.",
        "Go back: what you typed is still there. Attach less, or a smaller file.",
    ),
    422: (
        "Something is missing",
        "What was sent lacks something, or holds something that cannot be. Nothing was saved.",
        "Go back: what you typed is still there. Correct it and send it again.",
    ),
    429: (
        "Too many attempts",
        "Somebody tried too often from this address in the last minute.",
        "Wait a minute, then try again.",
    ),
    500: (
        "Something broke on our side",
        "The request failed, and nothing was saved.",
        "Go back: what you typed is still there. Try again; if it happens again, tell IT what you did and when.",
    ),
}
"""By status: the title, what happened, and the next step."""


def page(status: int, title: str, happened: str, then: str, reference: str = "") -> tuple[str, int]:
    """An error page: what happened, what one can do then, and the way to an incident where there is one."""
    html = render_template(
        "errors/error.html", title=title, happened=happened, then=then, status=status, reference=reference
    )
    return html, status


def _refused(error: Refused) -> tuple[str, int]:
    then = "The page of the incident says who can do it, and whose turn it is."
    return page(403, "You may not do that", str(error), then if _incident() else GO_ON, _incident())


def _not_now(error: NotPossibleNow) -> tuple[str, int]:
    then = "Go back and reload the page: it shows how things stand now, and what is possible."
    return page(409, "That is not possible now", str(error), then, _incident())


def _invalid(error: Invalid) -> tuple[str, int]:
    return page(422, HELP[422][0], str(error), HELP[422][2], _incident())


def _incident() -> str:
    """The incident that the address names. Whoever is refused an act on it can see it."""
    named: str = (request.view_args or {}).get("reference", "")
    return named


def _raced(error: IntegrityError) -> tuple[str, int]:
    """Two people did the same at the same moment, and the database let only one through."""
    db.session.rollback()
    current_app.logger.warning("The database refused a row: %s", error.orig)
    happened = "The same was done at this very moment, by somebody else or by a second click."
    return page(409, "Somebody was faster", happened, "Go back and reload the page to see it.", _incident())


def _stale(_error: CSRFError) -> tuple[str, int]:
    happened = "The page was open for longer than you were logged in. Nothing was saved."
    return page(400, "This page was open for too long", happened, "Go back, reload the page and send it again.")


def _http(error: HTTPException) -> tuple[str, int] | HTTPException:
    if error.code is None or error.code < 400:  # noqa: PLR2004
        return error
    if isinstance(error, NotPublished):
        then = "It appears here as soon as both departments have signed."
        return page(404, "There is no published report yet", error.description or "", then, _incident())
    return page(error.code, *HELP.get(error.code, (error.name, error.description or "", GO_ON)))


def _broken(error: Exception) -> tuple[str, int]:
    db.session.rollback()
    current_app.logger.error("A request failed", exc_info=error)
    return page(500, *HELP[500])
