"""The form in which a verification is answered, to people and to programs: versioned, with a published JSON Schema."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from reports import canonical, schemas
from reports.record import Record

VERSION = "1"


class Verdict(StrEnum):
    """What it comes to. Only the first two are genuine."""

    GENUINE = "genuine"
    SUPERSEDED = "superseded"
    INCOMPLETE = "incomplete"
    CONTRADICTED = "contradicted"
    NOT_GENUINE = "not_genuine"


@dataclass(frozen=True, slots=True)
class File:
    """The file that was verified, whatever it is.

    sha256: SHA-256 of all its bytes, in lower-case hexadecimal.
    size: Its size in bytes.
    """

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Report:
    """What the file says about itself, told only where intact signatures cover it.

    kind: `review` for a countersigned report of an incident, `quarter` for a quarterly report.
    reference: The incident's reference, such as AI-7, or the quarter, such as 2026-Q3.
    revision: The revision of the review, or the edition of the quarterly report.
    supersedes: The revision in whose place it stands; null where there is none.
    title: The title of the incident, or the quarter in words.
    organisation: The organisation whose seal it carries.
    frozen_at: When its content was fixed.
    anchor_sequence: The number of the last entry of the audit trail at that moment.
    anchor_sha256: The SHA-256 of that entry, in lower-case hexadecimal.
    packet_sha256: SHA-256 of the packet in canonical JSON, in lower-case hexadecimal.
    demo: Whether it comes from a demonstration: invented organisation and people.
    """

    kind: str
    reference: str
    revision: int
    supersedes: int | None
    title: str
    organisation: str
    frozen_at: datetime | None
    anchor_sequence: int | None
    anchor_sha256: str
    packet_sha256: str
    demo: bool


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature of the file, in the order of signing.

    signatory: `seal` for the organisation's seal, `ai` or `it` for the lead of a department; empty for any other.
    department: The department in words, or “Seal of the organisation”.
    name: Who signed, as the certificate names them.
    role: Their role as the certificate states it; may be empty.
    organisation: The organisation as the certificate states it.
    signed_at: The time of signing that the signature states; null where it states none.
    stamped_at: The time that a time-stamping authority vouches for; null where there is no time-stamp.
    stamped_by: The name of that authority; empty where there is none.
    meaning: What the signature means, in the words that were shown at signing.
    level: Its level of ETSI EN 319 142-1: PAdES B-B, PAdES B-T or PAdES B-LTA.
    level_in_words: The same for people.
    intact: Whether what it covers is unchanged, and nothing but the signature was added with it.
    trusted: Whether its certificate comes from a root that is trusted here, and was valid when it was made.
    serial: The serial number of the certificate, in lower-case hexadecimal.
    fingerprint: The SHA-256 of the certificate, in lower-case hexadecimal.
    """

    signatory: str
    department: str
    name: str
    role: str
    organisation: str
    signed_at: datetime | None
    stamped_at: datetime | None
    stamped_by: str
    meaning: str
    level: str
    level_in_words: str
    intact: bool
    trusted: bool
    serial: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Looked:
    """One thing that was looked at.

    holds: Whether it holds.
    sentence: What was found, for people. The wording may change from version to version.
    """

    holds: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to “is this file genuine?”.

    Texts of the file are safe to print: on one line, hidden characters shown, long ones cut. The packet in the file
    holds the originals.

    schema_version: The version of this form.
    verdict: One of genuine, superseded, incomplete, contradicted, not_genuine.
    genuine: Whether everything holds: true for the verdicts genuine and superseded, false for all others.
    headline: The verdict for people. The wording may change from version to version.
    explanation: What the verdict means, in a sentence or two.
    file: The file that was verified.
    report: What the file says about itself; null unless intact signatures cover it.
    signatures: The signatures in the order in which they were made; empty where the file could not be read.
    checks: Everything that was looked at in the file.
    record: What the issuing server's own record says; null where it was not asked, or has nothing to say to this file.
    """

    schema_version: str
    verdict: str
    genuine: bool
    headline: str
    explanation: str
    file: File
    report: Report | None
    signatures: tuple[Signed, ...]
    checks: tuple[Looked, ...]
    record: Record | None

    @property
    def record_checks(self) -> tuple[Looked, ...]:
        """What the record says, as things that were looked at."""
        return () if self.record is None else tuple(Looked(*found) for found in self.record.findings)


def to_plain(given: Answer) -> dict[str, Any]:
    """The answer as plain data for JSON."""
    plain: dict[str, Any] = canonical.to_plain(given)
    return plain


def json_schema() -> dict[str, Any]:
    """The published JSON Schema of the answer."""
    schema = schemas.published(Answer, f"urn:countersign:schema:verification:{VERSION}", "Countersign verification")
    schema["properties"]["schema_version"]["const"] = VERSION
    schema["properties"]["verdict"]["enum"] = [verdict.value for verdict in Verdict]
    return schema
