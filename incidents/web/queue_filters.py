"""The filters of the queue live in its address. What is not understood there counts as not given."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from werkzeug.datastructures import MultiDict

from incidents.domain.phase import Phase
from incidents.domain.queue import DEFAULT_COLUMNS, Column, Sort, Whose
from incidents.domain.taxonomy import HARM_TYPES, TAXONOMIES
from incidents.domain.vocabulary import Severity
from incidents.queries.queue_filters import Filters, Place

W = TypeVar("W", bound=StrEnum)
LONGEST_QUERY = 4_000
UNCLOSED = "open"
"""What the address says for every phase but “closed”."""


def filters_from(arguments: MultiDict[str, str]) -> Filters:
    """The filters that an address asks for."""
    sort = _word(Sort, arguments.get("sort")) or Sort.NEWEST
    return Filters(
        phase=_word(Phase, arguments.get("phase")),
        unclosed=arguments.get("phase") == UNCLOSED,
        severity=_word(Severity, arguments.get("severity")),
        system=_number(arguments.get("system")),
        whose=_word(Whose, arguments.get("whose")) or Whose.ALL,
        text=arguments.get("text", "").replace("\x00", "").strip()[:160],
        term=_term(arguments.get("term", "")),
        sort=sort,
        columns=_columns(arguments.getlist("column")),
        after=_place(sort, arguments.get("after", "")),
    )


def filters_in(query: str) -> Filters:
    """The filters that a query string asks for."""
    return filters_from(MultiDict(parse_qsl(query[:LONGEST_QUERY])))


def arguments_of(filters: Filters, *, after: bool = False) -> dict[str, Any]:
    """What an address needs to ask for these filters: nothing for what is not chosen. `after` keeps the page."""
    chosen = {
        "whose": filters.whose.value,
        "phase": UNCLOSED if filters.unclosed else filters.phase or "",
        "severity": filters.severity.value if filters.severity else "",
        "system": str(filters.system or ""),
        "term": "/".join(filters.term or ()),
        "text": filters.text,
        "sort": filters.sort.value,
        "column": [column.value for column in filters.columns] if filters.columns != DEFAULT_COLUMNS else [],
        "after": place_words(filters.after) if after else "",
    }
    return {name: value for name, value in chosen.items() if value}


def query_of(filters: Filters) -> str:
    """The same as a query string, in one order, so that two of them can be compared."""
    return urlencode(arguments_of(filters), doseq=True)


def place_words(place: Place | None) -> str:
    """Where a page begins, as the address has it; empty for the first."""
    if place is None:
        return ""
    key = place.key.isoformat() if isinstance(place.key, datetime) else place.key
    return f"{key}~{place.incident}"


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


def _columns(values: list[str]) -> tuple[Column, ...]:
    """The columns that were chosen, in the order of the queue. A row without its title would have no name."""
    chosen = {Column(value) for value in values if value in set(Column)}
    return tuple(c for c in Column if c in chosen or c is Column.TITLE) if chosen else DEFAULT_COLUMNS


def _place(sort: Sort, value: str) -> Place | None:
    words, _, last = value.rpartition("~")
    key = _number(words) if sort is Sort.SEVERITY else _moment(words)
    number = _number(last)
    return None if key is None or number is None else Place(key, number)


def _term(value: str) -> tuple[str, str] | None:
    taxonomy, _, term = value.partition("/")
    known = TAXONOMIES.get(taxonomy)
    return (taxonomy, term) if known and term in known.by_id else None


def _word(vocabulary: type[W], value: str | None) -> W | None:
    return vocabulary(value) if value in set(vocabulary) else None


def _moment(value: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo is not None and moment.year in range(1971, 9000) else None


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdecimal() and len(value) < 10 else None  # noqa: PLR2004
