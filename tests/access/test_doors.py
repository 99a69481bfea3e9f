"""Knocking at every door as everybody: who may not, is turned away; who may, never meets a broken page."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from incidents.access import ENDPOINTS, Door
from incidents.app import create_app
from incidents.config import Settings
from incidents.domain.vocabulary import TaskKind
from incidents.models import Evidence, Incident, Person, db
from incidents.operations import bulletins, evidence, obligation_questions
from tests import factories
from tests.conftest import TESTING, settings_of
from tests.factories import Cast

BEHIND = {
    Door.EVERYBODY: {"Olu", "Ada", "Ann", "Ari", "Ivo", "Ian", "Iris", "Lea", "Sam", "Max", None},
    Door.PERSON: {"Olu", "Ada", "Ann", "Ari", "Ivo", "Ian", "Iris", "Lea", "Sam", "Max"},
    Door.AFFILIATED: {"Olu", "Ada", "Ann", "Ari", "Ivo", "Ian", "Iris", "Lea", "Sam"},
    Door.DEPARTMENT: {"Ada", "Ann", "Ari", "Ivo", "Ian", "Iris"},
    Door.LEAD: {"Ada", "Ann", "Ivo", "Ian"},
    Door.LEADERSHIP: {"Lea"},
    Door.OVERSIGHT: {"Ada", "Ann", "Ari", "Ivo", "Ian", "Iris", "Lea"},
    Door.ADMINISTRATOR: {"Max"},
}
EVERYBODY = ("Olu", "Ada", "Ari", "Ivo", "Iris", "Lea", "Sam", "Max", None)
TURNED_AWAY = b"Your account does not open this page."
PATHS = {
    "reference": "AI-1",
    "number": "1",
    "section": "summary",
    "filename": "css/tokens.css",
    "regime": "gdpr-33",
    "kind": "txt",
    "side": "ai",
    "quarter": "2026-Q3",
    "area": "behaviour",
    "item": "system_prompt",
    "case": "1",
    "name": "packet",
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application with one incident, its tasks, evidence and a review that is being drafted."""
    home = tmp_path_factory.mktemp("house")
    settings: Settings = settings_of(home)
    from incidents import database

    database.migrate(settings.database)
    app = create_app(settings, TESTING | {"PROPAGATE_EXCEPTIONS": False})
    with app.app_context():
        own = app.extensions["countersign"]
        factories.found(own)
        moment = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)

        def clock() -> datetime:
            nonlocal moment
            moment += timedelta(minutes=1)
            return moment

        cast = Cast()
        incident = factories.resolved(cast, clock)
        evidence.add(cast.olu, incident, name="chat.txt", content=b"Hello", store=own.store, at=clock())
        factories.drafted(cast, clock, incident)
        factories.task(cast, clock, TaskKind.ROLLBACK, incident)
        obligation_questions.answer(cast.ari, incident, {}, clock())
        guidance = bulletins.draft(
            cast.ari, title="Check refunds", body="Look.", system=None, units=[], for_all=True, at=clock()
        )
        bulletins.publish_bulletin(cast.ada, guidance, clock())
        db.session.commit()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def keys(house: Flask) -> dict[str | None, str | None]:
    """The session cookie of everybody; None for who is not logged in."""
    cookies: dict[str | None, str | None] = {None: None}
    for name in EVERYBODY:
        if name is None:
            continue
        client = house.test_client()
        client.post("/login", data={"email": factories.email_of(name), "password": factories.PASSWORD})
        cookie = client.get_cookie("session")
        assert cookie is not None, name
        cookies[name] = cookie.value
    return cookies


def client_of(app: Flask, key: str | None) -> FlaskClient:
    """A browser with this session cookie."""
    client = app.test_client()
    if key is not None:
        client.set_cookie("session", key)
    return client


def rules_of(app: Flask, endpoint: str) -> Iterator[tuple[Rule, str, str]]:
    """Each address of an endpoint with each method it answers."""
    for rule in app.url_map.iter_rules(endpoint):
        path = app.url_map.bind("").build(endpoint, {name: PATHS[name] for name in rule.arguments})
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield rule, path, method


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_everybody_knocks_at_this_door(house: Flask, keys: dict[str | None, str | None], endpoint: str) -> None:
    welcome = BEHIND[ENDPOINTS[endpoint]]
    for name in EVERYBODY:
        for _rule, path, method in rules_of(house, endpoint):
            answer = client_of(house, keys[name]).open(path, method=method, buffered=True)
            told = f"{name} {method} {path}: {answer.status_code}"
            if name in welcome:
                assert answer.status_code < 500, told
                assert TURNED_AWAY not in answer.data, told
            elif name is None:
                assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (303, "/login"), told
            else:
                assert answer.status_code == 403, told
                assert TURNED_AWAY in answer.data, told


@pytest.mark.parametrize(
    "path",
    ["/incidents/AI-1", "/tasks/1", "/evidence/1", "/incidents/AI-1/comments", "/incidents/AI-1/evidence"],
)
@pytest.mark.parametrize("name", ["Sam", "Lea"])
def test_what_one_may_not_see_does_not_exist(
    house: Flask, keys: dict[str | None, str | None], name: str, path: str
) -> None:
    method = "POST" if path.endswith(("comments", "evidence")) else "GET"
    assert client_of(house, keys[name]).open(path, method=method).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/incidents/AI-99999999999999999999",
        "/incidents/AI-0",
        "/incidents/ai-1",
        "/incidents/AI-1%00",
        "/incidents/AI-%D9%A1",
        "/tasks/99999999999999999999",
        "/evidence/99999999999999999999",
        "/reports/AI-99999999999999999999",
        "/reports/AI-1.pdf",
        "/reports/AI-1/summary.pdf",
        "/incidents/AI-1/review/sections/nothing",
        "/nowhere",
        "/fs-static/js/webauthn.js",
    ],
)
def test_an_address_that_leads_nowhere_is_not_found(
    house: Flask, keys: dict[str | None, str | None], path: str
) -> None:
    assert client_of(house, keys["Ada"]).get(path).status_code == 404


def test_a_session_ends_when_the_account_is_closed(app: Flask, log_in: Callable[[str], FlaskClient]) -> None:
    client = log_in("Sam")
    assert client.get("/incidents").status_code == 200
    with app.app_context():
        db.session.scalars(sa.select(Person).where(Person.name == "Sam")).one().active = False
        db.session.commit()
    answer = client.get("/incidents")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/login?next=/incidents")


def test_a_refused_request_saves_nothing(house: Flask, keys: dict[str | None, str | None]) -> None:
    with house.app_context():
        before = [db.session.scalar(sa.select(sa.func.count(table.id))) for table in (Incident, Evidence)]
    client_of(house, keys["Max"]).post("/incidents/new", data={"title": "x", "what_happened": "y", "system": "1"})
    with house.app_context():
        assert before == [db.session.scalar(sa.select(sa.func.count(table.id))) for table in (Incident, Evidence)]
