"""Our static files, named by what is in them: a browser keeps each until it changes, and asks no more."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, Request, Response, current_app, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from werkzeug.security import safe_join

FOLDERS = {"static": None, "bootstrap.static": "bootstrap"}
"""The endpoints of static files, and the blueprint that brings the folder."""

FOR_GOOD = "public, max-age=31536000, immutable"


class SessionsOfPages(SecureCookieSessionInterface):
    """A static file is the same for everybody: it opens no session, so its answer does not vary with a cookie."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of a page; none of a static file."""
        folders = (app.static_url_path, *(blueprint.static_url_path for blueprint in app.blueprints.values()))
        if any(folder and request.path.startswith(f"{folder}/") for folder in folders):
            return None
        return super().open_session(app, request)


def register(app: Flask) -> None:
    """Put the content's name into every address of a static file, and keep long what is asked for by that name."""
    app.session_interface = SessionsOfPages()
    app.url_defaults(_named)
    app.after_request(_kept)


def fingerprint(endpoint: str, filename: str) -> str:
    """The name of what is in a static file; empty where there is no such file."""
    path = file_of(endpoint, filename)
    return _digest(path, path.stat().st_mtime_ns) if path else ""


def file_of(endpoint: str, filename: str) -> Path | None:
    """The static file behind an address."""
    blueprint = FOLDERS[endpoint]
    folder = (current_app.blueprints[blueprint] if blueprint else current_app).static_folder
    joined = safe_join(str(folder), filename)
    return Path(joined) if joined and Path(joined).is_file() else None


@lru_cache(maxsize=512)
def _digest(path: Path, _changed: int) -> str:
    return sha256(path.read_bytes()).hexdigest()[:12]


def _named(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint in FOLDERS and "filename" in values and (name := fingerprint(endpoint, values["filename"])):
        values.setdefault("v", name)


def _kept(response: Response) -> Response:
    asked = request.args.get("v")
    if request.endpoint in FOLDERS and asked and response.status_code in (200, 304):
        true = fingerprint(request.endpoint, (request.view_args or {})["filename"])
        response.headers["Cache-Control"] = FOR_GOOD if asked == true else "no-cache"
    return response
