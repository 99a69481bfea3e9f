"""Verifying a report over the web: for anybody, without an account, and without keeping or telling anything more."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

from incidents.app import create_app
from incidents.config import Settings
from incidents.context import Countersign
from incidents.domain.review import ReviewState
from incidents.models import AuditChain, Review, db
from incidents.operations import signing
from incidents.web import verification
from incidents.web.extensions import limiter
from reports.identity import Authority
from tests import factories
from tests.conftest import TESTING
from tests.counting import counted
from tests.factories import Cast, Clock

SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "schemas" / "verification-1.schema.json"
HOSTILE = "<script>alert(1)</script>\u202eevil"
Visit = Callable[[bytes], TestResponse]


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    """Somebody without an account."""
    return app.test_client()


@pytest.fixture
def verified(stranger: FlaskClient) -> Visit:
    """Gives a file to the page."""
    return lambda pdf: stranger.post("/verify", data={"file": (io.BytesIO(pdf), "report.pdf")})


@pytest.fixture
def answered(stranger: FlaskClient) -> Callable[[bytes], dict[str, object]]:
    """Gives a file to the door for programs, and reads what comes back; it always has the published form."""
    check = Draft202012Validator(json.loads(SCHEMA.read_text()))

    def ask(pdf: bytes) -> dict[str, object]:
        answer = stranger.post("/verify.json", data={"file": (io.BytesIO(pdf), "report.pdf")})
        assert answer.status_code == 200
        check.validate(answer.json)
        plain: dict[str, object] = answer.json
        return plain

    return ask


@pytest.fixture
def review(app: Flask, cast: Cast, clock: Clock, own: Countersign) -> Review:
    """A published report."""
    return factories.published(cast, clock, own)


def bytes_of(review: Review, own: Countersign) -> bytes:
    """The file of a review as it is kept now."""
    assert review.rendering is not None
    assert review.rendering.sha256 is not None
    return own.store.get(review.rendering.sha256)


def test_anybody_may_open_the_page_and_is_led_there_from_the_log_in(stranger: FlaskClient) -> None:
    page = stranger.get("/verify")
    assert page.status_code == 200
    assert "you need no account" in page.text
    assert 'href="/verify"' in stranger.get("/login").text


def test_a_genuine_report_is_told_in_plain_words(review: Review, own: Countersign, verified: Visit) -> None:
    answer = verified(bytes_of(review, own))
    assert answer.status_code == 200
    for words in (
        "Genuine and complete",
        "No byte has changed, and every signature holds.",
        "AI department",
        "IT department",
        "Seal of the organisation",
        "I have taken part in this review and answer for my department&#39;s part of it.",
        "Basic (PAdES B-B)",
        "Its certificate is trusted here, and was valid.",
        "Two different people signed",
        "The file is, byte for byte, the one that the record keeps.",
        "It is published, and the newest.",
    ):
        assert words in answer.text, words
    assert 'class="fails"' not in answer.text


def test_programs_are_answered_in_the_published_form(
    review: Review, own: Countersign, stranger: FlaskClient, answered: Callable[[bytes], dict[str, object]]
) -> None:
    pdf = bytes_of(review, own)
    plain = answered(pdf)
    assert (plain["genuine"], plain["verdict"]) == (True, "genuine")
    for address, headers in (("/verify?format=json", {}), ("/verify", {"Accept": "application/json"})):
        again = stranger.post(address, data={"file": (io.BytesIO(pdf), "x.pdf")}, headers=headers)
        assert (again.status_code, again.json) == (200, plain)
    broken = answered(pdf[:-1])
    assert (broken["genuine"], broken["verdict"], broken["record"]) == (False, "not_genuine", None)


def test_a_file_that_does_not_hold_is_told_nothing_of_the_record(
    review: Review, own: Countersign, verified: Visit
) -> None:
    changed = bytearray(bytes_of(review, own))
    changed[len(changed) // 2] ^= 1
    db.session.rollback()
    answer = verified(bytes(changed))
    assert answer.status_code == 200
    assert "Not genuine" in answer.text
    assert "Do not rely on this file." in answer.text
    assert "What our record says" not in answer.text
    assert review.incident.title not in answer.text
    for junk in (b"", b"Dear all", b"%PDF-1.7\n"):
        assert "Not genuine" in verified(junk).text


def test_a_file_of_another_organisation_is_not_trusted_whatever_it_brings(
    review: Review, own: Countersign, stranger: FlaskClient, verified: Visit, tmp_path: Path
) -> None:
    pdf = bytes_of(review, own)
    # From now on another organisation of the same name lives here, with another root.
    for path in own.settings.keys.glob("*.pem"):
        path.unlink()
    Authority.create(own.settings.keys, "Meridian Mutual", "another long passphrase", factories.FOUNDED)
    answer = verified(pdf)
    assert "Not genuine" in answer.text
    assert "do not come from an organisation that is trusted here" in answer.text
    assert "What our record says" not in answer.text


def test_a_superseded_revision_is_genuine_and_says_what_stands_in_its_place(
    review: Review, cast: Cast, clock: Clock, own: Countersign, verified: Visit,
    answered: Callable[[bytes], dict[str, object]],
) -> None:  # fmt: skip
    first = bytes_of(review, own)
    second = factories.revised(cast, clock, own)
    newest = bytes_of(second, own)
    db.session.rollback()
    answer = verified(first)
    assert "Genuine, but superseded" in answer.text
    assert "Revision 2 stands in its place" in answer.text
    assert answered(first)["genuine"] is True
    assert answered(newest)["verdict"] == "genuine"


def test_before_both_have_signed_it_is_incomplete_and_afterwards_an_earlier_form(
    cast: Cast, clock: Clock, own: Countersign, verified: Visit
) -> None:
    review = factories.sealed(cast, clock)
    sealed = bytes_of(review, own)
    signing.sign(cast.ivo, review, factories.PASSPHRASE, own.store, clock())
    db.session.commit()
    half = bytes_of(review, own)
    db.session.rollback()
    for pdf, missing in ((sealed, 2), (half, 1)):
        page = verified(pdf).text
        assert "Incomplete: not signed by both departments" in page
        assert "It is not a report yet." in page
        assert page.count("has not signed</p>") == missing
    signing.sign(cast.ada, review, factories.PASSPHRASE, own.store, clock())
    db.session.commit()
    page = verified(half).text
    assert "it was kept before both had signed. Ask for the published report." in page
    assert "The file is an earlier form of the one that the record keeps" in page


def test_a_withdrawn_revision_says_so(cast: Cast, clock: Clock, own: Countersign, verified: Visit) -> None:
    review = factories.sealed(cast, clock)
    pdf = bytes_of(review, own)
    signing.void(cast.ada, review, "The impact is wrong.", clock())
    db.session.commit()
    page = verified(pdf).text
    assert "sealed this file and then withdrew it" in page
    assert "This revision was withdrawn before both had signed." in page
    assert "The impact is wrong" not in page


def test_a_record_that_says_otherwise_is_never_called_genuine(
    review: Review, own: Countersign, answered: Callable[[bytes], dict[str, object]]
) -> None:
    pdf = bytes_of(review, own)
    chain = db.session.scalars(sa.select(AuditChain).where(AuditChain.incident_id == review.incident_id)).one()
    chain.head = "0" * 64
    db.session.commit()
    plain = answered(pdf)
    assert (plain["genuine"], plain["verdict"]) == (False, "contradicted")
    assert plain["record"] == {
        "found": True, "content_matches": True, "file": "kept", "anchor_stands": True, "chain_whole": False,
        "state": "published", "superseded_by": None,
    }  # fmt: skip
    review.digest = "0" * 64
    review.packet = (review.packet or "").replace("What we know of Summary.", "Something else.")
    db.session.commit()
    assert review.state is ReviewState.PUBLISHED
    record = answered(pdf)["record"]
    assert record == {
        "found": True, "content_matches": False, "file": "unknown", "anchor_stands": False, "chain_whole": False,
        "state": "", "superseded_by": None,
    }, "of other content nothing is told"  # fmt: skip


def test_a_quarterly_report_is_verified_by_the_same_page(
    cast: Cast, clock: Clock, own: Countersign, verified: Visit
) -> None:
    from incidents.delivery import quarterly
    from incidents.operations.quarters import request_by_command

    def made(quarter: str) -> bytes:
        kept = request_by_command(quarter, clock())
        db.session.commit()
        quarterly.render(kept.id, clock)
        db.session.commit()
        assert kept.sha256 is not None
        return own.store.get(kept.sha256)

    first = made("2026-Q2")
    page = verified(first).text
    assert "Genuine and complete" in page
    assert "2026-Q2" in page
    assert "has not signed" not in page
    made("2026-Q2")
    assert "Edition 2 stands in its place" in verified(first).text


def test_what_the_file_says_is_text_on_the_page(
    cast: Cast, clock: Clock, own: Countersign, verified: Visit, answered: Callable[[bytes], dict[str, object]]
) -> None:
    incident = factories.resolved(cast, clock)
    incident.title = HOSTILE + "A" * 150
    pdf = bytes_of(factories.published(cast, clock, own, incident), own)
    page = verified(pdf).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;[U+202E]evil" in page
    assert "\u202e" not in json.dumps(answered(pdf), ensure_ascii=False)


def test_verifying_keeps_nothing_and_asks_little(
    review: Review, own: Countersign, stranger: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    pdf = bytes_of(review, own) + b"\n"
    genuine = pdf[:-1]
    db.session.rollback()
    files = files_of(own)
    for content, most in ((pdf, 1), (genuine, 6)):  # the page of health asks one question, so that there is one
        with counted() as asked:
            stranger.post("/verify.json", data={"file": (io.BytesIO(content), "a-secret-name.pdf")})
            stranger.get("/health")
        assert len([one for one in asked if one.startswith("SELECT")]) <= most
        assert not [one for one in asked if not one.startswith(("SELECT", "BEGIN", "PRAGMA", "SET"))]
        assert "BEGIN IMMEDIATE" not in asked, "strangers do not hold up people who write"
    assert files_of(own) == files
    assert "a-secret-name" not in caplog.text
    assert review.incident.title not in caplog.text


def files_of(own: Countersign) -> set[Path]:
    """Every file of the home, but for those with which SQLite works while somebody is connected."""
    return {
        path for path in own.settings.home.rglob("*") if path.is_file() and path.suffix not in {".db-shm", ".db-wal"}
    }


def test_a_file_that_is_too_large_is_refused_in_a_sentence(
    stranger: FlaskClient, verified: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "LIMIT", 1000)
    answer = verified(b"%PDF-1.7\n" + b"0" * 1000)
    assert (answer.status_code, verification.TOO_LARGE in answer.text) == (413, True)
    monkeypatch.setattr(verification, "MEGABYTE", 10)
    answer = verified(b"%PDF-1.7\n" + b"0" * 5000)
    assert (answer.status_code, verification.TOO_LARGE in answer.text) == (413, True)
    told = stranger.post("/verify.json", data={"file": (io.BytesIO(b"0" * 5000), "x.pdf")})
    assert (told.status_code, told.json) == (413, {"error": verification.TOO_LARGE})


def test_no_file_is_a_sentence_and_no_broken_page(stranger: FlaskClient) -> None:
    answer = stranger.post("/verify", data={})
    assert (answer.status_code, verification.NO_FILE in answer.text) == (422, True)
    assert stranger.post("/verify", data={"file": "words"}).status_code == 422
    told = stranger.post("/verify.json", data={"file": "words"})
    assert (told.status_code, "form field" in told.json["error"]) == (422, True)
    assert stranger.get("/verify.json").status_code == 405


def test_the_page_is_guarded_against_forged_forms_and_programs_need_no_session(
    app: Flask, stranger: FlaskClient
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    sent = {"file": (io.BytesIO(b"Dear all"), "x.pdf")}
    assert stranger.post("/verify", data=sent).status_code == 400
    answer = stranger.post("/verify.json", data={"file": (io.BytesIO(b"Dear all"), "x.pdf")})
    assert (answer.status_code, answer.json["genuine"]) == (200, False)
    assert "Set-Cookie" not in answer.headers
    page = stranger.get("/verify").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    with_token = {"csrf_token": token, "file": (io.BytesIO(b"Dear all"), "x.pdf")}
    assert stranger.post("/verify", data=with_token).status_code == 200


def test_nobody_verifies_without_end(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiter, "enabled", True)  # and back afterwards: all applications share it
    app = create_app(settings, TESTING | {"RATELIMIT_ENABLED": True})
    stranger = app.test_client()
    doors = ["/verify", "/verify.json"] * 15
    answers = [stranger.post(door, data={"file": (io.BytesIO(b"x"), "x.pdf")}) for door in doors]
    assert [answer.status_code for answer in answers] == [200] * 20 + [429] * 10, "both doors count together"
    assert verification.AGAIN in answers[20].text
    assert answers[21].json == {"error": verification.AGAIN}
    assert stranger.get("/verify").status_code == 200
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_where_nobody_lives_the_page_leads_to_the_founding(stranger: FlaskClient, in_app: None) -> None:
    from incidents.operations import organisation

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verification, "here", lambda: None)
        assert organisation.here() is not None
        assert stranger.get("/verify").location == "/setup"


@pytest.mark.parametrize("name", ["packet", "quarter", "verification"])
def test_the_schemas_are_public(stranger: FlaskClient, name: str) -> None:
    answer = stranger.get(f"/reports/{name}.schema.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/schema+json")
    assert answer.text == SCHEMA.with_name(f"{name}-1.schema.json").read_text()
    assert stranger.get("/reports/other.schema.json").status_code == 303, "no such schema, and no door"
