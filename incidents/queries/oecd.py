"""One incident as a record of the OECD's common reporting framework: what is answered, and what is missing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from incidents.domain.reporting_framework import CRITERIA, MANDATORY, SOURCE
from incidents.domain.task import TaskState
from incidents.models import Evidence, Incident, Organisation, Task, db
from incidents.queries.classification import Classified

Value = str | list[Any] | None


@dataclass(frozen=True)
class Criterion:
    """One criterion of the framework. `value` is empty where the record has no answer yet."""

    number: int
    name: str
    mandatory: bool
    value: Value

    @property
    def answered(self) -> bool:
        """Whether the record answers it."""
        return bool(self.value)


@dataclass(frozen=True)
class OecdRecord:
    """The criteria that this product can answer, in the order of their numbers."""

    incident: Incident
    criteria: tuple[Criterion, ...]

    @property
    def mandatory(self) -> list[Criterion]:
        """The seven that a record must answer."""
        return [criterion for criterion in self.criteria if criterion.mandatory]

    @property
    def missing(self) -> list[Criterion]:
        """Those of the seven that lack an answer."""
        return [criterion for criterion in self.mandatory if not criterion.answered]


def record(incident: Incident, classified: list[Classified]) -> OecdRecord:
    """The record of one incident, from what `queries.classification.of` has read and two queries more."""
    values = _from_the_record(incident) | {
        one.taxonomy.criterion: [term.label for term in one.terms] for one in classified if one.taxonomy.criterion
    }
    criteria = (Criterion(number, name, number in MANDATORY, values.get(number)) for number, name in CRITERIA.items())
    return OecdRecord(incident, tuple(criteria))


def as_json(record: OecdRecord, classified: list[Classified], at: datetime) -> dict[str, Any]:
    """The record as plain values. `exported_at` in UTC; criteria without an answer have the value null."""
    return {
        "framework": "OECD common reporting framework for AI incidents",
        "source": SOURCE,
        "incident": record.incident.reference,
        "exported_at": at.isoformat(),
        "complete": not record.missing,
        "missing_mandatory": [criterion.number for criterion in record.missing],
        "criteria": [
            {
                "number": criterion.number,
                "name": criterion.name,
                "mandatory": criterion.mandatory,
                "value": criterion.value or None,
            }
            for criterion in record.criteria
        ],
        "classification": [_taxonomy(one) for one in classified],
    }


def _taxonomy(one: Classified) -> dict[str, Any]:
    return {
        "taxonomy": one.taxonomy.id,
        "title": one.taxonomy.title,
        "version": one.taxonomy.version,
        "source": one.taxonomy.source,
        "terms": [{"id": term.id, "label": term.label} for term in one.terms],
    }


def _from_the_record(incident: Incident) -> dict[int, Value]:
    system = incident.system
    occurred = incident.occurred_at or incident.detected_at
    return {
        1: incident.title,
        2: incident.what_happened,
        4: f"{incident.reporter.name}, {incident.reporter.belongs_to}",
        5: occurred.isoformat() if occurred else None,
        7: list(_materials(incident)),
        8: ", ".join(part for part in (system.name, system.model) if part),
        9: [name for name in (system.vendor, _organisation()) if name],
        12: incident.affected_people,
        27: list(_actions(incident)),
        28: incident.prompt,
        29: incident.output,
    }


def _materials(incident: Incident) -> Iterator[Mapping[str, str]]:
    query = sa.select(Evidence.name, Evidence.sha256).where(Evidence.incident_id == incident.id).order_by(Evidence.id)
    for name, sha256 in db.session.execute(query):
        yield {"name": name, "sha256": sha256}
    if incident.sources:
        yield {"name": "Sources named with the report", "text": incident.sources}


def _actions(incident: Incident) -> Iterator[str]:
    query = sa.select(Task).where(Task.incident_id == incident.id, Task.state == TaskState.DONE).order_by(Task.id)
    for task in db.session.scalars(query):
        yield f"{task.kind.label}: {task.title}"


def _organisation() -> str | None:
    return db.session.scalar(sa.select(Organisation.name))
