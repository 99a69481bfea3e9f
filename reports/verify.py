"""Verifying a signed report, in plain words and without ever failing on what it is given.

The order is: bytes first (`reports.envelope`, cheap and strict), then the structure of the PDF and what came after
the seal (pyHanko), then people and trust. A file whose bytes do not hold is not interpreted any further.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader

from incidents.domain.review import Level
from reports import attached, cms, envelope, findings, quarterly, signatures
from reports.findings import Finding
from reports.packet import PacketError
from reports.proofs import TimeStamp
from reports.signatures import Found, Signature
from reports.trust import Trust

LIMIT = 256 * 1024 * 1024
"""Bytes; larger files are refused unread."""

UNREADABLE = "This file cannot be read as a report: it is damaged, encrypted or not a PDF that we issued."


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
    time_stamps: tuple[TimeStamp, ...] = ()

    @property
    def level(self) -> str:
        """The lowest level of any signature, as ETSI EN 319 142-1 names it; empty without signatures."""
        return min((one.level for one in self.signatures), key=list(Level).index, default="")

    @property
    def sentences(self) -> tuple[str, ...]:
        """The findings as text."""
        return tuple(finding.sentence for finding in self.findings)

    @property
    def problems(self) -> tuple[str, ...]:
        """Only what does not hold."""
        return tuple(finding.sentence for finding in self.findings if not finding.holds)


def verify(pdf: bytes, trust: Trust, now: datetime | None = None) -> Verification:
    """Verify a report. Never raises, whatever the input is.

    `now` is the verifier's clock (UTC), this moment by default: a time-stamp's certificate has to hold then.
    """
    try:
        problem = _refusal(pdf)
        return _failed(problem) if problem else _verified(pdf, trust, now or datetime.now(UTC))
    except (envelope.Broken, attached.NoPacket) as error:
        return _failed(str(error))
    except Exception:  # noqa: BLE001 - hostile files break readers in every way; the answer is always a sentence
        return _failed(UNREADABLE)


def _refusal(pdf: bytes) -> str:
    if len(pdf) > LIMIT:
        return "This file is too large to be a report."
    return "" if pdf.startswith(b"%PDF-1.7\n") else "This file is not a PDF that we issued."


def _verified(pdf: bytes, trust: Trust, now: datetime) -> Verification:
    final = envelope.opened(pdf, envelope.last(pdf)).held
    _check_roots(final, trust)
    reader = PdfFileReader(BytesIO(pdf))
    if reader.encrypted:
        raise envelope.Broken("This file is encrypted; a report never is.")
    found = signatures.read(pdf, reader, trust, now)
    content = attached.packet_bytes(reader)
    if quarterly.is_one(content):
        return _quarter(found, reader, content, len(pdf))
    packet = attached.packet(reader)
    held = tuple(findings.of_report(found, reader, packet, len(pdf)))
    return Verification(
        ok=all(finding.holds for finding in held),
        findings=held,
        signatures=found.signatures,
        time_stamps=found.time_stamps,
        reference=packet.reference,
        revision=packet.revision,
        supersedes=packet.supersedes,
        title=packet.title,
        frozen_at=packet.frozen_at,
        anchor_sequence=packet.anchor.sequence,
        anchor_sha256=packet.anchor.sha256,
        packet_digest=sha256(content).hexdigest(),
        demo=packet.organisation.demo,
    )


def _quarter(found: Found, reader: PdfFileReader, content: bytes, size: int) -> Verification:
    """A quarterly report is sealed by the organisation and signed by nobody else."""
    try:
        packet = quarterly.from_json(content)
    except PacketError as error:
        raise attached.NoPacket(f"The attached packet cannot be read: {error}") from error
    held = tuple(findings.of_quarter(found, reader, packet, size))
    return Verification(
        ok=all(finding.holds for finding in held),
        findings=held,
        signatures=found.signatures,
        time_stamps=found.time_stamps,
        reference=packet.quarter,
        revision=packet.edition,
        title=packet.figures.label,
        frozen_at=packet.frozen_at,
        anchor_sequence=packet.anchor.sequence,
        anchor_sha256=packet.anchor.sha256,
        packet_digest=sha256(content).hexdigest(),
        demo=packet.organisation.demo,
    )


def _check_roots(final: cms.Signed | cms.Token, trust: Trust) -> None:
    """A root inside the signature must be one that is trusted, byte for byte: look-alikes end here."""
    roots, whose = (
        (trust.time, "a time-stamping authority")
        if isinstance(final, cms.Token)
        else (trust.organisation, "an organisation")
    )
    for certificate in final.others:
        if certificate.subject == certificate.issuer and certificate not in roots:
            raise envelope.Broken(f"The certificates in this file do not come from {whose} that is trusted here.")


def _failed(problem: str) -> Verification:
    return Verification(ok=False, findings=(Finding(False, problem),))
