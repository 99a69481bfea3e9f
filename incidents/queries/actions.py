"""Reading actions after the review: lists, the page of one, and what was to prevent a new incident."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload

from incidents.access import visible_to
from incidents.domain.action import PREVENTING, RUNNING, TO_DO, ActionState, similar_titles
from incidents.domain.events import ActionEvent, Event
from incidents.domain.taxonomy import HARM_TYPES
from incidents.models import Action, Incident, IncidentTerm, Person, Relation, System, db
from incidents.queries.kept_events import events_of

PAGE = 50
CANDIDATES = 200
"""At most so many preventing actions of a system are compared with a new incident, the newest."""


class Whose(StrEnum):
    """Whose actions a list shows."""

    MINE = "mine"
    OURS = "ours"
    ALL = "all"


class Which(StrEnum):
    """Which of them. `OPEN` are those that run; the others are single states, and what is overdue."""

    OPEN = "open"
    OVERDUE = "overdue"
    AGREED = "agreed"
    STARTED = "started"
    DONE = "done"
    VERIFIED = "verified"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        """The words that pages print."""
        return "Waiting to be verified" if self is Which.DONE else self.value.capitalize()


@dataclass(frozen=True)
class Place:
    """Where a page ends: the due date and the number of its last action."""

    due_on: date
    number: int


@dataclass(frozen=True)
class Shelf:
    """A page of actions, first what is due first; `counts` by whose they are, and where the next page begins."""

    actions: Sequence[Action]
    counts: Mapping[Whose, int]
    overdue: int
    following: Place | None


def shelf(person: Person, whose: Whose, which: Which, today: date, after: Place | None = None) -> Shelf:
    """A page of the list, `PAGE` at a time, in three queries. Overdue ones come first, because they are due first."""
    query = _seen(person).where(_of(person, whose), _in(which, today))
    query = query.options(joinedload(Action.owner)).order_by(Action.due_on, Action.id).limit(PAGE + 1)
    if after is not None:
        later = sa.and_(Action.due_on == after.due_on, Action.id > after.number)
        query = query.where(sa.or_(Action.due_on > after.due_on, later))
    found = list(db.session.scalars(query))
    last = found[PAGE - 1] if len(found) > PAGE else None
    following = Place(last.due_on, last.id) if last else None
    return Shelf(found[:PAGE], _counts(person, which, today), overdue(person, whose, today), following)


def overdue(person: Person, whose: Whose, today: date) -> int:
    """How many actions should have been done before today, among those that the person may see."""
    query = _count(person).where(_of(person, whose), _in(Which.OVERDUE, today))
    return db.session.scalar(query) or 0


def on_the_desk_of(person: Person, most: int) -> list[Action]:
    """What a person has to do soon or has let lie, and for a lead also what waits for their verification or answer."""
    mine = sa.and_(Action.owner_id == person.id, Action.state.in_(TO_DO))
    waiting: sa.ColumnElement[bool] = sa.false()
    if person.is_lead and person.department is not None:
        to_verify = sa.and_(Action.department == person.department, Action.state == ActionState.DONE)
        proposer = sa.select(Person.affiliation).where(Person.id == Action.drop_proposed_by_id).scalar_subquery()
        to_answer = sa.and_(Action.state.in_(RUNNING), proposer == person.department.other.value)
        waiting = sa.or_(to_verify, to_answer)
    query = _seen(person).where(sa.or_(mine, waiting)).options(joinedload(Action.owner))
    return list(db.session.scalars(query.order_by(Action.due_on, Action.id).limit(most)))


def open_of(system: System, person: Person) -> list[Action]:
    """The running actions from reviews of a system's incidents that the person may see, due first first."""
    query = _seen(person).where(Incident.system_id == system.id, Action.state.in_(RUNNING))
    return list(db.session.scalars(query.options(joinedload(Action.owner)).order_by(Action.due_on, Action.id)))


def prevented_by(incident: Incident, person: Person) -> list[Action]:
    """The actions that were to prevent or detect an incident like this one, from reports that the person may read.

    Like this one: of the same AI system, and with a harm type or two longer words of the title in common.
    """
    query = (
        _seen(person)
        .add_columns(_shares_harm(incident))
        .where(
            Incident.system_id == incident.system_id,
            Incident.id != incident.id,
            Incident.published_revision.is_not(None),
            Action.action_class.in_(PREVENTING),
        )
    )
    query = query.options(joinedload(Action.owner)).order_by(Action.id.desc()).limit(CANDIDATES)
    rows = db.session.execute(query)
    return [found for found, same_harm in rows if same_harm or similar_titles(incident.title, found.incident.title)]


def recurrences(action: Action, person: Person) -> list[Incident]:
    """The incidents that happened in spite of an action, as somebody said, if the person may see them."""
    query = sa.select(Incident).join(Relation, Relation.incident_id == Incident.id)
    query = query.where(Relation.action_id == action.id, Relation.removed_at.is_(None), visible_to(person))
    return list(db.session.scalars(query.order_by(Incident.id)))


def history(action: Action) -> list[Event]:
    """What happened to an action since it runs, oldest first, as the audit chain keeps it."""
    happened = (event for _, event in events_of(action.incident_id))
    return [event for event in happened if isinstance(event, ActionEvent) and event.action_id == action.id]


def _shares_harm(incident: Incident) -> sa.ColumnElement[bool]:
    own, theirs = aliased(IncidentTerm), aliased(IncidentTerm)
    both = (own.taxonomy == HARM_TYPES, theirs.taxonomy == HARM_TYPES, own.term == theirs.term)
    return sa.exists().where(own.incident_id == incident.id, theirs.incident_id == Incident.id, *both)


def _seen(person: Person) -> sa.Select[Action]:
    return (
        sa.select(Action)
        .join(Action.incident)
        .where(visible_to(person), Action.state != ActionState.DRAFTED)
        .options(contains_eager(Action.incident))
    )


def _count(person: Person) -> sa.Select[int]:
    return sa.select(sa.func.count(Action.id)).join(Action.incident).where(visible_to(person))


def _of(person: Person, whose: Whose) -> sa.ColumnElement[bool]:
    if whose is Whose.MINE:
        return Action.owner_id == person.id
    if whose is Whose.OURS and person.department is not None:
        return Action.department == person.department
    return sa.true()


def _in(which: Which, today: date) -> sa.ColumnElement[bool]:
    if which is Which.OPEN:
        return Action.state.in_(RUNNING)
    if which is Which.OVERDUE:
        return sa.and_(Action.state.in_(TO_DO), Action.due_on < today)
    return Action.state == ActionState(which.value)


def _counts(person: Person, which: Which, today: date) -> Mapping[Whose, int]:
    columns = [sa.func.count(Action.id).filter(_of(person, whose)) for whose in Whose]
    query = sa.select(*columns).join(Action.incident).where(visible_to(person), _in(which, today))
    return dict(zip(Whose, db.session.execute(query).one(), strict=True))
