"""The swimlane chart: who did what when, as a vector picture and the same in words.

One Vega-Lite specification, drawn to SVG without a browser and without any use of the network. Lanes, shapes and
fills carry the meaning; colour only repeats it, so the chart survives a black and white printer.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import vl_convert

from reports.packet import Clock, ReportPacket, Task
from reports.text import line, shortened
from reports.timescale import Scale, scale, ticks
from reports.wording import Times

WIDTH, LEFT = 560, 92
"""The plot's width and the room for the names of the lanes, in SVG pixels."""

HEAD, EVENT, BAR, GAP, FOOT = 34, 19, 9, 7, 34
"""Heights in SVG pixels: milestone badges, a row of events, a row of tasks, between lanes, the axis."""

EVENT_WIDTH, SHORTEST_BAR, BAR_GAP = 0.016, 0.008, 0.004
"""Parts of the width: an event with its shape, the shortest bar that can be seen, the air between two bars."""

MAX_ROWS = 6
LANES = {"business": "Business", "ai": "AI department", "it": "IT department", "joint": "Joint"}
SHAPES = {"business": "circle", "ai": "square", "it": "triangle-up", "joint": "diamond"}
FILLS = {"business": "#ffffff", "ai": "#14375e", "it": "#8fb0cf", "joint": "#14375e"}
INK, PALE, RULE = "#14202b", "#f2f4f6", "#9aa5b1"
FONT = "Noto Sans, DejaVu Sans, sans-serif"

