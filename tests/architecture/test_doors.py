"""Every door of the house is named in `access.ENDPOINTS`, and every name there is a door."""

import pytest

from incidents.access import ENDPOINTS
from incidents.app import create_app
from tests.conftest import TESTING, settings_of

CLOSED = {"security.static"}
"""Doors that a library brings and that do not open for anybody."""


@pytest.fixture(scope="module")
def endpoints(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Every endpoint of the application."""
    app = create_app(settings_of(tmp_path_factory.mktemp("home")), TESTING)
    return {rule.endpoint for rule in app.url_map.iter_rules()}


def test_every_endpoint_is_named(endpoints: set[str]) -> None:
    assert endpoints - set(ENDPOINTS) - CLOSED == set()


def test_every_name_is_an_endpoint(endpoints: set[str]) -> None:
    assert set(ENDPOINTS) - endpoints == set()
