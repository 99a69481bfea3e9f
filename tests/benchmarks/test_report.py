"""What it costs to turn a frozen packet into a published report, over a bare drawing of the same pages."""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from reports import archive, charts, html, pdf, stamps
from reports.packet import ReportPacket
from reports.packet_parts import TimelineEntry
from reports.verify import verify
from tests.time_authority import TimeAuthority

sys.path.append(str(Path(__file__).parent.parent / "reports"))
import report_sample as sample
from report_house import House, asked, found

SIZES = {"short": 0, "middling": 150, "long": 1_900}
"""Entries of the timeline beside the sample's own: about 5, 20 and 80 pages."""

AIM = 1.5
BOUND = {"short": 8.0, "middling": 5.0, "long": 4.0}
"""Well above what a quiet machine shows: what does not grow with the pages weighs most on a short report."""


def packet_of(entries: int) -> ReportPacket:
    """A packet with a timeline of so many more entries; without any, as small as packets are."""
    if not entries:
        return sample.bare()
    start = sample.at(1, 0)
    more = tuple(
        TimelineEntry(start + timedelta(minutes=9 * number), ("business", "ai", "it", "joint")[number % 4],
                      f"Entry {number}: somebody looked at the record and wrote down what there was to see.", "Record")
        for number in range(entries)
    )  # fmt: skip
    return replace(sample.packet(), timeline=sample.packet().timeline + more)


def bare_drawing(packet: ReportPacket) -> bytes:
    """WeasyPrint's own PDF of the very same HTML: no tags, no archive, no attachment."""
    chart = charts.swimlane(packet)
    fetcher = pdf.OwnAssets({html.CHART_URL: (chart.svg.encode(), "image/svg+xml")})
    fonts = FontConfiguration()
    sheets = [CSS(string=sheet, font_config=fonts, url_fetcher=fetcher) for sheet in html.stylesheets()]
    page = html.report(packet, chart)
    return bytes(HTML(string=page, url_fetcher=fetcher).write_pdf(font_config=fonts, stylesheets=sheets))


def steps(house: House, service: TimeAuthority) -> Iterator[tuple[str, Callable[[Any], Any]]]:
    """From the packet to the verified file, as worker and leads do it."""
    authority, trust = asked(service), house.believing(service)
    yield "draw", pdf.render
    for name, sign in (("seal", house.seal), ("first signature", house.ivo_signs), ("second", house.ada_signs)):
        yield name, lambda report, sign=sign: sign(report, room=True)
        yield f"time-stamp of {name}", lambda report: stamps.stamp_last(report, authority)
    yield "archive", lambda report: archive.extend(report, authority, trust)
    yield "verify", lambda report: verify(report, trust)


def timed(step: Callable[[Any], Any], value: Any) -> tuple[float, Any]:
    """Seconds, and what came of it."""
    begun = time.perf_counter()
    result = step(value)
    return time.perf_counter() - begun, result


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_from_frozen_to_published_over_a_bare_drawing(
    size: str, time_service: TimeAuthority, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    house, value = found(tmp_path / "keys"), packet_of(SIZES[size])
    bare_drawing(sample.bare())  # what every process loads once
    bare, drawn = timed(bare_drawing, value)
    spent = {}
    for name, step in steps(house, time_service):
        spent[name], value = timed(step, value)
        drawn = value if name == "draw" else drawn
    with pikepdf.open(BytesIO(drawn)) as report:
        pages = len(report.pages)
    assert value.ok, value.problems
    ratio = sum(spent.values()) / bare
    with capsys.disabled():
        parts = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in spent.items())
        print(f"\n{size}, {pages} pages: {ratio:.2f} times a bare drawing of {bare:.2f} s (aim {AIM}): {parts}")
    assert ratio < BOUND[size]
