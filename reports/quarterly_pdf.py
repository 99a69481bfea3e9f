"""Drawing a quarterly report, and sealing it: a PDF/A-3a tagged for PDF/UA-1 with its packet attached.

The same packet gives the same bytes before sealing. The seal allows no change at all afterwards (DocMDP 1): nobody
else signs a quarterly report.
"""

from datetime import datetime

from pyhanko.sign.fields import MDPPerm

from incidents.domain.vocabulary import Severity
from reports import appearance, figure_charts, html, pdf, quarterly, quarterly_words, sign
from reports.identity import SealSigner
from reports.progress import Progress
from reports.quarterly import QuarterPacket
from reports.text import line
from reports.wording import Times

SHEETS = ("page", "type", "tables", "cover", "parts", "signatures", "quarterly")
PARTS = (
    "Quarterly report",
    "In short",
    "Incidents",
    "How long it took",
    "Open risk",
    "Actions and obligations",
    "Cost",
    "Seal",
)
"""The cover and the parts after it, in their order."""
SEVERITIES = (*(severity.label for severity in Severity), "Not rated")


def render(packet: QuarterPacket, progress: Progress | None = None) -> bytes:
    """The report without its seal. `progress` is called with a percentage and a sentence."""
    tell = progress or _silence
    tell(5, "Drawing the charts")
    charts = figure_charts.all_of(packet.figures)
    fetcher = pdf.OwnAssets({_address(chart.key): (chart.svg.encode(), "image/svg+xml") for chart in charts})
    tell(30, "Laying out the pages")
    document = pdf.lay_out(_page(packet, charts), fetcher, _stylesheets())
    tell(75, "Writing the file")
    description = "The whole packet this quarterly report was drawn from, as canonical JSON"
    data = pdf.written(document, quarterly.to_json(packet), description, packet.frozen_at)
    tell(90, "The report is ready to be sealed")
    return data


def seal(data: bytes, packet: QuarterPacket, signer: SealSigner, at: datetime, *, room: bool = False) -> bytes:
    """Certify a rendered report with the organisation's seal. `room` leaves place for a time-stamp beside it."""
    name = sign.issuer(signer)
    texts = {"organisation": name, "digest": quarterly.digest(packet), "times": Times(packet.time_zone), "at": at}
    page = html.environment().get_template("quarterly/seal.html").render(packet=packet, **texts)
    reason = f"Issued by {line(name)}: {packet.reference}, edition {packet.edition}, frozen and sealed"
    style = appearance.style(page, html.SEAL_SIZE)
    return sign.certify(data, signer, reason, style, MDPPerm.NO_CHANGES, at, room=room)


def _page(packet: QuarterPacket, charts: tuple[figure_charts.FigureChart, ...]) -> str:
    return (
        html.environment()
        .get_template("quarterly/document.html")
        .render(
            packet=packet,
            figures=packet.figures,
            before=packet.before,
            parts=PARTS,
            times=Times(packet.time_zone),
            charts={chart.key: chart for chart in charts},
            address=_address,
            lines=quarterly_words.key_figures(packet),
            asks=quarterly_words.asks(packet),
            took=quarterly_words.took,
            severities=SEVERITIES,
            digest=quarterly.digest(packet),
            **_cost_words(packet),
        )
    )


def _cost_words(packet: QuarterPacket) -> dict[str, object]:
    from incidents.domain.cost import hours_words, money_words

    return {"hours": hours_words, "money": lambda amount: money_words(amount, packet.figures.currency)}


def _stylesheets() -> tuple[str, ...]:
    return tuple((html.STYLES / f"{name}.css").read_text(encoding="utf-8") for name in SHEETS)


def _address(key: str) -> str:
    return f"report:chart-{key}.svg"


def _silence(_percent: int, _sentence: str) -> None:
    return None
