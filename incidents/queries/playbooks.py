"""Reading playbooks: all of them, and those that fit an incident, the best first."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from incidents.domain.playbook import FAMILIES, Suits, score
from incidents.domain.vocabulary import Department
from incidents.models import Incident, IncidentTerm, Playbook, PlaybookAcceptance, db


@dataclass(frozen=True)
class Proposal:
    """A playbook for an incident: how well it fits (0 is not at all), and which departments accepted their half."""

    playbook: Playbook
    score: int
    shared: tuple[str, ...]
    accepted: dict[Department, PlaybookAcceptance]

    @property
    def waits_for(self) -> list[Department]:
        """The departments whose half is not accepted yet, of those that have one."""
        return [d for d in Department if self.playbook.tasks_of(d) and d not in self.accepted]

    @property
    def begun(self) -> bool:
        """Whether a department has accepted its half."""
        return bool(self.accepted)


def every() -> list[Playbook]:
    """All playbooks with their tasks, those in use first. Two queries."""
    query = sa.select(Playbook).options(selectinload(Playbook.tasks), joinedload(Playbook.system))
    return list(db.session.scalars(query.order_by(Playbook.active.desc(), Playbook.name)))


def proposals(incident: Incident) -> list[Proposal]:
    """The playbooks for an incident: those that somebody accepted, then those that fit best, then the others.

    Four queries. Those that are put away are left out, unless a department accepted them in this round.
    """
    terms = _terms(incident)
    accepted = _accepted(incident)
    found = [
        Proposal(
            playbook,
            score(_suits(playbook), terms, incident.system_id, incident.severity),
            tuple(sorted(playbook.term_set & terms)),
            accepted.get(playbook.id, {}),
        )
        for playbook in every()
        if playbook.active or playbook.id in accepted
    ]
    fitting = [each for each in found if each.begun or _of_this_system(each.playbook, incident)]
    return sorted(fitting, key=lambda each: (not each.begun, -each.score, each.playbook.name))


def best_of(found: list[Proposal]) -> list[Proposal]:
    """What to propose unasked: accepted ones, and those that fit by harm or system."""
    return [each for each in found if each.begun or each.score > 0]


def _of_this_system(playbook: Playbook, incident: Incident) -> bool:
    return playbook.system_id is None or playbook.system_id == incident.system_id


def _suits(playbook: Playbook) -> Suits:
    return Suits(playbook.term_set, playbook.system_id, playbook.severity_from)


def _terms(incident: Incident) -> frozenset[str]:
    query = sa.select(IncidentTerm.taxonomy, IncidentTerm.term).where(
        IncidentTerm.incident_id == incident.id, IncidentTerm.taxonomy.in_(FAMILIES)
    )
    return frozenset(f"{taxonomy}:{term}" for taxonomy, term in db.session.execute(query))


def _accepted(incident: Incident) -> dict[int, dict[Department, PlaybookAcceptance]]:
    query = sa.select(PlaybookAcceptance).where(
        PlaybookAcceptance.incident_id == incident.id, PlaybookAcceptance.round == (incident.reopened or 0)
    )
    found: dict[int, dict[Department, PlaybookAcceptance]] = {}
    for row in db.session.scalars(query.options(joinedload(PlaybookAcceptance.accepted_by))):
        found.setdefault(row.playbook_id, {})[row.department] = row
    return found
