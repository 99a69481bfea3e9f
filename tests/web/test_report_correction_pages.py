"""The page on which a report is corrected, in its place, and the page that shows it before and after."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from incidents.models import Incident, ReportCorrection, db
from tests import factories
from tests.factories import Cast, Clock
from tests.web.visiting import LogIn, count, questions, report

FORM = "/incidents/AI-1/report/corrections/new"
BEFORE_AND_AFTER = "/incidents/AI-1/report/corrections"


@pytest.fixture
def olu(log_in: LogIn) -> FlaskClient:
    """Olu's browser, after she has reported something."""
    client = log_in("Olu")
    report(client, prompt="May I have a refund?", occurred_at="2026-09-01T10:30")
    return client


def typed(client: FlaskClient, **fields: str) -> dict[str, Any]:
    """What a browser sends that has the form open: what stands in it, and these fields typed otherwise."""
    page = client.get(FORM).text
    boxes = dict(re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>\r?\n?(.*?)</textarea>', page, re.DOTALL))
    lines = dict(re.findall(r'<input[^>]* name="(title|occurred_at|seen)"[^>]* value="([^"]*)"', page))
    return boxes | lines | fields


def correct(client: FlaskClient, **fields: str) -> TestResponse:
    """Open the form, type, and send it."""
    return client.post(FORM, data=typed(client, **fields))


def stands(app: Flask) -> Incident:
    with app.app_context():
        return db.session.get_one(Incident, 1)


def test_olu_corrects_her_report_in_its_place_and_reads_both_versions(app: Flask, olu: FlaskClient) -> None:
    assert FORM in olu.get("/incidents/AI-1").text
    answer = correct(olu, what_happened="It promised two refunds.", sources="A letter")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/incidents/AI-1#what-happened")
    page = olu.get("/incidents/AI-1").text
    assert "It promised two refunds." in page
    assert "corrected what was reported: what happened, sources" in page
    assert f'href="{BEFORE_AND_AFTER}#correction-1"' in page
    both = olu.get(BEFORE_AND_AFTER).text
    assert "<del>" in both
    assert "[added: </span>" in both
    incident = stands(app)
    assert (incident.prompt, incident.sources) == ("May I have a refund?", "A letter")


def test_the_form_that_is_sent_as_it_was_opened_changes_nothing(app: Flask, olu: FlaskClient) -> None:
    answer = correct(olu)
    assert answer.status_code == 422
    assert "This is what stands there already" in answer.text
    with app.app_context():
        assert count(ReportCorrection) == 0


def in_paris(app: Flask, occurred_at: datetime | None = None) -> None:
    """Olu lives in Paris; what she reported happened then."""
    with app.app_context():
        Cast().olu.time_zone = "Europe/Paris"
        incident = db.session.get_one(Incident, 1)
        incident.occurred_at = occurred_at or incident.occurred_at
        db.session.commit()


def test_the_time_stands_in_the_form_as_the_person_reads_it(app: Flask, olu: FlaskClient) -> None:
    in_paris(app, datetime(2026, 9, 1, 8, 30, 42, tzinfo=UTC))
    assert typed(olu)["occurred_at"] == "2026-09-01T10:30"
    correct(olu, occurred_at="2026-09-01T09:00")
    assert 'title="2026-09-01 07:00:00 UTC">1 Sep 2026 09:00 CEST<' in olu.get(BEFORE_AND_AFTER).text
    assert stands(app).occurred_at == datetime(2026, 9, 1, 7, tzinfo=UTC)


@pytest.mark.parametrize("hour", [0, 1])
def test_an_hour_that_the_clock_shows_twice_stays_the_one_that_it_was(app: Flask, olu: FlaskClient, hour: int) -> None:
    in_paris(app, datetime(2025, 10, 26, hour, 30, tzinfo=UTC))
    assert typed(olu)["occurred_at"] == "2025-10-26T02:30"
    correct(olu, title="Another title")
    with app.app_context():
        assert count(ReportCorrection) == 1
    assert stands(app).occurred_at == datetime(2025, 10, 26, hour, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": "x" * 161}, "This has 161 characters; 160 are the most"),
        ({"what_happened": ""}, "Give an account of what happened."),
        ({"occurred_at": "2036-01-01T10:00"}, "This lies in the future"),
        ({"occurred_at": "yesterday"}, "Not a valid datetime value."),
        ({"seen": "abc"}, "Reload the page, then correct it again."),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    olu: FlaskClient, fields: dict[str, str], sentence: str
) -> None:
    answer = correct(olu, **{"output": "Yes, you may."} | fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Yes, you may." in answer.text


def test_a_lead_gives_a_reason_and_others_get_no_button(olu: FlaskClient, log_in: LogIn) -> None:
    ada = log_in("Ada")
    assert FORM in ada.get("/incidents/AI-1").text
    answer = correct(ada, title="It lied")
    assert answer.status_code == 422
    assert "Give a reason: these are the words of Olu." in answer.text
    assert correct(ada, title="It lied", reason="It named a member.").status_code == 303
    assert "It named a member." in olu.get(BEFORE_AND_AFTER).text
    ari = log_in("Ari")
    assert FORM not in ari.get("/incidents/AI-1").text
    assert ari.get(FORM).status_code == ari.post(FORM).status_code == 403
    assert ari.get(BEFORE_AND_AFTER).status_code == 200


def test_two_at_once_see_both_versions_beside_the_field_and_lose_nothing(
    app: Flask, olu: FlaskClient, log_in: LogIn
) -> None:
    hers = typed(olu, title="Olu's title", output="What Olu saw")
    theirs = {"title": "Ada's title", "affected_people": "Two members", "occurred_at": "2026-09-01T09:15"}
    correct(log_in("Ada"), **theirs, reason="Clearer.")
    answer = olu.post(FORM, data=hers)
    assert answer.status_code == 409
    for words in ("Ada</bdi> corrected this while you were writing", "as Ada saved it:", "Ada&#39;s title"):
        assert words in answer.text
    for kept in ("Olu&#39;s title", "What Olu saw", "Two members", 'value="2026-09-01T09:15"'):
        assert kept in answer.text
    assert (stands(app).title, stands(app).output) == ("Ada's title", "")
    seen = re.search(r'name="seen" value="([^"]+)"', answer.text)
    assert seen
    again = olu.post(FORM, data=hers | theirs | {"seen": seen[1], "title": hers["title"]})
    assert again.status_code == 303
    incident = stands(app)
    assert (incident.title, incident.output, incident.affected_people) == (
        "Olu's title",
        "What Olu saw",
        "Two members",
    )
    assert incident.occurred_at == datetime(2026, 9, 1, 9, 15, tzinfo=UTC)


def test_once_the_review_is_ready_the_button_is_gone_and_the_page_says_why(
    cast: Cast, clock: Clock, log_in: LogIn
) -> None:
    factories.frozen(cast, clock)
    olu = log_in("Olu")
    page = olu.get("/incidents/AI-1").text
    assert FORM not in page
    assert "so what was reported is fixed with it" in page
    asked = olu.get(FORM)
    assert asked.status_code == 409
    assert "so what was reported is fixed with it" in asked.text


def test_who_does_not_see_the_incident_finds_neither_page(olu: FlaskClient, log_in: LogIn) -> None:
    for name in ("Sam", "Lea"):
        client = log_in(name)
        assert client.get(FORM).status_code == client.post(FORM).status_code == 404
        assert client.get(BEFORE_AND_AFTER).status_code == 404
    assert "Nothing was corrected" in olu.get(BEFORE_AND_AFTER).text


def test_hostile_words_stay_words_in_both_versions(olu: FlaskClient) -> None:
    correct(olu, what_happened="<script>alert(1)</script> \u202e It lied")
    both = olu.get(BEFORE_AND_AFTER).text
    assert "<script>alert" not in both
    assert "\u202e" not in both


def test_both_pages_ask_as_often_however_much_was_corrected(olu: FlaskClient) -> None:
    pages = (BEFORE_AND_AFTER, "/incidents/AI-1")
    correct(olu, title="Title 0", prompt="Prompt 0")
    before = [questions(olu, page) for page in pages]
    for number in range(1, 4):
        correct(olu, title=f"Title {number}", prompt=f"Prompt {number}", output=f"Output {number}")
    assert [questions(olu, page) for page in pages] == before
