"""Every page of the product has a picture: `docs/pictures.py --all` takes what `docs/shots.py` lists."""

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound

from docs.shots import ALL, FIRST_RUN, NOT_TAKEN, README
from incidents.app import create_app
from tests.conftest import TESTING, settings_of


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application, for its map of addresses."""
    return create_app(settings_of(tmp_path_factory.mktemp("home")), TESTING)


def endpoints_taken(app: Flask) -> set[str]:
    """What answers at the addresses of the pictures that show a page and not an error."""
    routes, taken = app.url_map.bind("localhost"), set()
    for shot in (*ALL, FIRST_RUN):
        try:
            endpoint, _arguments = routes.match(shot.address.partition("?")[0])
        except NotFound:
            assert shot.status == 404, shot
        else:
            taken |= {endpoint} if shot.status == 200 else set()
    return taken


def test_every_page_has_a_picture_or_a_reason_for_none(app: Flask) -> None:
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert endpoints_taken(app) == pages - set(NOT_TAKEN)


def test_every_reason_belongs_to_an_endpoint(app: Flask) -> None:
    assert set(NOT_TAKEN) <= {rule.endpoint for rule in app.url_map.iter_rules()}


def test_no_two_pictures_have_the_same_name() -> None:
    names = [shot.name for shot in ALL]
    assert len(names) == len(set(names))
    assert {shot.address.partition("?")[0] for shot in README} <= {shot.address for shot in ALL}
