"""What the issuing server's own record says about a file that verified. Plain data: `incidents.queries.record` asks."""

from collections.abc import Iterator
from dataclasses import dataclass

PUBLISHED, VOIDED = "published", "voided"
KEPT, EARLIER, UNKNOWN = "kept", "earlier", "unknown"


@dataclass(frozen=True, slots=True)
class Record:
    """What the issuing server's own record says about this file.

    found: Whether the record knows such a report and revision.
    content_matches: Whether the packet in the file is the one that was frozen in the record.
    file: `kept` for the file that the record keeps, `earlier` for a form of it before later signatures, else `unknown`.
    anchor_stands: Whether the entry of the audit trail that the file names still stands there.
    chain_whole: Whether every link of that audit trail holds, recomputed just now.
    state: Where the revision stands: signing, published or voided; empty where the content does not match.
    superseded_by: The newest published revision where that is a later one; null where there is none.
    """

    found: bool
    content_matches: bool = False
    file: str = UNKNOWN
    anchor_stands: bool = False
    chain_whole: bool = False
    state: str = ""
    superseded_by: int | None = None

    @property
    def holds(self) -> bool:
        """Whether the record says nothing against the file. That it was superseded or withdrawn is no contradiction."""
        return self.found and self.content_matches and self.file != UNKNOWN and self.anchor_stands and self.chain_whole

    @property
    def findings(self) -> Iterator[tuple[bool, str]]:
        """What was looked at: whether it holds, and a sentence that says so."""
        if not self.found or not self.content_matches:
            yield False, _NOT_THERE if not self.found else _OTHER_CONTENT
            return
        yield True, "The packet in the file is the one that the record froze."
        yield self.file != UNKNOWN, _FILES[self.file]
        yield self.anchor_stands, _ANCHOR[self.anchor_stands]
        yield self.chain_whole, _CHAIN[self.chain_whole]
        yield from self._standing()

    def _standing(self) -> Iterator[tuple[bool, str]]:
        if self.state == VOIDED:
            yield False, "This revision was withdrawn before both had signed."
        elif self.state != PUBLISHED:
            yield False, "This revision is not published yet."
        elif self.superseded_by:
            yield True, f"It was published. Number {self.superseded_by} stands in its place since."
        else:
            yield True, "It is published, and the newest."


_NOT_THERE = "The record knows no such report, although the organisation's own keys signed it."
_OTHER_CONTENT = "The record has other content under this reference and revision."
_FILES = {
    KEPT: "The file is, byte for byte, the one that the record keeps.",
    EARLIER: "The file is an earlier form of the one that the record keeps, noted in its audit trail.",
    UNKNOWN: "The file is none that the record ever kept.",
}
_ANCHOR = {
    True: "The entry of the audit trail that the report names still stands, with the same hash.",
    False: "The entry of the audit trail that the report names is not there, or has another hash.",
}
_CHAIN = {
    True: "Every link of that audit trail holds.",
    False: "A link of that audit trail is broken: somebody changed the record.",
}
