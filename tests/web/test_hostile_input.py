"""What no browser sends: far years and numbers that no row has. A sentence answers, never a broken page."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from incidents.domain.vocabulary import Severity, TaskKind
from incidents.models import db
from incidents.operations import tasks
from tests import factories
from tests.factories import Cast

HUGE = "9" * 30
LogIn = Callable[[str], FlaskClient]


@pytest.fixture
def task(app: Flask, clock: Callable[[], datetime]) -> int:
    """The number of a task of IT on AI-1."""
    with app.app_context():
        cast = Cast()
        incident = factories.accepted(cast, clock, Severity.SEV_4)
        kind = TaskKind.STABILITY_AND_RESTORATION
        made = tasks.raise_task(cast.iris, incident, kind=kind, title="Watch it", at=clock())
        factories.reported(cast, clock)
        db.session.commit()
        return made.id


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_a_year_that_nobody_means_is_refused_beside_its_field(task: int, log_in: LogIn, year: str) -> None:
    moment = f"{year}-01-01T00:00"
    told = {"title": "A", "what_happened": "B", "system": "1", "occurred_at": moment}
    change = {"title": "A", "origin": "own", "part": "model", "effective_at": moment}
    for who, path, data in (
        ("Olu", "/incidents/new", told),
        ("Ivo", f"/tasks/{task}/due", {"due_at": moment}),
        ("Ivo", "/systems/1/changes/new", change),
    ):
        answer = log_in(who).post(path, data=data)
        assert answer.status_code == 422, path
        assert "Give a year from 1900 to 2199." in answer.text, path


def test_a_number_that_no_row_has_is_refused(task: int, log_in: LogIn) -> None:
    ivo = log_in("Ivo")
    assert ivo.post(f"/tasks/{task}/assignment", data={"assignee": HUGE}).status_code == 422
    related = {"kind": "recurrence_of", "other": "AI-2", "action": HUGE}
    assert ivo.post("/incidents/AI-1/relations", data=related).status_code == 303
