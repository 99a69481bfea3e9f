"""What waits for a person, by what they come here to do. A handful of queries each, however much there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from incidents.access import counted_for, readable_by, visible_to
from incidents.domain.phase import Phase
from incidents.domain.review import MarkKind, ReviewState
from incidents.domain.task import UNFINISHED
from incidents.domain.triage import Triage
from incidents.domain.vocabulary import Department, Severity
from incidents.models import (
    Acknowledgement,
    Action,
    Bulletin,
    ChangeNotice,
    Clock,
    Comment,
    HandOver,
    Incident,
    JointDecision,
    Override,
    Person,
    Review,
    ReviewMark,
    Task,
    TriageAnswer,
    db,
)
from incidents.queries import changes
from incidents.queries.actions import on_the_desk_of
from incidents.queries.bulletins import drafts_of, to_acknowledge
from incidents.queries.clocks import ClockView, pressing
from incidents.queries.decisions import decisions_waiting, overrides_waiting
from incidents.queries.follow_up import asked_of

MOST = 20
"""A list on the home page has no more lines than this; the queue has them all."""


@dataclass(frozen=True)
class UnitDesk:
    """A specialist's: guidance to acknowledge, incidents where somebody else spoke last, and all that are open."""

    guidance: list[Bulletin]
    to_confirm: list[Incident]
    to_answer: list[Incident]
    open_incidents: list[Incident]


@dataclass(frozen=True)
class DepartmentDesk:
    """A member's. Hand-overs, overrides, reviews and resolved ones are a lead's, drafts of guidance an AI lead's."""

    to_triage: list[Incident]
    clocks: list[tuple[ClockView, Incident]]
    my_tasks: list[Task]
    free_tasks: list[Task]
    hand_overs: list[Task]
    actions: list[Action]
    overrides: Sequence[Override]
    decisions: Sequence[JointDecision]
    reviews: list[Review]
    resolved: list[Incident]
    drafts: list[Bulletin]
    changes: list[ChangeNotice]


@dataclass(frozen=True)
class Published:
    """A published report, and whether the reader has acknowledged it."""

    review: Review
    acknowledged: bool


@dataclass(frozen=True)
class State:
    """How things stand for leadership: counts over everything, also over what it may not read yet.

    `late` counts incidents with a clock that ran out. `oldest` is when the oldest open one was reported (UTC).
    """

    open: int
    grave: int
    late: int
    oldest: datetime | None


def of_unit(person: Person) -> UnitDesk:
    """What a specialist comes for."""
    is_open = Incident.phase != Phase.CLOSED
    last = sa.select(sa.func.max(Comment.id)).group_by(Comment.incident_id)
    others = sa.select(Comment.incident_id).where(Comment.id.in_(last), Comment.person_id != person.id)
    return UnitDesk(
        guidance=to_acknowledge(person),
        to_confirm=_incidents(person, is_open, Incident.id.in_(asked_of(person))),
        to_answer=_incidents(person, is_open, Incident.reporter_id == person.id, Incident.id.in_(others)),
        open_incidents=_incidents(person, is_open),
    )


def of_department(person: Person, department: Department, at: datetime) -> DepartmentDesk:
    """What a member or a lead comes for."""
    answered = sa.select(TriageAnswer.incident_id).where(TriageAnswer.department == department)
    ours = Task.owner == department
    return DepartmentDesk(
        to_triage=_incidents(person, Incident.triage == Triage.REPORTED, Incident.id.not_in(answered)),
        clocks=pressing(person, department, at, MOST),
        my_tasks=_tasks(person, Task.assignee_id == person.id),
        free_tasks=_tasks(person, ours, Task.assignee_id.is_(None)),
        actions=on_the_desk_of(person, MOST),
        hand_overs=_handed_over_to(person, department) if person.is_lead else [],
        overrides=overrides_waiting(person, department) if person.is_lead else [],
        decisions=decisions_waiting(person, department),
        reviews=_reviews_for(person, department) if person.is_lead else [],
        resolved=_incidents(person, Incident.phase == Phase.RESOLVED) if person.is_lead else [],
        drafts=drafts_of(person) if person.leads(Department.AI) else [],
        changes=list(changes.waiting_for(department)),
    )


def published_for(person: Person) -> list[Published]:
    """The newest revision of each published report that a person may read, newest first."""
    mine = sa.and_(Acknowledgement.review_id == Review.id, Acknowledgement.person_id == person.id)
    query = (
        sa.select(Review, Acknowledgement.id)
        .join(Review.incident)
        .outerjoin(Acknowledgement, mine)
        .where(readable_by(person), Review.revision == Incident.published_revision)
        .order_by(Review.published_at.desc(), Review.id.desc())
        .limit(MOST)
        .options(joinedload(Review.incident).joinedload(Incident.system))
    )
    return [Published(review, number is not None) for review, number in db.session.execute(query)]


def state_for(person: Person, at: datetime) -> State:
    """How things stand, over the incidents that a person may count. One query."""
    is_open = sa.and_(Incident.phase != Phase.CLOSED, Incident.triage != Triage.DECLINED)
    late = sa.exists().where(
        Clock.incident_id == Incident.id, Clock.stopped_at.is_(None), Clock.paused_at.is_(None), Clock.due_at <= at
    )
    query = sa.select(
        sa.func.count(Incident.id),
        sa.func.count(sa.case((Incident.severity.in_((Severity.SEV_1, Severity.SEV_2)), 1))),
        sa.func.count(sa.case((late, 1))),
        sa.func.min(Incident.reported_at),
    )
    return State(*db.session.execute(query.where(counted_for(person), is_open)).one())


def _incidents(person: Person, *conditions: sa.ColumnElement[bool]) -> list[Incident]:
    query = sa.select(Incident).where(visible_to(person), *conditions).order_by(Incident.id.desc()).limit(MOST)
    return list(db.session.scalars(query.options(joinedload(Incident.system), joinedload(Incident.reporter))))


def _tasks(person: Person, *conditions: sa.ColumnElement[bool]) -> list[Task]:
    query = (
        sa.select(Task)
        .join(Task.incident)
        .where(visible_to(person), Task.state.in_(UNFINISHED), *conditions)
        .order_by(Task.id)
        .limit(MOST)
    )
    return list(db.session.scalars(query.options(contains_eager(Task.incident), joinedload(Task.assignee))))


def _handed_over_to(person: Person, department: Department) -> list[Task]:
    waiting = sa.select(HandOver.task_id).where(HandOver.accepted.is_(None))
    return _tasks(person, Task.owner == department.other, Task.id.in_(waiting))


def _reviews_for(person: Person, department: Department) -> list[Review]:
    def lacks(kind: MarkKind) -> sa.ColumnElement[bool]:
        return ~Review.marks.any(sa.and_(ReviewMark.kind == kind, ReviewMark.department == department))

    waiting = sa.or_(
        sa.and_(Review.state == ReviewState.DRAFTING, lacks(MarkKind.READY)),
        sa.and_(Review.state == ReviewState.SIGNING, lacks(MarkKind.SIGNED)),
    )
    query = sa.select(Review).join(Review.incident).where(visible_to(person), waiting)
    query = query.options(contains_eager(Review.incident)).order_by(Review.id).limit(MOST)
    return list(db.session.scalars(query))
