"""The one form in which a signature or a time-stamp is written, rebuilt from what is signed and compared.

A CMS (RFC 5652) leaves much outside what it signs, and readers forgive much there: other spellings of an algorithm,
unsigned fields, idle certificates. Here nothing is forgiven: the value is built anew in the only form that we write and
compared byte by byte, so that a change of any byte shows. An authority's token is brought into that form on arrival.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

SEQUENCE, SET, OCTETS, BITS, CONTEXT_0, CONTEXT_1 = 0x30, 0x31, 0x04, 0x03, 0xA0, 0xA1
VERSION_1, VERSION_3 = b"\x02\x01\x01", b"\x02\x01\x03"
SIGNED_DATA, DATA = (core.ObjectIdentifier(f"1.2.840.113549.1.7.{number}").dump() for number in (2, 1))
TOKEN_INFO = core.ObjectIdentifier("1.2.840.113549.1.9.16.1.4").dump()
SIGNATURE_STAMP = core.ObjectIdentifier("1.2.840.113549.1.9.16.2.14").dump()
HASHES: dict[str, Callable[[], hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}

EMPTY = hashlib.sha256(b"").digest()
"""What a time-stamp over nothing covers: asked for once, to learn who stamps and how long the answer is."""

UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError)
"""What parsers raise on hostile bytes."""


class Broken(Exception):
    """A signature, a time-stamp or what it covers is not as it was written; the text is a sentence for a person."""


@dataclass(frozen=True, slots=True)
class Token:
    """A time-stamp that holds (RFC 3161). `at` in UTC is what its authority attests; `others` came beside it."""

    at: datetime
    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature that holds, and the time-stamp that it carries, if any. `others` are certificates beside it."""

    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]
    stamp: Token | None


def opened(der: bytes, digest: bytes) -> Signed | Token:
    """Check a value over the SHA-256 of what it covers: a signature or a document time-stamp. Raises `Broken`."""
    try:
        signed = cms.ContentInfo.load(der, strict=True)["content"]
        if signed["encap_content_info"]["content_type"].dump() == DATA:
            return _signature(der, signed, digest)
        return _token(der, signed, digest)
    except UNREADABLE as error:
        raise Broken("The value of a signature cannot be read.") from error


def with_stamp(der: bytes, token: bytes) -> bytes:
    """The value of a signature with a time-stamp over it put beside it (CAdES signature-time-stamp)."""
    signed = cms.ContentInfo.load(der, strict=True)["content"]
    return _rebuilt(signed, token)


def stamped_digest(der: bytes) -> bytes:
    """What a signature's time-stamp covers: the SHA-256 of the bare signature (ETSI EN 319 122-1, 5.3)."""
    return hashlib.sha256(_signer(cms.ContentInfo.load(der, strict=True)["content"])["signature"].native).digest()


def normal(token: cms.ContentInfo) -> bytes:
    """A token in the one form. Raises `Broken` where that would change what its authority signed."""
    try:
        der = _rebuilt(token["content"], b"")
        signed = cms.ContentInfo.load(der, strict=True)["content"]
        _token(der, signed, _info(signed)["message_imprint"]["hashed_message"].native)
    except UNREADABLE as error:
        raise Broken("The time-stamp cannot be read.") from error
    return der


def _signature(der: bytes, signed: cms.SignedData, digest: bytes) -> Signed:
    signer = _signer(signed)
    if bytes(_attributes(signer)["message_digest"][0]) != digest:
        raise Broken("The file was changed after it was signed.")
    token = _stamp_beside(signer)
    certificate = _checked(der, signed, token)
    stamp = _stamp(token, hashlib.sha256(signer["signature"].native).digest()) if token else None
    return Signed(_loaded(certificate), _others(signed, certificate), stamp)


def _stamp(token: bytes, digest: bytes) -> Token:
    return _token(token, cms.ContentInfo.load(token, strict=True)["content"], digest)


