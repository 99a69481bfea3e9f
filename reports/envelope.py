"""The one form in which our signatures are written, checked byte by byte before anything is interpreted.

A signature leaves its own value outside what it signs, and PDF and CMS readers forgive much there: other spellings
of hexadecimal, padding, unsigned fields. Here nothing is forgiven: the signature is rebuilt in the only form that
`reports.sign` writes and compared, so that a change of any byte shows.
"""

import hashlib
import re
from dataclasses import dataclass

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

_RANGE = re.compile(rb"/ByteRange \[0 (\d{1,12}) (\d{1,12}) (\d{1,12})\]")
SEQUENCE, SET, OCTETS, CONTEXT_0 = 0x30, 0x31, 0x04, 0xA0
VERSION_1 = b"\x02\x01\x01"
SIGNED_DATA, DATA = (core.ObjectIdentifier(f"1.2.840.113549.1.7.{number}").dump() for number in (2, 1))
SHA_256 = algos.DigestAlgorithm({"algorithm": "sha256"}).dump()
ALGORITHMS = {
    "ec": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}).dump(),
    "rsa": algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa"}).dump(),
}

_HEX = re.compile(rb"[0-9A-F]*")


class Broken(Exception):
    """The signature or what it covers is not as it was written; the text is a sentence for a person."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A signature value taken out of a file: the byte range around it and the parts of its CMS."""

    byte_range: tuple[int, int, int, int]
    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]

    @property
    def end(self) -> int:
        """Where the signed part of the file ends."""
        return self.byte_range[2] + self.byte_range[3]


def last(pdf: bytes) -> tuple[int, int, int, int]:
    """The byte range that reaches the end of the file. Raises `Broken` when no signature does."""
    for found in reversed(list(_RANGE.finditer(pdf))):
        first, second, length = (int(number) for number in found.groups())
        if first < second and second + length == len(pdf):
            return (0, first, second, length)
    if b"/ByteRange" not in pdf:
        raise Broken("This file carries no signature.")
    raise Broken("The file does not end where its last signature ends: something was added, removed or changed.")


def opened(pdf: bytes, byte_range: tuple[int, int, int, int]) -> Envelope:
    """Check one signature over its byte range: form, digest and signature value. Raises `Broken`."""
    zero, first, second, length = byte_range
    if zero != 0 or not 0 < first < second <= second + length <= len(pdf):
        raise Broken("A signature covers an impossible part of the file.")
    der = _value(pdf[first:second])
    content = hashlib.sha256(memoryview(pdf)[:first])
    content.update(memoryview(pdf)[second : second + length])
    try:
        return _checked(der, content.digest(), byte_range)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError) as error:
        raise Broken("The value of a signature cannot be read.") from error


def _value(gap: bytes) -> bytes:
    """The DER in `<…>`: upper-case hexadecimal, then zeros, and nothing else."""
    inner = gap[1:-1]
    if gap[:1] != b"<" or gap[-1:] != b">" or len(gap) % 2 or not _HEX.fullmatch(inner):
        raise Broken("The value of a signature is not written as it was issued.")
    data = bytes.fromhex(inner.decode())
    size = _der_size(data)
    if any(data[size:]):
        raise Broken("Something stands behind the value of a signature.")
    return data[:size]


def _der_size(data: bytes) -> int:
    """The size that the outermost DER header announces: always 0x30 0x82 for what we write."""
    if data[:2] != b"\x30\x82":
        raise Broken("The value of a signature is not written as it was issued.")
    return 4 + int.from_bytes(data[2:4], "big")


def _checked(der: bytes, digest: bytes, byte_range: tuple[int, int, int, int]) -> Envelope:
    signed = cms.ContentInfo.load(der, strict=True)["content"]
    info = signed["signer_infos"][0]
    attributes = {attribute["type"].native: attribute["values"] for attribute in info["signed_attrs"]}
    if bytes(attributes["message_digest"][0]) != digest:
        raise Broken("The file was changed after it was signed.")
    certificate = _bound(signed["certificates"], attributes["signing_certificate_v2"][0])
    if _rebuilt(signed, info, certificate) != der:
        raise Broken("The value of a signature was changed: it is not in the form in which it was issued.")
    _verify(certificate, info["signature"].native, _tlv(SET, info["signed_attrs"].contents))
    others = [_loaded(choice.chosen) for choice in signed["certificates"] if choice.chosen.dump() != certificate.dump()]
    return Envelope(byte_range, _loaded(certificate), tuple(others))


def _bound(chosen: cms.CertificateSet, reference: tsp.SigningCertificateV2) -> asn1_x509.Certificate:
    """The certificate that the signed attribute ESSCertIDv2 names by its SHA-256 (RFC 5035)."""
    wanted = reference["certs"][0]["cert_hash"].native
    for choice in chosen:
        if hashlib.sha256(choice.chosen.dump()).digest() == wanted:
            return choice.chosen
    raise Broken("The certificate of a signature was exchanged.")


def _rebuilt(signed: cms.SignedData, info: cms.SignerInfo, certificate: asn1_x509.Certificate) -> bytes:
    """The CMS as we write it (RFC 5652, DER), from the parts that are signed or checked elsewhere."""
    signer = _tlv(
        SEQUENCE,
        VERSION_1
        + _tlv(SEQUENCE, certificate.issuer.dump() + core.Integer(certificate.serial_number).dump())
        + SHA_256
        + _tlv(CONTEXT_0, info["signed_attrs"].contents)
        + ALGORITHMS[certificate.public_key.algorithm]
        + _tlv(OCTETS, info["signature"].native),
    )
    content = _tlv(
        SEQUENCE,
        VERSION_1
        + _tlv(SET, SHA_256)
        + _tlv(SEQUENCE, DATA)
        + _tlv(CONTEXT_0, b"".join(choice.chosen.dump() for choice in signed["certificates"]))
        + _tlv(SET, signer),
    )
    return _tlv(SEQUENCE, SIGNED_DATA + _tlv(CONTEXT_0, content))


def _tlv(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:  # noqa: PLR2004 - the short form of DER ends here
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def _verify(certificate: asn1_x509.Certificate, signature: bytes, attributes: bytes) -> None:
    key = _loaded(certificate).public_key()
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, attributes, ec.ECDSA(hashes.SHA256()))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, attributes, padding.PKCS1v15(), hashes.SHA256())
        else:
            raise Broken("A signature uses a kind of key that reports never use.")
    except InvalidSignature as error:
        raise Broken("The value of a signature is wrong.") from error


def _loaded(certificate: asn1_x509.Certificate) -> x509.Certificate:
    return x509.load_der_x509_certificate(certificate.dump())
