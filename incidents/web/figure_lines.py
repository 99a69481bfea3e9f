"""The figures as lines of a table for other programs."""

from collections.abc import Iterator

from incidents.domain.figures import Figures
from incidents.domain.vocabulary import Severity

Line = tuple[str, str, str, int | str | None]
SEVERITIES = (*(severity.value for severity in Severity), "not_rated")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the begin of a formula."""


def lines_of(figures: Figures) -> Iterator[Line]:
    """Group, name, measure, value. Spans in minutes, money in hundredths of the currency."""
    yield "period", figures.period, "first_day", figures.first.isoformat()
    yield "period", figures.period, "last_day", figures.last.isoformat()
    yield "period", figures.period, "as_at", figures.as_at.isoformat()
    for measure in ("reported", "declined", "grave", "closed", "open", "open_grave", "oldest_days", "weight"):
        yield "incidents", "all", measure, getattr(figures, measure)
    for month in figures.months:
        yield from (("months", month.key, *pair) for pair in zip(SEVERITIES, month.counts, strict=True))
    for age in figures.ages:
        yield from (("open_by_age", age.label, *pair) for pair in zip(SEVERITIES, age.counts, strict=True))
    for times in figures.times:
        for measure in ("count", "median", "ninetieth", "timed", "within"):
            yield "times", times.measure, measure, getattr(times, measure)
    yield from _shares(figures)
    yield from _systems(figures)


def _shares(figures: Figures) -> Iterator[Line]:
    for rate in figures.rates:
        yield "shares", rate.key, "met", rate.met
        yield "shares", rate.key, "of", rate.of
    for overdue in figures.overdue:
        yield "overdue_actions", overdue.department, "count", overdue.count
    for cost in figures.costs:
        yield "cost", cost.department, "minutes", cost.minutes
        yield "cost", cost.department, f"hundredths_{figures.currency}", cost.hundredths


def _systems(figures: Figures) -> Iterator[Line]:
    for system in figures.systems:
        name = harmless(system.name)
        yield from (("open_by_system", name, *pair) for pair in zip(SEVERITIES, system.counts, strict=True))
        yield "open_by_system", name, "overrides", system.overrides
        yield "open_by_system", name, "overdue_actions", system.overdue
        yield "open_by_system", name, "without_readiness", int(system.unready)
        yield "open_by_system", name, "weight", system.weight


def harmless(name: str) -> str:
    """A name that no spreadsheet computes: what looks like a formula gets an apostrophe before it."""
    return f"'{name}" if name.startswith(FORMULA) else name
