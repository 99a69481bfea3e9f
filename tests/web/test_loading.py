"""What a writing request decides by is read behind the lock, not on the way to it."""

from collections.abc import Callable
from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_login import login_user

from incidents.domain.vocabulary import Severity, TaskKind
from incidents.models import Incident, Person, Task, db
from incidents.operations import tasks
from incidents.web import load
from tests import factories
from tests.factories import Cast


@pytest.fixture
def number(app: Flask, clock: Callable[[], datetime]) -> int:
    """A task on an incident of SEV-4."""
    with app.app_context():
        cast = Cast()
        incident = factories.accepted(cast, clock, Severity.SEV_4)
        task = tasks.raise_task(
            cast.iris, incident, kind=TaskKind.STABILITY_AND_RESTORATION, title="Watch it", at=clock()
        )
        db.session.commit()
        return task.id


def test_an_incident_that_was_read_before_its_lock_is_read_again_behind_it(app: Flask, number: int) -> None:
    with app.test_request_context(f"/tasks/{number}/start", method="POST"):
        login_user(db.session.scalars(sa.select(Person).where(Person.name == "Iris")).one())
        on_the_way = db.session.get_one(Task, number)
        assert on_the_way.incident.severity is Severity.SEV_4
        # Somebody else raises it while this request waits for the row.
        db.session.execute(
            sa.update(Incident).values(severity=Severity.SEV_1).execution_options(synchronize_session=False)
        )
        assert load.incident(on_the_way.incident.reference).severity is Severity.SEV_1
