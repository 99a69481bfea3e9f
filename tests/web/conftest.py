"""Everybody who visits pages comes with a browser of their own."""

import pytest
from flask import Flask

from incidents.models import Incident, db
from tests import factories
from tests.factories import Cast, Clock
from tests.web.visiting import LogIn, Visitor


@pytest.fixture
def log_in(app: Flask, log_in: LogIn, monkeypatch: pytest.MonkeyPatch) -> LogIn:
    """Log somebody of the cast in, by first name."""
    monkeypatch.setattr(app, "test_client_class", Visitor)
    return log_in


@pytest.fixture
def kept(cast: Cast, clock: Clock) -> Incident:
    """An incident that is accepted, committed."""
    incident = factories.accepted(cast, clock)
    db.session.commit()
    return incident
