"""The organisation's certificate authority, its seal, and the leads who sign.

The authority issues with a root of its own making, or with an intermediate under the company's root. It lives in a
folder (`reports.key_folder`); its keys are encrypted there, or in a PKCS#11 token. A lead's private key is never
stored: it leaves `enrol` inside a PKCS#12 under a passphrase that only the lead knows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from reports import certificates, chains, key_folder, keys, places, revocation
from reports.certificates import CertificateError, IssuerKey
from reports.key_errors import KeyStoreError, TokenError, WeakPassphrase, WrongPassphrase
from reports.key_folder import (
    ISSUER_CHAIN,
    ISSUER_KEY,
    ROOT_CERTIFICATE,
    ROOT_KEY,
    SEAL_CERTIFICATE,
    SEAL_KEY,
    trusted_roots,
)
from reports.key_places import KeyPlace, place
from reports.keys import SigningKey
from reports.revocation import Revoked

if TYPE_CHECKING:
    from reports.token import Token

__all__ = [
    "ROOT_CERTIFICATE", "Authority", "CertificateError", "Enrolment", "KeyStoreError", "SealSigner", "SigningKey",
    "TokenError", "WeakPassphrase", "WrongPassphrase", "ending_soon", "import_pkcs12", "trusted_roots",
]  # fmt: skip


WARNING = timedelta(days=90)
"""How long before an end the command line warns: time to ask the company for a new intermediate."""


@dataclass(frozen=True, slots=True)
class SealSigner:
    """The organisation's seal: its key, its certificate, and the chain above it, root last."""

    key: IssuerKey = field(repr=False)
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
    """An opened certificate authority. Make it with `create` once, and with `open` from then on.

    `chain` begins with the certificate that issues and ends with the root that others trust; for a root of our own
    making they are the same. `organisation` is whom the seal speaks for, whatever the company's authority is called.
    """

    organisation: str
    chain: tuple[x509.Certificate, ...]
    issuer_key: IssuerKey = field(repr=False)
    seal: SealSigner
    token: "Token | None" = None

    @classmethod
    def create(
        cls,
        folder: Path,
        organisation_name: str,
        passphrase: str,
        at: datetime,
        *,
        token: "Token | None" = None,
        crl_url: str | None = None,
    ) -> Self:
        """Make a root of our own and its seal, in `folder` or in the token. The passphrase is then the token's PIN.

        Raises FileExistsError where an authority already lives, `WeakPassphrase`, `CertificateError` or `TokenError`.
        """
        where = _place(passphrase, token)
        if key_folder.holds_authority(folder):
            raise FileExistsError("This folder already holds a certificate authority.")
        certificates.seal_subject(organisation_name)  # refuses an impossible name before a key is made
        key = where.make("report root")
        chain = (certificates.root(organisation_name, key, at),)
        seal, seal_files = _new_seal(organisation_name, (chain, key), where, at, crl_url)
        key_folder.make(folder)
        files = {ROOT_CERTIFICATE: _pem(chain)} | seal_files | where.kept(ROOT_KEY, key)
        key_folder.replace(folder, files, (), at)
        return cls(_organisation(seal), chain, key, seal, token)

    @classmethod
    def take_over(
        cls,
        folder: Path,
        organisation_name: str,
        issuer: SigningKey,
        passphrase: str,
        at: datetime,
        *,
        token: "Token | None" = None,
        crl_url: str | None = None,
    ) -> Self:
        """Issue from now on with an intermediate of the company; what was there before is set aside.

        Its key is encrypted under `passphrase`, or already lives in the token. Raises `CertificateError` with what the
        intermediate lacks, `WeakPassphrase` or `KeyStoreError`.
        """
        where = _place(passphrase, token)
        chain = chains.to_root(issuer.certificate, issuer.chain)
        chains.check(chain, at)
        key = keys.issuing(issuer.key)
        if key.public_key() != issuer.certificate.public_key():
            raise CertificateError("The key is not that of the certificate.")
        seal, seal_files = _new_seal(organisation_name, (chain, key), where, at, crl_url)
        chains.check_path(seal.certificate, chain, at)
        key_folder.make(folder)
        files = {ISSUER_CHAIN: _pem(chain), ROOT_CERTIFICATE: _pem(chain[-1:])} | where.kept(ISSUER_KEY, key)
        key_folder.replace(folder, files | seal_files, key_folder.AUTHORITY_FILES, at)
        return cls(_organisation(seal), chain, key, seal, token)

    @classmethod
    def open(cls, folder: Path, passphrase: str, token: "Token | None" = None) -> Self:
        """Open the authority in `folder`. Raises `WrongPassphrase`, or `KeyStoreError` when a file does not fit."""
        where = place(passphrase, token)
        imported = (folder / ISSUER_CHAIN).exists()
        chain = key_folder.certificates_in(folder / (ISSUER_CHAIN if imported else ROOT_CERTIFICATE))
        [certificate] = key_folder.certificates_in(folder / SEAL_CERTIFICATE)
        if not chains.is_chain(chain) or not chains.is_chain((certificate, *chain)):
            raise KeyStoreError("The certificates of the authority do not belong together.")
        key = where.opened(folder / (ISSUER_KEY if imported else ROOT_KEY), chain[0])
        seal = SealSigner(where.opened(folder / SEAL_KEY, certificate), certificate, chain)
        return cls(_organisation(seal), chain, key, seal, token)

    def renew_seal(self, folder: Path, passphrase: str, at: datetime, crl_url: str | None = None) -> Self:
        """A new key and certificate for the seal; the old ones are set aside, and what they sealed stays valid.

        Raises `WrongPassphrase` when the new key would lie under another passphrase than the rest.
        """
        type(self).open(folder, passphrase, self.token)
        where = place(passphrase, self.token)
        seal, files = _new_seal(self.organisation, (self.chain, self.issuer_key), where, at, crl_url)
        key_folder.replace(folder, files, (SEAL_CERTIFICATE, SEAL_KEY), at)
        return type(self)(self.organisation, self.chain, self.issuer_key, seal, self.token)

    @property
    def issuer_certificate(self) -> x509.Certificate:
        """The certificate that issues: our root, or the company's intermediate."""
        return self.chain[0]

    @property
    def root_certificate(self) -> x509.Certificate:
        """The trust anchor."""
        return self.chain[-1]

    @property
    def root_certificate_pem(self) -> bytes:
        """What others need to trust our reports."""
        return _pem(self.chain[-1:])

    @property
    def root_fingerprint(self) -> str:
        """SHA-256 of the trust anchor, to be compared over another way than the one the file came."""
        return self.root_certificate.fingerprint(hashes.SHA256()).hex(":").upper()

    @property
    def issuer_name(self) -> str:
        """What the issuing certificate calls itself."""
        return certificates.name_of(self.issuer_certificate)

    @property
    def root_name(self) -> str:
        """What the trust anchor calls itself."""
        return certificates.name_of(self.root_certificate)

    @property
    def imported(self) -> bool:
        """Whether the company's own public key infrastructure stands above us."""
        return len(self.chain) > 1

    def seal_signer(self) -> SealSigner:
        """The organisation's seal, ready to sign."""
        return self.seal

    def enrol(
        self,
        name: str,
        email: str,
        department_title: str,
        role: str,
        signing_passphrase: str,
        at: datetime,
        *,
        crl_url: str | None = None,
    ) -> Enrolment:
        """Make a lead's key and certificate. Raises `WeakPassphrase` or `CertificateError`."""
        keys.check_passphrase(signing_passphrase, personal=(name, email))
        if department_title not in places.TITLES.values():
            raise CertificateError("Only leads of the AI department and the IT department get a certificate.")
        key = keys.new_key()
        subject = certificates.subject(self.organisation, name, department_title, role, email)
        issuer = (self.issuer_certificate, self.issuer_key)
        issued = certificates.signing(subject, key.public_key(), issuer, at, certificates.LEAD_VALIDITY, crl_url)
        bundle = keys.to_pkcs12(name, key, issued, self.chain, signing_passphrase)
        return _enrolment(bundle, issued)

    def revocation_list(self, revoked: Sequence[Revoked], number: int, at: datetime, next_update: datetime) -> bytes:
        """The list of what this authority revoked, in DER (RFC 5280). Raises `RevocationError`."""
        return revocation.issue((self.issuer_certificate, self.issuer_key), revoked, number, at, next_update)


