"""The packet as one HTML page for the printer, and the small pages that become signatures.

The environment escapes everything, knows no undefined names, and makes every text visible (`reports.text`) on its
way into a page, so that a template cannot forget it.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports import figures, leadership, text, wording
from reports.charts import Chart
from reports.glyphs import drawable
from reports.lanes import LANES
from reports.packet import ReportPacket, SectionText, Task, digest

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


def report(packet: ReportPacket, chart: Chart) -> str:
    """The whole report as HTML."""
    times = wording.Times(packet.time_zone)
    steps = figures.steps(packet, chart.milestones)
    sections = {section.key: section for section in packet.sections if section.body.strip()}
    return _environment().get_template("document.html").render(
        packet=packet,
        parts=PARTS,
        times=times,
        chart_text=chart.text,
        chart_url=CHART_URL,
        digest=digest(packet),
        lanes=LANES,
        steps=steps,
        large_steps=figures.large(steps),
        base=figures.base(packet),
        section=sections.get,
        other_sections=[section for key, section in sections.items() if key not in PLACED],
        tasks=_tasks_of(packet),
        row=_row,
        open_actions=leadership.open_actions(packet),
        needs=leadership.needs(packet, steps, times),
        overrides=[decision for decision in packet.decisions if decision.override],
        joint=[entry for entry in packet.timeline if entry.lane == "joint"],
    )  # fmt: skip


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
    return _environment().get_template(template).render(packet=packet, times=times, at=at, **texts)


def _tasks_of(packet: ReportPacket) -> Callable[[str], list[Task]]:
    return lambda department: [task for task in packet.tasks if task.department == department]


def _row(*texts: str) -> str:
    """The class of a table row: long ones may break across pages, short ones stay whole."""
    return "long" if sum(map(len, texts)) > LONG_ROW else "short"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_visible,
    )
    environment.filters.update(_filters())
    return environment


def _visible(value: Any) -> Any:
    """Every printed text passes here; what a macro has already escaped has passed before."""
    return drawable(text.visible(value)) if isinstance(value, str) and not isinstance(value, Markup) else value


def _filters() -> Mapping[str, Callable[..., Any]]:
    return {
        "line": lambda value, limit=text.LINE: text.shortened(text.line(value), limit),
        "cell": _cell,
        "long": lambda value: text.bounded(value.strip(), text.LONG),
        "abridged": _abridged,
        "paragraphs": _paragraphs,
        "day": wording.day,
        "size": wording.size,
        "span": wording.span,
        "duration": lambda task: figures.duration(task.started_at, task.ended_at),
    }


def _cell(value: str) -> str | Markup:
    """Text in a table, with its line ends; empty text stays empty, so that a template can say what is missing."""
    value = text.bounded(value.strip(), text.CELL)
    return Markup('<span class="cell">{}</span>').format(_visible(value)) if value else ""


def _abridged(value: str, limit: int, place: str) -> str:
    """Text for the one page of leadership: cut at a word, with a pointer to the part that has all of it."""
    value = value.strip()
    if len(value) <= limit:
        return value
    return f"{value[:limit].rsplit(None, 1)[0]}… [continued in part {place}]"


def _paragraphs(value: str | SectionText) -> list[str]:
    body = value.body if isinstance(value, SectionText) else value
    shown = text.bounded(body.strip().replace("\r\n", "\n"), text.LONG)
    return [part.strip() for part in shown.split("\n\n") if part.strip()]
