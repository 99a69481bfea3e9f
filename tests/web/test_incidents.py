"""Incidents over HTTP: reporting, reading, answering, and what is said when something does not go through."""

import re
from io import BytesIO

import pytest
from flask import Flask

from incidents.domain import text
from incidents.models import Comment, Evidence, Incident, db
from tests import factories
from tests.factories import Cast, Clock
from tests.web.visiting import LogIn, count, questions, report

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


def test_three_fields_are_enough_to_report(log_in: LogIn, in_app: None) -> None:
    answer = report(log_in("Olu"))
    assert (answer.status_code, answer.location) == (303, "/incidents/AI-1")
    assert db.session.get_one(Incident, 1).unit is not None


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": "  "}, "Give a title."),
        ({"title": "x" * 200_000}, "200,000 characters; 160 are the most"),
        ({"what_happened": ""}, "Give an account of what happened."),
        ({"system": "999"}, "There is no such system."),
        ({"occurred_at": "2099-01-01T10:00"}, "This lies in the future."),
    ],
)
def test_a_wrong_report_says_so_beside_the_field_and_keeps_the_rest(
    log_in: LogIn, in_app: None, fields: dict[str, str], sentence: str
) -> None:
    answer = report(log_in("Olu"), prompt="typed with care", **fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "typed with care" in answer.text
    assert count(Incident) == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"MZ\x90\x00" * 20, "inside is a program"),
        (b"x" * 1_001, "25 MB are the most for one file"),
        (b"", "is empty"),
    ],
)
def test_a_refused_file_refuses_the_whole_report(
    log_in: LogIn, in_app: None, monkeypatch: pytest.MonkeyPatch, content: bytes, sentence: str
) -> None:
    monkeypatch.setattr(text, "EVIDENCE_BYTES", 1_000)
    files = [(BytesIO(PNG), "good.png"), (BytesIO(content), "bad.png")]
    answer = report(log_in("Olu"), files=files)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Choose again" in answer.text
    assert (count(Incident), count(Evidence)) == (0, 0)


def test_files_of_a_report_that_came_back_are_named(log_in: LogIn, in_app: None) -> None:
    answer = report(log_in("Olu"), title="", files=[(BytesIO(PNG), "screen-of-tuesday.png")])
    assert "Choose again" in answer.text
    assert "screen-of-tuesday.png" in answer.text


def test_a_request_that_is_too_large_gets_a_page_that_helps(app: Flask, log_in: LogIn) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 10_000
    answer = report(log_in("Olu"), files=[(BytesIO(b"x" * 20_000), "log.txt")])
    assert answer.status_code == 413
    assert "That was too large" in answer.text


def test_what_people_write_is_never_markup(log_in: LogIn, in_app: None) -> None:
    client = log_in("Olu")
    report(client, title="<script>alert(1)</script>", output="\u202eevil<img src=x>")
    page = client.get("/incidents/AI-1").text
    assert "<script>alert(1)" not in page
    assert "<img src=x>" not in page
    assert "\u202e" not in page


def test_a_stranger_finds_no_incident(log_in: LogIn, kept: Incident) -> None:
    sam = log_in("Sam")
    assert sam.get("/incidents/AI-1").status_code == 404
    assert sam.post("/incidents/AI-1/comments", data={"text": "Hello"}).status_code == 404
    assert "AI-1" not in sam.get("/incidents").text


@pytest.mark.parametrize("reference", ["AI-0", "AI-999999999999", "AI-x", "7", "ai-1"])
def test_a_reference_that_is_none_is_not_found(log_in: LogIn, reference: str) -> None:
    assert log_in("Ada").get(f"/incidents/{reference}").status_code == 404


def test_both_departments_answer_and_work_begins(log_in: LogIn, cast: Cast, clock: Clock) -> None:
    factories.reported(cast, clock)
    db.session.commit()
    ari, iris = log_in("Ari"), log_in("Iris")
    unrated = ari.post("/incidents/AI-1/answer", data={"answer": "accept", "note": "seen it"})
    assert unrated.status_code == 422
    assert "Choose a severity" in unrated.text
    assert "seen it" in unrated.text
    assert ari.post("/incidents/AI-1/answer", data={"answer": "accept", "severity": "sev-3"}).status_code == 303
    assert iris.post("/incidents/AI-1/answer", data={"answer": "accept"}).status_code == 303
    assert "Responding" in ari.get("/incidents/AI-1").text


def test_a_member_is_told_that_declining_is_the_leads(log_in: LogIn, cast: Cast, clock: Clock) -> None:
    factories.reported(cast, clock)
    db.session.commit()
    told = {"answer": "decline", "reason": "duplicate", "explanation": "Same as yesterday."}
    answer = log_in("Ari").post("/incidents/AI-1/answer", data=told)
    assert answer.status_code == 422
    assert "Only a lead decides this." in answer.text
    assert "Same as yesterday." in answer.text


def test_a_lead_of_the_other_department_cannot_declare(log_in: LogIn, kept: Incident) -> None:
    told = {"what": "contained", "reason": "I am quite sure."}
    answer = log_in("Ada").post("/incidents/AI-1/declaration", data=told)
    assert answer.status_code == 422
    assert "This belongs to IT" in answer.text


