"""The demonstration, played once for all its tests."""

import fcntl
import json
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
def played(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Played]:
    """The whole demonstration, played once for all test processes: it takes most of a minute."""
    base = tmp_path_factory.getbasetemp()
    folder = base if worker_id == "master" else base.parent
    settings, kept = settings_of(folder / "september"), folder / "september.json"
    app = create_app(settings, TESTING)
    with (folder / "september.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_text(json.dumps(_play(app, settings.database)))
    yield Played(app, [(done, of) for done, of in json.loads(kept.read_text())])
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _play(app: Flask, url: str) -> list[tuple[int, int]]:
    database.migrate(url)
    told: list[tuple[int, int]] = []
    with app.app_context():
        play(app.extensions["countersign"], NOW, lambda done, of: told.append((done, of)))
        db.session.remove()
    return told


@pytest.fixture
def own(played: Played) -> Iterator[Countersign]:
    """The demonstration's own home, in an application context."""
    with played.app.app_context():
        yield played.app.extensions["countersign"]
        db.session.rollback()
