"""The period and the filters of the figures live in their address. What is not understood counts as not given."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import request

from incidents.domain.errors import Invalid
from incidents.domain.period import Period, between, named, quarter_of
from incidents.domain.vocabulary import Department, Severity
from incidents.queries import figures as queries
from incidents.queries.figures import Scope
from incidents.web import arguments

QUARTERS, MONTHS, YEARS = 8, 12, 3
"""How many of each the page offers, the running one first."""


def scope_of(at: datetime) -> tuple[Scope, str]:
    """What the address asks for, and a sentence where its period makes no sense: then it is the running quarter."""
    period, problem = _period(at)
    scope = Scope(
        period=period,
        system=arguments.number("system"),
        unit=arguments.number("unit"),
        severity=arguments.word("severity", Severity),
        department=arguments.word("department", Department),
    )
    return scope, problem


def address_of(scope: Scope) -> dict[str, str | int | None]:
    """The same as arguments of an address."""
    return {
        "period": scope.period.key,
        "system": scope.system,
        "unit": scope.unit,
        "severity": scope.severity.value if scope.severity else None,
        "department": scope.department.value if scope.department else None,
    }


@dataclass(frozen=True)
class Choices:
    """What the page offers to choose from. `free` says that the period is one of free days."""

    periods: dict[str, list[Period]]
    systems: list[tuple[int, str]]
    units: list[tuple[int, str]]
    free: bool


def choices(at: datetime, scope: Scope) -> Choices:
    """The periods by kind, the systems and the units. A period that is asked for is always among them."""
    today = at.astimezone(queries.zone()).date()
    periods = {
        "Quarters": _back(quarter_of(today), QUARTERS),
        "Months": _back(named(f"{today:%Y-%m}"), MONTHS),
        "Years": _back(named(str(today.year)), YEARS),
    }
    free = ".." in scope.period.key
    if not free and all(scope.period not in offered for offered in periods.values()):
        periods["Earlier"] = [scope.period]
    return Choices(periods, *queries.choices(), free)


def _back(newest: Period, number: int) -> list[Period]:
    periods = [newest]
    while len(periods) < number:
        periods.append(periods[-1].before)
    return periods


def _period(at: datetime) -> tuple[Period, str]:
    running = quarter_of(at.astimezone(queries.zone()).date())
    first, last = request.args.get("from", ""), request.args.get("to", "")
    try:
        if first or last:
            return between(_day("from", first), _day("to", last)), ""
        key = request.args.get("period", "")
        return (named(key) if key else running), ""
    except Invalid as error:
        return running, f"{error} Shown is the running quarter."


def _day(field: str, typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Invalid(field, "Give both days of the period, such as 2026-07-01.") from None
