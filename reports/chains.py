"""What we ask of an authority that was made elsewhere before we issue with it, and of the certificates above it."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from reports import certificates
from reports.certificates import CertificateError

WEAKEST_ABOVE = 2048
"""RSA bits of a company's root: most are of this size, and it is replaced by its owner, not by us."""

DEEPEST = 8
"""Certificates in a chain; real ones have two or three."""


def to_root(certificate: x509.Certificate, others: Sequence[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """The certificate and those above it, the root last, whatever order they came in. Raises `CertificateError`."""
    chain = [certificate]
    while not _is_root(chain[-1]):
        above = next((one for one in others if one not in chain and _issued(one, chain[-1])), None)
        if above is None or len(chain) == DEEPEST:
            missing = chain[-1].issuer.rfc4514_string()
            raise CertificateError(
                f"The certificate of “{missing}” is missing. Give every certificate up to the company's own root."
            )
        chain.append(above)
    return tuple(chain)


def check(chain: Sequence[x509.Certificate], at: datetime) -> None:
    """Raise `CertificateError` unless the first of the chain may issue our certificates and lists today.

    `chain` is as `to_root` gives it: every signature in it has been verified.
    """
    if len(chain) == 1:
        raise CertificateError(f"{_name(chain[0])} is a root. Let it issue an intermediate, and import that.")
    certificates.check_key(chain[0])
    for depth, certificate in enumerate(chain):
        name = _name(certificate)
        _check_is_authority(certificate, name)
        _check_path_length(certificate, name, depth)
        if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
            raise CertificateError(f"The certificate of {name} is not valid now.")
        _check_strength(certificate, name)
    if not _usage(chain[0], _name(chain[0])).crl_sign:
        raise CertificateError(
            f"The certificate of {_name(chain[0])} may not sign revocation lists (key usage cRLSign)."
        )


def check_path(leaf: x509.Certificate, chain: Sequence[x509.Certificate], at: datetime) -> None:
    """Raise `CertificateError` unless an independent validator accepts a certificate that we issued (RFC 5280, 6.1).

    It finds what the checks above do not look for: name constraints, policies, critical extensions nobody knows.
    """
    from pyhanko_certvalidator import CertificateValidator, ValidationContext
    from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError

    root, *between = (_asn1(one) for one in reversed(chain))
    context = ValidationContext(trust_roots=[root], other_certs=between, moment=at, allow_fetching=False)
    validator = CertificateValidator(_asn1(leaf), validation_context=context)
    try:
        usage = {"digital_signature", "non_repudiation"}
        asyncio.run(validator.async_validate_usage(usage))  # type: ignore[no-untyped-call]
    except (PathBuildingError, PathValidationError) as error:
        raise CertificateError(f"Certificates of this authority would not be accepted by others: {error}") from error


def _check_is_authority(certificate: x509.Certificate, name: str) -> None:
    try:
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    except (x509.ExtensionNotFound, ValueError):
        constraints = None
    if constraints is None or not constraints.ca:
        raise CertificateError(f"The certificate of {name} is not that of a certificate authority.")
    if not _usage(certificate, name).key_cert_sign:
        raise CertificateError(f"The certificate of {name} may not issue certificates (key usage keyCertSign).")


def _usage(certificate: x509.Certificate, name: str) -> x509.KeyUsage:
    try:
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, ValueError) as error:
        raise CertificateError(f"The certificate of {name} does not say what its key may be used for.") from error


def _check_path_length(certificate: x509.Certificate, name: str, depth: int) -> None:
    """`depth` authorities stand between this one and the people: RFC 5280, 4.2.1.9."""
    allowed = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length
    if allowed is not None and allowed < depth:
        raise CertificateError(
            f"{name} allows {allowed} authorities below it (path length), and here there would be {depth}."
        )


def _check_strength(certificate: x509.Certificate, name: str) -> None:
    key = certificate.public_key()
    weak_rsa = isinstance(key, rsa.RSAPublicKey) and key.key_size < WEAKEST_ABOVE
    weak_ec = isinstance(key, ec.EllipticCurvePublicKey) and key.key_size < 256  # noqa: PLR2004 - bits
    if weak_rsa or weak_ec or not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        raise CertificateError(f"The key of {name} is too weak, or of a kind that readers do not know.")
    algorithm = certificate.signature_hash_algorithm
    if not _is_root(certificate) and not isinstance(algorithm, hashes.SHA256 | hashes.SHA384 | hashes.SHA512):
        raise CertificateError(f"The certificate of {name} was signed with an outdated digest.")


def _is_root(certificate: x509.Certificate) -> bool:
    return certificate.subject == certificate.issuer and _issued(certificate, certificate)


def _issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    """Whether name and signature say so."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def is_chain(chain: Sequence[x509.Certificate]) -> bool:
    """Whether each certificate was issued by the next, and the last by itself."""
    return bool(chain) and all(_issued(above, below) for below, above in pairwise(chain)) and _is_root(chain[-1])


def _name(certificate: x509.Certificate) -> str:
    return f"“{certificates.name_of(certificate)}”"


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
