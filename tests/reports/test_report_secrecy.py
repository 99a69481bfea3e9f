"""No private key can be read without its passphrase: every byte that an authority leaves on the disk is searched."""

import base64
import stat
from pathlib import Path

import report_sample as sample
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from report_house import ADA_PASSPHRASE, AUTHORITY_PASSPHRASE, IVO_PASSPHRASE, found

from reports.identity import Authority
from reports.keys import SigningKey
from tests import company

OWN = "the passphrase of the company"
PLAIN_HEADERS = (b"BEGIN PRIVATE KEY", b"BEGIN EC PRIVATE KEY", b"BEGIN RSA PRIVATE KEY", b"BEGIN OPENSSH PRIVATE KEY")


def traces(key) -> dict[str, bytes]:
    """What would give a key away, however it is written down."""
    scalar = key.private_numbers().private_value.to_bytes((key.key_size + 7) // 8, "big")
    found = {
        "scalar": scalar,
        "scalar in hexadecimal": scalar.hex().encode(),
        "decimal": str(int.from_bytes(scalar, "big")).encode(),
    }
    for name, form in (("PKCS#8", PrivateFormat.PKCS8), ("SEC 1", PrivateFormat.TraditionalOpenSSL)):
        der = key.private_bytes(Encoding.DER, form, NoEncryption())
        pem = key.private_bytes(Encoding.PEM, form, NoEncryption())
        found |= {
            f"{name} DER": der,
            f"{name} PEM": pem,
            f"{name} body": b"".join(pem.splitlines()[1:-1]),
        }
    # Base64 of a scalar depends on where it begins in a group of three bytes; its inner part does not.
    for shift in range(3):
        found[f"base64 at {shift}"] = base64.b64encode(bytes(shift) + scalar)[4:-4]
    return found


def leaks(folder: Path, keys) -> list[str]:
    """Where something of these keys can be read."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    contents = {path: path.read_bytes() for path in files}
    contents |= {path.with_suffix(".joined"): b"".join(data.split()) for path, data in list(contents.items())}
    found = [
        f"{path.name}: {name}"
        for path, data in contents.items()
        for key in keys
        for name, trace in traces(key).items()
        if trace in data
    ]
    return found + [
        f"{path.name}: {header!r}" for path, data in contents.items() for header in PLAIN_HEADERS if header in data
    ]


def life_of(folder: Path, bare: bytes) -> list[object]:
    """Found, enrol, seal, sign, renew the seal and change the issuer; return every private key there ever was."""
    house = found(folder)
    house.ivo_signs(house.ada_signs(house.seal(bare)))
    renewed = house.authority.renew_seal(folder, AUTHORITY_PASSPHRASE, sample.at(3, 8))
    root = company.authority("Holding Root", sample.at(1, 7))
    issuing = company.authority("Holding Issuing", sample.at(1, 7), under=root)
    issuer = SigningKey.from_pkcs12(issuing.pkcs12(OWN), OWN)
    taken = Authority.take_over(folder, "Meridian Mutual", issuer, AUTHORITY_PASSPHRASE, sample.at(4, 8))
    leads = [
        SigningKey.from_pkcs12(enrolment.pkcs12, passphrase).key
        for enrolment, passphrase in ((house.ada, ADA_PASSPHRASE), (house.ivo, IVO_PASSPHRASE))
    ]
    own = [house.authority.issuer_key, house.authority.seal.key, renewed.seal.key, taken.issuer_key, taken.seal.key]
    return own + leads


def test_no_private_key_can_be_read_in_the_folder_of_the_authority(tmp_path, bare):
    keys = life_of(tmp_path / "keys", bare)
    assert len({key.private_numbers().private_value for key in keys}) == 7
    assert leaks(tmp_path / "keys", keys) == []
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "keys").rglob("*") if path.is_file()}
    folders = {stat.S_IMODE(path.stat().st_mode) for path in ((tmp_path / "keys"), *(tmp_path / "keys").glob("set-*"))}
    assert (modes, folders) == ({0o600}, {0o700})


def test_no_private_key_can_be_read_in_what_a_lead_is_given(tmp_path, house):
    key = SigningKey.from_pkcs12(house.ada.pkcs12, ADA_PASSPHRASE).key
    (tmp_path / "ada.p12").write_bytes(house.ada.pkcs12)
    (tmp_path / "ada.pem").write_bytes(house.ada.certificate_pem)
    assert leaks(tmp_path, [key]) == []


def test_the_search_finds_a_key_in_every_form(tmp_path, house):
    key = house.authority.issuer_key
    for name, trace in traces(key).items():
        (tmp_path / "leak").write_bytes(b"something before " + trace + b" and after")
        assert any(name in leak for leak in leaks(tmp_path, [key])), name
