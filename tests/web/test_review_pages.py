"""The review in the browser: nobody's text is lost, two leads freeze it, two signatures publish it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from incidents.domain.review import MarkKind, ReviewState
from incidents.domain.vocabulary import Severity, TaskKind
from incidents.models import Review, TimelineEntry, db
from incidents.operations import writing
from tests import factories
from tests.counting import counted
from tests.factories import PASSPHRASE, PASSWORD, Cast, Clock
from tests.web.visiting import LogIn

Stage = Callable[[Callable[..., object]], str]


@pytest.fixture
def stage(app: Flask, clock: Clock) -> Stage:
    """Bring an incident to where a test begins; gives the address of its review."""

    def bring(factory: Callable[..., object]) -> str:
        with app.app_context():
            made = factory(Cast(), clock)
            db.session.commit()
            incident = getattr(made, "incident", made)
            return f"/incidents/{incident.reference}/review"

    return bring


@pytest.fixture
def state(app: Flask) -> Callable[[], list[ReviewState]]:
    """The states of all revisions, oldest first."""

    def read() -> list[ReviewState]:
        with app.app_context():
            return [review.state for review in db.session.query(Review).order_by(Review.id)]

    return read


def save(client: FlaskClient, address: str, body: str, version: int) -> "tuple[int, str]":
    """Save the summary; the status and the page."""
    answer = client.post(f"{address}/sections/summary", data={"body": body, "version": version})
    return answer.status_code, answer.text


def ready(app: Flask) -> list[str]:
    """Who has marked the only review ready."""
    with app.app_context():
        (review,) = db.session.query(Review)
        return [mark.person.name for mark in review.marks if mark.kind is MarkKind.READY]


def test_a_review_opens_once_the_incident_is_resolved(stage: Stage, log_in: LogIn) -> None:
    early, resolved = stage(factories.accepted), stage(factories.resolved)
    ada = log_in("Ada")
    assert log_in("Ari").post(resolved).status_code == 403
    refused = ada.post(early)
    assert refused.status_code == 409
    assert "The review opens once the incident is resolved" in refused.text
    assert ada.post(resolved).status_code == 303
    assert "Whom the law, a contract or our own rules oblige us to tell." in ada.get(resolved).text


def test_the_business_reads_no_draft(stage: Stage, log_in: LogIn) -> None:
    address = stage(factories.drafted)
    assert log_in("Olu").get(address).status_code == 403
    assert log_in("Sam").get(f"{address}/sections/summary").status_code == 403


def test_a_section_of_it_is_not_for_the_ai_department(stage: Stage, log_in: LogIn) -> None:
    address = stage(factories.drafted)
    ari = log_in("Ari")
    sentence = "Containment and rollback analysis belongs to IT. You can comment, or suggest a text."
    assert sentence in ari.get(address).text
    answer = ari.post(f"{address}/sections/containment_analysis", data={"body": "Mine", "version": 1})
    assert answer.status_code == 403
    assert sentence in answer.text
    assert ari.get(f"{address}/sections/nonsense").status_code == 404


def test_two_people_who_save_the_same_section_lose_no_text(stage: Stage, log_in: LogIn) -> None:
    address = stage(factories.drafted)
    ari, iris = log_in("Ari"), log_in("Iris")
    assert save(iris, address, "Iris was first.", 1)[0] == 303
    status, page = save(ari, address, "Ari wrote meanwhile.", 1)
    assert status == 409
    assert "Iris saved this section while you were writing" in page
    assert "Iris was first." in page
    assert "Ari wrote meanwhile." in page
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert version is not None
    assert save(ari, address, "Iris was first. Ari wrote meanwhile.", int(version[1]))[0] == 303
    assert "Iris was first. Ari wrote meanwhile." in ari.get(address).text


def test_a_text_that_came_too_late_for_the_freeze_stays_on_the_page(stage: Stage, log_in: LogIn) -> None:
    status, page = save(log_in("Ari"), stage(factories.frozen), "Typed with care.", 1)
    assert status == 422
    assert "its content is fixed" in page
    assert "Typed with care." in page


def test_a_change_withdraws_ready_and_the_page_says_so_before(
    app: Flask, stage: Stage, log_in: LogIn, state: Callable[[], list[ReviewState]]
) -> None:
    address = stage(factories.drafted)
    ada = log_in("Ada")
    assert ada.post(f"{address}/readiness").status_code == 303
    iris = log_in("Iris")
    assert "Saving a change withdraws that mark." in iris.get(f"{address}/sections/summary").text
    assert save(iris, address, "Changed.", 1)[0] == 303
    ivo = log_in("Ivo")
    assert ivo.post(f"{address}/readiness").status_code == 303
    assert state() == [ReviewState.DRAFTING]
    assert ready(app) == ["Ivo"]
    ivo.post(f"{address}/timeline/1/pin", data={"pinned": "no"})
    assert ready(app) == []


def test_what_is_missing_is_listed_and_blocks_the_button(stage: Stage, log_in: LogIn) -> None:
    address = stage(factories.resolved)
    ada = log_in("Ada")
    ada.post(address)
    page = ada.get(address).text
    assert "The section “Impact” is empty." in page
    assert f'action="{address}/readiness"' not in page
    answer = ada.post(f"{address}/readiness")
    assert answer.status_code == 422
    assert "Not ready yet." in answer.text


def test_the_second_mark_freezes_and_leads_to_the_rendering(
    stage: Stage, log_in: LogIn, state: Callable[[], list[ReviewState]]
) -> None:
    address = stage(factories.drafted)
    log_in("Ada").post(f"{address}/readiness")
    ivo = log_in("Ivo")
    answer = ivo.post(f"{address}/readiness")
    assert answer.location == f"{address}/rendering"
    assert state() == [ReviewState.READY]
    assert "Waiting for the worker" in ivo.get(answer.location).text
    progress = ivo.get(f"{address}/rendering.json").json
    assert progress == {"percent": 0, "step": "Waiting for the worker", "error": False, "next": None}
    assert ivo.get(f"{address}/report.pdf").location == f"{address}/rendering"


def test_factors_and_actions_come_and_go(stage: Stage, log_in: LogIn) -> None:
    address = stage(factories.drafted)
    ari = log_in("Ari")
    assert ari.post(f"{address}/factors", data={"cause_class": "", "explanation": "Kept."}).status_code == 422
    ari.post(f"{address}/factors", data={"cause_class": "drift", "explanation": "It drifted away."})
    assert "It drifted away." in ari.get(address).text
    assert ari.post(f"{address}/factors/2/removal").status_code == 303
    assert "It drifted away." not in ari.get(address).text
    assert ari.post(f"{address}/factors/2/removal").status_code == 404
    late = ari.post(
        f"{address}/actions",
        data={"title": "Watch", "owner": 5, "due_on": "2020-01-01", "action_class": "detect", "verification": "Looks"},
    )
    assert late.status_code == 422
    assert "This day has passed." in late.text
    assert 'value="Watch"' in late.text


def test_an_entry_by_hand_is_read_in_the_persons_own_zone(app: Flask, stage: Stage, log_in: LogIn) -> None:
    address = stage(factories.drafted)
    with app.app_context():
        Cast().ari.time_zone = "Europe/Paris"
        db.session.commit()
    ari = log_in("Ari")
    sent = {"moment": "2026-07-01T10:00", "lane": "business", "text": "A customer rang."}
    assert ari.post(f"{address}/timeline", data=sent).status_code == 303
    with app.app_context():
        entry = db.session.query(TimelineEntry).filter_by(by_hand=True).one()
        assert entry.at.isoformat() == "2026-07-01T08:00:00+00:00"
        number = entry.id
    assert ari.post(f"{address}/timeline/{number}/pin", data={"pinned": "no"}).status_code == 303
    assert "Not in the report" in ari.get(address).text
    future = ari.post(f"{address}/timeline", data=sent | {"moment": "2099-01-01T10:00"})
    assert future.status_code == 422
    assert "This lies in the future." in future.text


def test_two_signatures_publish_and_a_mistyped_passphrase_signs_nothing(
    stage: Stage, log_in: LogIn, state: Callable[[], list[ReviewState]]
) -> None:
    address = stage(factories.sealed)
    ada, ivo = log_in("Ada"), log_in("Ivo")
    assert ada.get(f"{address}/report.pdf").data.startswith(b"%PDF-")
    page = ada.get(f"{address}/signature").text
    assert "I have taken part in this review" in page
    wrong = ada.post(f"{address}/signature", data={"passphrase": "not the passphrase"})
    assert wrong.status_code == 422
    assert "This is not your signing passphrase, and nothing was done." in wrong.text
    assert "not the passphrase" not in wrong.text
    assert ada.post(f"{address}/signature", data={"passphrase": PASSPHRASE}).status_code == 303
    again = log_in("Ann").post(f"{address}/signature", data={"passphrase": PASSPHRASE})
    assert again.status_code == 422
    assert "Ada has signed for the AI department already." in again.text
    last = ivo.post(f"{address}/signature", data={"passphrase": PASSPHRASE})
    assert last.location == address.replace("/incidents", "/reports").removesuffix("/review")
    assert state() == [ReviewState.PUBLISHED]


def test_signing_asks_for_a_fresh_log_in(app: Flask, stage: Stage, log_in: LogIn) -> None:
    address = stage(factories.sealed)
    ada = log_in("Ada")
    app.config["SECURITY_FRESHNESS"] = timedelta(microseconds=1)
    answer = ada.post(f"{address}/signature", data={"passphrase": PASSPHRASE})
    assert answer.status_code == 302
    assert answer.location.startswith("/confirm-password?next=")
    app.config["SECURITY_FRESHNESS"] = timedelta(minutes=10)
    back = ada.post(answer.location, data={"password": PASSWORD})
    assert back.location.endswith(f"{address}/signature")
    assert ada.get(back.location).status_code == 200


def test_withdrawing_needs_a_reason_and_makes_a_new_revision(
    stage: Stage, log_in: LogIn, state: Callable[[], list[ReviewState]]
) -> None:
    address = stage(factories.sealed)
    ada, ivo = log_in("Ada"), log_in("Ivo")
    ada.post(f"{address}/signature", data={"passphrase": PASSPHRASE})
    assert "1 signature becomes void." in ivo.get(address).text
    empty = ivo.post(f"{address}/voiding", data={"reason": " "})
    assert empty.status_code == 422
    assert "what must change?" in empty.text
    assert ivo.post(f"{address}/voiding", data={"reason": "A figure is wrong."}).status_code == 303
    assert state() == [ReviewState.VOIDED, ReviewState.DRAFTING]
    assert "A figure is wrong." in ada.get(f"{address}?revision=1").text
    assert "What we know of Impact." in ada.get(address).text


def test_both_leads_waive_a_review_but_never_a_grave_one(app: Flask, stage: Stage, log_in: LogIn) -> None:
    small = stage(factories.resolved)
    grave = stage(lambda cast, clock: factories.resolved(cast, clock, Severity.SEV_1))
    ada, ivo = log_in("Ada"), log_in("Ivo")
    refused = ada.post(f"{grave}/waiver", data={"reason": "Kept."})
    assert refused.status_code == 422
    assert "A review is mandatory for SEV-1." in refused.text
    assert "Kept." in refused.text
    assert ada.post(f"{small}/waiver", data={"reason": "A near miss."}).status_code == 303
    page = ivo.get(f"{small}/waiver").text
    assert "has agreed for the AI department" in page
    assert "A near miss." in page
    assert ivo.post(f"{small}/waiver", data={"reason": "Nothing to add."}).status_code == 303
    assert "Both departments agreed to close without a review." in ada.get(small).text


def test_the_room_takes_as_many_queries_for_much_as_for_little(
    app: Flask, stage: Stage, clock: Clock, log_in: LogIn
) -> None:
    address = stage(factories.resolved)
    ada = log_in("Ada")
    ada.post(address)
    ada.get(address)
    with counted() as few:
        ada.get(address)
    with app.app_context():
        cast, (review,) = Cast(), db.session.query(Review)
        for writer, section in zip((cast.ada, cast.ari, cast.ann), review.sections, strict=False):
            writing.write(writer, section, "Text.", 0, clock())
        factories.done(cast, clock, TaskKind.POLICY_UPDATE, review.incident)
        db.session.commit()
    with counted() as many:
        assert "Last written by" in ada.get(address).text
    assert len(many) == len(few)
