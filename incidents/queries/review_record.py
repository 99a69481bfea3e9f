"""What the record of an incident holds already, to pull into a section instead of typing it again."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from incidents.domain.events import Event
from incidents.models import Comment, Evidence, Incident, Task, TimelineEntry, db
from incidents.queries.cases import RunSummary, runs_of
from incidents.queries.kept_events import events_of


@dataclass(frozen=True)
class Record:
    """Everything, oldest first."""

    timeline: Sequence[TimelineEntry]
    decisions: Sequence[Event]
    tasks: Sequence[Task]
    runs: Sequence[RunSummary]
    evidence: Sequence[Evidence]
    comments: Sequence[Comment]


def record_of(incident: Incident) -> Record:
    """The record, in a constant number of queries."""
    of = {"incident_id": incident.id}
    timeline = sa.select(TimelineEntry).filter_by(**of).order_by(TimelineEntry.at, TimelineEntry.id)
    tasks = sa.select(Task).filter_by(**of).order_by(Task.id).options(joinedload(Task.assignee))
    evidence = sa.select(Evidence).filter_by(**of).order_by(Evidence.id).options(joinedload(Evidence.added_by))
    comments = sa.select(Comment).filter_by(**of).order_by(Comment.id).options(joinedload(Comment.person))
    return Record(
        timeline=db.session.scalars(timeline).all(),
        decisions=[event for _entry, event in events_of(incident.id) if event.decides],
        tasks=db.session.scalars(tasks).all(),
        runs=runs_of(incident),
        evidence=db.session.scalars(evidence).all(),
        comments=db.session.scalars(comments).all(),
    )
