"""Reports of equal content are drawn once for a whole run of the tests.

Drawing the same packet gives the same bytes, which `tests/reports` proves, and takes longer than most tests. Those that
look at the drawing itself call it directly; the others, for whom a published report is where they begin, share one.
"""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from reports.packet import ReportPacket, to_json

Draw = Callable[..., bytes]


def drawing_once(draw: Draw, folder: Path) -> Draw:
    """`draw`, with what it gave before taken from this folder, which test processes beside each other share."""
    folder.mkdir(exist_ok=True)

    def shared(packet: ReportPacket, progress: Any = None, mark: str = "") -> bytes:
        place = folder / sha256(to_json(packet) + mark.encode()).hexdigest()
        if not place.exists():
            whole = place.with_suffix(f".{uuid4().hex}")
            whole.write_bytes(draw(packet, progress, mark))
            whole.rename(place)
        return place.read_bytes()

    return shared
