"""What was assigned lately, and the tasks that somebody wants to undo it for."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from incidents.access import visible_to
from incidents.domain.events import TaskAssigned
from incidents.models import AuditChain, AuditEntry, Incident, Person, Task, db
from incidents.queries.kept_events import event_of


def seen_of(person: Person, numbers: Collection[int]) -> Sequence[Task]:
    """Those of these tasks that the person may see, by incident, with all that says whether they are begun."""
    query = sa.select(Task).join(Task.incident).where(Task.id.in_(numbers), visible_to(person))
    named = contains_eager(Task.incident).selectinload(Incident.named)
    query = query.options(named, joinedload(Task.assignee), selectinload(Task.hand_overs))
    return db.session.scalars(query.order_by(Task.incident_id, Task.id)).all()


def assigned_since(work: Sequence[Task], since: datetime) -> dict[int, TaskAssigned]:
    """The last assignment of each task, by its number, where there was one since then. One query."""
    query = (
        sa.select(AuditEntry, AuditChain.incident_id)
        .join(AuditChain, AuditChain.id == AuditEntry.chain_id)
        .where(AuditChain.incident_id.in_({task.incident_id for task in work}))
        .where(AuditEntry.event == TaskAssigned.__name__, AuditEntry.at >= since)
        .order_by(AuditEntry.id)
    )
    told = (event_of(entry, incident_id) for entry, incident_id in db.session.execute(query))
    return {event.task_id: event for event in told if isinstance(event, TaskAssigned)}
