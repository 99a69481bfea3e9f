"""The charts of the figures: the same on the page for leadership and in the quarterly report."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from incidents.domain.figures import Figures, SystemRisk
from incidents.domain.figuring import ACTION_WEIGHT, OVERRIDE_WEIGHT, READINESS_WEIGHT
from incidents.domain.heat import Heat
from incidents.domain.vocabulary import Severity
from reports.vega import PALETTE, label, svg

WIDTH, HEIGHT = 400, 190
"""The plot of a chart without its axes, in pixels."""
ROW = 30
"""The height of a bar that lies, with the room around it."""
MOST = 10
"""The systems that a chart shows; the table beside it has all."""

SEVERITIES = (*(severity.label for severity in Severity), "Not rated")
SEVERITY_COLOURS = (*(PALETTE[severity.value] for severity in Severity), PALETTE["surface"])
PARTS = ("Open incidents", "Overrides", "Overdue actions", "No readiness")
PART_COLOURS = (PALETTE["accent"], PALETTE["sev-2"], PALETTE["sev-3"], PALETTE["issue"])

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FigureChart:
    """A picture with its heading, and the same in words."""

    key: str
    title: str
    svg: str
    words: str


def all_of(figures: Figures) -> tuple[FigureChart, ...]:
    """Every chart that has something to show, in the order of the page."""
    return tuple(
        FigureChart(key, title, svg(spec(figures), title=title, description=words), words)
        for key, title, spec, has_something, tell in CHARTS
        if has_something(figures)
        for words in (tell(figures),)
    )


def _trend(figures: Figures) -> Row:
    rows = [
        {"month": month.label, "severity": name, "count": count, "order": order}
        for month in figures.months
        for order, (name, count) in enumerate(zip(SEVERITIES, month.counts, strict=True))
    ]
    months = [month.label for month in figures.months]
    return _columns(rows, "month", months, "severity", _used(figures.months))


def _ages(figures: Figures) -> Row:
    rows = [
        {"age": age.label, "severity": name, "count": count, "order": order}
        for age in figures.ages
        for order, (name, count) in enumerate(zip(SEVERITIES, age.counts, strict=True))
    ]
    return _columns(rows, "age", [age.label for age in figures.ages], "severity", _used(figures.ages))


def _within(figures: Figures) -> Row:
    """Of the clocks with a target: how many were in time and how many were late, as shares of all."""
    rows: list[Row] = []
    names = []
    for times in (one for one in figures.times if one.timed):
        name = f"{times.label} ({times.timed})"
        names.append(name)
        late = times.timed - times.within
        rows += [{"step": name, "how": "In time", "count": times.within, "order": 0},
                 {"step": name, "how": "Late", "count": late, "order": 1}]  # fmt: skip
    colours = {"In time": PALETTE["it"], "Late": PALETTE["sev-2"]}
    x = {"aggregate": "sum", "field": "count", "type": "quantitative", "stack": "normalize", "title": None,
         "axis": {"format": "%", "tickCount": 5}}  # fmt: skip
    return _bars(rows, "step", names, "how", colours, x)


def _risk(figures: Figures) -> Row:
    rows: list[Row] = []
    names = []
    for number, system in enumerate(figures.systems[:MOST], start=1):
        name = f"{number}. {label(system.name, 26)}"
        names.append(name)
        weights = weights_of(system)
        rows += [
            {"system": name, "part": part, "count": weight, "order": order}
            for order, (part, weight) in enumerate(zip(PARTS, weights, strict=True))
        ]
    colours = dict(zip(PARTS, PART_COLOURS, strict=True))
    used = {part for row in rows if row["count"] for part in [row["part"]]}
    x = {"aggregate": "sum", "field": "count", "type": "quantitative", "title": "Weight of open risk",
         "axis": {"tickMinStep": 1, "format": "d"}}  # fmt: skip
    return _bars(rows, "system", names, "part", {part: colours[part] for part in PARTS if part in used}, x)


def weights_of(system: SystemRisk) -> tuple[int, int, int, int]:
    """What open incidents, overrides, overdue actions and missing readiness add to the weight of a system."""
    overrides, overdue = OVERRIDE_WEIGHT * system.overrides, ACTION_WEIGHT * system.overdue
    unready = READINESS_WEIGHT * system.unready
    return system.weight - overrides - overdue - unready, overrides, overdue, unready


def heat_map(heat: Heat) -> FigureChart:
    """Systems down, months across, the number in each cell: the fuller the cell, the more incidents."""
    title = "Incidents by system and month"
    words = _heat_words(heat)
    return FigureChart("heat", title, svg(_heat(heat), title=title, description=words), words)


def _heat(heat: Heat) -> Row:
    most = max(max(row.counts) for row in heat.systems)
    rows = [
        {"system": name, "month": month, "count": count, "share": count / most, "shown": str(count) if count else ""}
        for number, row in enumerate(heat.systems[:MOST], start=1)
        for name in (f"{number}. {label(row.name, 26)}",)
        for month, count in zip(heat.months, row.counts, strict=True)
    ]
    names = list(dict.fromkeys(row["system"] for row in rows))
    across: Row = {
        "field": "month",
        "type": "ordinal",
        "title": None,
        "sort": list(heat.months),
        "axis": {"labelAngle": 0, "labelOverlap": "parity", "orient": "top", "domain": False, "ticks": False},
    }
    down: Row = {
        "field": "system",
        "type": "nominal",
        "title": None,
        "sort": names,
        "axis": {"labelLimit": 190, "labelPadding": 6, "ticks": False, "domain": False},
    }
    filled = {"field": "share", "type": "quantitative", "legend": None, "scale": {"domain": [0, 1], "range": [0.06, 1]}}
    on_full = {"condition": {"test": "datum.share > 0.5", "value": PALETTE["surface"]}, "value": PALETTE["ink"]}
    return {
        "width": WIDTH,
        "height": {"step": ROW},
        "data": {"values": rows},
        "encoding": {"x": across, "y": down},
        "layer": [
            {"mark": {"type": "rect", "color": PALETTE["accent"], "stroke": PALETTE["surface"], "strokeWidth": 2},
             "encoding": {"fillOpacity": filled}},
            {"mark": {"type": "text", "fontSize": 12}, "encoding": {"text": {"field": "shown"}, "color": on_full}},
        ],
    }  # fmt: skip


def _heat_words(heat: Heat) -> str:
    told = "; ".join(f"{label(row.name)}: {sum(row.counts)}" for row in heat.systems[:MOST])
    return f"Incidents by system and month of their report, {heat.months[0]} to {heat.months[-1]}. {told}."


def _columns(rows: list[Row], across: str, order: list[str], kind: str, colours: Mapping[str, str]) -> Row:
    """Standing bars, stacked by kind, the gravest at the foot."""
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "data": {"values": [row for row in rows if row["count"]]},
        "mark": {"type": "bar", "stroke": PALETTE["muted"], "strokeWidth": 0.5},
        "encoding": {
            "x": {"field": across, "type": "nominal", "title": None, "scale": {"domain": order, "padding": 0.3},
                  "axis": {"labelAngle": 0, "labelOverlap": "parity"}},
            "y": {"field": "count", "aggregate": "sum", "type": "quantitative", "title": "Incidents",
                  "axis": {"tickMinStep": 1, "format": "d", "tickCount": 5}},
            "color": _colour(kind, colours),
            "order": {"field": "order", "type": "quantitative"},
        },
    }  # fmt: skip


def _bars(rows: list[Row], down: str, order: list[str], kind: str, colours: Mapping[str, str], x: Row) -> Row:
    """Lying bars, stacked by kind, with room for names."""
    return {
        "width": WIDTH - 90,
        "height": max(len(order), 2) * ROW,
        "data": {"values": [row for row in rows if row["count"]]},
        "mark": {"type": "bar", "stroke": PALETTE["muted"], "strokeWidth": 0.5},
        "encoding": {
            "y": {"field": down, "type": "nominal", "title": None, "scale": {"domain": order, "padding": 0.35},
                  "axis": {"labelLimit": 190, "labelPadding": 6, "ticks": False, "domain": False}},
            "x": x,
            "color": _colour(kind, colours),
            "order": {"field": "order", "type": "quantitative"},
        },
    }  # fmt: skip


def _colour(kind: str, colours: Mapping[str, str]) -> Row:
    scale = {"domain": list(colours), "range": list(colours.values())}
    legend = {"title": None, "columns": 3, "symbolStrokeColor": PALETTE["muted"], "symbolStrokeWidth": 0.5}
    return {"field": kind, "type": "nominal", "scale": scale, "legend": legend}


def _used(groups: Iterable[Any]) -> dict[str, str]:
    """The severities that occur, with their colours."""
    totals = _totals(groups)
    return {name: colour for name, colour, total in zip(SEVERITIES, SEVERITY_COLOURS, totals, strict=True) if total}


def _totals(groups: Iterable[Any]) -> list[int]:
    return [sum(column) for column in zip(*(group.counts for group in groups), strict=True)]


def _counted(groups: Sequence[Any]) -> str:
    return "; ".join(f"{group.label}: {sum(group.counts)}" for group in groups)


def _trend_words(figures: Figures) -> str:
    named = ", ".join(
        f"{total} {name}" for name, total in zip(SEVERITIES, _totals(figures.months), strict=True) if total
    )
    return f"Incidents by month of their report. {_counted(figures.months)}. In all: {named}."


def _ages_words(figures: Figures) -> str:
    return f"Open incidents by age. {_counted(figures.ages)}."


def _within_words(figures: Figures) -> str:
    told = (f"{one.label}: {one.within} of {one.timed} in time" for one in figures.times if one.timed)
    return f"Steps within their target. {'; '.join(told)}."


def _risk_words(figures: Figures) -> str:
    told = (f"{label(system.name)}: {system.weight}" for system in figures.systems[:MOST])
    return f"Open risk by system, the heaviest first. {'; '.join(told)}."


Spec = Callable[[Figures], Row]
Tell = Callable[[Figures], str]

CHARTS: tuple[tuple[str, str, Spec, Callable[[Figures], bool], Tell], ...] = (
    ("trend", "Incidents by month and severity", _trend, lambda f: any(_totals(f.months)), _trend_words),
    ("times", "Steps within their target", _within, lambda f: any(one.timed for one in f.times), _within_words),
    ("ages", "Open incidents by age", _ages, lambda f: f.open > 0, _ages_words),
    ("risk", "Open risk by system", _risk, lambda f: bool(f.systems), _risk_words),
)
"""Key, title, specification, whether there is anything to draw, and the words of each chart."""