def _token(der: bytes, signed: cms.SignedData, digest: bytes) -> Token:
    info, signer = _info(signed), _signer(signed)
    imprint = info["message_imprint"]
    if imprint["hash_algorithm"]["algorithm"].native != "sha256" or imprint["hashed_message"].native != digest:
        raise Broken("A time-stamp belongs to something else: what it covers was changed.")
    content = bytes(signed["encap_content_info"]["content"])
    if hashlib.new(_digest_name(signer), content).digest() != bytes(_attributes(signer)["message_digest"][0]):
        raise Broken("A time-stamp was changed.")
    certificate = _checked(der, signed, b"")
    return Token(info["gen_time"].native.astimezone(UTC), _loaded(certificate), _others(signed, certificate))


def _checked(der: bytes, signed: cms.SignedData, stamp: bytes) -> asn1_x509.Certificate:
    """The certificate of the one who signed, once form and signature are proved."""
    signer = _signer(signed)
    certificate = _bound(signed["certificates"], _attributes(signer))
    if _rebuilt(signed, stamp) != der:
        raise Broken("The value of a signature was changed: it is not in the form in which it was issued.")
    _verify(certificate, signer)
    return certificate


def _signer(signed: cms.SignedData) -> cms.SignerInfo:
    (only,) = signed["signer_infos"]
    return only


def _attributes(signer: cms.SignerInfo) -> dict[str, Any]:
    return {attribute["type"].native: attribute["values"] for attribute in signer["signed_attrs"]}


def _info(signed: cms.SignedData) -> tsp.TSTInfo:
    return tsp.TSTInfo.load(bytes(signed["encap_content_info"]["content"]), strict=True)


def _stamp_beside(signer: cms.SignerInfo) -> bytes:
    """The token in the unsigned attributes, or nothing. A second attribute shows when the value is rebuilt."""
    for attribute in signer["unsigned_attrs"]:
        if attribute["type"].native == "signature_time_stamp_token":
            return bytes(attribute["values"][0].dump())
    return b""


def _bound(chosen: cms.CertificateSet, attributes: dict[str, Any]) -> asn1_x509.Certificate:
    """The certificate that a signed attribute names by its hash (ESSCertIDv2, RFC 5035, or in old tokens ESSCertID)."""
    if "signing_certificate_v2" in attributes:
        reference = attributes["signing_certificate_v2"][0]["certs"][0]
        name = reference["hash_algorithm"]["algorithm"].native
    else:
        reference, name = attributes["signing_certificate"][0]["certs"][0], "sha1"
    for choice in chosen:
        if hashlib.new(name, choice.chosen.dump()).digest() == reference["cert_hash"].native:
            return choice.chosen
    raise Broken("The certificate of a signature was exchanged.")


def _rebuilt(signed: cms.SignedData, stamp: bytes) -> bytes:
    """The value in the one form (RFC 5652, DER), from the parts that are signed or checked elsewhere."""
    signer, plain = _signer(signed), signed["encap_content_info"]["content_type"].dump() == DATA
    certificate = _bound(signed["certificates"], _attributes(signer))
    digest, mechanism = _algorithms(signer, certificate)
    beside = _tlv(SEQUENCE, SIGNATURE_STAMP + _tlv(SET, stamp)) if stamp else b""
    signed_by = _tlv(
        SEQUENCE,
        VERSION_1
        + _tlv(SEQUENCE, certificate.issuer.dump() + core.Integer(certificate.serial_number).dump())
        + digest
        + _tlv(CONTEXT_0, signer["signed_attrs"].contents)
        + mechanism
        + _tlv(OCTETS, signer["signature"].native)
        + (_tlv(CONTEXT_1, beside) if beside else b""),
    )
    content = _tlv(
        SEQUENCE,
        (VERSION_1 if plain else VERSION_3)
        + _tlv(SET, digest)
        + (_tlv(SEQUENCE, DATA) if plain else _held(signed))
        + _tlv(CONTEXT_0, b"".join(choice.chosen.dump() for choice in signed["certificates"]))
        + _tlv(SET, signed_by),
    )
    return _tlv(SEQUENCE, SIGNED_DATA + _tlv(CONTEXT_0, content))


