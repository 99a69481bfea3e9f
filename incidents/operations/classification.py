"""Classifying an incident by the taxonomies of `domain.taxonomy`."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from incidents.access import Act, require
from incidents.domain import events
from incidents.domain.errors import NotPossibleNow
from incidents.domain.taxonomy import HARM_TYPES, Taxonomy, known
from incidents.models import Incident, IncidentTerm, Person, db
from incidents.operations.incidents import acknowledge, refuse_closed
from incidents.queries import classification as queries
from incidents.signals import publish


def classify(
    actor: Person, incident: Incident, chosen: Mapping[str, Iterable[str]], at: datetime, seen: str | None = None
) -> None:
    """Set the terms of these taxonomies; others stay as they are, and an empty choice clears one.

    `seen` is the fingerprint of the classification that the person looked at (`queries.classification.fingerprint`):
    what somebody else chose since then is not overwritten unseen. Raises `Invalid` under the taxonomy's id.
    """
    require(actor, Act.CLASSIFY, incident)
    refuse_closed(incident)
    wanted = _checked(chosen)
    before = queries.rows_of(incident)
    if seen is not None and seen != queries.fingerprint(before):
        raise NotPossibleNow(
            "Somebody else classified this incident while you were choosing. What is recorded now stands beside; "
            "your choice is kept below. Save again to put yours in its place."
        )
    acknowledge(actor, incident, at)
    for taxonomy, terms in wanted.items():
        _set(actor, incident, taxonomy, terms, [row for row in before if row.taxonomy == taxonomy.id], at)


def name_harm(actor: Person, incident: Incident, harm_types: Iterable[str], at: datetime) -> None:
    """Name the types of harm with the report. The reporter's unit can until both departments are through triage."""
    require(actor, Act.NAME_HARM, incident)
    refuse_closed(incident)
    taxonomy = known(HARM_TYPES)
    before = [row for row in queries.rows_of(incident) if row.taxonomy == HARM_TYPES]
    _set(actor, incident, taxonomy, taxonomy.chosen(harm_types, "harm_types"), before, at)


def _checked(chosen: Mapping[str, Iterable[str]]) -> dict[Taxonomy, tuple[str, ...]]:
    found = {known(name): terms for name, terms in chosen.items()}
    return {taxonomy: taxonomy.chosen(terms) for taxonomy, terms in found.items()}


def _set(
    actor: Person,
    incident: Incident,
    taxonomy: Taxonomy,
    terms: tuple[str, ...],
    before: list[IncidentTerm],
    at: datetime,
) -> None:
    old = tuple(row.term for row in before)
    if set(old) == set(terms):
        return
    for row in before:
        if row.term not in terms:
            db.session.delete(row)
    for term in terms:
        if term not in old:
            db.session.add(
                IncidentTerm(
                    incident_id=incident.id, taxonomy=taxonomy.id, term=term, chosen_by_id=actor.id, chosen_at=at
                )
            )
    db.session.flush()
    publish(
        events.IncidentClassified(
            incident_id=incident.id,
            actor=actor.as_actor(),
            at=at,
            taxonomy=taxonomy.id,
            before=", ".join(old),
            after=", ".join(terms),
        )
    )
