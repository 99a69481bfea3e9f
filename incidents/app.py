"""The application factory: the one place that wires everything."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask_bootstrap import Bootstrap5
from flask_security import Security, SQLAlchemySessionUserDatastore
from werkzeug.middleware.proxy_fix import ProxyFix

from incidents import database, listeners, web
from incidents.config import Settings
from incidents.context import Countersign
from incidents.delivery import queue
from incidents.models import Person, Role, db
from incidents.storage import Store
from incidents.web import log_in_words
from incidents.web.extensions import csrf

ROOT = Path(__file__).resolve().parent.parent
MEGABYTE = 1024 * 1024


def create_app(settings: Settings | None = None, overrides: Mapping[str, object] | None = None) -> Flask:
    """The application, ready to serve. `overrides` are Flask settings for tests.

    Raises `BadSetting` when a setting cannot be used.
    """
    settings = settings or Settings.from_environment()
    app = Flask("incidents", root_path=str(ROOT), static_folder="static", template_folder="templates")
    app.config.from_mapping(flask_settings(settings), **(overrides or {}))
    own = app.extensions["countersign"] = Countersign(settings, Store(settings.evidence))
    own.queue = queue.connect(app, settings)
    db.init_app(app)
    database.prepare(app)
    Bootstrap5(app)
    csrf.init_app(app)  # Flask-Security looks for it
    Security(app, SQLAlchemySessionUserDatastore(db.session, Person, Role))
    listeners.connect()
    web.register(app)
    if settings.behind_proxies:
        hops = settings.behind_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def flask_settings(settings: Settings) -> dict[str, object]:
    """What Flask and its extensions are told. Everything an operator may choose is in `Settings`."""
    return {
        "SECRET_KEY": settings.secret_key,
        "SECURITY_PASSWORD_SALT": settings.secret_key[::-1],
        "SQLALCHEMY_DATABASE_URI": settings.database,
        "SQLALCHEMY_ENGINE_OPTIONS": database.engine_options(settings),
        "MAX_CONTENT_LENGTH": 100 * MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": 4 * MEGABYTE,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "WTF_CSRF_TIME_LIMIT": None,
        "BOOTSTRAP_SERVE_LOCAL": True,
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        "SECURITY_PASSWORD_LENGTH_MIN": 12,
        "SECURITY_JOIN_USER_ROLES": False,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_POST_LOGIN_VIEW": "/",
        "SECURITY_VERIFY_URL": "/confirm-password",  # at /verify anybody verifies a report
        "SECURITY_POST_LOGOUT_VIEW": "/login",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_FRESHNESS": timedelta(minutes=10),
        "SECURITY_FRESHNESS_GRACE_PERIOD": timedelta(minutes=5),
        **log_in_words.MESSAGES,
    }
