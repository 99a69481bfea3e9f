"""The filters of the queue live in its address. What is not understood there counts as not given."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from incidents.domain.phase import Phase
from incidents.domain.taxonomy import HARM_TYPES, TAXONOMIES
from incidents.domain.vocabulary import Severity
from incidents.queries.queue import Filters, Sort, Whose

W = TypeVar("W", bound=StrEnum)


def filters_from(arguments: MultiDict[str, str]) -> Filters:
    """The filters that an address asks for."""
    return Filters(
        phase=_word(Phase, arguments.get("phase")),
        severity=_word(Severity, arguments.get("severity")),
        system=_number(arguments.get("system")),
        whose=_word(Whose, arguments.get("whose")) or Whose.ALL,
        text=arguments.get("text", "").replace("\x00", "").strip()[:160],
        term=_term(arguments.get("term", "")),
        before=_number(arguments.get("before")),
        sort=_word(Sort, arguments.get("sort")) or Sort.NEWEST,
        after=_moment(arguments.get("after")),
    )


def harm_types() -> list[tuple[str, str]]:
    """What the queue offers to choose from, as `term` has it in the address."""
    taxonomy = TAXONOMIES[HARM_TYPES]
    return [(f"{taxonomy.id}/{term.id}", term.label) for term in taxonomy.terms]


def term_words(term: tuple[str, str] | None) -> tuple[str, str] | None:
    """A term of another taxonomy as one more choice, so that the form keeps what a link asked for."""
    if term is None or term[0] == HARM_TYPES:
        return None
    taxonomy = TAXONOMIES[term[0]]
    return "/".join(term), f"{taxonomy.family}: {taxonomy.label(term[1])}"


def _term(value: str) -> tuple[str, str] | None:
    taxonomy, _, term = value.partition("/")
    known = TAXONOMIES.get(taxonomy)
    return (taxonomy, term) if known and term in known.by_id else None


def _word(vocabulary: type[W], value: str | None) -> W | None:
    return vocabulary(value) if value in set(vocabulary) else None


def _moment(value: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value or "")
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo is not None and moment.year in range(1971, 9000) else None


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdecimal() and len(value) < 10 else None  # noqa: PLR2004
