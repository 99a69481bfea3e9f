"""Founding an organisation in the browser, on an empty home."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from incidents import database
from incidents.app import create_app
from incidents.context import Countersign
from incidents.domain.errors import Invalid, NotPossibleNow
from incidents.founding import found_organisation, is_set_up_code, set_up_code
from incidents.models import db
from incidents.operations.organisation import here
from tests.conftest import TESTING, settings_of
from tests.factories import PASSWORD

FIELDS = {
    "organisation": "Meridian Mutual",
    "time_zone": "Europe/Paris",
    "name": "Max",
    "email": "max@example.org",
    "password": PASSWORD,
    "again": PASSWORD,
    "units": "Claims\r\n\r\n  Customer   service \r\n",
}
FOUNDING = {
    "organisation": "Meridian Mutual",
    "time_zone": "UTC",
    "name": "Max",
    "email": "max@example.org",
    "password": PASSWORD,
    "units": ["Claims"],
    "at": datetime(2026, 9, 1, 8, 0, tzinfo=UTC),
}


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Flask]:
    """An application on an empty home."""
    settings = settings_of(tmp_path / "empty")
    database.migrate(settings.database)
    app = create_app(settings, TESTING)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def keys(empty: Flask) -> Countersign:
    """The settings and the keys of the empty home."""
    own: Countersign = empty.extensions["countersign"]
    return own


@pytest.fixture
def in_empty(empty: Flask) -> Iterator[None]:
    """An application context on the empty home, for tests below the web."""
    with empty.app_context():
        yield
        db.session.rollback()


@pytest.fixture
def visitor(empty: Flask) -> FlaskClient:
    """Somebody who comes by."""
    return empty.test_client()


def founded(app: Flask) -> bool:
    """Whether an organisation lives here."""
    with app.app_context():
        return here() is not None


def test_an_empty_home_leads_to_its_founding(visitor: FlaskClient) -> None:
    answer = visitor.get("/")
    assert (answer.status_code, answer.location) == (303, "/setup")
    assert "Found your organisation" in visitor.get("/setup").text


def test_the_code_is_in_a_file_that_only_its_owner_reads(visitor: FlaskClient, keys: Countersign) -> None:
    visitor.get("/setup")
    path = keys.settings.keys / "setup_code"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text() not in visitor.get("/setup").text


@pytest.mark.parametrize("code", ["", "0000-0000-0000-0000", "é", "\x00"])
def test_without_the_code_nothing_is_founded(visitor: FlaskClient, code: str) -> None:
    answer = visitor.post("/setup", data={**FIELDS, "code": code})
    assert answer.status_code == 422
    assert "Meridian Mutual" in answer.text, "nothing typed is lost"
    assert not founded(visitor.application)


def test_with_the_code_the_organisation_is_founded_once(visitor: FlaskClient, keys: Countersign) -> None:
    code = f" {set_up_code(keys).upper()} "
    answer = visitor.post("/setup", data={**FIELDS, "code": code})
    assert (answer.status_code, answer.location) == (303, "/login")
    assert "Meridian Mutual is founded" in visitor.get("/login").text
    assert visitor.get("/setup").status_code == 404
    assert visitor.post("/setup", data={**FIELDS, "code": code}).status_code == 404
    assert not (keys.settings.keys / "setup_code").exists()
    assert keys.authority.organisation == "Meridian Mutual"
    assert visitor.post("/login", data={"email": "max@example.org", "password": PASSWORD}).status_code == 302
    assert "Customer service" in visitor.get("/administration/units").text


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("units", "Claims\nclaims", "There is a unit named “claims” already."),
        ("email", "max", "This is not an e-mail address"),
        ("password", "short", "at least 12 characters"),
        ("again", "something else here", "The two passwords differ"),
        ("organisation", "Meridian\u200bMutual", "cannot stand in a certificate"),
        ("organisation", " ", "Give the organisation"),
        ("time_zone", "Mars/Olympus", "Not a valid choice"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    visitor: FlaskClient, keys: Countersign, field: str, value: str, sentence: str
) -> None:
    fields = {**FIELDS, "code": set_up_code(keys), field: value}
    if field == "password":
        fields["again"] = value
    answer = visitor.post("/setup", data=fields)
    assert answer.status_code == 422
    beside = answer.text[answer.text.index(f'id="{field}-error"') :]
    assert sentence in beside[: beside.index("</p>")]
    assert not founded(visitor.application)


def test_a_second_founding_is_refused(keys: Countersign, in_empty: None) -> None:
    found_organisation(keys, **FOUNDING)  # type: ignore[arg-type]
    with pytest.raises(NotPossibleNow, match="lives here already"):
        found_organisation(keys, **FOUNDING)  # type: ignore[arg-type]


def test_a_founding_that_broke_off_can_be_repeated(keys: Countersign, in_empty: None) -> None:
    found_organisation(keys, **FOUNDING)  # type: ignore[arg-type]
    first = keys.authority.root_certificate_pem
    db.session.rollback()
    found_organisation(keys, **FOUNDING)  # type: ignore[arg-type]
    assert keys.authority.root_certificate_pem == first


def test_keys_of_another_founding_are_set_aside_and_never_deleted(keys: Countersign, in_empty: None) -> None:
    found_organisation(keys, **FOUNDING)  # type: ignore[arg-type]
    first = keys.authority.root_certificate_pem
    db.session.rollback()
    found_organisation(keys, **{**FOUNDING, "organisation": "Another"})  # type: ignore[arg-type]
    assert keys.authority.organisation == "Another"
    [kept] = keys.settings.keys.glob("set-aside-*/root-certificate.pem")
    assert kept.read_bytes() == first


def test_half_written_keys_do_not_stop_a_founding(keys: Countersign, in_empty: None) -> None:
    (keys.settings.keys / "root-certificate.pem").write_text("half")
    found_organisation(keys, **FOUNDING)  # type: ignore[arg-type]
    assert keys.authority.organisation == "Meridian Mutual"


def test_a_wrong_unit_is_a_mistake_in_the_units(keys: Countersign, in_empty: None) -> None:
    with pytest.raises(Invalid) as caught:
        found_organisation(keys, **{**FOUNDING, "units": ["A" * 121]})  # type: ignore[arg-type]
    assert caught.value.field == "units"


def test_an_empty_code_file_opens_nothing(keys: Countersign, in_empty: None) -> None:
    (keys.settings.keys / "setup_code").write_text("")
    assert not is_set_up_code(keys, "")
