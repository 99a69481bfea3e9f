"""Reading what was corrected of a report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from incidents.models import Incident, Person, ReportCorrection, db


@dataclass(frozen=True)
class Correction:
    """What somebody corrected at once."""

    number: int
    by: Person
    at: datetime
    reason: str
    rows: Sequence[ReportCorrection]


def corrections_of(incident: Incident) -> list[Correction]:
    """Everything that was corrected, the newest first, in one query."""
    rows = db.session.scalars(_of(incident).order_by(ReportCorrection.id))
    together = [list(group) for _number, group in groupby(rows, key=lambda row: row.number)]
    return [Correction(row.number, row.by, row.at, row.reason, rows) for rows in reversed(together) for row in rows[:1]]


def newest_of(incident: Incident) -> ReportCorrection | None:
    """A row of the last correction, None where nobody has corrected anything."""
    return db.session.scalar(_of(incident).order_by(ReportCorrection.number.desc()).limit(1))


def _of(incident: Incident) -> sa.Select[ReportCorrection]:
    query = sa.select(ReportCorrection).where(ReportCorrection.incident_id == incident.id)
    return query.options(joinedload(ReportCorrection.by))
