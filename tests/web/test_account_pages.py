"""One's own account: the time zone, and a lead's signing certificate."""

from datetime import timedelta

import pytest
from cryptography import x509
from flask import Flask
from flask.testing import FlaskClient

from tests.web.visiting import LogIn

NEW = "a new phrase to sign with"


def test_the_account_says_who_one_is(log_in: LogIn) -> None:
    page = log_in("Olu").get("/account").text
    for words in ("olu@example.org", "Customer Operations", "Change your password"):
        assert words in page
    assert "Signing certificate" not in page


def test_pages_show_times_in_the_chosen_zone(log_in: LogIn) -> None:
    ada = log_in("Ada")
    assert ada.post("/account", data={"time_zone": "America/New_York"}).status_code == 303
    assert "Times are shown in America/New_York" in ada.get("/account").text


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd"])
def test_a_zone_that_does_not_exist_is_refused(log_in: LogIn, zone: str) -> None:
    ada = log_in("Ada")
    assert ada.post("/account", data={"time_zone": zone}).status_code == 422
    assert "Times are shown in UTC" in ada.get("/account").text


def serial_of(client: FlaskClient) -> str:
    """The serial number of the certificate that the person has."""
    certificate = x509.load_pem_x509_certificate(client.get("/account/signing/certificate.pem").data)
    return f"{certificate.serial_number:x}"


def test_a_new_certificate_replaces_the_old_one(log_in: LogIn) -> None:
    ada = log_in("Ada")
    before = serial_of(ada)
    assert before in ada.get("/account/signing").text
    answer = ada.post("/account/signing", data={"passphrase": NEW, "again": NEW})
    assert answer.status_code == 303
    page = ada.get("/account/signing").text
    present, past = page.split("Earlier certificates")
    assert before not in present
    assert before in past
    assert serial_of(ada) in present
    assert "nobody can recover it" in page


@pytest.mark.parametrize(
    ("passphrase", "again", "sentence"),
    [
        ("short", "short", "at least 12 characters"),
        ("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "too few different characters"),
        (NEW, "something else", "The two passphrases differ"),
        ("", "", "Choose a signing passphrase"),
    ],
)
def test_a_weak_or_mistyped_passphrase_changes_nothing(
    log_in: LogIn, passphrase: str, again: str, sentence: str
) -> None:
    ada = log_in("Ada")
    before = ada.get("/account/signing/certificate.pem").data
    answer = ada.post("/account/signing", data={"passphrase": passphrase, "again": again})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert ada.get("/account/signing/certificate.pem").data == before


def test_a_certificate_is_only_replaced_soon_after_a_log_in(app: Flask, log_in: LogIn) -> None:
    ada = log_in("Ada")
    app.config["SECURITY_FRESHNESS"] = timedelta(seconds=0)
    app.config["SECURITY_FRESHNESS_GRACE_PERIOD"] = timedelta(seconds=0)
    for answer in (ada.get("/account/signing"), ada.post("/account/signing", data={"passphrase": NEW, "again": NEW})):
        assert answer.status_code == 302
        assert "/confirm-password" in answer.location


@pytest.mark.parametrize("name", ["Olu", "Ari", "Iris", "Lea", "Max"])
def test_only_leads_have_certificates(log_in: LogIn, name: str) -> None:
    client = log_in(name)
    assert client.get("/account/signing").status_code == 403
    assert client.get("/account/signing/certificate.pem").status_code == 403