Layer = dict[str, object]
Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture and the same in words. `milestones` are the numbered clocks, in the order of their numbers."""

    svg: str
    text: str
    milestones: tuple[Clock, ...]


@dataclass(frozen=True, slots=True)
class _Lane:
    key: str
    top: float
    event_rows: int
    height: float


def swimlane(packet: ReportPacket) -> Chart:
    """Draw timeline, tasks and milestones of a packet, in its time zone."""
    milestones = tuple(sorted((clock for clock in packet.clocks if clock.at), key=lambda clock: str(clock.at)))
    axis = scale(_moments(packet))
    events = {key: _dodged(packet, axis, key) for key in LANES}
    bars = {key: _packed(packet.tasks, axis, key) for key in LANES}
    lanes = list(_lanes(events, bars))
    bottom = lanes[-1].top + lanes[-1].height
    layers = [
        *_frame(lanes, axis, bottom, packet),
        *_milestones(milestones, axis, bottom),
        _bars(lanes, bars),
        *_events(lanes, events),
    ]
    svg = _draw(layers, bottom + FOOT)
    return Chart(svg, _words(packet, milestones), milestones)


def _moments(packet: ReportPacket) -> Iterator[datetime]:
    yield from (entry.at for entry in packet.timeline)
    yield from (clock.at for clock in packet.clocks if clock.at)
    for task in packet.tasks:
        yield from (moment for moment in (task.started_at, task.ended_at) if moment)


def _dodged(packet: ReportPacket, axis: Scale, lane: str) -> list[tuple[float, int]]:
    """Positions of a lane's events with the row of each: events that would touch stand under each other."""
    ends: list[float] = []
    placed = []
    for position in sorted(axis.position(entry.at) for entry in packet.timeline if entry.lane == lane):
        row = next((row for row, end in enumerate(ends) if position - end >= EVENT_WIDTH), len(ends))
        row = min(row, MAX_ROWS // 2 - 1)
        ends[row : row + 1] = [position]
        placed.append((position, row))
    return placed


def _packed(tasks: Sequence[Task], axis: Scale, lane: str) -> list[tuple[float, float, int]]:
    """A department's tasks as bars with the row of each; a task that never ended reaches the right edge."""
    spans = sorted(
        (axis.position(task.started_at), _bar_end(task, axis))
        for task in tasks
        if task.department == lane and task.started_at
    )
    ends: list[float] = []
    placed = []
    for start, end in spans:
        row = next((row for row, taken in enumerate(ends) if start - taken >= BAR_GAP), len(ends))
        row = min(row, MAX_ROWS - 1)
        ends[row : row + 1] = [max(end, ends[row]) if row < len(ends) else end]
        placed.append((start, end, row))
    return placed


def _bar_end(task: Task, axis: Scale) -> float:
    if task.started_at is None or task.ended_at is None:
        return 1.0
    return max(axis.position(task.ended_at), axis.position(task.started_at) + SHORTEST_BAR)


def _lanes(
    events: dict[str, list[tuple[float, int]]], bars: dict[str, list[tuple[float, float, int]]]
) -> Iterator[_Lane]:
    top = float(HEAD)
    for key in LANES:
        event_rows = 1 + max((row for _, row in events[key]), default=0)
        bar_rows = 1 + max((row for *_, row in bars[key]), default=-1)
        height = event_rows * EVENT + bar_rows * (BAR + 2) + (4 if bar_rows else 0) + GAP
        yield _Lane(key, top, event_rows, height)
        top += height


def _frame(lanes: list[_Lane], axis: Scale, bottom: float, packet: ReportPacket) -> Iterator[Layer]:
    bands: list[Row] = [{"y": lane.top, "y2": lane.top + lane.height} for lane in lanes[::2]]
    yield _layer(bands, {"type": "rect", "color": PALE}, y="y", y2="y2")
    names: list[Row] = [{"y": lane.top + lane.height / 2, "t": LANES[lane.key]} for lane in lanes]
    style = {"type": "text", "align": "right", "fontSize": 11, "fontWeight": "bold", "color": INK, "x": -8}
    yield _layer(names, style, y="y", text="t")
    yield from _axis(axis, bottom, packet)


def _axis(axis: Scale, bottom: float, packet: ReportPacket) -> Iterator[Layer]:
    rows: list[Row] = [
        {"x": tick.position, "y": bottom, "y2": bottom + 4, "t": tick.label, "d": tick.date}
        for tick in ticks(axis, Times(packet.time_zone).zone)
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
    shown = _spread(positions, 18 / WIDTH)
    rows: list[Row] = [
        {"x": moment, "b": badge, "top": 10, "knee": 18, "lane": HEAD - 2, "end": bottom, "t": str(number)}
        for number, (moment, badge) in enumerate(zip(positions, shown, strict=True), start=1)
    ]
    thin = {"type": "rule", "color": RULE, "strokeWidth": 0.9}
    yield _layer(rows, thin | {"strokeDash": [3, 2]}, x="x", y="lane", y2="end")
    yield _layer(rows, thin, x="b", x2="x", y="knee", y2="lane")
    yield _layer(rows, {"type": "circle", "size": 230, "color": INK, "opacity": 1}, x="b", y="top")
    number = {"type": "text", "fontSize": 10, "fontWeight": "bold", "color": "#ffffff", "baseline": "middle"}
    yield _layer(rows, number, x="b", y="top", text="t")


def _spread(positions: Sequence[float], distance: float) -> list[float]:
    """Positions at least `distance` apart, moved as little as a pass to the right and one back allow."""
    spread: list[float] = []
    for position in positions:
        spread.append(max(position, spread[-1] + distance) if spread else position)
    limit = 1.0
    for index in range(len(spread) - 1, -1, -1):
        spread[index] = min(spread[index], limit)
        limit = spread[index] - distance
    return spread


def _bars(lanes: list[_Lane], bars: dict[str, list[tuple[float, float, int]]]) -> Layer:
    rows: list[Row] = []
    for lane in lanes:
        first = lane.top + lane.event_rows * EVENT + GAP / 2 + 2
        for start, end, row in bars[lane.key]:
            y = first + row * (BAR + 2)
            rows.append({"x": start, "x2": end, "y": y, "y2": y + BAR, "f": FILLS[lane.key]})
    style = {"type": "rect", "stroke": INK, "strokeWidth": 0.7, "cornerRadius": 1.5}
    return _layer(rows, style, x="x", x2="x2", y="y", y2="y2", fill="f")


def _events(lanes: list[_Lane], events: dict[str, list[tuple[float, int]]]) -> Iterator[Layer]:
    for lane in lanes:
        rows: list[Row] = [
            {"x": position, "y": lane.top + GAP / 2 + (row + 0.5) * EVENT} for position, row in events[lane.key]
        ]
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
        "config": {"view": {"stroke": None}, "font": FONT, "text": {"font": FONT}},
        "layer": layers,
    }
    return vl_convert.vegalite_to_svg(json.dumps(specification), allowed_base_urls=[])


def _words(packet: ReportPacket, milestones: Sequence[Clock]) -> str:
    """The text alternative: what a reader would take from the picture."""
    times = Times(packet.time_zone)
    moments = sorted(_moments(packet))
    if not moments:
        return "Swimlane chart without any entry."
    lanes = "; ".join(_lane_words(packet, key, name) for key, name in LANES.items())
    marks = "; ".join(
        f"{number} {shortened(line(clock.name), 60)}, {times.short(clock.at)}"
        for number, clock in enumerate(milestones, start=1)
        if clock.at
    )
    return (
        f"Swimlane chart from {times.short(moments[0])} to {times.short(moments[-1])}, {times.name}. {lanes}. "
        f"Milestones: {marks or 'none'}."
    )


def _lane_words(packet: ReportPacket, key: str, name: str) -> str:
    events = sum(entry.lane == key for entry in packet.timeline)
    tasks = sum(task.department == key and task.started_at is not None for task in packet.tasks)
    words = f"{name}: {events} {'event' if events == 1 else 'events'}"
    return f"{words} and {tasks} {'task' if tasks == 1 else 'tasks'}" if key in {"ai", "it"} else words
