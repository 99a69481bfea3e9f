"""The editor of a section: it saves by itself, brings two texts together, and what people say about a section."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from incidents.models import Review, ReviewPreview, SectionSuggestion, db
from incidents.operations import writing
from tests import factories
from tests.counting import counted
from tests.factories import Cast, Clock
from tests.web.visiting import LogIn

SUMMARY = "What we know of Summary."
CONTAINMENT = "containment_analysis"


@pytest.fixture
def address(app: Flask, clock: Clock) -> str:
    """The address of a review in which nothing is missing."""
    with app.app_context():
        review = factories.drafted(Cast(), clock)
        db.session.commit()
        return f"/incidents/{review.incident.reference}/review"


@pytest.fixture
def room(address: str, log_in: LogIn) -> Callable[[], str]:
    """The room as Ari reads it."""
    return lambda: log_in("Ari").get(address).text


def autosave(client: FlaskClient, address: str, body: str, version: int = 1, base: str = SUMMARY) -> TestResponse:
    typed = {"body": body, "version": version, "base": base}
    return client.post(f"{address}/sections/summary/autosave", data=typed)


def suggest(client: FlaskClient, address: str, body: str, base: str) -> TestResponse:
    return client.post(f"{address}/sections/{CONTAINMENT}/suggestions", data={"body": body, "base": base})


def test_an_autosave_answers_with_the_section_as_it_is(address: str, log_in: LogIn) -> None:
    ari, iris = log_in("Ari"), log_in("Iris")
    told = autosave(ari, address, f"{SUMMARY}\n\nBy Ari.").json
    assert told is not None
    assert (told["version"], told["body"], told["others"]) == (2, f"{SUMMARY}\n\nBy Ari.", "")
    assert re.fullmatch(r"\d\d:\d\d", told["saved"])
    told = autosave(iris, address, f"{SUMMARY}\n\nBy Iris.").json
    assert told is not None
    assert (told["version"], told["body"]) == (3, f"{SUMMARY}\n\nBy Ari.\n\nBy Iris.")
    assert told["others"] == "Ari"
    state = ari.get(f"{address}/sections/summary/state.json").json
    assert state is not None
    assert (state["version"], state["others"]) == (3, "Iris")
    assert "<strong>Iris</strong> is writing this section too" in ari.get(f"{address}/sections/summary").text


def test_an_autosave_that_crosses_keeps_the_text_and_names_who(
    address: str, log_in: LogIn, room: Callable[[], str]
) -> None:
    autosave(log_in("Ari"), address, "By Ari.")
    answer = autosave(log_in("Iris"), address, "By Iris.")
    assert (answer.status_code, answer.json) == (200, {"crossed": "Ari"})
    page = room()
    assert "Kept text of" in page
    assert "[added: </span>Iris." in page


def test_what_is_refused_is_a_sentence_and_saves_nothing(address: str, log_in: LogIn) -> None:
    ari = log_in("Ari")
    answer = ari.post(f"{address}/sections/{CONTAINMENT}/autosave", data={"body": "Mine", "version": 1})
    assert answer.status_code == 422
    assert "belongs to IT" in answer.get_data(as_text=True)
    assert autosave(ari, address, "x" * 60_000).status_code == 422
    assert autosave(ari, address, "x", version="nonsense").status_code == 422  # type: ignore[arg-type]
    assert SUMMARY in ari.get(address).text
    assert log_in("Olu").get(f"{address}/sections/summary/state.json").status_code == 403


def test_saving_by_hand_brings_both_together_and_says_so(address: str, log_in: LogIn) -> None:
    ari, iris = log_in("Ari"), log_in("Iris")
    autosave(ari, address, f"{SUMMARY}\n\nBy Ari.")
    typed = {"body": f"By Iris.\n\n{SUMMARY}", "version": 1, "base": SUMMARY}
    answer = iris.post(f"{address}/sections/summary", data=typed)
    assert answer.status_code == 303
    page = iris.get(answer.location).text
    assert "What somebody else wrote meanwhile stands beside it." in page
    assert page.index("By Iris.") < page.index(SUMMARY) < page.index("By Ari.")


def test_a_text_that_lost_by_hand_is_kept_although_the_answer_is_an_error(
    app: Flask, address: str, log_in: LogIn
) -> None:
    autosave(log_in("Ari"), address, "By Ari.")
    answer = log_in("Iris").post(f"{address}/sections/summary", data={"body": "By Iris.", "version": 1})
    assert answer.status_code == 409
    assert "we have kept yours beside the section" in answer.text
    with app.app_context():
        (row,) = db.session.query(SectionSuggestion)
        assert (row.kept, row.body, row.by.name) == (True, "By Iris.", "Iris")


def test_the_other_department_suggests_and_the_owner_decides(
    address: str, log_in: LogIn, room: Callable[[], str]
) -> None:
    ari, iris = log_in("Ari"), log_in("Iris")
    text = "What we know of Containment and rollback analysis."
    assert f"{address}/sections/{CONTAINMENT}/suggestions" in room()
    form = ari.get(f"{address}/sections/{CONTAINMENT}/suggestions").text
    assert text in form
    assert suggest(ari, address, text, text).status_code == 422
    assert suggest(ari, address, f"{text} And more.", text).status_code == 303
    page = room()
    assert '<ins><span class="visually-hidden">[added: </span>And more.' in page
    assert "Waits for IT." in page
    assert "1 suggestion" in page
    assert ari.post(f"{address}/suggestions/1/acceptance").status_code == 303
    assert "Waits for IT." in room()
    assert iris.post(f"{address}/suggestions/1/acceptance").status_code == 303
    assert f"{text} And more." in room()
    assert iris.post(f"{address}/suggestions/2/acceptance").status_code == 404


def test_who_suggested_a_text_withdraws_it_and_nobody_else_is_offered_to(
    address: str, log_in: LogIn, room: Callable[[], str]
) -> None:
    ari, iris = log_in("Ari"), log_in("Iris")
    suggest(ari, address, "Something else.", "")
    way = f"{address}/suggestions/1/withdrawal"
    assert way in ari.get(address).text
    assert way not in iris.get(address).text
    assert "Ari suggested this text, and can withdraw it." in iris.post(way, follow_redirects=True).text
    answer = ari.post(way)
    assert (answer.status_code, answer.location) == (303, f"{address}#talk-{CONTAINMENT}")
    page = ari.get(address).text
    assert "is withdrawn." in page
    assert way not in page
    assert "Withdrawn by" in room()
    assert ari.post(f"{address}/suggestions/2/withdrawal").status_code == 404


def test_declining_asks_for_a_word_beside_the_suggestion(address: str, log_in: LogIn, room: Callable[[], str]) -> None:
    suggest(log_in("Ari"), address, "Something else.", "")
    iris = log_in("Iris")
    empty = iris.post(f"{address}/suggestions/1/refusal", data={"word": " "})
    assert empty.status_code == 422
    assert "Give a word on why." in empty.text
    assert iris.post(f"{address}/suggestions/1/refusal", data={"word": "It was not so."}).status_code == 303
    assert "It was not so." in room()


def test_comments_are_counted_until_they_are_resolved(address: str, log_in: LogIn, room: Callable[[], str]) -> None:
    ari, iris = log_in("Ari"), log_in("Iris")
    assert ari.post(f"{address}/sections/impact/comments", data={"text": " "}).status_code == 422
    answer = ari.post(f"{address}/sections/impact/comments", data={"text": "<b>How many?</b>"})
    assert answer.location == f"{address}#talk-impact"
    page = room()
    assert "&lt;b&gt;How many?&lt;/b&gt;" in page
    assert "It keeps nobody from marking it ready" in page
    assert "1 open comment" in page
    assert "1 open comment" in ari.get(f"{address}/checklist").text
    assert iris.post(f"{address}/comments/1/resolution").status_code == 303
    assert "1 open comment" not in room()
    assert "Resolved" in room()
    assert iris.post(f"{address}/comments/1/resolution").status_code == 409
    assert iris.post(f"{address}/comments/1/reopening").status_code == 303
    assert "1 open comment" in room()
    assert iris.post(f"{address}/comments/9/reopening").status_code == 404


def test_what_is_missing_leads_to_the_place(app: Flask, clock: Clock, log_in: LogIn) -> None:
    with app.app_context():
        reference = factories.resolved(Cast(), clock).reference
        db.session.commit()
    ada, address = log_in("Ada"), f"/incidents/{reference}/review"
    ada.post(address)
    part = ada.get(f"{address}/checklist").text
    assert "12 things are missing" in part
    theirs = f"{address}#containment_analysis"
    for link in (f"{address}/sections/impact", theirs, f"{address}#factors", f"{address}#actions"):
        assert f'href="{link}"' in part
    ada.post(f"{address}/sections/impact/autosave", data={"body": "None.", "version": 0, "base": ""})
    part = ada.get(f"{address}/checklist").text
    assert "11 things are missing" in part
    assert f'href="{address}/sections/impact"' not in part
    assert "Written: 1 section" in part


def test_a_preview_is_asked_for_and_says_what_it_is(app: Flask, address: str, log_in: LogIn) -> None:
    ari = log_in("Ari")
    assert ari.get(f"{address}/draft.pdf").status_code == 404
    assert "Draw a preview" in ari.get(f"{address}/draft").text
    assert ari.post(f"{address}/draft/drawing").status_code == 303
    page = ari.get(f"{address}/draft").text
    assert "Waiting for the worker" in page
    assert "neither frozen nor signed" in page
    state = ari.get(f"{address}/draft.json").json
    assert state == {"percent": 0, "step": "Waiting for the worker", "error": False, "next": None}
    with app.app_context():
        preview = db.session.query(ReviewPreview).one()
        preview.pdf, preview.pdf_as_of = b"%PDF-1", preview.as_of
        db.session.commit()
    assert ari.get(f"{address}/draft.pdf").data == b"%PDF-1"
    assert "As of" in ari.get(f"{address}/draft").text
    assert log_in("Olu").get(f"{address}/draft.pdf").status_code == 403


def test_the_room_and_the_editor_take_as_many_queries_for_much_talk_as_for_little(
    app: Flask, address: str, clock: Clock, log_in: LogIn
) -> None:
    ari = log_in("Ari")

    def talk() -> None:
        for section in ("summary", "impact"):
            ari.post(f"{address}/sections/{section}/comments", data={"text": "How many?"})
        suggest(ari, address, "Something else.", "")

    def queries(path: str) -> int:
        ari.get(path)
        with counted() as asked:
            ari.get(path)
        return len(asked)

    talk()
    few = [queries(address), queries(f"{address}/sections/summary")]
    talk()
    with app.app_context():
        (review,) = db.session.query(Review)
        writing.write(Cast().iris, review.sections[1], "By Iris.", review.sections[1].version, clock())
        db.session.commit()
    assert [queries(address), queries(f"{address}/sections/summary")] == few
