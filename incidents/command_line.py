"""What the commands share: the application to work on."""

from collections.abc import Iterator
from contextlib import contextmanager

from incidents.config import Settings
from incidents.context import Countersign


@contextmanager
def application() -> Iterator[Countersign]:
    """The application with its database up to date, and a transaction that is committed when all went well."""
    from incidents import database
    from incidents.app import create_app
    from incidents.models import db

    settings = Settings.from_environment()
    database.migrate(settings.database)
    app = create_app(settings)
    with app.app_context():
        yield app.extensions["countersign"]
        db.session.commit()
