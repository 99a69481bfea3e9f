"""The packet as one HTML page for the printer, and the small pages that become signatures.

The environment escapes everything, knows no undefined names, and makes every text visible (`reports.text`) on its
way into a page, so that a template cannot forget it.
"""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports import figures, filters, leadership, wording
from reports.brief import ROOMS, Room, brief
from reports.charts import Chart
from reports.lanes import LANES
from reports.packet import ReportPacket, Task, digest

HOME = Path(__file__).resolve().parent.parent
TEMPLATES, STYLES = HOME / "templates" / "report", HOME / "static" / "report"
CHART_URL = "report:swimlane.svg"

SEAL_SIZE, LEAD_SIZE = "168mm 27mm", "80mm 46mm"
"""The places on the signature page; `static/report/signatures.css` draws them in the same sizes."""

PARTS = (
    "Post-incident review",
    "For leadership",
    "Figures",
    "Impact and obligations",
    "Timeline and evidence",
    "Behavioural correction",
    "Containment and rollback",
    "Decisions and boundaries",
    "Learning and actions",
    "Signatures",
)
"""The ten parts in their order; the cover is the first."""

LONG_ROW = 700
"""Characters in a table row from which it may break across pages."""

SHEETS = ("page", "type", "tables", "cover", "parts", "signatures")
PLACED = frozenset(
    {"summary", "impact", "obligations", "detection", "behavioural_analysis", "containment_analysis",
     "risk_boundaries", "went_well", "went_badly", "where_luck_helped"}
)  # fmt: skip
"""Sections that have a place of their own; any other is printed with the lessons."""


def report(packet: ReportPacket, chart: Chart, room: Room = ROOMS[0], mark: str = "") -> str:
    """The whole report as HTML, with so much room on the page for leadership, and a mark on every page."""
    values = _values(packet, room) | {"linked": True, "chart": chart, "chart_url": CHART_URL, "mark": mark}
    return environment().get_template("document.html").render(values)


def leadership_page(packet: ReportPacket, room: Room) -> str:
    """The page for leadership alone, to see whether it is one page."""
    return environment().get_template("leadership.html").render(_values(packet, room) | {"linked": True})


def summary(packet: ReportPacket, room: Room) -> str:
    """The page for leadership as a document of its own."""
    return environment().get_template("summary.html").render(_values(packet, room) | {"linked": False})


def _values(packet: ReportPacket, room: Room) -> dict[str, Any]:
    """Everything that the parts print, but the chart."""
    times = wording.Times(packet.time_zone)
    steps = figures.steps(packet)
    sections = {section.key: section for section in packet.sections if section.body.strip()}
    return {
        "packet": packet,
        "parts": PARTS,
        "times": times,
        "digest": digest(packet),
        "lanes": LANES,
        "steps": steps,
        "large_steps": figures.large(steps),
        "base": figures.base(packet),
        "since": figures.since(figures.base(packet)),
        "targets": figures.with_targets(packet),
        "brief": brief(packet, room),
        "section": sections.get,
        "other_sections": [section for key, section in sections.items() if key not in PLACED],
        "tasks": _tasks_of(packet),
        "row": _row,
        "open_actions": leadership.open_actions(packet),
        "glance": leadership.glance(packet, steps),
        "needs": leadership.needs(packet, steps, times),
        "joint": [decision for decision in packet.decisions if decision.joint],
        "by_one": [decision for decision in packet.decisions if not decision.joint],
    }


def stylesheets() -> tuple[str, ...]:
    """The style sheets of the report, in their order."""
    return tuple((STYLES / f"{name}.css").read_text(encoding="utf-8") for name in SHEETS)


def seal_appearance(packet: ReportPacket, organisation: str, at: datetime) -> str:
    """The page that becomes the organisation's seal."""
    return _appearance("seal.html", packet, at, organisation=organisation, digest=digest(packet))


def lead_appearance(packet: ReportPacket, at: datetime, **texts: str) -> str:
    """The page that becomes a lead's signature; see the template for the texts."""
    return _appearance("lead.html", packet, at, **texts)


def appearance_stylesheet(size: str) -> str:
    """The style sheet of signatures, on a page of the size of their place."""
    return f"@page {{ size: {size} }}" + (STYLES / "appearance.css").read_text(encoding="utf-8")


def _appearance(template: str, packet: ReportPacket, at: datetime, **texts: str) -> str:
    times = wording.Times(packet.time_zone)
    return environment().get_template(template).render(packet=packet, times=times, at=at, **texts)


def _tasks_of(packet: ReportPacket) -> Callable[[str], list[Task]]:
    return lambda department: [task for task in packet.tasks if task.department == department]


def _row(*texts: str) -> str:
    """The class of a table row: long ones may break across pages, short ones stay whole."""
    return "long" if sum(map(len, texts)) > LONG_ROW else "short"


@cache
def environment() -> Environment:
    """The one environment that reports are written in: it escapes everything and shows what hides."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=filters.shown,
    )
    environment.filters.update(filters.all_of_them())
    return environment
