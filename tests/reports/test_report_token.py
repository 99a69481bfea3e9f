"""Keys in a real PKCS#11 token (SoftHSM): they sign everything, and nobody can take them out."""

import multiprocessing
import threading
from datetime import timedelta
from pathlib import Path

import pytest
import report_sample as sample
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_public_key
from pkcs11 import Attribute, KeyType, ObjectClass
from pkcs11.util.rsa import encode_rsa_public_key
from pkcs11.util.x509 import decode_x509_certificate
from report_house import ADA_PASSPHRASE, IVO_PASSPHRASE, House

from reports import token_sessions
from reports.identity import Authority, KeyStoreError, TokenError, WrongPassphrase, trusted_roots
from reports.keys import SigningKey
from reports.revocation import Revoked, checked
from reports.token import Token
from reports.trust import Trust
from reports.verify import verify
from tests import company
from tests.tokens import MODULE, PIN, new_token

NOW = sample.at(1, 8)
SHA256 = ec.ECDSA(hashes.SHA256())


@pytest.fixture
def token() -> Token:
    return Token(MODULE, new_token(), PIN)


def founded(folder: Path, token: Token) -> House:
    authority = Authority.create(folder, "Meridian Mutual", PIN, NOW, token=token)
    enrol, day = authority.enrol, sample.at(2, 8)
    ada = enrol(sample.ADA.name, "ada@meridian.example", "AI department", "AI lead", ADA_PASSPHRASE, day)
    ivo = enrol(sample.IVO.name, "ivo@meridian.example", "IT department", "IT lead", IVO_PASSPHRASE, day)
    return House(authority, ada, ivo)


def objects(token: Token, kind: ObjectClass, *attributes: Attribute) -> list[tuple[object, ...]]:
    def read(session):
        found = list(session.get_objects({Attribute.CLASS: kind}))
        return [tuple(one[attribute] for attribute in attributes) for one in found]

    return token_sessions.use(token, read)


def test_a_house_whose_keys_are_in_a_token_issues_genuine_reports(tmp_path, token, bare):
    house = founded(tmp_path, token)
    pdf = house.ivo_signs(house.ada_signs(house.seal(bare)))
    assert verify(pdf, Trust.of(trusted_roots(tmp_path))).ok
    crl = house.authority.revocation_list([Revoked(5, NOW, "superseded")], 1, NOW, NOW + timedelta(days=7))
    assert checked(crl, house.authority.issuer_certificate).revoked == (Revoked(5, NOW, "superseded"),)


def test_keys_in_a_token_can_neither_be_read_nor_taken_out(tmp_path, token):
    authority = founded(tmp_path, token).authority
    guards = (Attribute.EXTRACTABLE, Attribute.SENSITIVE, Attribute.NEVER_EXTRACTABLE, Attribute.ALWAYS_SENSITIVE)
    assert objects(token, ObjectClass.PRIVATE_KEY, *guards) == [(False, True, True, True)] * 2
    with pytest.raises(TokenError):
        objects(token, ObjectClass.PRIVATE_KEY, Attribute.VALUE)
    for key in (authority.issuer_key, authority.seal.key):
        with pytest.raises(TokenError, match="cannot be read"):
            key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        with pytest.raises(TokenError, match="cannot be read"):
            key.private_numbers()


def test_only_certificates_lie_in_the_folder(tmp_path, token):
    founded(tmp_path, token)
    assert {path.name for path in tmp_path.iterdir()} == {"root-certificate.pem", "seal-certificate.pem"}
    assert not any(b"PRIVATE KEY" in path.read_bytes() for path in tmp_path.iterdir())


def test_an_authority_in_a_token_opens_again_and_renews_its_seal(tmp_path, token, bare):
    house = founded(tmp_path, token)
    again = Authority.open(tmp_path, PIN, token)
    assert (again.organisation, again.chain) == ("Meridian Mutual", house.authority.chain)
    renewed = again.renew_seal(tmp_path, PIN, sample.at(3, 8))
    assert renewed.seal.certificate.public_key() != again.seal.certificate.public_key()
    opened = Authority.open(tmp_path, PIN, token)
    house = House(opened, house.ada, house.ivo)
    assert verify(house.ivo_signs(house.ada_signs(house.seal(bare))), Trust.of(trusted_roots(tmp_path))).ok


def test_what_is_wrong_with_a_token_is_a_sentence(token, tmp_path):
    with pytest.raises(TokenError, match="There is no token “nowhere”"):
        Token(MODULE, "nowhere", PIN).check()
    with pytest.raises(WrongPassphrase, match=f"The PIN does not open the token “{token.label}”"):
        Token(MODULE, token.label, "not the PIN").check()
    nonsense = tmp_path / "library.so"
    nonsense.write_text("no library")
    with pytest.raises(TokenError, match="cannot be loaded as a PKCS#11 library"):
        Token(nonsense, token.label, PIN).check()
    assert PIN not in repr(token)


def test_a_wrong_pin_is_wrong_even_while_the_token_is_open(token):
    token.check()
    with pytest.raises(WrongPassphrase):
        Token(MODULE, token.label, "not the PIN").check()
    token.check()


def test_a_token_that_misses_a_key_and_files_beside_a_token_are_told(tmp_path, token):
    founded(tmp_path / "token", token)
    other = Token(MODULE, new_token(), PIN)
    with pytest.raises(TokenError, match="does not hold the key of this certificate"):
        Authority.open(tmp_path / "token", PIN, other)
    Authority.create(tmp_path / "files", "Meridian Mutual", PIN, NOW)
    with pytest.raises(KeyStoreError, match=r"root-key\.pem lies in the folder"):
        Authority.open(tmp_path / "files", PIN, token)
    with pytest.raises(KeyStoreError, match=r"lacks a readable root-key\.pem"):
        Authority.open(tmp_path / "token", PIN)


