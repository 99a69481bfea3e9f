"""Homes at which somebody types commands: an empty one, and one with a published report."""

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from incidents.app import create_app
from incidents.models import Review, db
from incidents.operations import signing
from tests.cli.shell import Shell
from tests.conftest import TESTING, settings_of, ticking
from tests.factories import FOUNDED, PASSPHRASE, Cast


@pytest.fixture(scope="session")
def published_model(tmp_path_factory: pytest.TempPathFactory, sealed_model: Path) -> Path:
    """A home with one published report."""
    home = shutil.copytree(sealed_model, tmp_path_factory.mktemp("published") / "home")
    app = create_app(settings_of(home), TESTING)
    with app.app_context():
        cast, review, clock = (
            Cast(),
            db.session.scalars(sa.select(Review)).one(),
            ticking(FOUNDED.replace(month=8, day=2)),
        )
        for lead in (cast.ada, cast.ivo):
            signing.sign(lead, review, PASSPHRASE, app.extensions["countersign"].store, clock())
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return home


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Somebody at an empty home."""
    return Shell(tmp_path / "home")


@pytest.fixture
def published(tmp_path: Path, published_model: Path) -> Shell:
    """Somebody at a home with one published report, AI-1."""
    return Shell(shutil.copytree(published_model, tmp_path / "home"))
