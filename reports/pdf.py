"""The packet as a PDF/A-3a that is tagged for PDF/UA-1, with the packet attached and three places to sign.

The same packet gives the same bytes: identifier and dates come from the packet, nothing from the clock.
"""

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from importlib.resources import files
from io import BytesIO
from typing import Any

from weasyprint import CSS, HTML, Attachment, Document
from weasyprint.css import ColorProfile
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from reports import brief, charts, finish, html
from reports.packet import ReportPacket, to_json

Progress = Callable[[int, str], None]

VARIANT = "pdf/a-3a"
ATTACHMENT = "packet.json"
INTENT = "srgb"


class Denied(ValueError):
    """Something asked for a file or an address; a report never needs one."""


class OwnAssets(URLFetcher):  # type: ignore[misc]
    """Serves the chart of this report from memory and denies everything else."""

    def __init__(self, assets: dict[str, tuple[bytes, str]]) -> None:
        super().__init__(allowed_protocols=())
        self._assets = assets

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002 - the base class's form
        """The asset of that name. Raises `Denied`."""
        if url not in self._assets:
            raise Denied("A report reads no file and no address.")
        data, media_type = self._assets[url]
        return URLFetcherResponse(url, data, {"Content-Type": media_type})


def render(packet: ReportPacket, progress: Progress | None = None) -> bytes:
    """The unsigned report. `progress` is called with a percentage and a sentence."""
    tell = progress or _silence
    tell(5, "Drawing the figures")
    chart = charts.swimlane(packet)
    tell(20, "Setting the text")
    fetcher = OwnAssets({html.CHART_URL: (chart.svg.encode(), "image/svg+xml")})
    room = brief.roomiest(lambda room: len(_document(html.leadership_page(packet, chart, room), fetcher).pages) == 1)
    page = html.report(packet, chart, room)
    tell(30, "Laying out the pages")
    document = _document(page, fetcher)
    tell(75, "Writing the file")
    description = "The whole packet this report was drawn from, as canonical JSON"
    data = written(document, to_json(packet), description, packet.frozen_at)
    tell(100, "The report is ready to be sealed")
    return data


def fragment(page: str, css: str) -> bytes:
    """A one-page PDF without metadata, for the appearance of a signature."""
    fonts = FontConfiguration()
    sheets = [CSS(string=css, font_config=fonts, url_fetcher=OwnAssets({}))]
    made = HTML(string=page, url_fetcher=OwnAssets({})).render(font_config=fonts, stylesheets=sheets)
    return bytes(made.write_pdf())


def _document(page: str, fetcher: OwnAssets) -> Document:
    return lay_out(page, fetcher, html.stylesheets())


def lay_out(page: str, fetcher: OwnAssets, stylesheets: Iterable[str]) -> Document:
    """The pages of a report from its HTML, for PDF/A-3a."""
    fonts = FontConfiguration()
    sheets = [CSS(string=sheet, font_config=fonts, url_fetcher=fetcher) for sheet in stylesheets]
    page_source = HTML(string=page, url_fetcher=fetcher)
    return page_source.render(
        font_config=fonts,
        color_profiles={INTENT: _screen_colours()},
        stylesheets=sheets,
        pdf_variant=VARIANT,
        output_intent=INTENT,
    )


def _screen_colours() -> ColorProfile:
    """The profile WeasyPrint ships. Left to itself it opens the file and never closes it."""
    data = (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()
    return ColorProfile(BytesIO(data), "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))


def written(document: Document, packet_json: bytes, description: str, at: datetime) -> bytes:
    """The file, with the packet attached. The same packet and time give the same bytes."""
    attachment = Attachment(
        string=packet_json,
        name=ATTACHMENT,
        description=description,
        created=at,
        modified=at,
        relationship="Data",
    )
    options: dict[str, Any] = {
        "pdf_variant": VARIANT,
        "pdf_identifier": hashlib.sha256(packet_json).hexdigest()[:32].encode(),
        "attachments": [attachment],
        "finisher": finish.finish,
        "output_intent": "--given",  # the profile is already in the document
    }
    return bytes(document.write_pdf(**options))


def _silence(_percent: int, _sentence: str) -> None:
    return None
