"""The swimlane chart: who did what when, as a vector picture and the same in words.

One Vega-Lite specification, drawn to SVG without a browser and without any use of the network. Lanes, shapes and
fills carry the meaning; colour only repeats it, so the chart survives a black and white printer.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import vl_convert

from reports import figures
from reports.lanes import BAR, HEAD, LANES, Bars, Course, Events, Lane, dodged, lanes, packed, spread
from reports.packet import Clock
from reports.text import line, shortened
from reports.ticks import ticks
from reports.timescale import Scale, scale
from reports.vega import FONT, PALETTE, safe, themed
from reports.wording import Times

WIDTH, LEFT = 560, 92
"""The plot's width and the room for the names of the lanes, in SVG pixels."""

FOOT = 34
"""The height of the axis in SVG pixels."""

BADGE = 19
"""From one numbered badge to the next in SVG pixels."""

SHAPES = {"business": "circle", "ai": "square", "it": "triangle-up", "joint": "diamond"}
FILLS = {"business": PALETTE["surface"], "ai": PALETTE["accent"], "it": PALETTE["pale"], "joint": PALETTE["accent"]}
INK, PALE, RULE = PALETTE["ink"], PALETTE["band"], PALETTE["issue"]

Layer = dict[str, object]
Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture and the same in words. `span` says from when to when; `folded` whether time was left out."""

    svg: str
    text: str
    span: str
    folded: bool


def swimlane(course: Course) -> Chart:
    """Draw timeline, tasks and milestones, in the course's time zone."""
    milestones = figures.milestones(course.clocks)
    axis = scale(_moments(course))
    events = {key: dodged(course, axis, key) for key in LANES}
    bars = {key: packed(course.tasks, axis, key) for key in LANES}
    placed = list(lanes(events, bars))
    bottom = placed[-1].top + placed[-1].height
    layers = [
        *_frame(placed, axis, bottom, course),
        *_milestones(milestones, axis, bottom),
        _bars(placed, bars),
        *_events(placed, events),
    ]
    svg = _draw(layers, bottom + FOOT)
    return Chart(svg, _words(course, milestones), _span(course), bool(axis.folds))


def on_page(course: Course, title: str) -> str:
    """The same picture for a page: safe inside it, in its colours, with the words as its text alternative."""
    chart = swimlane(course)
    return themed(safe(chart.svg, title, chart.text))


def _moments(course: Course) -> Iterator[datetime]:
    yield from (entry.at for entry in course.timeline)
    yield from (clock.at for clock in course.clocks if clock.at)
    for task in course.tasks:
        yield from (moment for moment in (task.started_at, task.ended_at) if moment)


def _frame(placed: list[Lane], axis: Scale, bottom: float, course: Course) -> Iterator[Layer]:
    bands: list[Row] = [{"y": lane.top, "y2": lane.top + lane.height} for lane in placed[::2]]
    yield _layer(bands, {"type": "rect", "color": PALE}, y="y", y2="y2")
    names: list[Row] = [{"y": lane.top + lane.height / 2, "t": LANES[lane.key]} for lane in placed]
    style = {"type": "text", "align": "right", "fontSize": 11, "fontWeight": "bold", "color": INK, "x": -8}
    yield _layer(names, style, y="y", text="t")
    yield from _axis(axis, bottom, course)


def _axis(axis: Scale, bottom: float, course: Course) -> Iterator[Layer]:
    rows: list[Row] = [
        {"x": tick.position, "y": bottom, "y2": bottom + 4, "t": tick.label, "d": tick.date}
        for tick in ticks(axis, Times(course.time_zone).zone)
    ]
    yield _layer(rows, {"type": "rule", "color": INK, "strokeWidth": 0.8}, x="x", y="y", y2="y2")
    label = {"type": "text", "fontSize": 10, "color": INK, "dy": 13}
    yield _layer(rows, label, x="x", y="y", text="t")
    yield _layer(rows, label | {"fontWeight": "bold", "dy": 26}, x="x", y="y", text="d")
    line_mark = {"type": "rule", "color": INK, "strokeWidth": 0.8}
    for segment in axis.segments:
        yield _layer([{"x": segment.left, "x2": segment.right, "y": bottom}], line_mark, x="x", x2="x2", y="y")
    folds: list[Row] = [{"x": fold, "y": HEAD, "y2": bottom, "t": "⋯"} for fold in axis.folds]
    if folds:
        yield _layer(folds, line_mark | {"strokeDash": [1, 4], "strokeWidth": 3, "color": RULE}, x="x", y="y", y2="y2")
        yield _layer(folds, {"type": "text", "fontSize": 16, "color": INK}, x="x", y="y2", text="t")


