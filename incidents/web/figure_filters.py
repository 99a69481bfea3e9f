"""How figures are printed on pages."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from incidents.domain.cost import hours_words, money_words
from incidents.domain.figures import Rate

NOTHING = "\N{EN DASH}"
"""What stands where there is no number."""


def span(minutes: int | None) -> str:
    """“35 min”, “2 h 10 min”, “3 d 4 h”; a dash for nothing."""
    if minutes is None:
        return NOTHING
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    return f"{rest} min"


def per_cent(rate: Rate) -> str:
    """“67 %”, a dash of nothing."""
    return NOTHING if rate.percent is None else f"{rate.percent} %"


FILTERS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {"took": span, "hours": hours_words, "money": money_words, "per_cent": per_cent}
)
"""By their names in templates."""
