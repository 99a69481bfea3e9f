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


HELP = {
    400: ("That request made no sense", "Go back and try again from the page."),
    403: (
        "That is not yours to do",
        "Your account does not open this page. An administrator can tell you who may.",
    ),
    404: ("There is no such page", "It does not exist, or you may not see it. Check the reference."),
    405: ("That page cannot be used like this", "Go back and use the buttons on the page."),
    413: (
        "That was too large",
        "A file may have 25 MB, everything together 100 MB. Go back, what you typed is still there, and attach less.",
    ),
    429: ("Too many attempts", "Wait a minute, then try again."),
}


def page(status: int, title: str, sentence: str, reference: str = "") -> tuple[str, int]:
    """An error page, with a way back to an incident where there is one."""
    html = render_template("errors/error.html", title=title, sentence=sentence, status=status, reference=reference)
    return html, status


def _refused(error: Refused) -> tuple[str, int]:
    return page(403, "That is not yours to do", str(error), _incident())


def _not_now(error: NotPossibleNow) -> tuple[str, int]:
    return page(409, "That is not possible now", str(error), _incident())


def _invalid(error: Invalid) -> tuple[str, int]:
    return page(422, "Something is missing", str(error), _incident())


def _incident() -> str:
    """The incident that the address names. Whoever is refused an act on it can see it."""
    named: str = (request.view_args or {}).get("reference", "")
    return named


def _raced(error: IntegrityError) -> tuple[str, int]:
    """Two people did the same at the same moment, and the database let only one through."""
    db.session.rollback()
    current_app.logger.warning("The database refused a row: %s", error.orig)
    return page(409, "Somebody was faster", "The same was done at this very moment. Reload the page to see it.")


def _stale(_error: CSRFError) -> tuple[str, int]:
    return page(400, "This page was open for too long", "Go back, reload the page and send it again.")


def _http(error: HTTPException) -> tuple[str, int] | HTTPException:
    if error.code is None or error.code < 400:  # noqa: PLR2004
        return error
    if isinstance(error, NotPublished):
        return page(404, "There is no published report yet", error.description or "", _incident())
    return page(error.code, *HELP.get(error.code, (error.name, error.description or "")))


def _broken(error: Exception) -> tuple[str, int]:
    db.session.rollback()
    current_app.logger.error("A request failed", exc_info=error)
    return page(500, "Something broke on our side", "Nothing was saved. Try again; if it happens again, tell IT.")
