"""Reading what an incident cost."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from incidents.domain.figures import Cost
from incidents.domain.vocabulary import Department
from incidents.models import CostEntry, Incident, db
from incidents.queries.figures import currency
from reports import packet as p


@dataclass(frozen=True)
class CostOfIncident:
    """Every entry, newest first, and what counts of them: one line a department, also where it is nothing."""

    entries: tuple[CostEntry, ...]
    departments: tuple[Cost, ...]
    currency: str

    @property
    def minutes(self) -> int:
        """Working time of both departments."""
        return sum(cost.minutes for cost in self.departments)

    @property
    def hundredths(self) -> int:
        """Direct cost of both departments."""
        return sum(cost.hundredths for cost in self.departments)

    def correction_of(self, entry: CostEntry) -> CostEntry | None:
        """The entry that stands in place of this one, if any."""
        return next((one for one in self.entries if one.corrects_id == entry.id), None)


def cost_of(incident: Incident) -> CostOfIncident:
    """What an incident cost so far. One query."""
    query = sa.select(CostEntry).where(CostEntry.incident_id == incident.id).order_by(CostEntry.id.desc())
    entries = tuple(db.session.scalars(query.options(joinedload(CostEntry.by))))
    corrected = {entry.corrects_id for entry in entries}
    counted = [entry for entry in entries if entry.id not in corrected]
    return CostOfIncident(entries, tuple(_of(counted, department) for department in Department), currency())


def in_report(incident: Incident) -> tuple[p.Cost, ...]:
    """What the report prints: a line for each department that recorded any. Hours with a point, `14` or `2.25`."""
    known = cost_of(incident)
    return tuple(
        p.Cost(
            department=Department(cost.department).full_name,
            hours=f"{cost.minutes / 60:.2f}".rstrip("0").rstrip("."),
            amount=f"{cost.hundredths / 100:,.2f}" if cost.hundredths else "",
            currency=known.currency,
        )
        for cost in known.departments
        if cost.minutes or cost.hundredths
    )


def _of(entries: list[CostEntry], department: Department) -> Cost:
    own = [entry for entry in entries if entry.department is department]
    return Cost(department.value, sum(entry.minutes for entry in own), sum(entry.hundredths for entry in own))
