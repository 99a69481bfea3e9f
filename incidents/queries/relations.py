"""Reading how incidents belong together. What the reader may not see is not there, at either end."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from incidents.access import visible_to
from incidents.models import Incident, Person, Relation, db

MOST = 20
"""So many incidents the picker shows; a longer word finds fewer."""

_REFERENCE = re.compile(r"\s*(?:AI-)?([1-9][0-9]{0,8})\s*", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """A relation as it reads from one of its ends: “Duplicate of”, or “Has duplicate”, and the other incident."""

    relation: Relation
    words: str
    other: Incident


def lines_of(incident: Incident, person: Person) -> list[Line]:
    """The standing relations of an incident to others that the person may see, in one query, newest first."""
    ends = sa.or_(
        sa.and_(Relation.incident_id == incident.id, Incident.id == Relation.other_id),
        sa.and_(Relation.other_id == incident.id, Incident.id == Relation.incident_id),
    )
    query = (
        sa.select(Relation, Incident)
        .join(Incident, ends)
        .where(Relation.removed_at.is_(None), visible_to(person))
        .order_by(Relation.id.desc())
        .options(joinedload(Relation.by), joinedload(Relation.action))
    )
    return [Line(relation, _words(relation, incident), other) for relation, other in db.session.execute(query)]


def find(person: Person, reference: str) -> Incident | None:
    """The incident of a reference as people type it (`AI-7`, `ai-7`, `7`), if the person may see it."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    return db.session.scalar(sa.select(Incident).where(Incident.id == int(match.group(1)), visible_to(person)))


def search(person: Person, words: str, apart_from: Incident) -> Sequence[Incident]:
    """Incidents that the person may see, by reference or words of the title, newest first. None for no words."""
    if not words:
        return []
    match = _REFERENCE.fullmatch(words)
    wanted = Incident.title.icontains(words, autoescape=True)
    if match is not None:
        wanted = sa.or_(wanted, Incident.id == int(match.group(1)))
    query = sa.select(Incident).where(visible_to(person), Incident.id != apart_from.id, wanted)
    return db.session.scalars(query.options(joinedload(Incident.system)).order_by(Incident.id.desc()).limit(MOST)).all()


def unseen(person: Person, numbers: Collection[int]) -> set[int]:
    """Those of these incidents that the person may not see."""
    if not numbers:
        return set()
    seen = db.session.scalars(sa.select(Incident.id).where(Incident.id.in_(numbers), visible_to(person)))
    return set(numbers) - set(seen)


def _words(relation: Relation, incident: Incident) -> str:
    return relation.kind.label if relation.incident_id == incident.id else relation.kind.reverse
