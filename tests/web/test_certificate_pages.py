"""Pages of certificates: a lead's own, the administrators', and the list that anybody may fetch."""

from io import BytesIO

import pytest
import sqlalchemy as sa
from cryptography import x509
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from incidents.context import Countersign
from incidents.models import SigningIdentity, db
from incidents.operations.revocation import current_list
from tests.factories import FOUNDED, PASSPHRASE, PASSWORD, Cast, Clock
from tests.web.visiting import LogIn, questions

NEW = "seventeen quiet lanterns"
WRONG = "eleven loud lanterns"


def of(name: str) -> SigningIdentity:
    """The newest identity of somebody, as the database has it now."""
    db.session.rollback()
    query = sa.select(SigningIdentity).where(SigningIdentity.person.has(name=name))
    return db.session.scalars(query.order_by(SigningIdentity.id.desc()).limit(1)).one()


def change(client: FlaskClient, present: str) -> TestResponse:
    """Change the passphrase over the form."""
    return client.post("/account/signing/passphrase", data={"passphrase": present, "new": NEW, "again": NEW})


def bring(client: FlaskClient, file: bytes, passphrase: str) -> TestResponse:
    """Hand a file in over the form."""
    data = {"file": (BytesIO(file), "ada.p12"), "passphrase": passphrase}
    return client.post("/account/signing/own-file", data=data, content_type="multipart/form-data")


def test_wrong_passphrases_are_counted_although_each_request_is_refused(in_app: None, log_in: LogIn) -> None:
    ada = log_in("Ada")
    for left in ("4 tries are left", "3 tries are left", "2 tries are left", "One try is left"):
        answer = change(ada, WRONG)
        assert answer.status_code == 422
        assert left in answer.text
        assert WRONG not in answer.text
    assert of("Ada").failures == 4
    assert "one try is left before signing is locked" in ada.get("/account/signing").text
    assert "Signing is locked until" in change(ada, WRONG).text
    locked = change(ada, PASSPHRASE)
    assert locked.status_code == 422
    assert "Signing is locked until" in locked.text
    assert of("Ada").failures == 5


def test_a_lock_shows_its_end_in_the_zone_of_the_lead_and_stands_for_administrators(
    in_app: None, log_in: LogIn
) -> None:
    ada, max_ = log_in("Ada"), log_in("Max")
    ada.post("/account", data={"time_zone": "Asia/Kolkata"})
    for _ in range(5):
        change(ada, WRONG)
    page = ada.get("/account/signing").text
    assert "Signing is locked" in page
    assert "(IST)" in page
    assert "Locked" in max_.get("/administration/certificates").text
    assert "Signing is locked for Ada" in max_.get("/notices").text
    assert "signing was locked" in max_.get("/administration").text


def test_a_refused_passphrase_leaves_nothing_but_its_count(in_app: None, log_in: LogIn) -> None:
    ada = log_in("Ada")
    before = {table.name: rows(table) for table in db.metadata.sorted_tables}
    change(ada, WRONG)
    db.session.rollback()
    after = {table.name: rows(table) for table in db.metadata.sorted_tables}
    changed = [name for name in before if before[name] != after[name]]
    assert changed == ["signing_identity"]


def rows(table: sa.Table) -> list[tuple[object, ...]]:
    """Everything in a table."""
    return sorted((tuple(row) for row in db.session.execute(sa.select(table))), key=repr)


def test_a_lead_renews_and_changes_the_passphrase(in_app: None, log_in: LogIn) -> None:
    ada, before = log_in("Ada"), of("Ada").serial
    assert ada.post("/account/signing/renewal", data={"passphrase": PASSPHRASE}).status_code == 303
    assert of("Ada").serial != before
    assert change(ada, PASSPHRASE).status_code == 303
    assert "From now on you sign with the new passphrase" in ada.get("/account/signing").text


def test_the_two_new_passphrases_must_agree(log_in: LogIn) -> None:
    answer = log_in("Ada").post(
        "/account/signing/passphrase", data={"passphrase": PASSPHRASE, "new": NEW, "again": WRONG}
    )
    assert answer.status_code == 422
    assert "The two passphrases differ" in answer.text


