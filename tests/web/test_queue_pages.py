"""The queue over HTTP: columns, pages, saved views, the CSV, stamps, similar incidents, and giving work to somebody."""

import csv
import re
from io import BytesIO, StringIO

import pytest

from incidents.domain.queue import Audience
from incidents.domain.vocabulary import TaskKind
from incidents.models import Evidence, Incident, SavedView, Task, db
from incidents.operations import restrictions, saved_views, tasks
from tests import factories
from tests.factories import Cast, Clock
from tests.web.visiting import LogIn, count, questions, report

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx"]
JSON = {"Accept": "application/json"}


def lines(text: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text)))


def free_task(cast: Cast, clock: Clock, incident: Incident, title: str = "Go back") -> Task:
    """Work of IT that nobody has."""
    return tasks.raise_task(cast.ivo, incident, kind=TaskKind.ROLLBACK, title=title, at=clock())


def headings(page: str) -> list[str]:
    return re.findall(r'<th scope="col" class="queue-wide-\w+">([^<]+)</th>', page)


def test_the_address_chooses_columns_and_the_title_always_stays(log_in: LogIn, kept: Incident) -> None:
    ada = log_in("Ada")
    assert headings(ada.get("/incidents").text) == [
        *("Reference", "Title", "Phase", "Severity", "System", "Age", "AI department", "IT department", "Next clock"),
    ]
    chosen = ada.get("/incidents?column=tasks&column=phase&column=nonsense").text
    assert headings(chosen) == ["Title", "Phase", "Open tasks"]
    assert "It promised a refund" in chosen


def test_the_next_page_keeps_filters_columns_and_order(
    log_in: LogIn, cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("incidents.queries.queue.page_of.__defaults__", (2, None))
    for _ in range(5):
        factories.reported(cast, clock)
    db.session.commit()
    ada, address, seen = log_in("Ada"), "/incidents?phase=reported&sort=oldest&column=reference", []
    while address:
        page = ada.get(address).text
        assert headings(page) == ["Reference", "Title"]
        seen += re.findall(r'data-reference="(AI-\d+)"', page)
        following = re.search(r'href="([^"]+)">Next page', page)
        address = following.group(1).replace("&amp;", "&") if following else ""
    assert seen == [f"AI-{number}" for number in range(1, 6)]


def test_a_view_is_saved_opened_by_its_link_changed_and_deleted(log_in: LogIn, cast: Cast, kept: Incident) -> None:
    ada = log_in("Ada")
    told = {"name": "<b>Grave</b> \u202e& more", "audience": "everybody", "query": "severity=sev-3&column=title&evil=1"}
    answer = ada.post("/incidents/views", data=told)
    assert (answer.status_code, answer.location) == (303, "/incidents?severity=sev-3&column=title&view=1")
    page = log_in("Ivo").get(log_in("Ivo").get("/incidents/views/1").location).text
    assert "&lt;b&gt;Grave&lt;/b&gt; [U+202E]&amp; more" in page
    assert "<b>Grave" not in page
    assert headings(page) == ["Title"]
    assert "Change this view" not in page
    change = {"name": "Grave", "audience": "private", "query": "sort=clock"}
    assert ada.post("/incidents/views/1", data=change).location == "/incidents?severity=sev-3&column=title&view=1"
    assert ada.post("/incidents/views/1", data=change | {"anew": "y"}).location == "/incidents?sort=clock&view=1"
    assert log_in("Ivo").get("/incidents/views/1").status_code == 404
    assert ada.post("/incidents/views/1/removal").status_code == 303
    assert count(SavedView) == 0


def test_a_view_of_somebody_else_is_neither_changed_nor_deleted(log_in: LogIn, cast: Cast, clock: Clock) -> None:
    for audience in (Audience.EVERYBODY, Audience.PRIVATE):
        saved_views.save(cast.ada, name=audience, audience=audience, query="", at=clock())
    db.session.commit()
    ivo, change = log_in("Ivo"), {"name": "Mine", "audience": "private"}
    for number, status in ((1, 403), (2, 404)):
        assert ivo.post(f"/incidents/views/{number}", data=change).status_code == status
        assert ivo.post(f"/incidents/views/{number}/removal").status_code == status
    assert count(SavedView) == 2
    assert "private" not in re.findall(r"<bdi>(\w+)</bdi>", ivo.get("/incidents").text)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "Give a name."),
        ({"name": "x" * 61}, "60 are the most"),
        ({"name": "Taken"}, "You have a view “Taken” already"),
        ({"audience": "the world"}, "Not a valid choice"),
    ],
)
def test_a_view_that_cannot_be_saved_says_why_and_keeps_what_was_typed(
    log_in: LogIn, cast: Cast, clock: Clock, wrong: dict[str, str], sentence: str
) -> None:
    saved_views.save(cast.ada, name="Taken", audience=Audience.PRIVATE, query="", at=clock())
    db.session.commit()
    told = {"name": "Typed with care", "audience": "ours", "query": "sort=severity"} | wrong
    answer = log_in("Ada").post("/incidents/views", data=told)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert told["name"] in answer.text
    assert 'value="severity" selected' in answer.text
    assert count(SavedView) == 1