def _milestones(milestones: Sequence[Clock], axis: Scale, bottom: float) -> Iterator[Layer]:
    """Numbered badges above the lanes, pushed apart where they would cover each other, tied to their moments."""
    positions = [axis.position(clock.at) for clock in milestones if clock.at]
    shown = spread(positions, BADGE / WIDTH)
    rows: list[Row] = [
        {"x": moment, "b": badge, "top": 9, "knee": 17, "lane": HEAD - 1, "end": bottom, "t": str(number)}
        for number, (moment, badge) in enumerate(zip(positions, shown, strict=True), start=1)
    ]
    thin = {"type": "rule", "color": RULE, "strokeWidth": 0.9}
    yield _layer(rows, thin | {"strokeDash": [3, 2]}, x="x", y="lane", y2="end")
    yield _layer(rows, thin, x="b", x2="x", y="knee", y2="lane")
    yield _layer(rows, {"type": "circle", "size": 200, "color": INK, "opacity": 1}, x="b", y="top")
    number = {"type": "text", "fontSize": 10, "fontWeight": "bold", "color": PALETTE["surface"], "baseline": "middle"}
    yield _layer(rows, number, x="b", y="top", text="t")


def _bars(placed: list[Lane], bars: dict[str, Bars]) -> Layer:
    rows: list[Row] = []
    for lane in placed:
        for start, end, row in bars[lane.key]:
            y = lane.bar_top(row)
            rows.append({"x": start, "x2": end, "y": y, "y2": y + BAR - 2, "f": FILLS[lane.key]})
    style = {"type": "rect", "stroke": INK, "strokeWidth": 0.7, "cornerRadius": 1.5}
    return _layer(rows, style, x="x", x2="x2", y="y", y2="y2", fill="f")


def _events(placed: list[Lane], events: dict[str, Events]) -> Iterator[Layer]:
    for lane in placed:
        rows: list[Row] = [{"x": position, "y": lane.event_middle(row)} for position, row in events[lane.key]]
        style = {"type": "point", "shape": SHAPES[lane.key], "filled": True, "size": 62, "opacity": 1,
                 "fill": FILLS[lane.key], "stroke": INK, "strokeWidth": 1}  # fmt: skip
        yield _layer(rows, style, x="x", y="y")


def _layer(rows: list[Row], mark: Layer, **channels: str) -> Layer:
    """A layer whose positions are final: x from 0 to 1, y in pixels from the top; texts and fills are literal."""
    kinds: dict[str, Layer] = {"text": {"type": "nominal"}, "fill": {"type": "nominal", "scale": None}}
    encoding = {channel: {"field": field, **kinds.get(channel, {})} for channel, field in channels.items()}
    return {"data": {"values": rows}, "mark": mark, "encoding": encoding}


def _draw(layers: list[Layer], height: float) -> str:
    """The SVG of all layers. `allowed_base_urls` is empty: nothing is ever fetched."""
    place = {"type": "quantitative", "axis": None}
    across = place | {"scale": {"domain": [0, 1], "nice": False, "zero": False}}
    down = place | {"scale": {"domain": [0, height], "nice": False, "zero": False, "reverse": True}}
    for layer in layers:
        encoding = layer["encoding"]
        assert isinstance(encoding, dict)  # noqa: S101 - `_layer` made it
        for channel, axis in (("x", across), ("y", down)):
            if channel in encoding:
                encoding[channel] |= axis
    specification = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "height": height,
        "padding": {"left": LEFT, "right": 12, "top": 2, "bottom": 2},
        "autosize": {"type": "none"},
        "background": None,
        "config": {"view": {"stroke": None}, "font": FONT, "text": {"font": FONT}},
        "layer": layers,
    }
    return vl_convert.vegalite_to_svg(json.dumps(specification), allowed_base_urls=[])


def _span(course: Course) -> str:
    """“2 March 2026 to 17 March 2026”, or nothing."""
    times = Times(course.time_zone)
    days = [times.day(moment) for moment in sorted(_moments(course))]
    return " to ".join(dict.fromkeys((days[0], days[-1]))) if days else ""


def _words(course: Course, milestones: Sequence[Clock]) -> str:
    """The text alternative: what a reader would take from the picture."""
    times = Times(course.time_zone)
    moments = sorted(_moments(course))
    if not moments:
        return "Swimlane chart without any entry."
    lanes = "; ".join(_lane_words(course, key, name) for key, name in LANES.items())
    marks = "; ".join(
        f"{number} {shortened(line(clock.name), 60)}, {times.short(clock.at)}"
        for number, clock in enumerate(milestones, start=1)
        if clock.at
    )
    return (
        f"Swimlane chart from {times.short(moments[0])} to {times.short(moments[-1])}, {times.name}. {lanes}. "
        f"Milestones: {marks or 'none'}."
    )


def _lane_words(course: Course, key: str, name: str) -> str:
    events = sum(entry.lane == key for entry in course.timeline)
    tasks = sum(task.department == key and task.started_at is not None for task in course.tasks)
    words = f"{name}: {events} {'event' if events == 1 else 'events'}"
    return f"{words} and {tasks} {'task' if tasks == 1 else 'tasks'}" if key in {"ai", "it"} else words
