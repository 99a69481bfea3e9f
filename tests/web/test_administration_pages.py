"""People, units and systems, as Max administers them."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from incidents.domain.vocabulary import TaskKind
from incidents.models import Person, System, db
from incidents.queries import administration as reading
from tests import factories
from tests.factories import PASSWORD, Cast, Clock
from tests.web.visiting import LogIn

EVE = {
    "name": "Eve",
    "email": "Eve@Example.org",
    "title": "Evaluator",
    "password": "told on the phone",
    "affiliation": "ai",
    "rank": "member",
    "unit": "",
    "time_zone": "UTC",
}


@pytest.fixture
def max_(log_in: LogIn) -> FlaskClient:
    """The administrator's browser."""
    return log_in("Max")


def id_of(client: FlaskClient, name: str) -> int:
    """The number of a person or a system."""
    query = sa.union(sa.select(Person.id).where(Person.name == name), sa.select(System.id).where(System.name == name))
    with client.application.app_context():
        return int(db.session.scalars(query).one())


def standing(name: str, **changes: str) -> dict[str, str]:
    """What the form of Ari or Iris says, with changes."""
    return {"affiliation": {"Ari": "ai", "Iris": "it"}[name], "rank": "member", "unit": "", "active": "y", **changes}


@pytest.mark.parametrize("page", ["", "/people", "/people/new", "/people/1", "/units", "/systems", "/systems/new"])
def test_only_administrators_enter(log_in: LogIn, page: str) -> None:
    assert log_in("Max").get(f"/administration{page}").status_code == 200
    assert log_in("Ada").get(f"/administration{page}").status_code == 403


def test_a_new_person_logs_in_with_the_initial_password(max_: FlaskClient, app: Any) -> None:
    assert max_.post("/administration/people/new", data=EVE).status_code == 303
    assert "Eve can log in" in max_.get("/administration/people").text
    answer = app.test_client().post("/login", data={"email": "eve@example.org", "password": EVE["password"]})
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("field", "changes", "sentence"),
    [
        ("rank", {"rank": ""}, "Choose member or lead"),
        ("rank", {"affiliation": "leadership"}, "Only people of AI and IT are members or leads"),
        ("unit", {"affiliation": "business", "rank": ""}, "need a unit"),
        ("affiliation", {"affiliation": "", "rank": ""}, "can only be an administrator"),
        ("email", {"email": "ada@example.org"}, "belongs to somebody already"),
        ("email", {"email": "eve at example"}, "not an e-mail address"),
        ("password", {"password": "short"}, "at least 12 characters"),
        ("name", {"name": " "}, "Give a name"),
    ],
)
def test_what_does_not_fit_stands_beside_its_field(
    max_: FlaskClient, field: str, changes: dict[str, str], sentence: str
) -> None:
    answer = max_.post("/administration/people/new", data={**EVE, **changes})
    assert answer.status_code == 422
    beside = answer.text[answer.text.index(f'id="{field}-error"') :]
    assert sentence in beside[: beside.index("</p>")]
    assert "Evaluator" in answer.text, "nothing typed is lost"


def test_somebody_with_unfinished_tasks_stays(max_: FlaskClient, clock: Clock) -> None:
    with max_.application.app_context():
        factories.task(Cast(), clock, TaskKind.ROLLBACK)
        db.session.commit()
    address = f"/administration/people/{id_of(max_, 'Iris')}"
    assert "Iris has 1 unfinished task" in max_.get(address).text
    answer = max_.post(address, data=standing("Iris", active=""))
    assert answer.status_code == 422
    assert "Iris has unfinished tasks" in answer.text


def test_a_closed_account_is_logged_out(max_: FlaskClient, log_in: LogIn) -> None:
    ari = log_in("Ari")
    left = {key: value for key, value in standing("Ari").items() if key != "active"}
    assert max_.post(f"/administration/people/{id_of(max_, 'Ari')}", data=left).status_code == 303
    assert ari.get("/account").status_code == 303
    assert "Closed" in max_.get("/administration/people?q=ari@").text


