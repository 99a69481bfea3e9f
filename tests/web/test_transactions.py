"""A request that writes holds the database from its first question on, or a commit in between would undo it."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from incidents.config import Settings
from incidents.models import db
from tests.conftest import settings_of


@pytest.fixture
def settings(home: Path) -> Settings:
    """SQLite only: PostgreSQL locks rows, not the file."""
    return settings_of(home)


def test_a_request_that_writes_holds_the_file_from_the_start_also_after_one_that_read(
    app: Flask, log_in: Callable[[str], FlaskClient]
) -> None:
    olu, begun = log_in("Olu"), list[str]()

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("BEGIN"):
            begun.append(statement)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        assert olu.get("/incidents").status_code == 200
        assert set(begun) == {"BEGIN"}
        begun.clear()
        assert olu.post("/incidents/new", data={"title": ""}).status_code == 422
        assert begun
        assert set(begun) == {"BEGIN IMMEDIATE"}
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
