"""Certificate revocation lists (RFC 5280, section 5): writing ours, reading and checking any."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from reports import certificates
from reports.certificates import IssuerKey

REASONS = {
    "key_compromise": x509.ReasonFlags.key_compromise,
    "affiliation_changed": x509.ReasonFlags.affiliation_changed,
    "superseded": x509.ReasonFlags.superseded,
    "cessation_of_operation": x509.ReasonFlags.cessation_of_operation,
}
"""Why a lead's certificate can end early: lost or stolen, other work, replaced by another, left."""

_NAMES = {flag: name for name, flag in REASONS.items()}


class RevocationError(Exception):
    """A revocation list cannot be made, read or believed; the text is a sentence for a person."""


@dataclass(frozen=True, slots=True)
class Revoked:
    """A certificate that ended early. `at` in UTC; `reason` is one of `REASONS`, or empty on lists of others."""

    serial: int
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class RevocationList:
    """A list whose signature held: its number, when it was made and when the next one is due (UTC), and its entries."""

    number: int
    this_update: datetime
    next_update: datetime
    revoked: tuple[Revoked, ...]


def issue(
    issuer: tuple[x509.Certificate, IssuerKey],
    revoked: Sequence[Revoked],
    number: int,
    at: datetime,
    next_update: datetime,
) -> bytes:
    """A list in DER, version 2. Raises `RevocationError` when a time or a reason cannot stand in it."""
    certificate, key = issuer
    if next_update <= at:
        raise RevocationError("The next revocation list has to come after this one.")
    builder = (
        x509.CertificateRevocationListBuilder(certificate.subject, at, next_update)
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(certificates.authority_key_identifier(certificate), critical=False)
    )
    for entry in sorted(revoked, key=lambda one: one.serial):
        builder = builder.add_revoked_certificate(_entry(entry))
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def revoked_in(crl_der: bytes, serial: int) -> Revoked | None:
    """The entry of a certificate on a list, without asking who signed it: see `checked`. Raises `RevocationError`."""
    try:
        entry = _loaded(crl_der).get_revoked_certificate_by_serial_number(serial)
        return None if entry is None else _read(entry)
    except (ValueError, TypeError) as error:
        raise RevocationError("This is not a readable revocation list.") from error


def checked(crl_der: bytes, issuer_certificate: x509.Certificate) -> RevocationList:
    """The content of a list, after its issuer and signature held. Whether it is recent is the caller's to judge.

    Raises `RevocationError`.
    """
    crl = _loaded(crl_der)
    try:
        if not _signed_by(crl, issuer_certificate):
            raise RevocationError("The revocation list was not signed by this certificate authority.")
        number = crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
        entries = tuple(_read(entry) for entry in crl)
    except x509.ExtensionNotFound as error:
        raise RevocationError("The revocation list has no number.") from error
    except (ValueError, TypeError) as error:
        raise RevocationError("This is not a readable revocation list.") from error
    if crl.next_update_utc is None:
        raise RevocationError("The revocation list does not say when the next one is due.")
    return RevocationList(number, crl.last_update_utc, crl.next_update_utc, entries)


def _signed_by(crl: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    key = issuer.public_key()
    if crl.issuer != issuer.subject or not isinstance(key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey):
        return False
    try:
        return crl.is_signature_valid(key)
    except (UnsupportedAlgorithm, TypeError):
        return False


def _entry(revoked: Revoked) -> x509.RevokedCertificate:
    if revoked.reason not in REASONS:
        raise RevocationError(f"“{revoked.reason}” is no reason to revoke. Give one of: {', '.join(REASONS)}.")
    return (
        x509.RevokedCertificateBuilder(revoked.serial, revoked.at)
        .add_extension(x509.CRLReason(REASONS[revoked.reason]), critical=False)
        .build()
    )


def _read(entry: x509.RevokedCertificate) -> Revoked:
    try:
        flag = entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except (x509.ExtensionNotFound, ValueError):
        return Revoked(entry.serial_number, entry.revocation_date_utc, "")
    return Revoked(entry.serial_number, entry.revocation_date_utc, _NAMES.get(flag, ""))


def _loaded(crl_der: bytes) -> x509.CertificateRevocationList:
    try:
        crl = x509.load_der_x509_crl(crl_der)
    except (ValueError, TypeError, x509.InvalidVersion) as error:
        raise RevocationError("This is not a readable revocation list.") from error
    if not crl_der.endswith(b"\x00" + crl.signature):  # “unused bits” of a signature are not signed: there are none
        raise RevocationError("This is not a readable revocation list.")
    return crl
