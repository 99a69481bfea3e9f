"""Whom events concern. Each takes the event and its incident; who may see the incident is sorted out afterwards."""

from collections.abc import Sequence

import sqlalchemy as sa

from incidents.domain import events
from incidents.domain.events import Event
from incidents.domain.review import MarkKind
from incidents.domain.vocabulary import Affiliation, Department
from incidents.models import HandOver, Incident, Mention, Person, Review, db
from incidents.operations import watching
from incidents.operations.notices import leads_of


def all_leads(_event: Event, _incident: Incident) -> Sequence[Person]:
    """The leads of both departments."""
    return [lead for department in Department for lead in leads_of(department)]


def leads_across(event: events.GateOverridden, _incident: Incident) -> Sequence[Person]:
    """The leads of the department that the event does not name."""
    return leads_of(Department(event.department).other)


def leads_across_owner(event: events.TaskEvent, _incident: Incident) -> Sequence[Person]:
    """The leads of the department that does not own the task."""
    return leads_of(Department(event.owner).other)


def leads_across_actor(event: Event, _incident: Incident) -> Sequence[Person]:
    """The leads of the department that did not act."""
    return leads_of(Department(event.actor.lane).other)


def leads_not_ready(event: events.ReviewMarkedReady, incident: Incident) -> Sequence[Person]:
    """The leads of the other department, unless it has marked this revision ready already."""
    other = Department(event.department).other
    query = sa.select(Review).where(Review.incident_id == incident.id, Review.revision == event.revision)
    review = db.session.scalar(query)
    return [] if review is None or review.mark(MarkKind.READY, other) else leads_of(other)


def leadership(_event: Event, _incident: Incident) -> Sequence[Person]:
    """The people of leadership."""
    query = sa.select(Person).where(Person.active, Person.affiliation == Affiliation.LEADERSHIP)
    return db.session.scalars(query.order_by(Person.id)).all()


def reporter(_event: Event, incident: Incident) -> Sequence[Person]:
    """Who reported the incident."""
    return [incident.reporter]


def assignee(event: events.TaskAssigned | events.TaskReleased, _incident: Incident) -> Sequence[Person]:
    """Who has the task now, or had it until now."""
    return [db.session.get_one(Person, event.assignee_id)]


def new_owner(event: events.ActionAssigned, _incident: Incident) -> Sequence[Person]:
    """Who has the action now."""
    return [db.session.get_one(Person, event.person_id)]


def giver(event: events.TaskEvent, _incident: Incident) -> Sequence[Person]:
    """Who offered the hand-over that was answered last."""
    query = sa.select(Person).join(HandOver, HandOver.offered_by_id == Person.id)
    query = query.where(HandOver.task_id == event.task_id).order_by(HandOver.id.desc()).limit(1)
    return db.session.scalars(query).all()


def mentioned(event: events.CommentAdded, _incident: Incident) -> Sequence[Person]:
    """Whom the comment names."""
    query = sa.select(Person).join(Mention, Mention.person_id == Person.id)
    return db.session.scalars(query.where(Mention.comment_id == event.comment_id).order_by(Person.id)).all()


def watchers(_event: Event, incident: Incident) -> Sequence[Person]:
    """Who watches the incident."""
    return watching.watchers(incident.id)
