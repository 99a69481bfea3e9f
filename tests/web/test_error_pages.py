"""An error page says what happened and what one can do next, whatever went wrong."""

import io
from collections.abc import Callable
from unittest.mock import patch

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

from incidents.app import create_app
from incidents.config import Settings
from incidents.models import db
from incidents.web.errors import HELP
from incidents.web.extensions import limiter
from tests.conftest import TESTING

LogIn = Callable[[str], FlaskClient]


@pytest.fixture
def broken(app: Flask) -> Flask:
    """An application that answers when it breaks, as in production."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@pytest.mark.parametrize("status", HELP)
def test_every_status_has_a_page_that_says_what_happened_and_the_next_step(
    broken: Flask, log_in: LogIn, status: int
) -> None:
    def fail() -> None:
        if status == 500:
            raise RuntimeError("something of ours")
        abort(status)

    client = log_in("Ada")
    with patch.dict(broken.view_functions, {"home.index": fail}):
        answer = client.get("/")
    title, happened, then = HELP[status]
    assert answer.status_code == status
    for sentence in (f"<h1>{title}</h1>", happened, then, f"Status {status}", "Go to the home page"):
        assert sentence in answer.text
    assert "something of ours" not in answer.text


def test_a_stranger_gets_the_same_help(app: Flask) -> None:
    answer = app.test_client().get("/nothing")
    assert (answer.status_code, HELP[404][0] in answer.text) == (404, True)
    assert "Look in the queue" not in answer.text


def test_who_looks_for_what_is_not_there_may_look_in_the_queue(log_in: LogIn) -> None:
    assert "Look in the queue" in log_in("Ada").get("/incidents/AI-999").text
    assert "Look in the queue" not in log_in("Max").get("/incidents/AI-999").text


def test_an_address_of_a_form_that_is_opened_by_itself_says_so(log_in: LogIn) -> None:
    answer = log_in("Ada").get("/incidents/AI-1/comments")
    assert (answer.status_code, HELP[405][0] in answer.text) == (405, True)


def test_what_is_too_large_says_how_large_it_may_be(app: Flask, log_in: LogIn) -> None:
    client = log_in("Olu")
    app.config["MAX_CONTENT_LENGTH"] = 1000
    told = {"title": "x", "files": (io.BytesIO(b"x" * 2000), "large.txt")}
    answer = client.post("/incidents/new", data=told, content_type="multipart/form-data")
    assert answer.status_code == 413
    assert "A file may have 25 MB" in answer.text


def test_too_many_attempts_say_when_to_try_again(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiter, "enabled", True)  # which the other applications of this process get back
    app = create_app(settings, TESTING | {"RATELIMIT_ENABLED": True})
    told = {"email": "ada@example.org", "password": "not this one"}
    answers = [app.test_client().post("/login", data=told) for _ in range(11)]
    limiter.reset()
    with app.app_context():
        db.engine.dispose()
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert "Wait a minute" in answers[-1].text
