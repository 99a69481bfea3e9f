"""The page for leadership as a document of its own: one page that says which report it was taken from.

It is PDF/A-3a and tagged for PDF/UA-1 like the report, but unsigned and without the packet: whoever needs proof is
sent to the report. The same packet gives the same bytes.
"""

from weasyprint import Document

from reports import brief, finish, html, pdf
from reports.packet import ReportPacket, to_json


def render(packet: ReportPacket) -> bytes:
    """The page as a PDF, in the most generous room in which it is one page."""
    return pdf.in_bytes(_roomiest(packet), b"summary " + to_json(packet), finisher=finish.accessible)


def _roomiest(packet: ReportPacket) -> Document:
    """Laid out once for most incidents: the first room is made for them."""
    for room in brief.ROOMS[:-1]:
        document = _laid_out(packet, room)
        if len(document.pages) == 1:
            return document
    return _laid_out(packet, brief.ROOMS[-1])


def _laid_out(packet: ReportPacket, room: brief.Room) -> Document:
    return pdf.lay_out(html.summary(packet, room), pdf.OwnAssets({}), html.stylesheets())
