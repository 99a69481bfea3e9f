"""From a certificate to a trusted root, at a given moment, and whether somebody took it back before.

Nothing is fetched: what a verdict rests on lies in the file or with whoever asks.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError, ValidationError


@dataclass(frozen=True, slots=True)
class Revocation:
    """A certificate was taken back. `at` in UTC; `reason` as RFC 5280 names it, in words."""

    at: datetime
    reason: str

    @property
    def casts_doubt(self) -> bool:
        """Whether the key may have been in other hands: then only a time-stamp saves an earlier signature."""
        return self.reason in {"key compromise", "ca compromise", "unspecified"}


@dataclass(frozen=True, slots=True)
class Chain:
    """The certificates from the one in question to a trusted root, which is the last."""

    links: tuple[x509.Certificate, ...]

    def revocation(self, lists: Iterable[x509.CertificateRevocationList]) -> Revocation | None:
        """The earliest revocation of any link, in lists that the link's own issuer signed."""
        known = tuple(lists)
        pairs = zip(self.links, self.links[1:], strict=False)
        found = [one for link, issuer in pairs for one in _revocations(link, issuer, known)]
        return min(found, key=lambda one: one.at, default=None)


def chain(
    certificate: x509.Certificate,
    beside: Iterable[x509.Certificate],
    roots: Sequence[x509.Certificate],
    at: datetime,
    *,
    stamping: bool = False,
) -> Chain | None:
    """The chain of a certificate that was valid at a moment, or None. `stamping` asks for a time-stamping unit's."""
    if not roots or stamping is not _stamps(certificate):
        return None
    context = ValidationContext(
        trust_roots=[asn1(root) for root in roots],
        other_certs=[asn1(one) for one in beside],
        moment=at,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
    validator = CertificateValidator(asn1(certificate), validation_context=context)
    try:
        path = asyncio.run(validator.async_validate_path())
    except (PathBuildingError, PathValidationError, ValidationError):
        return None
    links = [x509.load_der_x509_certificate(link.dump()) for link in path.iter_certs(include_root=True)]
    return Chain(tuple(reversed(links)) if links[0] != certificate else tuple(links))


def asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """The same certificate as pyHanko's libraries know it."""
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def _stamps(certificate: x509.Certificate) -> bool:
    """Whether this certificate is for time-stamps and nothing else (RFC 3161, 2.3)."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except (x509.ExtensionNotFound, ValueError):
        return False
    return usage.critical and list(usage.value) == [ExtendedKeyUsageOID.TIME_STAMPING]


def _revocations(
    link: x509.Certificate, issuer: x509.Certificate, lists: Iterable[x509.CertificateRevocationList]
) -> Iterable[Revocation]:
    for one in lists:
        if one.issuer != issuer.subject or not _signed(one, issuer):
            continue
        entry = one.get_revoked_certificate_by_serial_number(link.serial_number)
        if entry is not None:
            yield Revocation(entry.revocation_date_utc, _reason(entry))


def _signed(one: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    try:
        return one.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False


def _reason(entry: x509.RevokedCertificate) -> str:
    try:
        flag = entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except (x509.ExtensionNotFound, ValueError):
        return "unspecified"
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in flag.value)
    return words.replace("c a ", "ca ")
