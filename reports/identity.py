"""The organisation's certificate authority, its seal, and the leads who sign.

The authority lives in a folder of four PEM files (mode 0600, keys encrypted). A lead's private key is never stored:
it leaves `enrol` inside a PKCS#12 under a passphrase that only the lead knows.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from reports import certificates, keys, places
from reports.certificates import CertificateError
from reports.keys import KeyStoreError, WeakPassphrase, WrongPassphrase

__all__ = [
    "Authority", "CertificateError", "Enrolment", "KeyStoreError", "SealSigner", "WeakPassphrase", "WrongPassphrase",
    "import_pkcs12",
]  # fmt: skip

ROOT_CERTIFICATE, ROOT_KEY = "root-certificate.pem", "root-key.pem"
SEAL_CERTIFICATE, SEAL_KEY = "seal-certificate.pem", "seal-key.pem"


@dataclass(frozen=True, slots=True)
class SealSigner:
    """The organisation's seal: its key, its certificate, and the chain above it."""

    key: EllipticCurvePrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a lead gets: the only copy of the key, and what the server may remember of the certificate.

    `serial` in lower-case hexadecimal. `not_before` and `not_after` in UTC.
    """

    pkcs12: bytes
    certificate_pem: bytes
    serial: str
    not_before: datetime
    not_after: datetime


@dataclass(frozen=True, slots=True)
class Authority:
    """An opened certificate authority. Make it with `create` once, and with `open` from then on."""

    organisation: str
    root_certificate: x509.Certificate
    root_key: EllipticCurvePrivateKey
    seal: SealSigner

    @classmethod
    def create(cls, folder: Path, organisation_name: str, passphrase: str, at: datetime) -> Self:
        """Make the authority and its seal in `folder`. Raises FileExistsError where one already lives."""
        keys.check_passphrase(passphrase)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if (folder / ROOT_KEY).exists():
            raise FileExistsError("This folder already holds a certificate authority.")
        root_key, seal_key = keys.new_key(), keys.new_key()
        root = certificates.root(organisation_name, root_key, at)
        name = certificates.seal_subject(organisation_name)
        seal = certificates.signing(name, seal_key.public_key(), (root, root_key), at, certificates.SEAL_VALIDITY)
        for file_name, data in (
            (ROOT_CERTIFICATE, root.public_bytes(Encoding.PEM)),
            (SEAL_CERTIFICATE, seal.public_bytes(Encoding.PEM)),
            (SEAL_KEY, keys.encrypted_pem(seal_key, passphrase)),
            (ROOT_KEY, keys.encrypted_pem(root_key, passphrase)),
        ):
            keys.write_private(folder / file_name, data)
        organisation = certificates.part(root, NameOID.ORGANIZATION_NAME)
        return cls(organisation, root, root_key, SealSigner(seal_key, seal, (root,)))

    @classmethod
    def open(cls, folder: Path, passphrase: str) -> Self:
        """Open the authority in `folder`. Raises `WrongPassphrase`, or `KeyStoreError` when a file is missing."""
        root, seal = (_certificate(folder / name) for name in (ROOT_CERTIFICATE, SEAL_CERTIFICATE))
        root_key, seal_key = (_key(folder / name, passphrase) for name in (ROOT_KEY, SEAL_KEY))
        organisation = certificates.part(root, NameOID.ORGANIZATION_NAME)
        return cls(organisation, root, root_key, SealSigner(seal_key, seal, (root,)))

    @property
    def root_certificate_pem(self) -> bytes:
        """What others need to trust our reports."""
        return self.root_certificate.public_bytes(Encoding.PEM)

    def seal_signer(self) -> SealSigner:
        """The organisation's seal, ready to sign."""
        return self.seal

    def enrol(
        self, name: str, email: str, department_title: str, role: str, signing_passphrase: str, at: datetime
    ) -> Enrolment:
        """Make a lead's key and certificate. Raises `WeakPassphrase` or `CertificateError`."""
        keys.check_passphrase(signing_passphrase)
        if department_title not in places.TITLES.values():
            raise CertificateError("Only leads of the AI department and the IT department get a certificate.")
        key = keys.new_key()
        subject = certificates.subject(self.organisation, name, department_title, role, email)
        issuer = (self.root_certificate, self.root_key)
        issued = certificates.signing(subject, key.public_key(), issuer, at, certificates.LEAD_VALIDITY)
        bundle = keys.to_pkcs12(name, key, issued, [self.root_certificate], signing_passphrase)
        return _enrolment(bundle, issued)


def import_pkcs12(pkcs12: bytes, passphrase: str, name: str, department_title: str, at: datetime) -> Enrolment:
    """Accept a lead's own certificate after checking key, key usage, validity, name and department.

    The store is taken as it is, under the passphrase it has. Raises `WrongPassphrase`, `WeakPassphrase`,
    `KeyStoreError` or `CertificateError`.
    """
    keys.check_passphrase(passphrase)
    bundle = keys.open_pkcs12(pkcs12, passphrase)
    assert bundle.cert is not None  # noqa: S101 - open_pkcs12 refuses stores without one
    certificates.check_for_signing(bundle.cert.certificate, name, department_title, at)
    return _enrolment(pkcs12, bundle.cert.certificate)


def _enrolment(pkcs12: bytes, certificate: x509.Certificate) -> Enrolment:
    return Enrolment(
        pkcs12=pkcs12,
        certificate_pem=certificate.public_bytes(Encoding.PEM),
        serial=f"{certificate.serial_number:x}",
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
    )


def _certificate(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError) as error:
        raise KeyStoreError(f"The certificate authority lacks a readable {path.name}.") from error


def _key(path: Path, passphrase: str) -> EllipticCurvePrivateKey:
    try:
        key = keys.open_pem(path.read_bytes(), passphrase)
    except OSError as error:
        raise KeyStoreError(f"The certificate authority lacks a readable {path.name}.") from error
    if not isinstance(key, EllipticCurvePrivateKey):
        raise KeyStoreError(f"{path.name} holds a key of an unexpected kind.")
    return key
