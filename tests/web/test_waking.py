"""The worker is woken by the request that gives it work, and by no other."""

import gc
from collections.abc import Callable
from datetime import datetime

from flask import Flask
from flask.testing import FlaskClient

from incidents.context import Countersign
from incidents.models import db
from tests import factories
from tests.factories import Cast


def test_the_second_ready_mark_wakes_the_worker_and_the_first_does_not(
    app: Flask, own: Countersign, clock: Callable[[], datetime], log_in: Callable[[str], FlaskClient]
) -> None:
    with app.app_context():
        reference = factories.drafted(Cast(), clock).incident.reference
        db.session.commit()
    waiting = []
    for name in ("Ada", "Ivo"):
        client = log_in(name)
        gc.collect()
        assert client.post(f"/incidents/{reference}/review/readiness").status_code == 303
        waiting.append(own.queue.huey.pending_count())
    assert waiting == [0, 1]
