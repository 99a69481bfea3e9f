"""Work that nobody has, of several incidents, for the lead who gives it to somebody."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from incidents.access import visible_to
from incidents.domain.phase import Phase
from incidents.domain.task import UNFINISHED
from incidents.domain.vocabulary import Department
from incidents.models import Incident, Person, Task, db


def free_work(person: Person, department: Department, incidents: Collection[int]) -> Sequence[Task]:
    """What a department has to do on these incidents and nobody has yet, by incident, oldest first. One query.

    Of what the person may not see, nothing. Closed incidents have no work.
    """
    free = (Task.owner == department, Task.assignee_id.is_(None), Task.state.in_(UNFINISHED))
    query = sa.select(Task).join(Task.incident).where(visible_to(person), Incident.phase != Phase.CLOSED, *free)
    query = query.where(Incident.id.in_(incidents)).order_by(Incident.id.desc(), Task.id)
    return db.session.scalars(query.options(contains_eager(Task.incident))).all()
