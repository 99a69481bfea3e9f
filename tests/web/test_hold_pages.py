"""The evidence hold over HTTP: who sees it, what is kept when something fails, what the task's button says."""

import json
from io import BytesIO

import pytest
from flask import Flask

from incidents.domain.hold import HoldItem
from incidents.domain.vocabulary import TaskKind
from incidents.models import db
from incidents.operations import hold, tasks
from tests import factories
from tests.factories import Cast, Clock
from tests.web.visiting import LogIn

HOLD = "/incidents/AI-1/hold"


@pytest.fixture
def kept(app: Flask, clock: Clock) -> None:
    """An accepted incident and a rollback that Iris has, committed."""
    with app.app_context():
        cast = Cast()
        incident = factories.accepted(cast, clock)
        task = tasks.raise_task(cast.ivo, incident, kind=TaskKind.ROLLBACK, title="Go back", at=clock())
        tasks.assign(cast.ivo, task, cast.iris, clock())
        db.session.commit()


def still_open(app: Flask) -> list[HoldItem]:
    from incidents.models import Incident

    with app.app_context():
        return hold.missing(db.session.get_one(Incident, 1))


def test_it_seals_an_item_with_a_note_and_a_new_file(app: Flask, kept: None, log_in: LogIn) -> None:
    iris = log_in("Iris")
    sent = {"note": "Bundle w-57", "file": (BytesIO(b"You are Wren."), "w-57.txt")}
    answer = iris.post(f"{HOLD}/system_prompt/sealing", data=sent, content_type="multipart/form-data")
    assert (answer.status_code, answer.location) == (303, f"{HOLD}#system_prompt")
    page = iris.get(HOLD).text
    assert "1 of 7 settled" in page
    assert "w-57.txt" in page
    assert HoldItem.SYSTEM_PROMPT not in still_open(app)


def test_a_failed_sealing_keeps_what_was_typed_and_nothing_else(app: Flask, kept: None, log_in: LogIn) -> None:
    iris = log_in("Iris")
    iris.post(f"{HOLD}/traces/sealing", data={"note": "First"})
    answer = iris.post(f"{HOLD}/traces/sealing", data={"note": "Second <b>", "reason": ""})
    assert answer.status_code == 422
    assert "why again?" in answer.text
    assert "Second &lt;b&gt;</textarea>" in answer.text
    assert "First" in answer.text


@pytest.mark.parametrize("name", ["Ari", "Ada"])
def test_the_ai_department_supplies_and_does_not_seal(app: Flask, kept: None, log_in: LogIn, name: str) -> None:
    person = log_in(name)
    assert person.post(f"{HOLD}/system_prompt/sealing", data={"note": "x"}).status_code == 403
    assert person.get(f"{HOLD}/several").status_code == 403
    assert person.post(f"{HOLD}/system_prompt/supply", data={"note": "You are Wren."}).status_code == 303
    assert len(still_open(app)) == 7
    iris = log_in("Iris")
    assert "Seal as supplied" in iris.get(HOLD).text
    assert iris.post(f"{HOLD}/system_prompt/sealing", data={}).status_code == 303
    assert len(still_open(app)) == 6


@pytest.mark.parametrize(("name", "status"), [("Olu", 403), ("Lea", 403), ("Max", 403)])
def test_who_works_in_neither_department_does_not_open_it(kept: None, log_in: LogIn, name: str, status: int) -> None:
    assert log_in(name).get(HOLD).status_code == status
    assert log_in(name).get(f"{HOLD}.json").status_code == status


def test_several_are_sealed_at_once_and_an_empty_form_says_so(app: Flask, kept: None, log_in: LogIn) -> None:
    iris = log_in("Iris")
    assert iris.post(f"{HOLD}/several", data={}).status_code == 422
    sent = {f"note-{item.value}": f"The {item.value}" for item in HoldItem if item is not HoldItem.TRACES}
    assert iris.post(f"{HOLD}/several", data=sent).status_code == 303
    assert still_open(app) == [HoldItem.TRACES]
    assert iris.post(f"{HOLD}/traces/absence", data={"why": ""}).status_code == 422
    assert iris.post(f"{HOLD}/traces/absence", data={"why": "None are kept."}).status_code == 303
    assert still_open(app) == []


def test_the_export_is_json_with_every_entry(kept: None, log_in: LogIn) -> None:
    iris = log_in("Iris")
    iris.post(f"{HOLD}/traces/sealing", data={"note": "120 days"})
    answer = iris.get(f"{HOLD}.json")
    assert "AI-1-evidence-hold.json" in answer.headers["Content-Disposition"]
    (entry,) = json.loads(answer.text)["rounds"][0]["entries"]
    assert (entry["item"], entry["note"], entry["by"]) == ("traces", "120 days", "Iris")


def test_the_start_button_says_why_and_leads_to_the_hold(app: Flask, kept: None, log_in: LogIn) -> None:
    page = log_in("Iris").get("/tasks/1").text
    assert "A rollback replaces the state that misbehaved. The evidence hold comes first." in page
    assert f'href="{HOLD}"' in page
    assert "overrides/new" not in page, "Iris is no lead"
    assert "overrides/new?gate=evidence_hold" in log_in("Ivo").get("/tasks/1").text
    answer = log_in("Iris").post("/tasks/1/start")
    assert answer.status_code == 422


def test_an_item_or_a_file_that_is_not_there_is_refused(kept: None, log_in: LogIn) -> None:
    iris = log_in("Iris")
    assert iris.post(f"{HOLD}/the_moon/sealing", data={"note": "x"}).status_code == 404
    answer = iris.post(f"{HOLD}/traces/sealing", data={"note": "x", "evidence": "99"})
    assert answer.status_code == 422
    assert "There is no such file on this incident" in answer.text


def test_the_overview_shows_how_far_it_is(kept: None, log_in: LogIn) -> None:
    iris = log_in("Iris")
    assert "0 of 7 sealed" in iris.get("/incidents/AI-1").text
    assert "of 7 sealed" not in log_in("Olu").get("/incidents/AI-1").text
