"""Verifying a signed report, in plain words and without ever failing on what it is given.

The order is: bytes first (`reports.envelope`, cheap and strict), then the structure of the PDF and what came after
the seal (pyHanko), then people and trust. A file whose bytes do not hold is not interpreted any further.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader

from reports import attached, certificates, envelope, places, quarterly, signatures
from reports.packet import PacketError, ReportPacket, digest
from reports.signatures import Signature

LIMIT = 256 * 1024 * 1024
"""Bytes; larger files are refused unread."""

UNREADABLE = "This file cannot be read as a report: it is damaged, encrypted or not a PDF that we issued."


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: whether it holds, and a sentence that says so."""

    holds: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What a file proves. `ok` only when everything holds.

    `reference`, `revision`, `supersedes`, `anchor_sequence`, `anchor_sha256` and `packet_digest` are empty unless
    the attached packet is covered by intact signatures.
    """

    ok: bool
    findings: tuple[Finding, ...]
    signatures: tuple[Signature, ...] = ()
    reference: str = ""
    revision: int | None = None
    supersedes: int | None = None
    title: str = ""
    frozen_at: datetime | None = None
    anchor_sequence: int | None = None
    anchor_sha256: str = ""
    packet_digest: str = ""
    demo: bool = False

    @property
    def sentences(self) -> tuple[str, ...]:
        """The findings as text."""
        return tuple(finding.sentence for finding in self.findings)

    @property
    def problems(self) -> tuple[str, ...]:
        """Only what does not hold."""
        return tuple(finding.sentence for finding in self.findings if not finding.holds)


def verify(pdf: bytes, trust: Sequence[bytes]) -> Verification:
    """Verify a report against trusted root certificates (PEM). Never raises, whatever the input is."""
    try:
        roots = _roots(trust)
        return _failed(problem) if (problem := _refusal(pdf)) else _verified(pdf, roots)
    except envelope.Broken as broken:
        return _failed(str(broken))
    except attached.NoPacket as missing:
        return _failed(str(missing))
    except Exception:  # noqa: BLE001 - hostile files break readers in every way; the answer is always a sentence
        return _failed(UNREADABLE)


def _refusal(pdf: bytes) -> str:
    if len(pdf) > LIMIT:
        return "This file is too large to be a report."
    return "" if pdf.startswith(b"%PDF-1.7\n") else "This file is not a PDF that we issued."


def _roots(trust: Sequence[bytes]) -> list[x509.Certificate]:
    try:
        return [root for pem in trust for root in x509.load_pem_x509_certificates(pem)]
    except (ValueError, TypeError) as error:
        raise envelope.Broken("A trusted root certificate cannot be read.") from error


def _verified(pdf: bytes, roots: list[x509.Certificate]) -> Verification:
    final = envelope.opened(pdf, envelope.last(pdf))
    _check_roots(final, roots)
    reader = PdfFileReader(BytesIO(pdf))
    if reader.encrypted:
        raise envelope.Broken("This file is encrypted; a report never is.")
    found = signatures.read(pdf, reader, roots)
    content = attached.packet_bytes(reader)
    if quarterly.is_one(content):
        return _quarter(found, reader, content, len(pdf))
    packet = attached.packet(reader)
    findings = tuple(_findings(found, reader, packet, len(pdf)))
    return Verification(
        ok=all(finding.holds for finding in findings),
        findings=findings,
        signatures=found,
        reference=packet.reference,
        revision=packet.revision,
        supersedes=packet.supersedes,
        title=packet.title,
        frozen_at=packet.frozen_at,
        anchor_sequence=packet.anchor.sequence,
        anchor_sha256=packet.anchor.sha256,
        packet_digest=digest(packet),
        demo=packet.organisation.demo,
    )


def _quarter(found: tuple[Signature, ...], reader: PdfFileReader, content: bytes, size: int) -> Verification:
    """A quarterly report is sealed by the organisation and signed by nobody else."""
    try:
        packet = quarterly.from_json(content)
    except PacketError as error:
        raise attached.NoPacket(f"The attached packet cannot be read: {error}") from error
    findings = tuple(_findings_of_quarter(found, reader, packet, size))
    return Verification(
        ok=all(finding.holds for finding in findings),
        findings=findings,
        signatures=found,
        reference=packet.quarter,
        revision=packet.edition,
        title=packet.figures.label,
        frozen_at=packet.frozen_at,
        anchor_sequence=packet.anchor.sequence,
        anchor_sha256=packet.anchor.sha256,
        packet_digest=quarterly.digest(packet),
        demo=packet.organisation.demo,
    )


def _findings_of_quarter(
    found: tuple[Signature, ...], reader: PdfFileReader, packet: quarterly.QuarterPacket, size: int
) -> Iterator[Finding]:
    yield Finding(True, f"No byte of the {size:,} bytes has changed since it was sealed.")
    seal = _seal(found, packet.organisation.name)
    told = (
        f"{found[0].organisation} sealed this quarterly report on {_when(found[0])}; no change was allowed after that."
    )
    yield Finding(True, told) if seal.holds else seal
    if len(found) > 1 or int(reader.xrefs.total_revisions) != len(found) + 1 or not found[0].intact:
        yield Finding(False, "Something was added or changed after the seal.")
    else:
        yield Finding(True, "Nothing was added after the seal. A quarterly report carries no signatures of leads.")
    yield from (_trust(signature) for signature in found)
    state = ", preliminary: the quarter was not over" if packet.preliminary else ""
    yield Finding(True, f"The attached packet is readable and covered by the seal: {packet.quarter}, "
                        f"edition {packet.edition}{state}.")  # fmt: skip


def _check_roots(final: envelope.Envelope, roots: list[x509.Certificate]) -> None:
    """A root inside the signature must be one that is trusted, byte for byte: look-alikes end here."""
    for certificate in final.others:
        if certificate.subject == certificate.issuer and certificate not in roots:
            raise envelope.Broken(
                "The certificates in this file do not come from an organisation that is trusted here."
            )


def _findings(
    found: tuple[Signature, ...], reader: PdfFileReader, packet: ReportPacket, size: int
) -> Iterator[Finding]:
    yield Finding(True, f"No byte of the {size:,} bytes has changed since the last signature.")
    yield _seal(found, packet.organisation.name)
    for department in places.LEADS:
        yield _department(found, department)
    yield _nothing_else(found, reader)
    yield _two_people(found)
    yield from (_trust(signature) for signature in found)
    yield Finding(True, f"The attached packet is readable and covered by the signatures: {packet.reference}, "
                        f"revision {packet.revision}.")  # fmt: skip


def _seal(found: tuple[Signature, ...], organisation: str) -> Finding:
    first = found[0]
    if first.field != places.SEAL or first.unit != certificates.SEAL_UNIT or not first.certifying:
        return Finding(False, "The first signature is not an organisation's seal that certifies the file.")
    if not certificates.same_name(first.organisation, certificates.organisation_name(organisation)):
        return Finding(False, "The seal belongs to another organisation than the one the report names.")
    return Finding(
        True, f"{first.organisation} sealed the report on {_when(first)}; only signing was allowed after that."
    )


def _department(found: tuple[Signature, ...], department: str) -> Finding:
    title = places.TITLES[department]
    signature = next((one for one in found if one.department == department), None)
    if signature is None:
        return Finding(False, f"The {title} has not signed.")
    if not certificates.same_name(signature.unit, title):
        return Finding(False, f"The signature for the {title} was made with a certificate of another department.")
    if not certificates.same_name(signature.name, signature.certificate_name):
        return Finding(False, f"The name printed for the {title} is not the name in the certificate.")
    if not _after_seal(found[0], signature):
        return Finding(False, f"The signature for the {title} states a time before the seal.")
    return Finding(True, f"{signature.name} signed for the {title} on {_when(signature)}: «{signature.meaning}»")


def _after_seal(seal: Signature, signature: Signature) -> bool:
    return bool(seal.signed_at and signature.signed_at and seal.signed_at <= signature.signed_at)


def _nothing_else(found: tuple[Signature, ...], reader: PdfFileReader) -> Finding:
    """Every revision after the rendered file is one signature, and there are no more than three."""
    revisions = [signature.revision for signature in found]
    expected = list(range(1, int(reader.xrefs.total_revisions)))
    if revisions != expected or len(found) > 1 + len(places.LEADS) or not all(one.intact for one in found):
        return Finding(False, "Something other than signatures was added or changed after the seal.")
    return Finding(True, "Nothing but signatures was added after the seal.")


def _two_people(found: tuple[Signature, ...]) -> Finding:
    people = [signature for signature in found if signature.department]
    names = {(one.email or one.certificate_name).casefold() for one in people}
    certificates_used = {signature.fingerprint for signature in found}
    if len(people) != len(names) or len(certificates_used) != len(found):
        return Finding(False, "One person signed twice.")
    if len(people) < len(places.LEADS):
        return Finding(False, "Two different people have to sign.")
    return Finding(True, "Two different people signed, each with an own certificate.")


def _trust(signature: Signature) -> Finding:
    who = signature.certificate_name
    if not signature.trusted:
        return Finding(False, f"The certificate of {who} is not trusted here, or was not valid at the time of signing.")
    return Finding(True, f"The certificate of {who} is trusted and was valid ({signature.level}: the time is the "
                         "server's own, not a time-stamping authority's).")  # fmt: skip


def _when(signature: Signature) -> str:
    return f"{signature.signed_at:%-d %B %Y, %H:%M} UTC" if signature.signed_at else "an unstated date"


def _failed(problem: str) -> Verification:
    return Verification(ok=False, findings=(Finding(False, problem),))