def test_the_csv_has_the_rows_and_columns_of_the_page(log_in: LogIn, cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    factories.reported(cast, clock)
    free_task(cast, clock, incident)
    tasks.assign(cast.ivo, free_task(cast, clock, incident), cast.iris, clock())
    db.session.commit()
    ivo = log_in("Ivo")
    answer = ivo.get("/incidents.csv?phase=responding&column=reference&column=it&column=tasks&column=age")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="incidents-')
    reported = incident.reported_at.isoformat()
    assert lines(answer.text) == [
        ["Reference", "Title", "Reported at", "IT department", "Open tasks"],
        ["AI-1", "It promised a refund", reported, "Iris; 1 that nobody has", "2"],
    ]
    whole = lines(ivo.get("/incidents.csv").text)
    assert whole[0][-2:] == ["Next clock", "Due at"]
    assert len(whole) == 3
    assert lines(log_in("Sam").get("/incidents.csv").text)[1:] == []


@pytest.mark.parametrize("title", HOSTILE)
def test_no_spreadsheet_computes_what_somebody_typed(log_in: LogIn, cast: Cast, clock: Clock, title: str) -> None:
    incident = factories.reported(cast, clock)
    incident.title = title
    db.session.commit()
    assert lines(log_in("Ada").get("/incidents.csv?column=title").text)[1] == [f"'{title}"]


def test_an_open_page_is_told_what_is_new_and_nothing_that_one_may_not_see(
    log_in: LogIn, cast: Cast, clock: Clock
) -> None:
    factories.reported(cast, clock)
    db.session.commit()
    ada, sam = log_in("Ada"), log_in("Sam")
    page = ada.get("/incidents?phase=reported").text
    shown = dict(re.findall(r'data-reference="(AI-\d+)" data-stamp="(\w+)"', page))
    assert ada.get("/incidents/stamps?phase=reported").json == {"stamps": shown}
    factories.reported(cast, clock)
    db.session.commit()
    stamps = ada.get("/incidents/stamps?phase=reported").json["stamps"]
    assert set(stamps) == {"AI-1", "AI-2"}
    assert stamps["AI-1"] == shown["AI-1"]
    assert sam.get("/incidents/stamps").json == {"stamps": {}}


def test_similar_incidents_are_told_to_who_sees_them(log_in: LogIn, kept: Incident) -> None:
    asked = {"title": "A refund was promised", "what_happened": "x", "system": "1"}
    found = log_in("Olu").post("/incidents/similar", data=asked).json["incidents"]
    assert [one["reference"] for one in found] == ["AI-1"]
    assert found[0]["address"] == "/incidents/AI-1"
    assert log_in("Sam").post("/incidents/similar", data=asked).json == {"incidents": []}
    nonsense = {"system": "abc", "title": "\x00" * 3_000}
    assert log_in("Olu").post("/incidents/similar", data=nonsense).json == {"incidents": []}


def test_a_lead_confirms_and_gives_the_free_work_of_several_incidents(log_in: LogIn, cast: Cast, clock: Clock) -> None:
    incidents = [factories.accepted(cast, clock) for _ in range(2)]
    for number, incident in enumerate(incidents):
        free_task(cast, clock, incident, f"Go back {number}")
    iris = cast.iris.id
    db.session.commit()
    ivo = log_in("Ivo")
    asked = ivo.get("/incidents/assignment?incident=1&incident=2&incident=x&query=sort%3Dseverity%26evil%3D1").text
    assert "Go back 0" in asked
    assert "Go back 1" in asked
    told = {"incident": ["1", "2"], "task": ["1", "2"], "assignee": iris, "query": "sort=severity&evil=1"}
    answer = ivo.post("/incidents/assignment", data=told)
    assert (answer.status_code, answer.location) == (303, "/incidents?sort=severity&given=1&given=2")
    assert "2 tasks assigned to Iris: AI-1, AI-2." in ivo.get(answer.location).text
    assert {task.assignee_id for task in db.session.query(Task)} == {iris}


def test_a_lead_undoes_an_assignment_and_is_told_what_was_left(log_in: LogIn, cast: Cast, clock: Clock) -> None:
    incidents = [factories.accepted(cast, clock) for _ in range(2)]
    for incident in incidents:
        free_task(cast, clock, incident, "Go back")
    factories.held(cast, clock, incidents[1])
    iris = cast.iris.id
    db.session.commit()
    ivo = log_in("Ivo")
    told = {"incident": ["1", "2"], "task": ["1", "2"], "assignee": iris, "query": "sort=severity"}
    queue = ivo.post("/incidents/assignment", data=told).location
    assert "Undo the assignment" in ivo.get(queue).text
    assert questions(ivo, "/incidents?given=1") == questions(ivo, "/incidents?given=1&given=2")
    assert "Undo the assignment" not in log_in("Ian").get(queue).text
    assert log_in("Iris").post("/tasks/2/start").status_code == 303
    assert "1 task now." in ivo.get(queue).text
    back = {"task": ["1", "2", "999", "x"], "query": "sort=severity"}
    answer = ivo.post("/incidents/assignment/taking-back", data=back)
    assert (answer.status_code, answer.location) == (303, "/incidents?sort=severity")
    page = ivo.get(answer.location).text
    assert "1 task taken back: AI-1." in page
    assert "Not taken back. “Go back” of AI-2: Iris has started this task." in page
    assert "Undo the assignment" not in ivo.get(queue).text
    assert [task.assignee_id for task in db.session.query(Task).order_by(Task.id)] == [None, iris]


def test_what_one_may_not_see_is_not_named_when_an_assignment_is_undone(
    log_in: LogIn, cast: Cast, clock: Clock
) -> None:
    incident = factories.accepted(cast, clock)
    free_task(cast, clock, incident)
    restrictions.restrict(cast.ian, incident, [cast.ada], "It names a patient.", clock())
    db.session.commit()
    ivo = log_in("Ivo")
    page = ivo.post("/incidents/assignment/taking-back", data={"task": "1"}, follow_redirects=True).text
    assert "AI-1" not in page
    assert "Go back" not in page


def test_when_somebody_took_one_meanwhile_nothing_is_assigned(log_in: LogIn, cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    one, other = free_task(cast, clock, incident, "Go back"), free_task(cast, clock, incident, "Go on")
    tasks.assign(cast.ian, one, cast.ian, clock())
    told = {"incident": ["1"], "task": [str(one.id), str(other.id)], "assignee": cast.iris.id}
    db.session.commit()
    answer = log_in("Ivo").post("/incidents/assignment", data=told)
    assert answer.status_code == 422
    assert "Nothing was assigned. Ian has “Go back” of AI-1 by now." in answer.text
    assert "Go on" in answer.text
    db.session.expire_all()
    assert other.assignee is None


@pytest.mark.parametrize(
    ("change", "status", "sentence"),
    [
        ({"task": []}, 422, "no task is ticked"),
        ({"assignee": ""}, 422, "Choose a person."),
        ({"assignee": "999"}, 422, "There is no such person"),
        ({"task": ["1", "999"]}, 404, "There is no such page"),
        ({"task": ["1", "2"]}, 422, "Policy update belongs to the AI department"),
    ],
)
def test_what_cannot_be_assigned_is_told(
    log_in: LogIn, cast: Cast, clock: Clock, change: dict[str, object], status: int, sentence: str
) -> None:
    incident = factories.accepted(cast, clock)
    free_task(cast, clock, incident)
    tasks.raise_task(cast.ada, incident, kind=TaskKind.POLICY_UPDATE, title="Theirs", at=clock())
    told = {"incident": ["1"], "task": ["1"], "assignee": cast.iris.id} | change
    db.session.commit()
    answer = log_in("Ivo").post("/incidents/assignment", data=told)
    assert answer.status_code == status
    assert sentence in answer.text
    assert db.session.get_one(Task, 1).assignee is None


def test_members_have_no_boxes_and_no_way_to_assign_several(log_in: LogIn, kept: Incident) -> None:
    iris, ivo = log_in("Iris"), log_in("Ivo")
    assert "Choose AI-1" in ivo.get("/incidents").text
    assert "Choose AI-1" not in iris.get("/incidents").text
    assert iris.get("/incidents/assignment?incident=1").status_code == 403


def test_a_report_sent_with_bars_is_told_where_to_go_or_what_is_wrong(log_in: LogIn, in_app: None) -> None:
    olu = log_in("Olu")

    def send(**fields: object) -> object:
        told = {"title": "A refund", "what_happened": "It promised one.", "system": "1"} | fields
        return olu.post("/incidents/new", data=told, content_type="multipart/form-data", headers=JSON)

    wrong = send(title="", files=[(BytesIO(b"MZ\x90\x00" * 20), "bad.png")])
    assert (wrong.status_code, wrong.json) == (422, {"errors": {"title": ["Give a title."]}})
    lying = send(files=[(BytesIO(b"MZ\x90\x00" * 20), "bad.png")])
    assert "inside is a program" in lying.json["errors"]["files"][0]
    assert (count(Incident), count(Evidence)) == (0, 0)
    right = send(files=[(BytesIO(PNG), "one.png"), (BytesIO(PNG + b"x"), "two.png")])
    incident = db.session.query(Incident).one()
    assert (right.status_code, right.json) == (200, {"next": f"/incidents/{incident.reference}"})
    assert count(Evidence) == 2
    assert f"Reported as {incident.reference}" in olu.get(right.json["next"]).text


def test_evidence_sent_with_bars_is_answered_alike(log_in: LogIn, kept: Incident) -> None:
    olu = log_in("Olu")
    kind = "multipart/form-data"
    added = olu.post(
        "/incidents/AI-1/evidence", data={"files": [(BytesIO(PNG), "one.png")]}, content_type=kind, headers=JSON
    )
    assert added.json == {"next": "/incidents/AI-1#evidence"}
    nothing = olu.post("/incidents/AI-1/evidence", data={}, content_type=kind, headers=JSON)
    assert (nothing.status_code, list(nothing.json["errors"])) == (422, ["files"])


def test_the_queue_asks_as_often_however_many_views_and_tasks_there_are(
    log_in: LogIn, cast: Cast, clock: Clock
) -> None:
    factories.task(cast, clock, TaskKind.ROLLBACK)
    db.session.commit()
    ada = log_in("Ada")
    pages = ("/incidents", "/incidents/stamps", "/incidents.csv", "/incidents/assignment?incident=1&incident=2")
    before = [questions(ada, page) for page in pages]
    for number in range(5):
        factories.task(cast, clock, TaskKind.ROLLBACK)
        saved_views.save(cast.ivo, name=f"View {number}", audience=Audience.EVERYBODY, query="", at=clock())
    db.session.commit()
    assert [questions(ada, page) for page in pages] == before


def test_a_report_that_came_back_says_so_as_before_without_script(log_in: LogIn, in_app: None) -> None:
    answer = report(log_in("Olu"), title="")
    assert answer.status_code == 422
    assert answer.headers["Content-Type"].startswith("text/html")