def test_not_needed_is_said_of_ones_own_track(log_in: LogIn, kept: Incident) -> None:
    told = {"what": "not_needed", "reason": "It was a typing error on the page."}
    assert log_in("Ada").post("/incidents/AI-1/declaration", data=told).status_code == 303
    db.session.refresh(kept)
    assert (kept.correction, kept.containment) == ("not_needed", "assessing")


def test_lowering_the_severity_needs_a_lead_and_a_reason(log_in: LogIn, kept: Incident) -> None:
    ari, ada = log_in("Ari"), log_in("Ada")
    lower = {"severity": "sev-4", "reason": ""}
    assert "Only a lead" in ari.post("/incidents/AI-1/severity", data=lower).text
    assert "needs one" in ada.post("/incidents/AI-1/severity", data=lower).text
    assert ada.post("/incidents/AI-1/severity", data=lower | {"reason": "Nobody was harmed."}).status_code == 303
    assert ari.post("/incidents/AI-1/severity", data={"severity": "sev-1"}).status_code == 303


def test_a_comment_joins_the_record(log_in: LogIn, kept: Incident) -> None:
    olu = log_in("Olu")
    assert olu.post("/incidents/AI-1/comments", data={"text": " "}).status_code == 422
    assert olu.post("/incidents/AI-1/comments", data={"text": "It did it again."}).status_code == 303
    assert "It did it again." in log_in("Ivo").get("/incidents/AI-1").text
    assert count(Comment) == 1


def test_a_long_feed_shows_what_is_new_and_the_rest_when_asked(log_in: LogIn, kept: Incident) -> None:
    olu = log_in("Olu")
    for number in range(1, 31):
        olu.post("/incidents/AI-1/comments", data={"text": f"Word {number}."})
    page = olu.get("/incidents/AI-1").text
    assert "Word 30." in page
    assert "Word 1." not in page
    address = re.search(r'href="(/incidents/AI-1\?activity=all)#activity">Show \d+ earlier<', page)
    assert address is not None
    whole = olu.get(address[1]).text
    assert "Word 1." in whole
    assert "earlier<" not in whole


def test_evidence_is_only_ever_downloaded(log_in: LogIn, kept: Incident) -> None:
    files = [(BytesIO(b"<script>alert(1)</script>"), "page.html"), (BytesIO(PNG), "a.png")]
    olu = log_in("Olu")
    added = olu.post("/incidents/AI-1/evidence", data={"files": files}, content_type="multipart/form-data")
    assert added.status_code == 303
    page = olu.get("/evidence/1")
    assert page.data == b"<script>alert(1)</script>"
    assert page.headers["Content-Type"] == "application/octet-stream"
    assert page.headers["Content-Disposition"].startswith("attachment")
    assert page.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert olu.get("/evidence/2").headers["Content-Type"] == "image/png"
    assert log_in("Sam").get("/evidence/1").status_code == 404


def test_the_queue_filters_by_what_its_address_says(log_in: LogIn, cast: Cast, clock: Clock) -> None:
    factories.accepted(cast, clock)
    factories.reported(cast, clock, title="100% wrong_answer")
    db.session.commit()
    ada = log_in("Ada")

    def listed(query: str) -> set[str]:
        return set(re.findall(r"/incidents/(AI-\d+)", ada.get(f"/incidents?{query}").text))

    assert listed("") == {"AI-1", "AI-2"}
    assert listed("phase=reported") == {"AI-2"}
    assert listed("phase=open") == {"AI-1", "AI-2"}
    assert listed("severity=sev-3") == {"AI-1"}
    assert listed("text=0%25") == {"AI-2"}
    assert listed("text=g_a") == {"AI-2"}
    assert listed("whose=nobody&phase=nonsense&system=abc&column=x&after=-1~y") == {"AI-1", "AI-2"}


def test_pages_ask_the_same_number_of_questions_however_long_they_are(
    app: Flask, log_in: LogIn, cast: Cast, clock: Clock
) -> None:
    incident = factories.accepted(cast, clock)
    db.session.commit()
    ada = log_in("Ada")
    pages = ("/", "/incidents", "/incidents/AI-1")
    before = [questions(ada, page) for page in pages]
    for _ in range(5):
        factories.task(cast, clock, factories.TaskKind.ROLLBACK, incident)
        factories.reported(cast, clock)
        factories.incidents.comment(cast.iris, incident, "Again.", clock())
    db.session.commit()
    after = [questions(ada, page) for page in pages]
    # A page that shows tasks at all asks once for their hand-overs, whatever their number.
    assert all(now <= then + 1 for then, now in zip(before, after, strict=True)), (before, after)


@pytest.mark.parametrize("name", ["Olu", "Ada", "Ari", "Ivo", "Iris", "Lea", "Max", "Sam"])
def test_everybody_has_a_home(log_in: LogIn, kept: Incident, name: str) -> None:
    answer = log_in(name).get("/")
    assert answer.status_code == 200
    assert f"Hello, <bdi>{name}</bdi>" in answer.text


def test_the_health_check_needs_no_account(app: Flask) -> None:
    assert app.test_client().get("/health").text == "ok"
