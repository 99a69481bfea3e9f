"""Playbooks over HTTP: each lead takes the own half, and administrators write them."""

import sqlalchemy as sa

from incidents.domain.vocabulary import Department, TaskKind
from incidents.models import Incident, Playbook, Task, db
from tests.factories import Cast
from tests.web.visiting import LogIn

DATA = "Personal data disclosed"


def named(name: str) -> Playbook:
    return db.session.scalars(sa.select(Playbook).where(Playbook.name == name)).one()


def half(playbook: Playbook, department: Department) -> dict[str, str]:
    """What the form sends when everything stays as proposed."""
    sent = {}
    for task in playbook.tasks_of(department):
        sent |= {f"take-{task.id}": "y", f"title-{task.id}": task.title}
        sent[f"due-{task.id}"] = f"{task.minutes} min" if task.minutes else ""
    return sent


def raised() -> list[Task]:
    return list(db.session.scalars(sa.select(Task).order_by(Task.id)))


def test_each_lead_raises_the_own_half(log_in: LogIn, kept: Incident) -> None:
    playbook = named(DATA)
    number = playbook.id
    ivo, ada = log_in("Ivo"), log_in("Ada")
    page = ivo.get(f"/incidents/AI-1/playbook?choose={number}").text
    assert "Raise the ticked tasks for IT" in page
    assert "A lead of the AI department accepts this half." in page
    first, second, *_others = playbook.tasks_of(Department.IT)
    sent = half(playbook, Department.IT)
    del sent[f"take-{second.id}"]
    sent[f"title-{first.id}"] = "Seal <b>everything</b>"
    answer = ivo.post(f"/incidents/AI-1/playbook/{number}", data=sent)
    assert (answer.status_code, answer.location) == (303, f"/incidents/AI-1/playbook?choose={number}")
    titles = [task.title for task in raised()]
    assert "Seal <b>everything</b>" in titles
    assert second.title not in titles
    assert {task.owner for task in raised()} == {Department.IT}
    again = ivo.post(f"/incidents/AI-1/playbook/{number}", data=sent)
    assert again.status_code == 422
    assert "Ivo accepted the work of IT already." in again.text
    assert len(raised()) == len(titles)
    assert "The other half is accepted" in ada.get("/incidents/AI-1").text
    assert ada.post(f"/incidents/AI-1/playbook/{number}", data=half(playbook, Department.AI)).status_code == 303


def test_a_forged_form_raises_nothing_for_the_other_department(log_in: LogIn, kept: Incident) -> None:
    playbook = named(DATA)
    answer = log_in("Ivo").post(f"/incidents/AI-1/playbook/{playbook.id}", data=half(playbook, Department.AI))
    assert answer.status_code == 422
    assert raised() == []


def test_a_wrong_due_time_says_so_and_keeps_what_was_typed(log_in: LogIn, kept: Incident) -> None:
    playbook = named(DATA)
    first = playbook.tasks_of(Department.IT)[0]
    sent = half(playbook, Department.IT) | {f"due-{first.id}": "soon", f"title-{first.id}": "My own words"}
    answer = log_in("Ivo").post(f"/incidents/AI-1/playbook/{playbook.id}", data=sent)
    assert answer.status_code == 422
    assert "Give a time such as" in answer.text
    assert 'value="soon"' in answer.text
    assert 'value="My own words"' in answer.text
    assert raised() == []


def test_who_may_see_and_who_may_accept(log_in: LogIn, kept: Incident) -> None:
    number = named(DATA).id
    for who, seen, accepted in (("Iris", 200, 403), ("Olu", 403, 403), ("Sam", 403, 403), ("Lea", 403, 403)):
        client = log_in(who)
        assert client.get("/incidents/AI-1/playbook").status_code == seen, who
        assert client.post(f"/incidents/AI-1/playbook/{number}", data={}).status_code == accepted, who
    assert log_in("Ivo").post("/incidents/AI-1/playbook/9999", data={}).status_code == 404


def test_an_administrator_writes_changes_and_puts_away_a_playbook(log_in: LogIn, kept: Incident) -> None:
    client = log_in("Max")
    told = {
        "name": "Price errors",
        "summary": "Ours.",
        "system": "1",
        "tasks-0-kind": TaskKind.ROLLBACK,
        "tasks-0-title": "Go back",
        "tasks-0-minutes": "2 h",
        "tasks-0-counting": "working_hours",
        "tasks-1-kind": TaskKind.DATA_ADJUSTMENT,
        "tasks-1-title": "",
        "tasks-1-counting": "working_hours",
    }
    assert client.post("/administration/playbooks/new", data=told).status_code == 303
    playbook = named("Price errors")
    assert [(task.title, task.minutes) for task in playbook.tasks] == [("Go back", 120)]
    assert "Price errors" in log_in("Ada").get("/incidents/AI-1").text, "it is proposed by its system"
    page = client.get(f"/administration/playbooks/{playbook.id}").text
    assert 'value="2 h"' in page
    assert "Control enforcement" not in page
    nothing = client.post(f"/administration/playbooks/{playbook.id}", data=told | {"tasks-0-title": ""})
    assert nothing.status_code == 422
    assert "Give at least one task" in nothing.text
    assert client.post(f"/administration/playbooks/{playbook.id}/standing", data={"active": "no"}).status_code == 303
    assert "Price errors" not in log_in("Ada").get("/incidents/AI-1/playbook").text


def test_a_control_is_not_smuggled_into_a_playbook(log_in: LogIn, cast: Cast) -> None:
    told = {
        "name": "Off",
        "tasks-0-kind": TaskKind.CONTROL_ENFORCEMENT,
        "tasks-0-title": "Off",
        "tasks-0-counting": "working_hours",
    }
    assert log_in("Max").post("/administration/playbooks/new", data=told).status_code == 422
    assert db.session.scalar(sa.select(Playbook.id).where(Playbook.name == "Off")) is None
