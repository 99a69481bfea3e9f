"""Keys are made once, kept strongly, and opened only by those who know the passphrase."""

import stat
from datetime import UTC, datetime, timedelta

import pytest
import report_sample as sample
from asn1crypto import keys as asn1_keys
from asn1crypto import pem
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID
from report_house import ADA_PASSPHRASE, AUTHORITY_PASSPHRASE, found

from reports import identity, keys
from reports.identity import Authority, CertificateError, KeyStoreError, WeakPassphrase, WrongPassphrase

NOW = sample.at(5, 9)
OWN_PASSPHRASE = "my own key, made at home"

pytestmark = pytest.mark.usefixtures("real_rounds")


def test_the_folder_is_private_and_its_keys_are_encrypted(tmp_path):
    Authority.create(tmp_path / "keys", "Meridian Mutual", AUTHORITY_PASSPHRASE, NOW)
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    files = {path.name: path for path in (tmp_path / "keys").iterdir()}
    assert set(files) == {"root-certificate.pem", "root-key.pem", "seal-certificate.pem", "seal-key.pem"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files.values()} == {0o600}
    for name in ("root-key.pem", "seal-key.pem"):
        _, _, der = pem.unarmor(files[name].read_bytes())
        algorithm = asn1_keys.EncryptedPrivateKeyInfo.load(der)["encryption_algorithm"]
        assert algorithm.encryption_cipher == "aes"
        assert algorithm.kdf_iterations == 600_000


def test_an_authority_opens_with_its_passphrase(tmp_path):
    made = Authority.create(tmp_path, "Meridian Mutual", AUTHORITY_PASSPHRASE, NOW)
    again = Authority.open(tmp_path, AUTHORITY_PASSPHRASE)
    assert again.root_certificate_pem == made.root_certificate_pem
    assert again.organisation == "Meridian Mutual"
    assert again.seal_signer().certificate == made.seal_signer().certificate


def test_a_wrong_passphrase_is_a_sentence(tmp_path):
    Authority.create(tmp_path, "Meridian Mutual", AUTHORITY_PASSPHRASE, NOW)
    with pytest.raises(WrongPassphrase, match="does not open the organisation's keys"):
        Authority.open(tmp_path, "something else entirely")


def test_a_missing_or_broken_key_file_is_a_sentence(tmp_path):
    Authority.create(tmp_path, "Meridian Mutual", AUTHORITY_PASSPHRASE, NOW)
    (tmp_path / "seal-key.pem").write_text("not a key")
    with pytest.raises(KeyStoreError, match="does not hold an encrypted private key"):
        Authority.open(tmp_path, AUTHORITY_PASSPHRASE)
    (tmp_path / "root-certificate.pem").unlink()
    with pytest.raises(KeyStoreError, match=r"root-certificate\.pem"):
        Authority.open(tmp_path, AUTHORITY_PASSPHRASE)


@pytest.mark.parametrize("name", ["Öffentliche Versicherungsanstalt " * 4, "保険" * 40, "Short"])
def test_an_organisation_may_have_any_length_of_name(tmp_path, name):
    made = Authority.create(tmp_path, name, AUTHORITY_PASSPHRASE, NOW)
    assert Authority.open(tmp_path, AUTHORITY_PASSPHRASE).organisation == made.organisation
    assert " ".join(name.split()).startswith(made.organisation)


def test_an_authority_is_never_overwritten(tmp_path):
    Authority.create(tmp_path, "Meridian Mutual", AUTHORITY_PASSPHRASE, NOW)
    with pytest.raises(FileExistsError):
        Authority.create(tmp_path, "Meridian Mutual", AUTHORITY_PASSPHRASE, NOW)


def test_enrolling_leaves_no_private_key_behind(tmp_path):
    authority = Authority.create(tmp_path, "Meridian Mutual", AUTHORITY_PASSPHRASE, NOW)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    authority.enrol("Ada Lindqvist", "ada@meridian.example", "AI department", "AI lead", ADA_PASSPHRASE, NOW)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_certificate_names_person_department_role_and_time(house):
    certificate = x509.load_pem_x509_certificate(house.ada.certificate_pem)
    parts = {attribute.oid: attribute.value for attribute in certificate.subject}
    assert parts[NameOID.COMMON_NAME] == "Ada Lindqvist"
    assert parts[NameOID.ORGANIZATIONAL_UNIT_NAME] == "AI department"
    assert parts[NameOID.TITLE] == "AI lead"
    assert house.ada.not_before == sample.at(2, 8) - timedelta(minutes=10)
    assert house.ada.not_after - house.ada.not_before == timedelta(days=3 * 365)
    assert house.ada.serial == f"{certificate.serial_number:x}"
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.content_commitment
    assert not usage.key_cert_sign


