"""The packet of a quarterly report: the figures as they were frozen, and what leadership is asked to decide."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from incidents.domain.figures import Figures
from reports import canonical
from reports.packet import Anchor, Named, Organisation, PacketError

KIND = "countersign quarterly report"
VERSION = "1"


@dataclass(frozen=True, slots=True)
class QuarterPacket:
    """Everything that a quarterly report shows. Texts are untouched; times in UTC; money in hundredths.

    `quarter` reads `2026-Q3`; `preliminary` says that it was not over at freezing; `anchor` is the head of the
    organisation's audit chain then; `requested_by` is None where the command line asked.
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
