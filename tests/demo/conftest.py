"""The demonstration, played once for all its tests."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from flask import Flask

from incidents import database
from incidents.app import create_app
from incidents.context import Countersign
from incidents.demo.player import play
from incidents.models import db
from tests.conftest import TESTING, settings_of

NOW = datetime(2026, 9, 21, 9, 30, tzinfo=UTC)


@dataclass
class Played:
    """The demonstration after it was played, and how often it told how far it was."""

    app: Flask
    told: list[tuple[int, int]]


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """The whole demonstration, played once."""
    settings = settings_of(tmp_path_factory.mktemp("demo"))
    database.migrate(settings.database)
    app = create_app(settings, TESTING)
    told: list[tuple[int, int]] = []
    with app.app_context():
        play(app.extensions["countersign"], NOW, lambda done, of: told.append((done, of)))
        db.session.remove()
    yield Played(app, told)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def own(played: Played) -> Iterator[Countersign]:
    """The demonstration's own home, in an application context."""
    with played.app.app_context():
        yield played.app.extensions["countersign"]
        db.session.rollback()
