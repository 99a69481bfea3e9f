"""Open incidents that a report may be about already."""

from dataclasses import dataclass

import sqlalchemy as sa

from incidents.access import visible_to
from incidents.domain.likeness import likeness, telling_words
from incidents.domain.phase import Phase
from incidents.models import Incident, Person, System, db

CANDIDATES = 100
"""So many of the newest open incidents are compared, of the same system and of all others."""

READ = 600
"""So many characters of what happened are compared."""

MOST = 4


@dataclass(frozen=True)
class Similar:
    """An open incident that a report may be about."""

    id: int
    title: str
    system: str
    phase: Phase

    @property
    def reference(self) -> str:
        """As in `AI-42`."""
        return f"AI-{self.id}"


def similar_to(person: Person, *, title: str, what_happened: str, system: int | None) -> list[Similar]:
    """The open incidents that the person may see and that share words with a report: those of its system first."""
    told = telling_words(f"{title} {what_happened[:READ]}")
    if not told:
        return []
    found: list[tuple[bool, float, Similar]] = []
    for row in _candidates(person, system):
        alike = likeness(told, telling_words(f"{row.title} {row.story}"))
        if alike:
            found.append((row.system_id != system, -alike, Similar(row.id, row.title, row.name, row.phase)))
    return [similar for *_, similar in sorted(found, key=lambda one: (*one[:2], -one[2].id))][:MOST]


def _candidates(person: Person, system: int | None) -> list[sa.Row[int, str, str, int, str, Phase]]:
    story = sa.func.substr(Incident.what_happened, 1, READ).label("story")
    columns = (Incident.id, Incident.title, story, Incident.system_id, System.name, Incident.phase)
    query = sa.select(*columns).join(Incident.system).where(visible_to(person), Incident.phase != Phase.CLOSED)
    newest = query.order_by(Incident.id.desc()).limit(CANDIDATES)
    parts = [newest.where(Incident.system_id == system), newest.where(Incident.system_id != system)] if system else []
    return [row for part in parts or [newest] for row in db.session.execute(part)]
