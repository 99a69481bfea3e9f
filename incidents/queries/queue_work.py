"""The unfinished work of many incidents at once: how much, who has it, how much nobody has."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from incidents.domain.task import UNFINISHED
from incidents.domain.vocabulary import Department
from incidents.models import Person, Task, db


@dataclass(frozen=True)
class Work:
    """What a department still has to do on an incident. `people` have some of it; `free` of it nobody has."""

    open: int = 0
    free: int = 0
    people: tuple[str, ...] = ()


NOTHING = Work()


def work_of(incidents: Sequence[int]) -> Mapping[tuple[int, Department], Work]:
    """The work of these incidents by their number and the department, in one query. Where there is none, no entry."""
    query = (
        sa.select(Task.incident_id, Task.owner, Person.name, sa.func.count())
        .outerjoin(Person, Person.id == Task.assignee_id)
        .where(Task.incident_id.in_(incidents), Task.state.in_(UNFINISHED))
        .group_by(Task.incident_id, Task.owner, Person.id, Person.name)
        .order_by(sa.func.lower(Person.name), Person.id)
    )
    shares: dict[tuple[int, Department], list[tuple[str | None, int]]] = defaultdict(list)
    for incident, owner, name, count in db.session.execute(query):
        shares[incident, owner].append((name, count))
    return {key: _work(found) for key, found in shares.items()}


def _work(shares: list[tuple[str | None, int]]) -> Work:
    return Work(
        open=sum(count for _, count in shares),
        free=sum(count for name, count in shares if name is None),
        people=tuple(name for name, _ in shares if name is not None),
    )
