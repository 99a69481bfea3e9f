"""Revocation lists say what ended early, signed by the authority that issued it."""

import subprocess
from datetime import timedelta

import pytest
import report_sample as sample
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from reports import revocation
from reports.revocation import RevocationError, Revoked, checked, revoked_in
from tests import company

NOW = sample.at(10, 9)
NEXT = NOW + timedelta(days=7)
LOST = Revoked(0xADA, sample.at(9, 8), "key_compromise")
LEFT = Revoked(0x1F0, sample.at(8, 8), "cessation_of_operation")
ISSUING = company.authority("Issuing", sample.at(1, 8), under=company.authority("Root", sample.at(1, 8)))
ISSUER = (ISSUING.certificate, ISSUING.key)


def test_a_list_of_the_authority_holds_what_was_revoked(house):
    crl = house.authority.revocation_list([LOST, LEFT], 7, NOW, NEXT)
    found = checked(crl, house.authority.issuer_certificate)
    assert (found.number, found.this_update, found.next_update) == (7, NOW, NEXT)
    assert found.revoked == (LEFT, LOST), "in the order of their numbers"
    assert revoked_in(crl, LOST.serial) == LOST
    assert revoked_in(crl, 1) is None


def test_an_empty_list_is_a_list(house):
    assert checked(house.authority.revocation_list([], 1, NOW, NEXT), house.authority.issuer_certificate).revoked == ()


@pytest.mark.parametrize("reason", revocation.REASONS)
def test_every_reason_comes_back_as_it_was_given(reason):
    crl = revocation.issue(ISSUER, [Revoked(1, NOW, reason)], 1, NOW, NEXT)
    assert revoked_in(crl, 1) == Revoked(1, NOW, reason)


def test_a_list_is_of_version_2_with_number_and_identifier_of_its_issuer():
    crl = x509.load_der_x509_crl(revocation.issue(ISSUER, [LOST], 12, NOW, NEXT))
    assert crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number == 12
    pointer = crl.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    assert pointer == ISSUING.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest


def test_openssl_reads_and_verifies_a_list(tmp_path):
    (tmp_path / "list.crl").write_bytes(revocation.issue(ISSUER, [LOST], 12, NOW, NEXT))
    (tmp_path / "issuer.pem").write_bytes(ISSUING.pem)
    command = ["openssl", "crl", "-inform", "DER", "-in", "list.crl", "-CAfile", "issuer.pem", "-noout", "-text"]
    answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "verify OK" in answer.stderr
    for said in ("Version 2 (0x1)", "Serial Number: 0ADA", "Key Compromise"):
        assert said in answer.stdout


def test_a_list_of_somebody_else_is_not_believed():
    crl = revocation.issue(ISSUER, [], 1, NOW, NEXT)
    namesake = company.authority("Issuing", sample.at(1, 8))
    stranger = company.authority("Stranger", sample.at(1, 8), key=ec.generate_private_key(ec.SECP256R1()))
    for other in (namesake, stranger):
        with pytest.raises(RevocationError, match="not signed by this certificate authority"):
            checked(crl, other.certificate)


@pytest.mark.parametrize("number", range(1, 6))  # each has another signature, and half of them end in an even byte
def test_no_byte_of_a_list_can_be_changed(number):
    crl = revocation.issue(ISSUER, [LOST], number, NOW, NEXT)
    for place in range(len(crl)):
        changed = bytearray(crl)
        changed[place] ^= 1
        with pytest.raises(RevocationError):
            checked(bytes(changed), ISSUING.certificate)


def test_what_cannot_be_told_is_refused():
    with pytest.raises(RevocationError, match="“bored” is no reason to revoke"):
        revocation.issue(ISSUER, [Revoked(1, NOW, "bored")], 1, NOW, NEXT)
    with pytest.raises(RevocationError, match="has to come after this one"):
        revocation.issue(ISSUER, [], 1, NOW, NOW)
    with pytest.raises(RevocationError, match="not a readable revocation list"):
        revoked_in(b"garbage", 1)