# The library complains when it lets go of a search in a session that is gone.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_lost_session_is_opened_again(token):
    key = token.new_key("key")
    _pin, session = token_sessions._process.sessions[token_sessions._key(token)]
    session.close()
    key.public_key().verify(key.sign(b"after the loss", SHA256), b"after the loss", SHA256)
    token_sessions._process.modules[token.module.resolve()].reinitialize()  # as if the library had been restarted
    key.public_key().verify(key.sign(b"once more", SHA256), b"once more", SHA256)


def test_a_forked_worker_signs_with_a_session_of_its_own(token):
    key = token.new_key("key")
    fork = multiprocessing.get_context("fork")
    here, there = fork.Pipe()
    child = fork.Process(target=lambda: there.send(key.sign(b"from the worker", SHA256)))
    child.start()
    assert here.poll(30), "the worker did not answer"
    key.public_key().verify(here.recv(), b"from the worker", SHA256)
    child.join(30)
    assert child.exitcode == 0
    key.public_key().verify(key.sign(b"and the web", SHA256), b"and the web", SHA256)


def test_many_threads_sign_at_once(token):
    key, failures = token.new_key("key"), []

    def sign(number: int) -> None:
        try:
            for turn in range(20):
                data = b"%d in %d" % (turn, number)
                key.public_key().verify(key.sign(data, SHA256), data, SHA256)
        except Exception as error:  # noqa: BLE001 - told to the thread that asserts
            failures.append(error)

    threads = [threading.Thread(target=sign, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_key_in_a_token_signs_and_does_nothing_else(token):
    key = token.new_key("key")
    with pytest.raises(TokenError, match="only signs"):
        key.exchange(ec.ECDH(), key.public_key())


def rsa_pair(token: Token):
    """An RSA key pair that somebody else's tools made in the token."""

    def generate(session):
        public, _private = session.generate_keypair(KeyType.RSA, 3072, store=True, id=b"theirs", label="issuing")
        return encode_rsa_public_key(public)

    return load_der_public_key(token_sessions.use(token, generate))


def test_an_rsa_key_in_a_token_signs(token):
    public = rsa_pair(token)
    key = token.key_of(public)
    public.verify(key.sign(b"data", padding.PKCS1v15(), hashes.SHA256()), b"data", padding.PKCS1v15(), hashes.SHA256())
    with pytest.raises(TokenError, match=r"PKCS#1 version 1\.5"):
        key.sign(b"data", padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())
    with pytest.raises(TokenError, match="only signs"):
        key.decrypt(b"data", padding.PKCS1v15())


@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_an_intermediate_whose_key_is_in_the_token_is_imported_by_its_certificates(tmp_path, token, bare, kind):
    public = rsa_pair(token) if kind == "rsa" else token.new_key("issuing").public_key()
    root = company.authority("Holding Root", NOW - timedelta(hours=1))
    issuing = company.authority("Holding Issuing", NOW - timedelta(hours=1), under=root, public_key=public)
    issuer = SigningKey.of_token(token, [root.certificate, issuing.certificate])
    authority = Authority.take_over(tmp_path, "Meridian Mutual", issuer, PIN, NOW, token=token)
    assert Authority.open(tmp_path, PIN, token).chain == (issuing.certificate, root.certificate)
    enrol, day = authority.enrol, sample.at(2, 8)
    ada = enrol(sample.ADA.name, "", "AI department", "AI lead", ADA_PASSPHRASE, day)
    ivo = enrol(sample.IVO.name, "", "IT department", "IT lead", IVO_PASSPHRASE, day)
    house = House(authority, ada, ivo)
    assert verify(house.ivo_signs(house.ada_signs(house.seal(bare))), Trust.of(trusted_roots(tmp_path))).ok


def test_an_intermediate_whose_key_is_a_file_is_not_mixed_with_a_token(tmp_path, token):
    root = company.authority("Holding Root", NOW - timedelta(hours=1))
    issuing = company.authority("Holding Issuing", NOW - timedelta(hours=1), under=root)
    issuer = SigningKey(issuing.certificate, issuing.key, issuing.above)
    with pytest.raises(TokenError, match="does not hold the key of this certificate"):
        Authority.take_over(tmp_path, "Meridian Mutual", issuer, PIN, NOW, token=token)
    with pytest.raises(TokenError, match="the private key of none of the certificates"):
        SigningKey.of_token(token, [root.certificate, issuing.certificate])


def test_a_lead_signs_with_a_token_of_her_own(token, tmp_path):
    root = company.authority("Holding Root", NOW - timedelta(hours=1))
    pair = token.new_key("ada")
    ada = company.authority("Ada Lindqvist", NOW, under=root, public_key=pair.public_key(), ca=False)
    for certificate in (root.certificate, ada.certificate):
        template = decode_x509_certificate(certificate.public_bytes(Encoding.DER))
        token_sessions.use(token, lambda session, t=template: session.create_object({**t, Attribute.TOKEN: True}))
    opened = SigningKey.from_token(MODULE, token.label, PIN)
    assert (opened.certificate, opened.chain) == (ada.certificate, (root.certificate,))
    opened.certificate.public_key().verify(opened.key.sign(b"a report", SHA256), b"a report", SHA256)
    with pytest.raises(WrongPassphrase):
        SigningKey.from_token(MODULE, token.label, "not the PIN")
    with pytest.raises(TokenError, match="the private key of none of the certificates"):
        SigningKey.from_token(MODULE, new_token(), PIN)
