"""Filling the drafts of reports from the record. What the record lacks is said to be missing, never invented."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from incidents.domain.regimes import CATALOGUE, DraftPart
from incidents.domain.task import TaskState
from incidents.models import Evidence, Incident, Obligation, ObligationDraft, Organisation, Task, db

NOT_KNOWN = "[Not known yet]"
"""Stands in every copy of a draft where nothing is written."""


@dataclass(frozen=True)
class Part:
    """A part of a draft: what it asks, what is written, and what the record offers for it."""

    words: DraftPart
    text: str
    record: str


def parts_of(obligation: Obligation, draft: ObligationDraft | None) -> list[Part]:
    """The parts in order: as saved, or before the first saving as the record fills them."""
    saved: dict[str, str] = json.loads(draft.parts) if draft else {}
    made = []
    for words in CATALOGUE[obligation.regime].draft:
        record = FILL[words.fill](obligation) if words.fill else ""
        made.append(Part(words, saved.get(words.key, "") if draft else record, record))
    return made


def as_markdown(obligation: Obligation, draft: ObligationDraft | None) -> str:
    """The draft as Markdown, marked as a draft."""
    regime = CATALOGUE[obligation.regime]
    head = [f"# {regime.name}: {regime.title}", *_notes(obligation, draft)]
    body = [f"## {part.words.heading}\n\n{_quoted(part.text)}" for part in parts_of(obligation, draft)]
    return "\n\n".join([*head, *body]) + "\n"


def as_text(obligation: Obligation, draft: ObligationDraft | None) -> str:
    """The draft as plain text."""
    regime = CATALOGUE[obligation.regime]
    head = [f"{regime.name}: {regime.title}".upper(), *_notes(obligation, draft)]
    body = [f"{part.words.heading}\n\n{part.text or NOT_KNOWN}" for part in parts_of(obligation, draft)]
    return "\n\n".join([*head, *body]) + "\n"


def _notes(obligation: Obligation, draft: ObligationDraft | None) -> list[str]:
    version = f"version {draft.version}, saved by {draft.by.name} at {_utc(draft.at)}" if draft else "not saved yet"
    return [
        f"Draft for {obligation.incident.reference}, {version}. Catalogue of {obligation.catalogue}. Not legal advice.",
        f"Source: {CATALOGUE[obligation.regime].source}",
    ]


def _quoted(text: str) -> str:
    """Hostile text must not become headings, links or HTML of the Markdown around it: it stands indented, as code."""
    return "\n".join(f"    {line}" for line in text.splitlines()) if text else f"**{NOT_KNOWN}**"


def _organisation(_obligation: Obligation) -> str:
    return db.session.scalar(sa.select(Organisation.name)) or ""


def _system(obligation: Obligation) -> str:
    system = obligation.incident.system
    lines = (
        ("Name", system.name),
        ("Provider", system.vendor),
        ("Model", system.model),
        ("Purpose", system.purpose),
        ("What it may do", "It acts by itself." if system.acts else "It only advises."),
    )
    return "\n".join(f"{label}: {value or NOT_KNOWN}" for label, value in lines)


def _dates(obligation: Obligation) -> str:
    incident = obligation.incident
    labels = {trigger.key: trigger.label for trigger in CATALOGUE[obligation.regime].triggers}
    rows = [("Occurred", incident.occurred_at), ("Detected", incident.detected_at), ("Reported", incident.reported_at)]
    rows += [(labels.get(row.key, row.key), row.at) for row in obligation.triggers]
    return "\n".join(f"{label}: {_moment(at)}" for label, at in rows)


def _incident(obligation: Obligation) -> str:
    return f"{obligation.incident.title}\n\n{obligation.incident.what_happened}"


def _affected(obligation: Obligation) -> str:
    return obligation.incident.affected_people


def _measures(obligation: Obligation) -> str:
    query = sa.select(Task).where(Task.incident_id == obligation.incident_id).order_by(Task.id)
    kept = [task for task in db.session.scalars(query) if task.state not in (TaskState.CANCELLED, TaskState.WAIVED)]
    return "\n".join(f"- {task.title} ({task.owner.label}, {_standing(task)})" for task in kept)


def _standing(task: Task) -> str:
    return f"done {_moment(task.ended_at)}" if task.state is TaskState.DONE else "planned or under way"


def _evidence(obligation: Obligation) -> str:
    incident: Incident = obligation.incident
    query = sa.select(Evidence).where(Evidence.incident_id == incident.id).order_by(Evidence.id)
    return "\n".join(f"- {row.name} (SHA-256 {row.sha256})" for row in db.session.scalars(query))


FILL: Mapping[str, Callable[[Obligation], str]] = MappingProxyType(
    {
        "organisation": _organisation,
        "system": _system,
        "dates": _dates,
        "incident": _incident,
        "affected": _affected,
        "measures": _measures,
        "evidence": _evidence,
    }
)
"""What the record offers, by the name that the catalogue's drafts use."""


def _moment(at: datetime | None) -> str:
    if at is None:
        return NOT_KNOWN
    zone = ZoneInfo(db.session.scalar(sa.select(Organisation.time_zone)) or "UTC")
    return f"{at.astimezone(zone):%-d %B %Y, %H:%M %Z} ({_utc(at)})"


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
