"""The signatures of a file, each validated and named: who, for which department, when, meaning what, trusted or not."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from reports import additions, certificates, envelope, places

SEALED = frozenset({MDPPerm.FILL_FORMS, MDPPerm.NO_CHANGES})
"""What a seal may allow afterwards: signing a review's report, and nothing at all on a quarterly one."""

LEVEL = "PAdES B-B"
"""What we issue without a time-stamping authority: the time is the one our server stated."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature. Times in UTC; `serial` and `fingerprint` (SHA-256) of the certificate in lower-case hexadecimal.

    `name` is the one printed at signing, `certificate_name` the one the certificate vouches for. `intact` means that
    nothing it covers changed and that its revision adds nothing but the signature.
    """

    field: str
    department: str
    name: str
    certificate_name: str
    role: str
    organisation: str
    unit: str
    email: str
    signed_at: datetime | None
    meaning: str
    intact: bool
    trusted: bool
    certifying: bool
    revision: int
    serial: str
    fingerprint: str
    issuer: str
    level: str = LEVEL


def read(pdf: bytes, reader: PdfFileReader, roots: list[x509.Certificate]) -> tuple[Signature, ...]:
    """All signatures in the order in which they were made. Raises `envelope.Broken`."""
    return tuple(_read(pdf, embedded, roots) for embedded in _in_order(reader))


def _in_order(reader: PdfFileReader) -> Iterator[EmbeddedPdfSignature]:
    embedded = list(reader.embedded_signatures)
    if any(signature.sig_object_type != "/Sig" for signature in embedded):
        raise envelope.Broken("The file carries a kind of signature that reports never have.")
    return iter(sorted(embedded, key=lambda signature: int(signature.signed_revision)))


def _read(pdf: bytes, embedded: EmbeddedPdfSignature, roots: list[x509.Certificate]) -> Signature:
    first, *rest = (int(number) for number in embedded.byte_range)
    opened = envelope.opened(pdf, (first, *rest))  # type: ignore[arg-type]
    at = embedded.self_reported_timestamp
    status = _status(embedded, roots, at)
    certificate, values = opened.certificate, embedded.sig_object
    by_field = {field: department for department, field in places.LEADS.items()}
    return Signature(
        field=str(embedded.field_name),
        department=by_field.get(str(embedded.field_name), ""),
        name=str(values.get("/Name", "")),
        certificate_name=certificates.part(certificate, NameOID.COMMON_NAME),
        role=certificates.part(certificate, NameOID.TITLE),
        organisation=certificates.part(certificate, NameOID.ORGANIZATION_NAME),
        unit=certificates.part(certificate, NameOID.ORGANIZATIONAL_UNIT_NAME),
        email=certificates.part(certificate, NameOID.EMAIL_ADDRESS),
        signed_at=at,
        meaning=str(values.get("/Reason", "")),
        intact=_intact(status) and additions.only_signs(embedded.reader, embedded),
        trusted=bool(status.trusted) and _chain_is_exact(status, opened),
        certifying=embedded.docmdp_level in SEALED and _is_the_certification(embedded),
        revision=int(embedded.signed_revision),
        serial=f"{certificate.serial_number:x}",
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        issuer=certificate.issuer.rfc4514_string(),
    )


def _status(embedded: EmbeddedPdfSignature, roots: list[x509.Certificate], at: datetime | None) -> PdfSignatureStatus:
    """pyHanko's verdict, with the certificates judged at the stated time of signing; nothing is fetched.

    What came after the seal is judged by `reports.additions`, which is stricter than pyHanko's difference analysis
    and takes milliseconds where that takes ten seconds for a report of thirty pages.
    """
    trusted = [asn1_x509.Certificate.load(root.public_bytes(Encoding.DER)) for root in roots]
    context = ValidationContext(trust_roots=trusted, moment=at, allow_fetching=False)
    return asyncio.run(async_validate_pdf_signature(embedded, signer_validation_context=context, skip_diff=True))


def _intact(status: PdfSignatureStatus) -> bool:
    covers = status.coverage in {SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION}
    return bool(status.intact and status.valid) and covers


def _chain_is_exact(status: PdfSignatureStatus, opened: envelope.Envelope) -> bool:
    """Every embedded certificate is part of the validated path: an idle one could be changed unnoticed."""
    if status.validation_path is None:
        return False
    path = {link.dump() for link in status.validation_path.iter_certs(include_root=True)}
    embedded = {link.public_bytes(Encoding.DER) for link in (opened.certificate, *opened.others)}
    return embedded <= path


def _is_the_certification(embedded: EmbeddedPdfSignature) -> bool:
    permissions = embedded.reader.root.get("/Perms", {})
    return "/DocMDP" in permissions and permissions.raw_get("/DocMDP") == embedded.sig_field.raw_get("/V")
