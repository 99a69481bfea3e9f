"""The packet of a quarterly report: the figures as they were frozen, and what leadership is asked to decide."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from incidents.domain.figures import Figures
from reports import canonical, schemas
from reports.packet import Anchor, Named, Organisation, PacketError

KIND = "countersign quarterly report"
VERSION = "1"


@dataclass(frozen=True, slots=True)
class QuarterPacket:
    """Everything that a quarterly report shows.

    Texts are untouched: treat them as hostile. Times are in UTC, money in hundredths.

    kind: Tells a quarterly packet from that of a review.
    schema_version: The version of this schema.
    quarter: The quarter, such as 2026-Q3.
    edition: The edition of the quarter's report, counted from 1.
    preliminary: Whether the quarter was not over at freezing.
    organisation: Who issues the report.
    time_zone: The zone in which quarters begin and the PDF prints times (IANA name).
    frozen_at: When the figures were fixed.
    requested_by: Who asked for the report; null where the command line did.
    figures: The figures of the quarter.
    before: The figures of the quarter before.
    anchor: The head of the organisation's audit chain at freezing.
    """

    kind: str
    schema_version: str
    quarter: str
    edition: int
    preliminary: bool
    organisation: Organisation
    time_zone: str
    frozen_at: datetime
    requested_by: Named | None
    figures: Figures
    before: Figures
    anchor: Anchor

    @property
    def reference(self) -> str:
        """What the report is called in a sentence."""
        return f"Quarterly report {self.quarter}"


def to_json(packet: QuarterPacket) -> bytes:
    """Canonical JSON: the same packet always gives the same bytes."""
    return canonical.dumps(canonical.to_plain(packet))


def from_json(data: bytes) -> QuarterPacket:
    """The packet of canonical JSON. Raises `PacketError`."""
    try:
        return canonical.from_plain(QuarterPacket, canonical.loads(data))
    except canonical.Unreadable as error:
        raise PacketError(str(error)) from error


def digest(packet: QuarterPacket) -> str:
    """The SHA-256 of the canonical JSON, in lower-case hexadecimal."""
    return hashlib.sha256(to_json(packet)).hexdigest()


def is_one(data: bytes) -> bool:
    """Whether this is the packet of a quarterly report rather than of a review."""
    try:
        plain = canonical.loads(data)
    except canonical.Unreadable:
        return False
    return isinstance(plain, dict) and plain.get("kind") == KIND


def json_schema() -> dict[str, Any]:
    """The published JSON Schema of the `packet.json` of a quarterly report."""
    identifier = f"urn:countersign:schema:quarter:{VERSION}"
    schema = schemas.published(QuarterPacket, identifier, "Countersign quarterly report packet")
    schema["properties"]["kind"]["const"] = KIND
    schema["properties"]["schema_version"]["const"] = VERSION
    return schema
