"""Sealing a report and countersigning it: PAdES signatures by pyHanko, without any use of the network.

The seal certifies the file and allows nothing but signing from then on (DocMDP 2). Each lead's approval is an
incremental update with the lead's own certificate, in any order (PAdES B-B, ETSI EN 319 142-1).
"""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.stamp import BaseStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from reports import appearance, attached, certificates, envelope, places
from reports.identity import SealSigner
from reports.keys import SigningKey
from reports.packet import ReportPacket
from reports.update import Update

ROOM = 32_768
"""Hexadecimal digits that are kept for a signature whose time-stamp comes later."""


class SigningRefused(Exception):
    """The file or the certificate may not be signed with; the text is a sentence for a person."""


def seal(pdf: bytes, signer: SealSigner, at: datetime, *, room: bool = False) -> bytes:
    """Certify a rendered report with the organisation's seal. Raises `SigningRefused`.

    `room` leaves place beside the signature for a time-stamp.
    """
    reader = _reader(pdf)
    fields = _fields(reader)
    if any(filled for filled in fields.values()):
        raise SigningRefused("This report has already been signed; only a fresh one can be sealed.")
    if set(fields) != {places.SEAL, *places.LEADS.values()}:
        raise SigningRefused("This file has no place for the three signatures of a report.")
    packet = _packet(reader)
    name = issuer(signer)
    reason = f"Issued by {name}: {packet.reference}, revision {packet.revision}, frozen and sealed"
    style = appearance.of_seal(packet, name, at)
    return certify(pdf, signer, reason, style, MDPPerm.FILL_FORMS, at, room=room)


def issuer(signer: SealSigner) -> str:
    """The organisation that a seal belongs to."""
    return certificates.part(signer.certificate, NameOID.ORGANIZATION_NAME)


def certify(
    pdf: bytes,
    signer: SealSigner,
    reason: str,
    style: BaseStampStyle,
    permissions: MDPPerm,
    at: datetime,
    *,
    room: bool = False,
) -> bytes:
    """Put the organisation's seal into its place, with what may be changed from then on."""
    meta = PdfSignatureMetadata(
        field_name=places.SEAL,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=permissions,
        name=issuer(signer),
        reason=reason,
    )
    return _sign(pdf, meta, _signer(signer.certificate, signer.key, signer.chain), style, at, room=room)


def countersign(
    pdf: bytes,
    key: SigningKey,
    department: str,
    printed_name: str,
    role: str,
    meaning: str,
    at: datetime,
    *,
    room: bool = False,
) -> bytes:
    """Add a lead's approval for a department (`ai` or `it`), with its meaning (21 CFR 11.50).

    `room` leaves place beside the signature for a time-stamp.

    The key may come from a lead's PKCS#12 or from a token. Raises `CertificateError` or `SigningRefused`.
    """
    reader = _reader(pdf)
    _check_place(reader, department)
    _check_intact(pdf)
    certificate = key.certificate
    certificates.check_for_signing(certificate, printed_name, places.TITLES[department], at)
    _check_other_person(reader, certificate)
    meta = PdfSignatureMetadata(
        field_name=places.LEADS[department],
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        name=printed_name,
        reason=meaning,
    )
    style = appearance.of_lead(_packet(reader), places.TITLES[department], printed_name, role, meaning, certificate, at)
    return _sign(pdf, meta, _signer(certificate, key.key, key.chain), style, at, room=room)


class _DatedSigner(PdfSigner):
    """pyHanko's signer at a given time, which leaves the file a PDF 1.7.

    For ECDSA pyHanko would announce an extension of PDF 2.0 (ISO/TS 32002); PDF/A-3 is built on PDF 1.7, where the
    announcement has no meaning, and readers verify these curves without it.
    """

    at: datetime

    def init_signing_session(self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.at
        return session

    def register_extensions(self, pdf_out: BasePdfFileWriter, *, md_algorithm: str) -> None:  # noqa: ARG002
        pdf_out.register_extension(ESIC_EXTENSION_1)


def _sign(
    pdf: bytes,
    meta: PdfSignatureMetadata,
    signer: Signer,
    style: BaseStampStyle,
    at: datetime,
    *,
    room: bool = False,
) -> bytes:
    writer = Update(BytesIO(pdf))
    dated = _DatedSigner(meta, signer, stamp_style=style)
    dated.at = at.replace(microsecond=0)
    output = BytesIO()
    dated.sign_pdf(writer, existing_fields_only=True, output=output, bytes_reserved=ROOM if room else None)
    return output.getvalue()


class _KeySigner(Signer):
    """Signs with a key that is only ever asked to sign, never to show itself: it may live in a token."""

    def __init__(self, certificate: x509.Certificate, key: PrivateKeyTypes, store: SimpleCertificateStore) -> None:
        super().__init__(signing_cert=_asn1(certificate), cert_registry=store)
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: ARG002
        if isinstance(self._key, ec.EllipticCurvePrivateKey):
            return self._key.sign(data, ec.ECDSA(hashes.SHA256()))
        assert isinstance(self._key, rsa.RSAPrivateKey)  # noqa: S101 - `check_for_signing` refuses other kinds
        return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def _signer(certificate: x509.Certificate, key: PrivateKeyTypes, chain: Sequence[x509.Certificate]) -> Signer:
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple([_asn1(link) for link in chain])
    return _KeySigner(certificate, key, store)


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def _reader(pdf: bytes) -> PdfFileReader:
    try:
        return PdfFileReader(BytesIO(pdf))
    except (PdfError, ValueError) as error:
        raise SigningRefused("This is not a readable PDF.") from error


def _packet(reader: PdfFileReader) -> ReportPacket:
    try:
        return attached.packet(reader)
    except attached.NoPacket as error:
        raise SigningRefused(str(error)) from error


def _fields(reader: PdfFileReader) -> dict[str, bool]:
    return {name: value is not None for name, value, _reference in enumerate_sig_fields(reader)}


def _check_place(reader: PdfFileReader, department: str) -> None:
    if department not in places.LEADS:
        raise SigningRefused("Only the AI department and the IT department sign a report.")
    fields = _fields(reader)
    if not fields.get(places.SEAL):
        raise SigningRefused("This report has not been sealed by the organisation.")
    if fields.get(places.LEADS[department], True):
        raise SigningRefused(f"The {places.TITLES[department]} has already signed this report.")


def _check_intact(pdf: bytes) -> None:
    """Nobody lends a signature to a file whose last signature no longer holds."""
    try:
        envelope.opened(pdf, envelope.last(pdf))
    except envelope.Broken as broken:
        raise SigningRefused(str(broken)) from broken


def _check_other_person(reader: PdfFileReader, certificate: x509.Certificate) -> None:
    for signature in reader.embedded_regular_signatures:
        other = x509.load_der_x509_certificate(signature.signer_cert.dump())
        if other == certificate:
            raise SigningRefused("This certificate has already signed this report.")
        if certificates.same_person(other, certificate):
            raise SigningRefused("The same person cannot sign for both departments.")
