"""The swimlane chart reads well whatever the span, and never touches the network."""

import contextlib
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
import report_sample as sample

from reports import charts
from reports.ticks import ticks
from reports.timescale import scale

START = datetime(2026, 3, 6, 9, 52, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def test_the_chart_is_the_same_every_time():
    assert charts.swimlane(sample.packet()) == charts.swimlane(sample.packet())


def test_the_text_alternative_says_what_the_picture_shows():
    text = charts.swimlane(sample.packet()).text
    assert "from 2 Mar 2026, 09:14 to 17 Mar 2026, 14:00, Europe/Berlin time" in text
    assert "Business: 4 events; AI department: 5 events and 4 tasks" in text
    assert "6 Contained, 6 Mar 2026, 13:18" in text


def test_the_chart_uses_the_fonts_of_the_report():
    assert "Noto Sans" in charts.swimlane(sample.packet()).svg


def test_hostile_names_stay_out_of_the_picture():
    chart = charts.swimlane(sample.hostile())
    assert "attacker" not in chart.svg
    assert "<script" not in chart.svg
    assert "img" not in chart.svg


@pytest.mark.parametrize(
    "span", [timedelta(), timedelta(minutes=4), timedelta(hours=9), timedelta(days=40), timedelta(days=2_000)]
)
def test_every_span_has_a_few_ticks_that_do_not_touch(span):
    found = ticks(scale([START, START + span / 3, START + span / 2, START + span]), BERLIN)
    positions = [tick.position for tick in found]
    assert 2 <= len(found) <= 14
    assert all(later - earlier > 0.07 for earlier, later in pairwise(positions))
    assert all(0 <= position <= 1 for position in positions)


def test_one_moment_stands_in_the_middle():
    assert scale([START]).position(START) == pytest.approx(0.5)


def test_a_year_of_silence_is_folded():
    burst = [START + timedelta(minutes=10 * step) for step in range(6)]
    axis = scale([START - timedelta(days=400), *burst])
    assert len(axis.folds) == 1
    assert axis.position(burst[-1]) - axis.position(burst[0]) > 0.4
    positions = [axis.position(moment) for moment in (START - timedelta(days=400), *burst)]
    assert positions == sorted(positions)


def test_days_begin_at_local_midnight():
    found = ticks(scale([START, START + timedelta(days=12)]), BERLIN)
    assert {tick.label for tick in found} <= {f"{day} Mar" for day in range(5, 20)}


def test_an_incident_without_any_time_still_draws():
    empty = replace(sample.bare(), timeline=(), clocks=())
    assert charts.swimlane(empty).text == "Swimlane chart without any entry."


def test_an_address_in_a_specification_is_never_fetched():
    hits = []

    class Trap(BaseHTTPRequestHandler):
        def do_GET(self):
            hits.append(self.path)

        def log_message(self, *args):
            pass

    with HTTPServer(("127.0.0.1", 0), Trap) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/data.json"
        layer = {"data": {"url": address}, "mark": "point", "encoding": {"x": {"field": "x"}}}
        with contextlib.suppress(ValueError):
            charts._draw([layer], 100)
        server.shutdown()
    assert hits == []
