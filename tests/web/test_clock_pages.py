"""Clocks, due times, targets, the calendar and the inbox over HTTP."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from incidents.domain.clocks import Measure
from incidents.domain.vocabulary import Severity, TaskKind
from incidents.models import Clock, Incident, Task, db
from incidents.operations import clocks, targets
from incidents.web.durations import shown
from tests import factories
from tests.counting import counted
from tests.factories import Cast
from tests.factories import Clock as Ticking
from tests.web.visiting import LogIn

SQLITE = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


@pytest.fixture
def running(cast: Cast) -> Incident:
    """A SEV-2 that was reported an hour ago by the real clock, committed."""
    moment = datetime.now(UTC) - timedelta(hours=1, seconds=40)

    def clock() -> datetime:
        nonlocal moment
        moment += timedelta(seconds=1)
        return moment

    incident = factories.accepted(cast, clock, Severity.SEV_2)
    db.session.commit()
    return incident


def row(incident: Incident, measure: Measure) -> Clock:
    return next(each for each in clocks.of_round(incident) if each.measure is measure)


def test_the_incident_shows_its_clocks_with_words(log_in: LogIn, running: Incident) -> None:
    for who in ("Olu", "Ada", "Ivo"):
        page = log_in(who).get("/incidents/AI-1").text
        assert re.search(r"clock-running[^>]*>6 h 59 min left<", page), who
        assert "met in time" in page
        assert page.count("data-due=") >= 4


@SQLITE
def test_a_lead_pauses_and_another_lets_it_run_on(log_in: LogIn, running: Incident) -> None:
    number = row(running, Measure.CONTAINED).id
    ivo, ada = log_in("Ivo"), log_in("Ada")
    empty = ivo.post(f"/incidents/AI-1/clocks/{number}/pause", data={"reason": ""})
    assert empty.status_code == 422
    assert "Give a reason: what does the work wait for?" in empty.text
    other = ada.post(f"/incidents/AI-1/clocks/{number}/pause", data={"reason": "Wait."})
    assert "One of its leads can pause it" in other.text
    assert ivo.post(f"/incidents/AI-1/clocks/{number}/pause", data={"reason": "Night."}).status_code == 303
    page = ada.get("/incidents/AI-1/clocks").text
    assert ">paused<" in page
    assert "Night." in page
    assert ivo.post(f"/incidents/AI-1/clocks/{number}/resumption").status_code == 303
    assert ">paused<" not in ada.get("/incidents/AI-1/clocks").text


@SQLITE
def test_a_clock_is_found_only_through_its_incident_and_by_leads(
    log_in: LogIn, cast: Cast, clock: Ticking, running: Incident
) -> None:
    number = row(running, Measure.CONTAINED).id
    factories.accepted(cast, clock)
    db.session.commit()
    assert log_in("Ivo").post(f"/incidents/AI-2/clocks/{number}/pause", data={"reason": "x"}).status_code == 404
    assert log_in("Iris").post(f"/incidents/AI-1/clocks/{number}/pause", data={"reason": "x"}).status_code == 403
    assert log_in("Sam").get("/incidents/AI-1/clocks").status_code == 404
    assert log_in("Lea").get("/incidents/AI-1/clocks").status_code == 404
    assert log_in("Olu").get("/incidents/AI-1/clocks").status_code == 200


@SQLITE
def test_the_queue_sorts_by_the_next_clock_and_pages_by_key(log_in: LogIn, cast: Cast, running: Incident) -> None:
    moment = datetime.now(UTC)
    for severity in (Severity.SEV_4, Severity.SEV_1, Severity.SEV_3, Severity.SEV_1):
        factories.accepted(cast, lambda: moment, severity)
    db.session.commit()
    from incidents.domain.queue import Sort
    from incidents.queries import queue
    from incidents.queries.queue_filters import Filters

    expected = sorted(db.session.scalars(sa.select(Incident)), key=lambda incident: (incident.next_due_at, incident.id))
    seen: list[int] = []
    filters = Filters(sort=Sort.CLOCK)
    while True:
        page = queue.page_of(cast.ada, filters, size=2, at=moment)
        seen += [each.incident.id for each in page.rows]
        assert all(each.clock and each.clock.due_at == each.incident.next_due_at for each in page.rows)
        if page.following is None:
            break
        filters = Filters(sort=Sort.CLOCK, after=page.following)
    assert seen == [incident.id for incident in expected]
    html = log_in("Ada").get("/incidents?sort=clock").text
    assert re.findall(r'queue-reference">\s*<a href="/incidents/AI-(\d+)', html) == [str(number) for number in seen]
    assert log_in("Ada").get("/incidents?sort=clock&after=nonsense~1").status_code == 200


@SQLITE
def test_a_page_of_the_queue_asks_the_same_number_of_questions_however_many_clocks_there_are(
    cast: Cast, clock: Ticking
) -> None:
    from incidents.queries import queue
    from incidents.queries.queue_filters import Filters

    def asked() -> int:
        db.session.commit()
        db.session.expire_all()
        assert cast.ada.active
        with counted() as statements:
            queue.page_of(cast.ada, Filters(), at=clock())
        return len(statements)

    factories.accepted(cast, clock)
    factories.accepted(cast, clock)
    few = asked()
    for _ in range(6):
        factories.accepted(cast, clock)
    assert asked() == few


def test_a_task_is_raised_with_a_due_time_in_the_persons_zone(log_in: LogIn, running: Incident) -> None:
    ivo = log_in("Ivo")
    told = {"kind": TaskKind.ROLLBACK, "title": "Go back", "due_at": "2099-07-01T12:00"}
    assert ivo.post("/incidents/AI-1/tasks/new", data=told).status_code == 303
    task = db.session.scalars(sa.select(Task)).one()
    assert task.due_at == datetime(2099, 7, 1, 12, tzinfo=UTC), "Ivo's zone is UTC"
    assert re.search(r"clock-running[^>]*>\d+ d", ivo.get(f"/tasks/{task.id}").text)
    past = ivo.post("/incidents/AI-1/tasks/new", data=told | {"due_at": "2001-01-01T12:00"})
    assert past.status_code == 422
    assert "This lies in the past" in past.text
    assert 'value="Go back"' in past.text
    theirs = ivo.post("/incidents/AI-1/tasks/new", data=told | {"kind": TaskKind.DATA_ADJUSTMENT})
    assert "The AI department sets when its work is due" in theirs.text


@SQLITE
def test_a_lead_moves_the_due_time_and_a_member_is_refused(log_in: LogIn, cast: Cast, running: Incident) -> None:
    task = factories.task(cast, lambda: datetime.now(UTC), TaskKind.ROLLBACK, running)
    db.session.commit()
    number = task.id
    assert log_in("Iris").post(f"/tasks/{number}/due", data={"due_at": "2099-01-01T12:00"}).status_code == 403
    assert log_in("Ivo").post(f"/tasks/{number}/due", data={"due_at": "2099-01-01T12:00"}).status_code == 303
    db.session.expire_all()
    assert task.due_at == datetime(2099, 1, 1, 12, tzinfo=UTC)


def test_an_administrator_sets_targets_as_a_new_version(log_in: LogIn, cast: Cast) -> None:
    client = log_in("Max")
    form = {
        f"{severity.value}-{measure.value}": shown(span.minutes)
        for (severity, measure), span in targets.current().targets.items()
    } | {f"{severity.value}-counting": "working_hours" for severity in Severity}
    wrong = client.post("/administration/targets", data=form | {"sev-1-contained": "soon"})
    assert wrong.status_code == 422
    assert "Give a time such as" in wrong.text
    assert 'value="soon"' in wrong.text
    saved = client.post("/administration/targets", data=form | {"sev-1-contained": "90 min", "sev-3-closed": ""})
    assert saved.status_code == 303
    now = targets.current()
    assert now.number == 1
    assert now.targets[Severity.SEV_1, Measure.CONTAINED].words == "90 working min"
    assert (Severity.SEV_3, Measure.CLOSED) not in now.targets
    assert "Version 1, set by" in client.get("/administration/targets").text


@SQLITE
@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"days": []}, "Choose at least one working day."),
        ({"opens": "18:00"}, "Work ends after it begins."),
        ({"country": "FR", "subdivision": "BE"}, "This is no subdivision of the country"),
        ({"country": "", "subdivision": "BE"}, "This is no subdivision of the country"),
    ],
)
def test_a_wrong_calendar_says_so_beside_the_field(log_in: LogIn, changed: dict[str, object], sentence: str) -> None:
    told = {"time_zone": "Europe/Berlin", "days": ["1", "2"], "opens": "09:00", "closes": "17:00"} | changed
    answer = log_in("Max").post("/administration/calendar", data=told)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_the_calendar_knows_public_holidays_and_own_closed_days(log_in: LogIn, cast: Cast) -> None:
    client = log_in("Max")
    told = {"time_zone": "Europe/Berlin", "days": ["1", "5"], "opens": "08:00", "closes": "00:00"}
    assert (
        client.post("/administration/calendar", data=told | {"country": "DE", "subdivision": "be"}).status_code == 303
    )
    day = {"day": "2026-11-20", "name": "Works holiday"}
    assert client.post("/administration/calendar/closed-days", data=day).status_code == 303
    assert "is closed already" in client.post("/administration/calendar/closed-days", data=day).text
    calendar = targets.calendar()
    works = {d: calendar.works(datetime.fromisoformat(d).date()) for d in ("2026-12-25", "2026-11-20", "2026-11-27")}
    assert works == {"2026-12-25": False, "2026-11-20": False, "2026-11-27": True}
    assert calendar.works(datetime(2027, 3, 8).date()) is False, "Women's Day, a holiday of Berlin"  # noqa: DTZ001
    number = targets.closed_days()[0].id
    assert client.post(f"/administration/calendar/closed-days/{number}/removal").status_code == 303
    assert targets.closed_days() == []


@SQLITE
@pytest.mark.parametrize("who", ["Olu", "Ada", "Ivo", "Lea"])
def test_only_administrators_enter_the_rooms_of_targets_and_playbooks(log_in: LogIn, who: str) -> None:
    client = log_in(who)
    for room in ("targets", "calendar", "playbooks", "playbooks/new", "playbooks/1"):
        assert client.get(f"/administration/{room}").status_code == 403