def _held(signed: cms.SignedData) -> bytes:
    content = _tlv(OCTETS, bytes(signed["encap_content_info"]["content"]))
    return _tlv(SEQUENCE, TOKEN_INFO + _tlv(CONTEXT_0, content))


def _algorithms(signer: cms.SignerInfo, certificate: asn1_x509.Certificate) -> tuple[bytes, bytes]:
    """How digest and signature algorithm are spelled: as the signed attribute says that protects them (RFC 6211)."""
    protected = _attributes(signer).get("cms_algorithm_protection")
    if protected:
        return protected[0]["digest_algorithm"].dump(), protected[0]["signature_algorithm"].untag().dump()
    digest = _digest_name(signer)
    if signer["signature_algorithm"]["algorithm"].native == "rsassa_pss":
        return _spelled_digest(digest), signer["signature_algorithm"].dump(force=True)
    family = certificate.public_key.algorithm.replace("ec", "ecdsa")
    mechanism = algos.SignedDigestAlgorithm({"algorithm": f"{digest}_{family}"})
    return _spelled_digest(digest), bytes(mechanism.dump())


def _spelled_digest(name: str) -> bytes:
    return bytes(algos.DigestAlgorithm({"algorithm": name}).dump())


def _digest_name(signer: cms.SignerInfo) -> str:
    name = str(signer["digest_algorithm"]["algorithm"].native)
    if name not in HASHES:
        raise Broken("A signature uses a hash that is not trusted today.")
    return name


def _tlv(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:  # noqa: PLR2004 - the short form of DER ends here
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def _verify(certificate: asn1_x509.Certificate, signer: cms.SignerInfo) -> None:
    key, hashed = _loaded(certificate).public_key(), HASHES[_digest_name(signer)]()
    signature, attributes = signer["signature"].native, _tlv(SET, signer["signed_attrs"].contents)
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, attributes, ec.ECDSA(hashed))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, attributes, _padding(signer, hashed), hashed)
        else:
            raise Broken("A signature uses a kind of key that reports never use.")
    except InvalidSignature as error:
        raise Broken("The value of a signature is wrong.") from error


def _padding(signer: cms.SignerInfo, hashed: hashes.HashAlgorithm) -> padding.AsymmetricPadding:
    if signer["signature_algorithm"]["algorithm"].native != "rsassa_pss":
        return padding.PKCS1v15()
    parameters = signer["signature_algorithm"]["parameters"]
    names = {parameters["hash_algorithm"]["algorithm"].native,
             parameters["mask_gen_algorithm"]["parameters"]["algorithm"].native}  # fmt: skip
    if names != {hashed.name} or parameters["trailer_field"].native != "trailer_field_bc":
        raise Broken("A signature uses a form of RSA-PSS that is not known here.")
    return padding.PSS(padding.MGF1(hashed), parameters["salt_length"].native)


def _others(signed: cms.SignedData, certificate: asn1_x509.Certificate) -> tuple[x509.Certificate, ...]:
    beside = (choice.chosen for choice in signed["certificates"])
    return tuple(_loaded(one) for one in beside if one.dump() != certificate.dump())


def _loaded(certificate: asn1_x509.Certificate) -> x509.Certificate:
    """The certificate, if it is in the one form: what stands outside its signature repeats what stands inside."""
    body = certificate["tbs_certificate"]
    bits = _tlv(BITS, b"\x00" + certificate["signature_value"].native)
    if _tlv(SEQUENCE, body.dump() + body["signature"].dump() + bits) != certificate.dump():
        raise Broken("A certificate in the file was changed.")
    return x509.load_der_x509_certificate(certificate.dump())
