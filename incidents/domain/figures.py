"""The figures that leadership steers by, in whole numbers, so that they are the same on a page and in a sealed report.

An incident counts in the period in which it was reported; what is open, overdue or at risk is told as it stands at one
moment. Spans are minutes of real time. Median: the middle value, of an even number the mean of the middle two, rounded
down. 90th percentile: the nearest rank, the smallest value that at least nine in ten do not exceed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

FEW = 10
"""Below this many cases a median or a share says little; pages and reports say so."""


@dataclass(frozen=True, slots=True)
class Month:
    """Incidents reported in a month.

    key: The month, such as 2026-07.
    label: The month, as printed.
    counts: Incidents by severity in its order; the last number counts those not rated.
    """

    key: str
    label: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Times:
    """How long a step took.

    measure: The step's name for programs, such as contained.
    label: The step, as printed.
    department: Whose step it is.
    count: How many cases there are.
    median: The middle value, in minutes; null of nothing.
    ninetieth: What nine in ten do not exceed, in minutes; null of nothing.
    timed: How many cases had a target.
    within: How many of those kept it.
    """

    measure: str
    label: str
    department: str
    count: int
    median: int | None
    ninetieth: int | None
    timed: int
    within: int


@dataclass(frozen=True, slots=True)
class Age:
    """Open incidents of an age.

    label: The age, as printed.
    counts: Incidents by severity in its order; the last number counts those not rated.
    """

    label: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SystemRisk:
    """What is open on a system, and the weight that it adds up to.

    name: What the system is called.
    counts: Open incidents by severity in its order; the last number counts those not rated.
    overrides: Overrides that nobody acknowledged.
    overdue: Actions that are overdue.
    unready: Whether its readiness is not signed off by both departments.
    weight: The weight that all this adds up to, by which systems are ranked.
    """

    name: str
    counts: tuple[int, ...]
    overrides: int
    overdue: int
    unready: bool
    weight: int


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many.

    key: The rate's name for programs: recurrence, actions, obligations or silent.
    label: The rate, as printed.
    met: So many.
    of: Of so many.
    """

    key: str
    label: str
    met: int
    of: int

    @property
    def percent(self) -> int | None:
        """The share in whole per cent, None of nothing."""
        return share(self.met, self.of)


@dataclass(frozen=True, slots=True)
class Cost:
    """What the incidents of the period have cost a department so far.

    department: The department: business, ai or it.
    minutes: Minutes of work.
    hundredths: Direct cost in hundredths of the currency.
    """

    department: str
    minutes: int
    hundredths: int


@dataclass(frozen=True, slots=True)
class Overdue:
    """Actions of a department that should have been done by now.

    department: The department: ai or it.
    count: How many there are.
    """

    department: str
    count: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a period. Counts unless said otherwise.

    period: The period, such as 2026-Q3.
    label: The period, as printed.
    first: Its first day.
    last: Its last day.
    as_at: The moment in UTC that “open” is told for.
    currency: The currency of costs (ISO 4217).
    reported: Incidents reported in the period, declined ones among them.
    grave: Of those, SEV-1 and SEV-2 that were not declined.
    closed: Incidents closed in the period, whenever they were reported.
    declined: Of those reported in the period, declined.
    open: Incidents that are open, whenever they were reported.
    open_grave: Of those, SEV-1 and SEV-2.
    oldest_days: The age of the oldest open incident in days; null where none is open.
    months: Incidents by month.
    times: How long the steps took.
    ages: Open incidents by age.
    systems: What is open by system, the heaviest first.
    rates: Rates, by their keys.
    overdue: Overdue actions by department.
    costs: Costs by department.
    """

    period: str
    label: str
    first: date
    last: date
    as_at: datetime
    currency: str
    reported: int
    grave: int
    closed: int
    declined: int
    open: int
    open_grave: int
    oldest_days: int | None
    months: tuple[Month, ...]
    times: tuple[Times, ...]
    ages: tuple[Age, ...]
    systems: tuple[SystemRisk, ...]
    rates: tuple[Rate, ...]
    overdue: tuple[Overdue, ...]
    costs: tuple[Cost, ...]

    def rate(self, key: str) -> Rate:
        """A rate by its key: recurrence, actions, obligations or silent."""
        return next(rate for rate in self.rates if rate.key == key)

    @property
    def minutes(self) -> int:
        """Working time of all departments together."""
        return sum(cost.minutes for cost in self.costs)

    @property
    def hundredths(self) -> int:
        """Direct cost of all departments together."""
        return sum(cost.hundredths for cost in self.costs)

    @property
    def weight(self) -> int:
        """The open risk of all systems together."""
        return sum(system.weight for system in self.systems)


def median(values: Iterable[int]) -> int | None:
    """The middle value; of an even number the mean of the middle two, rounded down; None of nothing."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    if not ordered:
        return None
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) // 2


def ninetieth(values: Iterable[int]) -> int | None:
    """The smallest value that at least nine in ten do not exceed (nearest rank); None of nothing."""
    ordered = sorted(values)
    return ordered[-(-len(ordered) * 9 // 10) - 1] if ordered else None


def share(part: int, whole: int) -> int | None:
    """A share in whole per cent, half a per cent rounded up; None of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else None
