"""How people see that a signature waits for its time-stamp, and choose what happens when none can be had."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from incidents.context import Countersign
from incidents.domain.review import Level
from incidents.models import Organisation, Rendering, Review, db
from incidents.operations import signing
from tests import factories
from tests.factories import PASSPHRASE, Cast, Clock

LogIn = Callable[[str], FlaskClient]
SINCE = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def waiting(app: Flask, clock: Clock, own: Countersign) -> str:
    """A report that Ada has signed and whose signature waits for its time-stamp; the reference of its incident."""
    with app.app_context():
        review = factories.sealed(Cast(), clock)
        signing.sign(Cast().ada, review, PASSPHRASE, own.store, clock())
        assert review.rendering is not None
        review.rendering.to_stamp, review.rendering.stamp_waits_since = True, SINCE
        review.rendering.stamp_tried_at = SINCE
        review.rendering.stamp_error = "The time-stamping authority gave no time-stamp: it could not be reached."
        db.session.commit()
        return review.incident.reference


def test_the_lead_who_comes_next_reads_why_it_waits(log_in: LogIn, waiting: str) -> None:
    page = log_in("Ivo").get(f"/incidents/{waiting}/review/signature").text
    assert "The newest signature waits for its time-stamp" in page
    assert "it could not be reached" in page
    assert "We ask again" in page
    assert "Signing passphrase" not in page


def test_signing_all_the_same_is_refused_in_a_sentence(log_in: LogIn, waiting: str) -> None:
    answer = log_in("Ivo").post(f"/incidents/{waiting}/review/signature", data={"passphrase": PASSPHRASE})
    assert answer.status_code == 422
    assert "still waits for its time-stamp" in answer.text


def test_administrators_see_what_waits_and_choose_to_go_on(app: Flask, log_in: LogIn, waiting: str) -> None:
    max_ = log_in("Max")
    page = max_.get("/administration/certificates").text
    assert "No time-stamping authority is set" in page
    assert "Waiting for a time-stamp" in page
    assert "Signing waits." in page
    answer = max_.post("/administration/certificates/time-stamping", data={"unstamped": "yes"})
    assert answer.status_code == 303
    assert "Signing goes on without one" in max_.get("/administration/certificates").text
    with app.app_context():
        assert db.session.get_one(Organisation, 1).signs_unstamped


def test_only_administrators_choose(log_in: LogIn) -> None:
    assert log_in("Ada").post("/administration/certificates/time-stamping").status_code == 403


@pytest.mark.parametrize("level", Level)
def test_a_published_report_says_its_level(
    app: Flask, log_in: LogIn, clock: Clock, own: Countersign, level: Level
) -> None:
    with app.app_context():
        reference = factories.published(Cast(), clock, own).incident.reference
        db.session.execute(sa.update(Rendering).values(level=level))
        db.session.commit()
    assert f"{level}: {level.meaning}" in log_in("Lea").get(f"/reports/{reference}").text


def test_the_page_of_a_revision_tells_that_it_waits(app: Flask, log_in: LogIn, waiting: str) -> None:
    assert "waits for its time-stamp" in log_in("Ada").get(f"/incidents/{waiting}/review").text
    with app.app_context():
        assert db.session.scalars(sa.select(Review)).one().rendering is not None
