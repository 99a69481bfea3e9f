"""Where and when: the incidents of each AI system by the month of their report."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from incidents.domain.figure_rows import IncidentRow, SystemRow
from incidents.domain.period import Period, months_of


@dataclass(frozen=True, slots=True)
class SystemMonths:
    """A system's incidents by month, in the order of the months."""

    name: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Heat:
    """The systems with incidents in a period, the most first, and the months as printed."""

    months: tuple[str, ...]
    systems: tuple[SystemMonths, ...]


def heat(incidents: Iterable[IncidentRow], systems: Iterable[SystemRow], period: Period, zone: ZoneInfo) -> Heat:
    """Count incidents of the period that were not declined. Months begin at midnight of `zone`."""
    start, end = period.bounds(zone)
    counts = Counter(
        (row.system_id, f"{row.reported_at.astimezone(zone):%Y-%m}")
        for row in incidents
        if not row.declined and start <= row.reported_at < end
    )
    months = months_of(period)
    rows = (SystemMonths(one.name, tuple(counts[one.id, month.key] for month in months)) for one in systems)
    told = sorted((row for row in rows if any(row.counts)), key=lambda row: (-sum(row.counts), row.name))
    return Heat(tuple(f"{month.first:%b %Y}" for month in months), tuple(told))