def test_a_new_initial_password_ends_the_log_ins_and_is_recorded(max_: FlaskClient, log_in: LogIn, app: Any) -> None:
    ari, address = log_in("Ari"), f"/administration/people/{id_of(max_, 'Ari')}"
    assert max_.post(f"{address}/password", data={"password": "short"}).status_code == 422
    assert max_.post(f"{address}/password", data={"password": "told on the phone"}).status_code == 303
    assert ari.get("/account").status_code == 303
    assert "gave Ari a new initial password" in max_.get("/administration").text
    stranger = app.test_client()
    assert stranger.post("/login", data={"email": "ari@example.org", "password": PASSWORD}).status_code == 200
    answer = stranger.post("/login", data={"email": "ari@example.org", "password": "told on the phone"})
    assert answer.status_code == 302


def test_a_name_is_corrected(max_: FlaskClient) -> None:
    address = f"/administration/people/{id_of(max_, 'Ari')}"
    corrected = {"name": "Ari Nakamura", "email": "ari@example.org", "title": "Engineer"}
    assert max_.post(f"{address}/details", data=corrected).status_code == 303
    assert "Ari Nakamura" in max_.get(address).text
    answer = max_.post(f"{address}/details", data={**corrected, "email": "ada@example.org"})
    assert answer.status_code == 422
    assert "belongs to somebody already" in answer.text


def test_nobody_takes_their_own_administration_away(max_: FlaskClient) -> None:
    data = {"affiliation": "leadership", "rank": "", "unit": "", "active": "y"}
    answer = max_.post(f"/administration/people/{id_of(max_, 'Max')}", data=data)
    assert answer.status_code == 422
    assert "You cannot take your own administration away" in answer.text


def test_people_are_found_by_a_part_of_what_is_known(max_: FlaskClient) -> None:
    assert "iris@example.org" in max_.get("/administration/people?q=IRIS").text
    assert "Sam" in max_.get("/administration/people?q=prop").text
    assert "Nobody fits this search" in max_.get("/administration/people?q=100%25").text


def test_paging_shows_everybody_once(cast: Cast) -> None:
    for number in range(reading.PAGE):
        db.session.add(_copy(cast.sam, number))
    db.session.flush()
    first = reading.people()
    second = reading.people(following=first.following)
    assert second.following is None
    names = [person.id for page in (first, second) for person in page.rows]
    assert len(names) == len(set(names)) == len(cast.everybody)
    assert reading.people(following=999_999).rows == []


def _copy(person: Person, number: int) -> Person:
    return Person(
        name="Sam", email=f"sam{number}@example.org", password="x", fs_uniquifier=f"x{number}", active=True,
        affiliation=person.affiliation, unit_id=person.unit_id, created_at=person.created_at,
    )  # fmt: skip


def test_a_unit_is_added_once(max_: FlaskClient) -> None:
    assert max_.post("/administration/units", data={"name": "Claims"}).status_code == 303
    answer = max_.post("/administration/units", data={"name": "claims"})
    assert answer.status_code == 422
    assert "There is a unit named “claims” already." in answer.text


def test_a_system_is_registered_and_changed(max_: FlaskClient) -> None:
    fields = {
        "name": "Letters",
        "owner_for_safety": str(id_of(max_, "Ada")),
        "unit": "",
    }
    assert max_.post("/administration/systems/new", data=fields).status_code == 303
    page = max_.get("/administration/systems?q=letters").text
    assert "Letters" in page
    assert "Helpdesk assistant" not in page
    address = f"/administration/systems/{id_of(max_, 'Letters')}"
    assert f'<option selected value="{fields["owner_for_safety"]}">Ada' in max_.get(address).text
    assert max_.post(address, data={**fields, "name": "Letter drafts"}).status_code == 303
    assert "Letter drafts" in max_.get("/administration/systems").text


def test_owners_come_from_their_own_side(max_: FlaskClient) -> None:
    page = max_.get("/administration/systems/new").text
    safety = page[page.index('name="owner_for_safety"') :]
    safety = safety[: safety.index("</select>")]
    assert "Ada" in safety
    assert "Ivo" not in safety
    answer = max_.post("/administration/systems/new", data={"name": "X", "owner_for_safety": str(id_of(max_, "Ivo"))})
    assert answer.status_code == 422


def test_the_first_steps_are_told_by_what_is_missing(max_: FlaskClient) -> None:
    page = max_.get("/administration").text
    assert "Everything is there for incidents" in page
    assert "registered the AI system Helpdesk assistant" in page


@pytest.mark.parametrize("address", ["people/99999", "people/99999999999999999999", "systems/99999", "people/x"])
def test_what_is_not_there_is_not_found(max_: FlaskClient, address: str) -> None:
    assert max_.get(f"/administration/{address}").status_code == 404
