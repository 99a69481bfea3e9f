"""What a signature looks like on the page: set like the rest of the report, then placed into its field."""

from datetime import datetime
from io import BytesIO

from cryptography import x509
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.stamp import StaticStampStyle

from reports import html, pdf
from reports.packet import ReportPacket


def of_seal(packet: ReportPacket, organisation: str, at: datetime) -> StaticStampStyle:
    """The organisation's seal: who issued which revision, when, and the digest of what was frozen."""
    return style(html.seal_appearance(packet, organisation, at), html.SEAL_SIZE)


def of_lead(
    packet: ReportPacket,
    department_title: str,
    printed_name: str,
    role: str,
    meaning: str,
    certificate: x509.Certificate,
    at: datetime,
) -> StaticStampStyle:
    """A lead's signature: printed name, role, department, date and time, and meaning (21 CFR 11.50)."""
    texts = {
        "department": department_title,
        "name": printed_name,
        "role": role,
        "meaning": meaning,
        "serial": f"{certificate.serial_number:x}",
    }
    return style(html.lead_appearance(packet, at, **texts), html.LEAD_SIZE)


def style(page: str, size: str) -> StaticStampStyle:
    """A small page, such as `82mm 46mm`, as the picture of a signature."""
    content = _Page(pdf.fragment(page, html.appearance_stylesheet(size)))
    layout = SimpleBoxLayoutRule(
        x_align=AxisAlignment.ALIGN_MID, y_align=AxisAlignment.ALIGN_MID, margins=Margins(0, 0, 0, 0)
    )
    return StaticStampStyle(border_width=0, background=content, background_layout=layout)


class _Page(PdfContent):
    """The first page of a PDF held in memory."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._data = data

    def render(self) -> bytes:
        writer = self._ensure_writer
        form = writer.import_page_as_xobject(PdfFileReader(BytesIO(self._data)))
        self.resources.xobject["/Appearance"] = form
        left, bottom, right, top = form.get_object()["/BBox"]
        self.box = BoxConstraints(width=right - left, height=top - bottom)
        return b"/Appearance Do"