@pytest.mark.parametrize(("passphrase", "sentence"), [("short", "at least 12"), ("aaaaaaaaaaaaaaaa", "repeats")])
def test_a_weak_signing_passphrase_is_refused(house, passphrase, sentence):
    with pytest.raises(WeakPassphrase, match=sentence):
        house.authority.enrol("Ari Shapiro", "", "AI department", "AI lead", passphrase, NOW)


@pytest.mark.parametrize(
    ("name", "department", "sentence"),
    [
        ("", "AI department", "needs a name"),
        ("A" * 65, "AI department", "too long"),
        ("é" * 40, "AI department", "too long"),
        ("Ada\x00Lindqvist", "AI department", "cannot stand in a certificate"),
        ("Ada\u202eLindqvist", "AI department", "cannot stand in a certificate"),
        ("Ada Lindqvist", "Report seal", "Only leads of the AI department and the IT department"),
    ],
)
def test_a_name_that_cannot_be_certified_is_refused(house, name, department, sentence):
    with pytest.raises(CertificateError, match=sentence):
        house.authority.enrol(name, "", department, "AI lead", ADA_PASSPHRASE, NOW)


def test_nobody_is_certified_before_the_authority_began(house):
    with pytest.raises(CertificateError, match="cannot begin before"):
        house.authority.enrol(
            "Ari Shapiro", "", "AI department", "AI lead", ADA_PASSPHRASE, datetime(2025, 1, 1, tzinfo=UTC)
        )


def test_two_houses_share_nothing(house, tmp_path):
    assert found(tmp_path / "keys").authority.root_certificate_pem != house.authority.root_certificate_pem


def test_a_key_store_under_the_wrong_passphrase_or_broken_is_a_sentence(house):
    with pytest.raises(WrongPassphrase, match="signing passphrase is wrong"):
        keys.open_pkcs12(house.ada.pkcs12, "not the passphrase")
    with pytest.raises(KeyStoreError, match="not a readable PKCS#12"):
        keys.open_pkcs12(b"garbage", "not the passphrase")


def company_store(
    *,
    name: str = "Ada Lindqvist",
    unit: str = "AI department",
    commitment: bool = True,
    bits: int = 0,
    start: datetime = NOW,
    passphrase: str = OWN_PASSPHRASE,
) -> bytes:
    """A key store of the company's own public key infrastructure. `bits` 0 means ECDSA P-384."""
    key = rsa.generate_private_key(65537, bits) if bits else ec.generate_private_key(ec.SECP384R1())
    subject = x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, name), x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit)]
    )
    usage = {
        "digital_signature": True, "content_commitment": commitment, "key_encipherment": False,
        "data_encipherment": False, "key_agreement": False, "key_cert_sign": False, "crl_sign": False,
        "encipher_only": False, "decipher_only": False,
    }  # fmt: skip
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), 7, start, start + timedelta(days=90))
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .sign(key, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(
        b"own", key, certificate, None, BestAvailableEncryption(passphrase.encode())
    )


def test_a_lead_may_bring_an_own_certificate():
    store = company_store()
    enrolment = identity.import_pkcs12(store, OWN_PASSPHRASE, "ada  LINDQVIST", "AI department", NOW)
    assert enrolment.pkcs12 == store
    assert enrolment.serial == "7"


@pytest.mark.parametrize(
    ("store", "sentence"),
    [
        ({"name": "Sam Stranger"}, "not the name of the person"),
        ({"unit": "Marketing"}, "does not belong to the AI department"),
        ({"commitment": False}, "does not allow signing documents"),
        ({"bits": 2048}, "RSA of at least 3072 bits"),
        ({"start": NOW + timedelta(days=1)}, "not valid at the time"),
        ({"start": NOW - timedelta(days=91)}, "not valid at the time"),
    ],
)
def test_an_own_certificate_that_does_not_fit_is_refused(store, sentence):
    with pytest.raises(CertificateError, match=sentence):
        identity.import_pkcs12(company_store(**store), OWN_PASSPHRASE, "Ada Lindqvist", "AI department", NOW)


def test_an_own_key_store_with_a_weak_or_wrong_passphrase_is_refused():
    with pytest.raises(WeakPassphrase):
        identity.import_pkcs12(company_store(passphrase="weak"), "weak", "Ada Lindqvist", "AI department", NOW)
    with pytest.raises(WrongPassphrase):
        identity.import_pkcs12(company_store(), "this is not the one", "Ada Lindqvist", "AI department", NOW)