def test_the_log_in_password_is_refused_beside_the_field(log_in: LogIn) -> None:
    answer = log_in("Ada").post("/account/signing", data={"passphrase": PASSWORD, "again": PASSWORD})
    assert answer.status_code == 422
    assert "This is your password. Choose another" in answer.text


def test_a_lead_brings_a_file(in_app: None, own: Countersign, log_in: LogIn) -> None:
    ada = log_in("Ada")
    made = own.authority.enrol("Ada", "ada@example.org", "AI department", "Lead", NEW, FOUNDED)
    for file, passphrase, sentence in (
        (b"text", NEW, "not a readable PKCS#12"),
        (made.pkcs12, WRONG, "does not open the file"),
    ):
        answer = bring(ada, file, passphrase)
        assert answer.status_code == 422
        assert sentence in answer.text
    assert bring(ada, made.pkcs12, NEW).status_code == 303
    assert "Brought along as a file" in ada.get("/account/signing").text
    assert of("Ada").serial == made.serial


def test_revoking_says_what_it_means_and_asks_why(in_app: None, log_in: LogIn) -> None:
    ada, identity = log_in("Ada"), of("Ada")
    page = f"/account/signing/{identity.id}/revocation"
    assert "It is for good." in ada.get(page).text
    assert ada.post(page).status_code == 422
    assert of("Ada").revoked_at is None
    assert ada.post(page, data={"reason": "affiliation_changed"}).status_code == 422
    assert ada.post(page, data={"reason": "key_compromise"}).status_code == 303
    page_of_hers = ada.get("/account/signing").text
    assert "because the key may be in other hands" in page_of_hers
    assert "Get your certificate" in page_of_hers


def test_nobody_reaches_the_certificate_of_another_lead(in_app: None, log_in: LogIn) -> None:
    page = f"/account/signing/{of('Ivo').id}/revocation"
    ada = log_in("Ada")
    assert ada.get(page).status_code == 404
    assert ada.post(page, data={"reason": "key_compromise"}).status_code == 404
    assert log_in("Max").get(page).status_code == 403


def test_administrators_see_every_lead_and_revoke_with_a_reason(in_app: None, log_in: LogIn) -> None:
    max_, identity = log_in("Max"), of("Ada")
    page = max_.get("/administration/certificates").text
    for words in ("Ada", "Ann", "Ivo", "Ian", identity.serial, "SHA-256", "COUNTERSIGN_PUBLIC_ADDRESS"):
        assert words in page
    address = f"/administration/certificates/{identity.id}/revocation"
    assert max_.post(address).status_code == 422
    assert max_.post(address, data={"reason": "cessation_of_operation"}).status_code == 303
    assert "Revoked" in max_.get("/administration/certificates").text
    for name in ("Ada", "Lea", "Olu"):
        client = log_in(name)
        assert client.get("/administration/certificates").status_code == 403
        assert client.post(address, data={"reason": "superseded"}).status_code == 403


def test_anybody_fetches_the_list_and_asks_for_it_only_when_it_is_new(
    app: Flask, cast: Cast, clock: Clock, own: Countersign
) -> None:
    client = app.test_client()
    db.session.rollback()
    waiting = client.get("/reports/revoked.crl")
    assert (waiting.status_code, waiting.text) == (404, "The first list is being made. Ask again in a minute.\n")
    made = current_list(own.authority, clock())
    db.session.commit()
    answer = client.get("/reports/revoked.crl")
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "application/pkix-crl", made)
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert len(x509.load_der_x509_crl(answer.data)) == 0
    again = client.get("/reports/revoked.crl", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(("name", "page"), [("Ada", "/account/signing"), ("Max", "/administration/certificates")])
def test_pages_ask_the_database_a_bounded_number_of_times(log_in: LogIn, name: str, page: str) -> None:
    assert questions(log_in(name), page) <= 12
