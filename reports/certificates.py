"""What our certificates say, and what we ask of certificates made elsewhere.

A lead's certificate names the person (CN), the department (OU), the organisation (O) and the role (title): the
department in the certificate, not a claim at signing, decides which field of a report it can sign.
"""

import unicodedata
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

BACKDATE = timedelta(minutes=10)
"""Certificates begin a little early, so that clocks which disagree by minutes do not void a signature."""

ROOT_VALIDITY = timedelta(days=20 * 365)
SEAL_VALIDITY = timedelta(days=10 * 365)
LEAD_VALIDITY = timedelta(days=3 * 365)

SEAL_UNIT = "Report seal"
"""The OU of the organisation's seal: no lead's certificate has it, so no lead can seal."""

DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
"""id-kp-documentSigning (RFC 9336)."""

RSA_BITS = 3072
"""NIST SP 800-57: 128 bits of security, for reports that are kept ten years."""

_NAME_LIMIT = 64
"""ub-common-name and its siblings (RFC 5280, appendix A), counted in bytes of UTF-8 to be safe."""


class CertificateError(Exception):
    """A certificate cannot be made or cannot be used; the text is a sentence for a person."""


def subject(organisation: str, common_name: str, unit: str = "", title: str = "", email: str = "") -> x509.Name:
    """A distinguished name. Raises `CertificateError` on parts that are empty, too long or not plain text."""
    parts = [
        (NameOID.ORGANIZATION_NAME, "organisation", organisation_name(organisation)),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, "department", unit),
        (NameOID.TITLE, "role", title),
        (NameOID.COMMON_NAME, "name", common_name),
        (NameOID.EMAIL_ADDRESS, "address", email),
    ]
    if not common_name.strip() or not organisation.strip():
        raise CertificateError("A certificate needs a name and an organisation.")
    return x509.Name([x509.NameAttribute(oid, _plain(label, value)) for oid, label, value in parts if value])


def organisation_name(name: str) -> str:
    """An organisation's name as a certificate holds it: long ones are cut."""
    return _ending(name, "")


def seal_subject(organisation: str) -> x509.Name:
    """The name of an organisation's seal."""
    return subject(organisation, _ending(organisation, " report seal"), unit=SEAL_UNIT)


def root(organisation: str, key: ec.EllipticCurvePrivateKey, at: datetime) -> x509.Certificate:
    """The self-signed certificate that everything else hangs on."""
    name = subject(organisation, _ending(organisation, " report root"))
    builder = _builder(name, name, key.public_key(), at, ROOT_VALIDITY)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage("key_cert_sign", "crl_sign"), critical=True)
    return builder.sign(key, hashes.SHA256())


def signing(
    name: x509.Name,
    public_key: ec.EllipticCurvePublicKey,
    issuer: tuple[x509.Certificate, ec.EllipticCurvePrivateKey],
    at: datetime,
    validity: timedelta,
) -> x509.Certificate:
    """A certificate that can sign documents and nothing else, valid from shortly before `at`."""
    issuer_certificate, issuer_key = issuer
    if at < issuer_certificate.not_valid_before_utc:
        raise CertificateError("A certificate cannot begin before the organisation's own certificate.")
    builder = _builder(name, issuer_certificate.subject, public_key, at, validity)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage("digital_signature", "content_commitment"), critical=True)
    purposes = x509.ExtendedKeyUsage([DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION])
    builder = builder.add_extension(purposes, critical=False)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    return builder.add_extension(identifier, critical=False).sign(issuer_key, hashes.SHA256())


def part(certificate: x509.Certificate, oid: ObjectIdentifier) -> str:
    """One part of the subject as text, empty where it is missing."""
    found = certificate.subject.get_attributes_for_oid(oid)
    return str(found[0].value) if found else ""


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same to a reader: case, spacing and Unicode form do not count."""
    return _folded(one) == _folded(other)


def same_person(one: x509.Certificate, other: x509.Certificate) -> bool:
    """Whether two certificates speak of one person: the same address, or the same name where one has no address."""
    addresses = [part(certificate, NameOID.EMAIL_ADDRESS) for certificate in (one, other)]
    if all(addresses):
        return same_name(*addresses)
    return same_name(part(one, NameOID.COMMON_NAME), part(other, NameOID.COMMON_NAME))


def check_for_signing(certificate: x509.Certificate, name: str, department_title: str, at: datetime) -> None:
    """Raise `CertificateError` unless this certificate can sign for this person and department at this time."""
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        raise CertificateError("The certificate is not valid at the time of signing.")
    if not same_name(part(certificate, NameOID.COMMON_NAME), name):
        raise CertificateError("The name in the certificate is not the name of the person who signs.")
    if not same_name(part(certificate, NameOID.ORGANIZATIONAL_UNIT_NAME), department_title):
        raise CertificateError(f"The certificate does not belong to the {department_title}.")
    _check_usage(certificate)
    _check_key(certificate)


def _check_usage(certificate: x509.Certificate) -> None:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, ValueError) as error:
        raise CertificateError("The certificate does not say what its key may be used for.") from error
    if not usage.content_commitment:
        raise CertificateError("The certificate does not allow signing documents (key usage contentCommitment).")


def _check_key(certificate: x509.Certificate) -> None:
    key = certificate.public_key()
    strong_rsa = isinstance(key, rsa.RSAPublicKey) and key.key_size >= RSA_BITS
    strong_ec = isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1 | ec.SECP384R1)
    if not (strong_rsa or strong_ec):
        raise CertificateError("The key must be ECDSA P-256 or P-384, or RSA of at least 3072 bits.")


def _builder(
    name: x509.Name, issuer: x509.Name, public_key: ec.EllipticCurvePublicKey, at: datetime, validity: timedelta
) -> x509.CertificateBuilder:
    start = (at - BACKDATE).replace(microsecond=0)
    return (
        x509.CertificateBuilder(issuer_name=issuer, subject_name=name, public_key=public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + validity)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    )


def _usage(*allowed: str) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: name in allowed for name in names})


def _plain(label: str, value: str) -> str:
    value = " ".join(unicodedata.normalize("NFC", value).split())
    if any(unicodedata.category(character).startswith("C") for character in value):
        raise CertificateError(f"The {label} has a character that cannot stand in a certificate.")
    limit = 255 if label == "address" else _NAME_LIMIT
    if len(value.encode()) > limit:
        raise CertificateError(f"The {label} is too long for a certificate, which holds {limit} bytes.")
    return value


def _ending(organisation: str, suffix: str) -> str:
    """The name and a suffix, cut before the suffix so that both fit."""
    room = _NAME_LIMIT - len(suffix.encode())
    return " ".join(organisation.split()).encode()[:room].decode(errors="ignore").rstrip() + suffix


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
