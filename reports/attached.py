"""Reading the packet back out of a report."""

from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader

from reports.packet import PacketError, ReportPacket, from_json

NAME = "packet.json"
LIMIT = 64 * 1024 * 1024
"""Bytes; no incident fills a fraction of it, a decompression bomb does."""


class NoPacket(Exception):
    """The file carries no packet that can be read; the sentence says why."""


def packet_bytes(reader: PdfFileReader) -> bytes:
    """The attached JSON. Raises `NoPacket` unless it is the only attachment, with the relationship Data."""
    try:
        associated = reader.root["/AF"]
        (only,), (_name, named) = associated, reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
        return _content(associated[0]) if only == named else b""
    except (KeyError, IndexError, TypeError, AttributeError, ValueError, PdfReadError) as error:
        raise NoPacket("The file carries no packet.") from error


def packet_of(pdf: bytes) -> bytes:
    """The attached JSON of a report that we issued, byte for byte. Raises `NoPacket`."""
    return packet_bytes(PdfFileReader(BytesIO(pdf)))


def packet(reader: PdfFileReader) -> ReportPacket:
    """The packet the report was drawn from. Raises `NoPacket`."""
    try:
        return from_json(packet_bytes(reader))
    except PacketError as error:
        raise NoPacket(f"The attached packet cannot be read: {error}") from error


def _content(specification: Any) -> bytes:
    if specification["/UF"] != NAME or specification["/AFRelationship"] != "/Data":
        raise NoPacket("The attachment is not the packet of a report.")
    stream = specification["/EF"]["/F"]
    if not isinstance(stream, StreamObject):
        raise NoPacket("The attachment is not a file.")
    if len(stream.data) > LIMIT:
        raise NoPacket("The attached packet is too large to be one.")
    return bytes(stream.data)
