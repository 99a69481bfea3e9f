"""Tasks in the browser: who sees which button, what a wrong department is told, and that nothing typed is lost."""

from collections.abc import Callable

import pytest
from flask import Flask

from incidents.domain.task import TaskState
from incidents.domain.vocabulary import Department, TaskKind
from incidents.models import Incident, Task, db
from incidents.operations import tasks
from tests import factories
from tests.counting import counted
from tests.factories import Cast, Clock
from tests.web.visiting import LogIn, number_of


@pytest.fixture
def rollback(app: Flask, clock: Clock) -> int:
    """A rollback that Iris of IT has: its number."""
    with app.app_context():
        task = factories.task(Cast(), clock, TaskKind.ROLLBACK)
        db.session.commit()
        return task.id


@pytest.fixture
def incident(app: Flask, clock: Clock) -> str:
    """An accepted incident: its reference."""
    with app.app_context():
        accepted = factories.accepted(Cast(), clock)
        db.session.commit()
        return accepted.reference


@pytest.fixture
def found(app: Flask) -> Callable[[int], Task]:
    """A task as it stands in the database now."""

    def find(number: int) -> Task:
        with app.app_context():
            task = db.session.get_one(Task, number)
            db.session.expunge_all()
            return task

    return find


def test_iris_starts_and_finishes_her_task(rollback: int, log_in: LogIn, found: Callable[[int], Task]) -> None:
    iris = log_in("Iris")
    assert iris.post(f"/tasks/{rollback}/start").status_code == 303
    assert iris.post(f"/tasks/{rollback}/finish", data={"outcome": "Index of May is back."}).status_code == 303
    page = iris.get(f"/tasks/{rollback}")
    assert "Index of May is back." in page.text
    assert found(rollback).state is TaskState.DONE


@pytest.mark.parametrize("address", ["start", "finish", "assignment", "cancellation", "waiver", "hand-over"])
def test_the_ai_department_is_refused_work_of_it_with_a_sentence(
    rollback: int, log_in: LogIn, found: Callable[[int], Task], address: str
) -> None:
    answer = log_in("Ada").post(f"/tasks/{rollback}/{address}", data={"outcome": "x", "reason": "x"})
    assert answer.status_code == 403
    assert "Rollback belongs to IT. You can comment, or raise work of the AI department." in answer.text
    assert found(rollback).state is TaskState.OPEN


def test_the_page_shows_the_buttons_of_the_other_department_blocked_with_the_reason(
    rollback: int, log_in: LogIn
) -> None:
    page = log_in("Ari").get(f"/tasks/{rollback}").text
    assert "disabled>Start</button>" in page
    assert "Rollback belongs to IT. You can comment, or raise work of the AI department." in page
    assert f'action="/tasks/{rollback}/start"' not in page


def test_finishing_without_an_outcome_says_so_beside_the_field(rollback: int, log_in: LogIn) -> None:
    iris = log_in("Iris")
    iris.post(f"/tasks/{rollback}/start")
    answer = iris.post(f"/tasks/{rollback}/finish", data={"outcome": "  "})
    assert answer.status_code == 422
    assert "Give an outcome: what was done, and what did it show?" in answer.text
    assert 'aria-describedby="finish-outcome-help finish-outcome-error"' in answer.text


def test_what_was_typed_stays_when_the_task_has_moved_on(rollback: int, log_in: LogIn) -> None:
    answer = log_in("Iris").post(f"/tasks/{rollback}/finish", data={"outcome": "Typed with care."})
    assert answer.status_code == 422
    assert "Typed with care." in answer.text


def test_a_lead_can_assign_only_people_of_the_owning_department(
    app: Flask, rollback: int, log_in: LogIn, found: Callable[[int], Task]
) -> None:
    ari, ian = number_of(app, "Ari"), number_of(app, "Ian")
    ivo = log_in("Ivo")
    answer = ivo.post(f"/tasks/{rollback}/assignment", data={"assignee": ari})
    assert answer.status_code == 422
    assert "Rollback belongs to IT." in answer.text
    nobody = ivo.post(f"/tasks/{rollback}/assignment", data={"assignee": ""})
    assert nobody.status_code == 422
    assert "Choose a person." in nobody.text
    assert ivo.post(f"/tasks/{rollback}/assignment", data={"assignee": ian}).status_code == 303
    assert found(rollback).assignee_id == ian


