"""What incidents are classified as."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from incidents.access import visible_to
from incidents.domain.taxonomy import HARM_TYPES, TAXONOMIES, Taxonomy, Term
from incidents.models import Incident, IncidentTerm, Person, db


@dataclass(frozen=True)
class Classified:
    """The terms that an incident has of one taxonomy, in the order of its list, and who chose the last of them."""

    taxonomy: Taxonomy
    terms: tuple[Term, ...]
    by: Person
    last: IncidentTerm

    @property
    def labels(self) -> str:
        """The terms as one line."""
        return ", ".join(term.label for term in self.terms)


def of(incident: Incident) -> list[Classified]:
    """Everything that the incident is classified as, taxonomies in the order of pages. One query."""
    return grouped(rows_of(incident))


def grouped(rows: Sequence[IncidentTerm]) -> list[Classified]:
    """The same from rows that were read already."""
    found = [_classified(taxonomy, rows) for taxonomy in TAXONOMIES.values()]
    return [one for one in found if one is not None]


def harm_types(incident: Incident) -> tuple[Term, ...]:
    """The types of harm of one incident."""
    return next((one.terms for one in of(incident) if one.taxonomy.id == HARM_TYPES), ())


def harm_types_of(numbers: Sequence[int]) -> dict[int, tuple[Term, ...]]:
    """The types of harm of many incidents, by their numbers. One query; incidents without any are left out."""
    query = sa.select(IncidentTerm.incident_id, IncidentTerm.term).where(
        IncidentTerm.taxonomy == HARM_TYPES, IncidentTerm.incident_id.in_(numbers)
    )
    chosen: dict[int, set[str]] = {}
    for number, term in db.session.execute(query):
        chosen.setdefault(number, set()).add(term)
    terms = TAXONOMIES[HARM_TYPES].terms
    return {number: tuple(term for term in terms if term.id in ids) for number, ids in chosen.items()}


def rows_of(incident: Incident) -> list[IncidentTerm]:
    """The rows behind it, in the order of the lists, with who chose each."""
    query = sa.select(IncidentTerm).where(IncidentTerm.incident_id == incident.id).order_by(IncidentTerm.id)
    rows = list(db.session.scalars(query.options(joinedload(IncidentTerm.chosen_by))))
    place = {
        (taxonomy.id, term.id): number for taxonomy in TAXONOMIES.values() for number, term in enumerate(taxonomy.terms)
    }
    return sorted(rows, key=lambda row: place.get((row.taxonomy, row.term), len(place)))


def fingerprint(rows: Sequence[IncidentTerm]) -> str:
    """A short mark of a classification: two are equal when the same terms are chosen."""
    told = "\n".join(sorted(f"{row.taxonomy} {row.term}" for row in rows))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def chosen_terms(rows: Sequence[IncidentTerm]) -> dict[str, list[str]]:
    """The ids of the terms by taxonomy, as a form shows them."""
    return {name: [row.term for row in rows if row.taxonomy == name] for name in TAXONOMIES}


def counts(person: Person) -> dict[tuple[str, str], int]:
    """How many of the incidents that a person may see bear each term, by ids of taxonomy and term. One query."""
    query = (
        sa.select(IncidentTerm.taxonomy, IncidentTerm.term, sa.func.count())
        .join(Incident, Incident.id == IncidentTerm.incident_id)
        .where(visible_to(person))
        .group_by(IncidentTerm.taxonomy, IncidentTerm.term)
    )
    return {(taxonomy, term): number for taxonomy, term, number in db.session.execute(query)}


def _classified(taxonomy: Taxonomy, rows: Sequence[IncidentTerm]) -> Classified | None:
    own = [row for row in rows if row.taxonomy == taxonomy.id]
    if not own:
        return None
    last = max(own, key=lambda row: (row.chosen_at, row.id))
    terms = tuple(taxonomy.by_id.get(row.term) or Term(row.term, row.term, "No longer in this list.") for row in own)
    return Classified(taxonomy, terms, last.chosen_by, last)