def import_pkcs12(pkcs12: bytes, passphrase: str, name: str, department_title: str, at: datetime) -> Enrolment:
    """Accept a lead's own certificate after checking key, key usage, validity, name and department.

    The store is taken as it is, under the passphrase it has. Raises `WrongPassphrase`, `WeakPassphrase`,
    `KeyStoreError` or `CertificateError`.
    """
    keys.check_passphrase(passphrase, personal=(name,))
    bundle = keys.open_pkcs12(pkcs12, passphrase)
    assert bundle.cert is not None  # noqa: S101 - open_pkcs12 refuses stores without one
    certificates.check_for_signing(bundle.cert.certificate, name, department_title, at)
    return _enrolment(pkcs12, bundle.cert.certificate)


def ending_soon(folder: Path, at: datetime) -> list[str]:
    """What ends within `WARNING` in a sentence each. Needs no passphrase."""
    told = {
        ROOT_CERTIFICATE: "The root certificate",
        ISSUER_CHAIN: "The certificate of the issuing authority",
        SEAL_CERTIFICATE: "The organisation's seal",
    }
    sentences = []
    for name, what in told.items():
        if (folder / name).exists():
            end = key_folder.certificates_in(folder / name)[0].not_valid_after_utc
            if end <= at:
                sentences.append(f"{what} has ended on {end:%-d %B %Y}.")
            elif end - at <= WARNING:
                sentences.append(f"{what} ends on {end:%-d %B %Y}.")
    return sentences


def _enrolment(pkcs12: bytes, certificate: x509.Certificate) -> Enrolment:
    return Enrolment(
        pkcs12=pkcs12,
        certificate_pem=certificate.public_bytes(Encoding.PEM),
        serial=f"{certificate.serial_number:x}",
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
    )


def _new_seal(
    organisation: str,
    issuer: tuple[tuple[x509.Certificate, ...], IssuerKey],
    where: KeyPlace,
    at: datetime,
    crl_url: str | None,
) -> tuple[SealSigner, dict[str, bytes]]:
    """A seal, and what has to be written to keep it. The key comes first: each file may be the last one written."""
    chain, issuer_key = issuer
    key = where.make("report seal")
    name = certificates.seal_subject(organisation)
    above = (chain[0], issuer_key)
    certificate = certificates.signing(name, key.public_key(), above, at, certificates.SEAL_VALIDITY, crl_url)
    files = where.kept(SEAL_KEY, key) | {SEAL_CERTIFICATE: _pem((certificate,))}
    return SealSigner(key, certificate, chain), files


def _place(passphrase: str, token: "Token | None") -> KeyPlace:
    if token is None:  # a token has a policy of its own for its PIN
        keys.check_passphrase(passphrase)
    return place(passphrase, token)


def _organisation(seal: SealSigner) -> str:
    return certificates.part(seal.certificate, NameOID.ORGANIZATION_NAME)


def _pem(chain: Sequence[x509.Certificate]) -> bytes:
    return b"".join(certificate.public_bytes(Encoding.PEM) for certificate in chain)