def test_a_hand_over_waits_in_a_banner_until_the_other_lead_accepts(
    rollback: int, log_in: LogIn, found: Callable[[int], Task]
) -> None:
    offer = {"to_kind": "data_adjustment", "reason": "The index is yours to change."}
    assert log_in("Iris").post(f"/tasks/{rollback}/hand-over", data=offer).status_code == 303
    assert found(rollback).owner is Department.IT
    ari, ada = log_in("Ari"), log_in("Ada")
    assert "A lead of the AI department accepts this or sends it back." in ari.get(f"/tasks/{rollback}").text
    assert ari.post(f"/tasks/{rollback}/hand-over/answer", data={"answer": "accept"}).status_code == 403
    assert f'href="/tasks/{rollback}"' in ada.get("/tasks?show=hand-overs").text
    assert ada.post(f"/tasks/{rollback}/hand-over/answer", data={"answer": "accept"}).status_code == 303
    assert found(rollback).owner is Department.AI


def test_sending_back_needs_a_reason(rollback: int, log_in: LogIn) -> None:
    offer = {"to_kind": "data_adjustment", "reason": "Yours."}
    log_in("Iris").post(f"/tasks/{rollback}/hand-over", data=offer)
    ada = log_in("Ada")
    answer = ada.post(f"/tasks/{rollback}/hand-over/answer", data={"answer": "send_back", "reason": ""})
    assert answer.status_code == 422
    assert "why does it stay where it is?" in answer.text
    sent = ada.post(f"/tasks/{rollback}/hand-over/answer", data={"answer": "send_back", "reason": "It is yours."})
    assert sent.status_code == 303


def test_raising_work_of_the_other_department_gives_it_to_them(
    incident: str, log_in: LogIn, found: Callable[[int], Task]
) -> None:
    ari = log_in("Ari")
    assert "Choosing one of these asks IT for it" in ari.get(f"/incidents/{incident}/tasks/new").text
    answer = ari.post(f"/incidents/{incident}/tasks/new", data={"kind": "system_isolation", "title": "Pull the plug"})
    assert answer.status_code == 303
    number = int(answer.location.rsplit("/", 1)[1])
    assert found(number).owner is Department.IT


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"title": "No kind"}, "Choose a kind of work"),
        ({"kind": "rollback", "title": ""}, "Give a title."),
        ({"kind": "rollback", "title": "x" * 200}, "at most 160 characters"),
        ({"kind": "control_enforcement", "title": "Now"}, "A control is enforced only after a joint decision"),
    ],
)
def test_raising_work_says_what_is_missing(incident: str, log_in: LogIn, sent: dict[str, str], sentence: str) -> None:
    answer = log_in("Ari").post(f"/incidents/{incident}/tasks/new", data=sent | {"description": "Kept."})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Kept." in answer.text


def test_strangers_find_no_task_and_no_desk(rollback: int, log_in: LogIn) -> None:
    sam = log_in("Sam")
    assert sam.get(f"/tasks/{rollback}").status_code == 404
    assert sam.get("/tasks").status_code == 403
    assert sam.post(f"/tasks/{rollback}/start").status_code == 403


def test_the_reporter_reads_the_task_and_sees_why_nothing_can_be_pressed(rollback: int, log_in: LogIn) -> None:
    page = log_in("Olu").get(f"/tasks/{rollback}")
    assert page.status_code == 200
    assert "Rollback belongs to IT. You can comment." in page.text


def test_a_list_takes_as_many_queries_for_many_tasks_as_for_one(
    app: Flask, rollback: int, clock: Clock, log_in: LogIn
) -> None:
    iris = log_in("Iris")
    with counted() as few:
        iris.get("/tasks")
    with app.app_context():
        cast, of = Cast(), db.session.get_one(Task, rollback).incident
        for _ in range(12):
            factories.task(cast, clock, TaskKind.ROLLBACK, of)
        db.session.commit()
    with counted() as many:
        page = iris.get("/tasks")
    assert page.text.count('class="task-row"') == 13
    assert len(many) == len(few)


def test_a_hostile_title_stays_text(app: Flask, incident: str, clock: Clock, log_in: LogIn) -> None:
    with app.app_context():
        of = db.session.get_one(Incident, int(incident.removeprefix("AI-")))
        title = "<script>alert(1)</script> \u202e gnp.exe"
        number = tasks.raise_task(Cast().ada, of, kind=TaskKind.POLICY_UPDATE, title=title, at=clock()).id
        db.session.commit()
    page = log_in("Ada").get(f"/tasks/{number}").text
    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert "[U+202E]" in page
