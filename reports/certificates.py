"""What our certificates say, and what we ask of certificates made elsewhere.

A lead's certificate names the person (CN), the department (OU), the organisation (O) and the role (title): the
department in the certificate, not a claim at signing, decides which field of a report it can sign.
"""

import unicodedata
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
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


IssuerKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
"""What an authority signs with. The key may live in a token: it is only ever asked to sign."""


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
    issuer: tuple[x509.Certificate, IssuerKey],
    at: datetime,
    validity: timedelta,
    crl_url: str | None = None,
) -> x509.Certificate:
    """A certificate that can sign documents and nothing else, valid from shortly before `at`.

    It ends with its issuer at the latest. `crl_url` is where its revocation would be told (RFC 5280, 4.2.1.13).
    """
    issuer_certificate, issuer_key = issuer
    if at < issuer_certificate.not_valid_before_utc:
        raise CertificateError("A certificate cannot begin before the organisation's own certificate.")
    if at >= issuer_certificate.not_valid_after_utc:
        raise CertificateError("The organisation's own certificate has ended, so it can issue none.")
    builder = _builder(name, issuer_certificate.subject, public_key, at, validity, issuer_certificate)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage("digital_signature", "content_commitment"), critical=True)
    purposes = x509.ExtendedKeyUsage([DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION])
    builder = builder.add_extension(purposes, critical=False)
    builder = builder.add_extension(authority_key_identifier(issuer_certificate), critical=False)
    if crl_url:
        builder = builder.add_extension(_distribution_point(crl_url), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def authority_key_identifier(issuer: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    """What points from an issued certificate or list to its issuer: the issuer's own identifier where it has one."""
    try:
        identifier = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    except x509.ExtensionNotFound:
        return x509.AuthorityKeyIdentifier.from_issuer_public_key(_strong(issuer.public_key()))
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)


def _distribution_point(url: str) -> x509.CRLDistributionPoints:
    if not url.isascii() or not url.startswith(("http://", "https://")):
        raise CertificateError("The address of the revocation list must begin with http:// or https://.")
    return x509.CRLDistributionPoints([x509.DistributionPoint([x509.UniformResourceIdentifier(url)], None, None, None)])


def part(certificate: x509.Certificate, oid: ObjectIdentifier) -> str:
    """One part of the subject as text, empty where it is missing."""
    found = certificate.subject.get_attributes_for_oid(oid)
    return str(found[0].value) if found else ""


def name_of(certificate: x509.Certificate) -> str:
    """What to call the certificate: its common name, or all of its subject where it has none."""
    return part(certificate, NameOID.COMMON_NAME) or certificate.subject.rfc4514_string()


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
    check_key(certificate)


def _check_usage(certificate: x509.Certificate) -> None:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, ValueError) as error:
        raise CertificateError("The certificate does not say what its key may be used for.") from error
    if not usage.content_commitment:
        raise CertificateError("The certificate does not allow signing documents (key usage contentCommitment).")


def check_key(certificate: x509.Certificate) -> None:
    """Raise `CertificateError` unless the key is of a kind and strength that lasts as long as our reports."""
    _strong(certificate.public_key())


def _strong(key: CertificatePublicKeyTypes) -> ec.EllipticCurvePublicKey | rsa.RSAPublicKey:
    if isinstance(key, rsa.RSAPublicKey) and key.key_size >= RSA_BITS:
        return key
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1 | ec.SECP384R1):
        return key
    raise CertificateError("The key must be ECDSA P-256 or P-384, or RSA of at least 3072 bits.")


def _builder(
    name: x509.Name,
    issuer: x509.Name,
    public_key: ec.EllipticCurvePublicKey,
    at: datetime,
    validity: timedelta,
    within: x509.Certificate | None = None,
) -> x509.CertificateBuilder:
    start = (at - BACKDATE).replace(microsecond=0)
    end = start + validity
    if within is not None:
        start, end = max(start, within.not_valid_before_utc), min(end, within.not_valid_after_utc)
    return (
        x509.CertificateBuilder(issuer_name=issuer, subject_name=name, public_key=public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
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
