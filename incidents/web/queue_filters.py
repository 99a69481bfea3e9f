"""The filters of the queue live in its address. What is not understood there counts as not given."""

from enum import StrEnum
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from incidents.domain.phase import Phase
from incidents.domain.vocabulary import Severity
from incidents.queries.queue import Filters, Whose

W = TypeVar("W", bound=StrEnum)


def filters_from(arguments: MultiDict[str, str]) -> Filters:
    """The filters that an address asks for."""
    return Filters(
        phase=_word(Phase, arguments.get("phase")),
        severity=_word(Severity, arguments.get("severity")),
        system=_number(arguments.get("system")),
        whose=_word(Whose, arguments.get("whose")) or Whose.ALL,
        text=arguments.get("text", "").replace("\x00", "").strip()[:160],
        before=_number(arguments.get("before")),
    )


def _word(vocabulary: type[W], value: str | None) -> W | None:
    return vocabulary(value) if value in set(vocabulary) else None


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdecimal() and len(value) < 10 else None  # noqa: PLR2004
