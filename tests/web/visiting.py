"""What tests of pages share: people with browsers, and what they look at."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from incidents.models import Person, db
from tests.counting import counted

LogIn = Callable[[str], FlaskClient]
"""Logs somebody of the cast in, by first name."""


class Visitor(FlaskClient):
    """A client whose every request has a context of its own, so that two people in one test stay two.

    Before each, the test lets go of what it has read: on SQLite an open question would keep the request from writing.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if has_app_context():
            db.session.rollback()
        with self.application.app_context():
            return super().open(*args, **kwargs)


def report(client: FlaskClient, **fields: Any) -> TestResponse:
    """Report an incident over the form."""
    told = {"title": "It promised a refund", "what_happened": "We do not give one.", "system": "1"} | fields
    return client.post("/incidents/new", data=told, content_type="multipart/form-data")


def questions(client: FlaskClient, page: str) -> int:
    """How often a page asks the database."""
    with counted() as asked:
        assert client.get(page).status_code == 200
    return len(asked)


def count(model: type) -> int:
    """How many rows there are."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def number_of(app: Flask, name: str) -> int:
    """The number of somebody of the cast."""
    with app.app_context():
        return db.session.scalars(sa.select(Person.id).where(Person.name == name)).one()
