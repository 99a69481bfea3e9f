"""The taxonomies that classify an incident, read once from the files of `incidents/taxonomies`.

The ids of taxonomies and terms stand in the database and in published reports, so they never change meaning. The
definitions are in our own words; each file names the source of its list, the date and the licence.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from itertools import groupby
from types import MappingProxyType
from typing import Any

from incidents.domain.errors import Invalid

ORDER = (
    "oecd-harm-types",
    "oecd-severity",
    "oecd-relation",
    "oecd-stakeholders",
    "oecd-breadth",
    "oecd-autonomy",
    "failure-modes",
    "mit-domains",
    "mit-entity",
    "mit-intent",
    "mit-timing",
    "nist-ai-600-1",
    "owasp-llm-2026",
    "owasp-agentic-2026",
)
"""As pages show them: what others ask us for first."""

HARM_TYPES = "oecd-harm-types"


@dataclass(frozen=True)
class Term:
    """One word of a taxonomy. `group` is the heading above it, empty where the list is short."""

    id: str
    label: str
    definition: str
    group: str = ""


@dataclass(frozen=True)
class Taxonomy:
    """A list of terms with its origin. `many` is False where an incident has one term of it at most.

    `criterion` is its number in the common reporting framework of the OECD, None for other taxonomies.
    """

    id: str
    family: str
    title: str
    question: str
    version: str
    source: str
    licence: str
    terms: tuple[Term, ...]
    link: str = ""
    many: bool = True
    criterion: int | None = None

    @cached_property
    def by_id(self) -> Mapping[str, Term]:
        """Its terms by id."""
        return MappingProxyType({term.id: term for term in self.terms})

    @property
    def groups(self) -> list[tuple[str, list[Term]]]:
        """Its terms under their headings, in order."""
        return [(name, list(terms)) for name, terms in groupby(self.terms, key=lambda term: term.group)]

    def label(self, term: str) -> str:
        """The words for an id; the id itself where a later version of the file has dropped it."""
        known = self.by_id.get(term)
        return known.label if known else term

    def chosen(self, terms: Iterable[str], field: str = "") -> tuple[str, ...]:
        """These ids, once each and in the order of the list.

        Raises `Invalid` where one is unknown or too many, under `field` or the taxonomy's own id.
        """
        wanted = set(terms)
        unknown = sorted(wanted - set(self.by_id))
        if unknown:
            raise Invalid(field or self.id, f"“{self.title}” has no term “{unknown[0][:60]}”. Choose from the list.")
        if len(wanted) > 1 and not self.many:
            raise Invalid(
                field or self.id, f"“{self.title}” takes one term; {len(wanted)} were given. Choose the best."
            )
        return tuple(term.id for term in self.terms if term.id in wanted)


def _read(name: str) -> Taxonomy:
    text = files("incidents").joinpath("taxonomies", f"{name}.toml").read_text(encoding="utf-8")
    values: dict[str, Any] = tomllib.loads(text)
    terms = tuple(Term(**term) for term in values.pop("terms"))
    return Taxonomy(**values, terms=terms)


TAXONOMIES: Mapping[str, Taxonomy] = MappingProxyType({name: _read(name) for name in ORDER})
"""Every taxonomy by id, in the order of pages."""


def known(taxonomy: str) -> Taxonomy:
    """The taxonomy with this id. Raises `Invalid` where there is none."""
    found = TAXONOMIES.get(taxonomy)
    if found is None:
        raise Invalid("taxonomy", f"There is no taxonomy “{taxonomy[:60]}”. Choose one of: {', '.join(TAXONOMIES)}.")
    return found


def words(taxonomy: str, terms: str) -> str:
    """Ids as the audit trail keeps them (“a, b”), as the words of people. What is unknown stays as it is."""
    found = TAXONOMIES.get(taxonomy)
    return ", ".join(found.label(term) if found else term for term in terms.split(", "))
