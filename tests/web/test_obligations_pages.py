"""Reporting obligations over HTTP: answering, deciding, recording, drafting, and who may read what."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from incidents.domain.regimes import CATALOGUE, QUESTIONS
from incidents.models import Incident, Obligation, ObligationDraft, ObligationReport, db
from tests import factories
from tests.counting import counted
from tests.factories import Cast, Clock
from tests.web.visiting import LogIn, number_of

AT = "/incidents/AI-1/obligations"
GDPR = f"{AT}/gdpr-33"
BREACH = ("eu", "personal_data", "controller")


@pytest.fixture
def log_in(app: Flask, log_in: LogIn) -> LogIn:
    with app.app_context():
        factories.accepted(Cast(), _clock())
        db.session.commit()
    return log_in


def _clock() -> Clock:
    from datetime import UTC, datetime

    from tests.conftest import ticking

    return ticking(datetime.now(UTC) - timedelta(hours=5))


def said(*yes: str) -> dict[str, str]:
    return dict.fromkeys(QUESTIONS, "no") | dict.fromkeys(yes, "yes")


def answer(client: FlaskClient, *yes: str) -> TestResponse:
    return client.post(f"{AT}/questions", data=said(*(yes or BREACH)))


def assess(app: Flask, client: FlaskClient, **fields: str) -> TestResponse:
    values = {
        "trigger_aware": "2026-09-04T17:00",
        "owner": str(number_of(app, "Ari")),
        "rationale": "Names were shown to strangers.",
    }
    return client.post(f"{GDPR}/assessment", data=values | fields)


def send(client: FlaskClient, **fields: str) -> TestResponse:
    values = {
        "stage": "notification",
        "sent_at": "2026-09-05T09:00",
        "recipient": "CNIL",
        "reference": "2026-77",
        "proof": "",
        "note": "Receipt in the case file.",
    }
    return client.post(f"{GDPR}/reports", data=values | fields)


def test_answers_propose_and_a_lead_decides_and_what_was_sent_is_recorded(app: Flask, log_in: LogIn) -> None:
    ari, ada = log_in("Ari"), log_in("Ada")
    assert "Nobody has looked yet" in ari.get(AT).text
    assert answer(ari).location == AT
    page = ari.get(AT).text
    assert "GDPR, Art. 33" in page
    assert "A lead of either department decides on it." in page
    assert assess(app, ada).location == GDPR
    page = ada.get(GDPR).text
    assert "Overdue by" in page
    assert "Names were shown to strangers." in page
    assert send(ari).status_code == 303
    page = ari.get(GDPR).text
    assert "CNIL" in page
    assert "2026-77" in page
    with app.app_context():
        assert db.session.scalars(sa.select(Obligation.state)).one().value == "sent"


def test_the_first_answers_stand_at_not_known_yet_and_change_nothing_by_looking(app: Flask, log_in: LogIn) -> None:
    page = log_in("Ari").get(f"{AT}/questions").text
    assert page.count('value="unknown"') == len(QUESTIONS)
    assert page.count("checked") == len(QUESTIONS)
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Obligation.id))) == 0


def test_an_answer_that_is_none_is_refused_beside_its_question(log_in: LogIn) -> None:
    response = log_in("Ari").post(f"{AT}/questions", data=said() | {"eu": "perhaps"})
    assert response.status_code == 422
    assert "Choose yes, no, or not known yet." in response.text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"rationale": ""}, "Give a rationale: why is it due?"),
        ({"owner": ""}, "Choose a person."),
        ({"owner": "99999"}, "There is no such person."),
        ({"trigger_aware": ""}, "Give the moment: became aware of the breach."),
        ({"trigger_aware": "2099-01-01T10:00"}, "This lies in the future."),
    ],
)
def test_a_wrong_assessment_keeps_what_was_typed(
    app: Flask, log_in: LogIn, fields: dict[str, str], sentence: str
) -> None:
    ada = log_in("Ada")
    answer(ada)
    response = assess(app, ada, **({"rationale": "typed with care"} | fields))
    assert response.status_code == 422
    assert sentence in response.text
    assert "rationale" in fields or "typed with care" in response.text
    with app.app_context():
        assert db.session.scalars(sa.select(Obligation.state)).one().value == "proposed"


def test_a_wrong_report_keeps_what_was_typed(app: Flask, log_in: LogIn) -> None:
    ada = log_in("Ada")
    answer(ada)
    assess(app, ada)
    for fields, sentence in (
        ({"note": ""}, "Give a proof"),
        ({"recipient": ""}, "Give the recipient."),
        ({"sent_at": "2099-01-01T10:00"}, "This lies in the future."),
        ({"sent_at": "yesterday"}, "Not a valid datetime value."),
    ):
        response = send(ada, **({"reference": "typed with care"} | fields))
        assert response.status_code == 422
        assert sentence in response.text
        assert "typed with care" in response.text
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(ObligationReport.id))) == 0


def test_a_mistaken_entry_is_retracted(app: Flask, log_in: LogIn) -> None:
    ada = log_in("Ada")
    answer(ada)
    assess(app, ada)
    send(ada)
    assert ada.post(f"{GDPR}/reports/1/retraction", data={"reason": ""}).status_code == 422
    assert ada.post(f"{GDPR}/reports/2/retraction", data={"reason": "No."}).status_code == 404
    assert ada.post(f"{GDPR}/reports/1/retraction", data={"reason": "Wrong authority."}).status_code == 303
    page = ada.get(GDPR).text
    assert "Retracted" in page
    assert "Wrong authority." in page


def test_members_do_not_decide_and_strangers_do_not_see(app: Flask, log_in: LogIn) -> None:
    ari = log_in("Ari")
    answer(ari)
    assert assess(app, ari).status_code == 403
    assert log_in("Olu").get(GDPR).status_code == 200
    for name in ("Sam", "Lea"):
        client = log_in(name)
        for path in (AT, GDPR, f"{GDPR}/draft"):
            assert client.get(path).status_code == 404
        assert "GDPR" not in client.get("/obligations").text
    assert log_in("Max").get(AT).status_code == 403


def test_a_regime_that_is_not_on_the_list_does_not_exist(log_in: LogIn) -> None:
    client = log_in("Ada")
    for path in (GDPR, f"{AT}/nonsense", f"{GDPR}/draft", f"{GDPR}/draft.txt", f"{GDPR}/draft.exe"):
        assert client.get(path).status_code == 404


def test_a_regime_is_put_on_the_list_by_hand(log_in: LogIn) -> None:
    iris = log_in("Iris")
    assert iris.post(AT, data={"regime": "nis2-23", "reason": ""}).status_code == 422
    response = iris.post(AT, data={"regime": "nis2-23", "reason": "We are named since July."})
    assert response.location == f"{AT}/nis2-23"
    assert "We are named since July." in iris.get(f"{AT}/nis2-23").text
    refused = iris.post(AT, data={"regime": "raise-1422", "reason": "Soon."})
    assert "is not in force" in refused.text or refused.status_code == 303


def test_the_draft_is_filled_from_the_record_and_says_what_is_not_known(app: Flask, log_in: LogIn) -> None:
    ada = log_in("Ada")
    answer(ada)
    assess(app, ada)
    page = ada.get(f"{GDPR}/draft").text
    assert "It promised a refund that we do not give." in page
    assert "Not known yet" in page
    plain = ada.get(f"{GDPR}/draft.txt")
    assert plain.headers["Content-Disposition"] == 'attachment; filename="AI-1-gdpr-33-draft.txt"'
    assert "(c) Likely consequences of the breach\n\n[Not known yet]" in plain.text
    saved = ada.post(f"{GDPR}/draft", data={"version": "0", "consequences": "# Letters to the wrong people"})
    assert saved.status_code == 303
    markdown = ada.get(f"{GDPR}/draft.md").text
    assert "version 1, saved by Ada" in markdown
    assert "    # Letters to the wrong people" in markdown
    assert "Not legal advice." in markdown


def test_two_people_write_a_draft_and_neither_loses_a_word(app: Flask, log_in: LogIn) -> None:
    ada, ivo = log_in("Ada"), log_in("Ivo")
    answer(ada)
    ada.post(f"{GDPR}/draft", data={"version": "0", "nature": "What Ada wrote."})
    lost = ivo.post(f"{GDPR}/draft", data={"version": "0", "nature": "What Ivo wrote."})
    assert lost.status_code == 422
    assert "What Ada wrote." in lost.text
    assert "What Ivo wrote." in lost.text
    assert 'value="1"' in lost.text
    ivo.post(f"{GDPR}/draft", data={"version": "1", "nature": "Both."})
    with app.app_context():
        assert db.session.scalars(sa.select(ObligationDraft.version).order_by(ObligationDraft.id)).all() == [1, 2]


def test_the_list_over_all_incidents_and_the_card_on_the_overview(app: Flask, log_in: LogIn) -> None:
    ada = log_in("Ada")
    assert "Nothing is due" in ada.get("/obligations").text
    assert "Nobody has looked yet whether this must be reported." in ada.get("/incidents/AI-1").text
    answer(ada)
    assert "1 regime is proposed and not assessed yet." in ada.get("/incidents/AI-1").text
    assess(app, ada)
    assert "GDPR, Art. 33: Notification" in ada.get("/obligations").text
    assert "Overdue by" in ada.get("/incidents/AI-1").text


def test_the_catalogue_cites_every_source_and_says_that_it_is_not_legal_advice(log_in: LogIn) -> None:
    page = log_in("Olu").get("/obligations/catalogue").text
    assert "This is not legal advice." in page
    for regime in CATALOGUE.values():
        assert regime.url.replace("&", "&amp;") in page


def test_hostile_text_stays_text(app: Flask, log_in: LogIn) -> None:
    ada = log_in("Ada")
    answer(ada)
    assess(app, ada, rationale="<script>alert(1)</script>")
    send(ada, recipient="<b>CNIL</b>", note="<img src=x>")
    page = ada.get(GDPR).text
    for text in ("<script>alert", "<b>CNIL", "<img src=x"):
        assert text not in page


def test_the_page_of_an_incident_costs_the_same_however_many_obligations_it_has(
    cast: Cast, clock: Clock, app: Flask
) -> None:
    from incidents.operations import obligation_questions
    from incidents.queries.obligations import board_of
    from tests.operations.test_obligations import answers

    incident = factories.accepted(cast, clock)

    def measured() -> int:
        db.session.flush()
        db.session.expire_all()
        db.session.get(Incident, incident.id)
        with counted() as asked:
            for view in board_of(incident).views:
                assert view.stages is not None
        return len(asked)

    obligation_questions.answer(cast.ari, incident, answers(*BREACH), clock())
    few = measured()
    obligation_questions.answer(cast.ari, incident, {}, clock())
    assert measured() == few <= 4
