"""Everything that the page of one incident shows, read with the same number of queries however long its record is."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from incidents.domain import events
from incidents.domain.mentions import handle_of
from incidents.domain.notices import Attention
from incidents.domain.vocabulary import Department
from incidents.models import (
    Comment,
    Evidence,
    Incident,
    JointDecision,
    Mention,
    Override,
    Person,
    ReportCorrection,
    Review,
    Task,
    TriageAnswer,
    Watch,
    db,
)
from incidents.queries import changes, classification
from incidents.queries.cases import CasesInBrief, in_brief
from incidents.queries.costs import CostOfIncident, cost_of
from incidents.queries.decisions import in_short, overrides_of
from incidents.queries.follow_up import FollowUp, follow_up_of, tellable
from incidents.queries.hold import Hold, hold_of
from incidents.queries.kept_events import events_of
from incidents.queries.obligations import Board, board_of
from incidents.queries.report_corrections import newest_of

_OF_THE_DRAFT = (
    events.DraftEvent,
    events.SectionWritten,
    events.FactorChanged,
    events.ActionChanged,
    events.TimelineEdited,
)
"""What happens inside a review is for the departments; others read the report once it is published."""


@dataclass(frozen=True)
class Happening:
    """One line of the activity feed. `text` is what was said, where it is a comment; `mentioned` the handles in it.

    `correction` is the number of the correction that it tells of, 0 where it tells of none.
    """

    event: events.Event
    text: str | None
    mentioned: frozenset[str] = frozenset()
    correction: int = 0


@dataclass(frozen=True)
class IncidentPage:
    """An incident with all that belongs to it."""

    incident: Incident
    answers: dict[Department, TriageAnswer]
    tasks: list[Task]
    evidence: list[Evidence]
    feed: list[Happening]
    review: Review | None
    decisions: Sequence[JointDecision]
    overrides: Sequence[Override]
    follow_up: FollowUp
    change: changes.IncidentChange
    suggested: int
    hold: Hold | None
    cases: CasesInBrief
    classified: list[classification.Classified]
    cost: CostOfIncident
    obligations: Board
    attention: Attention | None
    corrected: ReportCorrection | None

    def tasks_of(self, department: Department) -> list[Task]:
        """The tasks that a department owns, oldest first."""
        return [task for task in self.tasks if task.owner is department]

    @property
    def unfinished(self) -> list[Task]:
        """The tasks that still wait for somebody."""
        return [task for task in self.tasks if not task.state.ended]

    @property
    def offered(self) -> list[Task]:
        """The tasks whose hand-over waits for an answer."""
        return [task for task in self.unfinished if task.offer is not None]


def page_of(incident: Incident, person: Person) -> IncidentPage:
    """Read it all, as this person may see it."""
    return IncidentPage(
        incident=incident,
        answers={answer.department: answer for answer in _answers(incident)},
        tasks=_tasks(incident),
        evidence=_evidence(incident),
        feed=_feed(incident, person),
        review=_review(incident),
        decisions=in_short(incident),
        overrides=overrides_of(incident, waiting=True),
        follow_up=follow_up_of(incident, person),
        change=changes.of_incident(incident),
        suggested=changes.suggested(incident),
        cases=in_brief(incident),
        hold=hold_of(incident) if person.department is not None else None,
        classified=classification.of(incident),
        cost=cost_of(incident),
        obligations=board_of(incident),
        attention=_attention(incident, person),
        corrected=newest_of(incident),
    )


def _answers(incident: Incident) -> list[TriageAnswer]:
    query = sa.select(TriageAnswer).where(TriageAnswer.incident_id == incident.id)
    return list(db.session.scalars(query.options(joinedload(TriageAnswer.person))))


def _tasks(incident: Incident) -> list[Task]:
    query = sa.select(Task).where(Task.incident_id == incident.id).order_by(Task.id)
    return list(db.session.scalars(query.options(joinedload(Task.assignee), selectinload(Task.hand_overs))))


def _evidence(incident: Incident) -> list[Evidence]:
    query = sa.select(Evidence).where(Evidence.incident_id == incident.id).order_by(Evidence.id.desc())
    return list(db.session.scalars(query.options(joinedload(Evidence.added_by))))


def _review(incident: Incident) -> Review | None:
    query = sa.select(Review).where(Review.incident_id == incident.id).order_by(Review.revision.desc()).limit(1)
    return db.session.scalar(query.options(selectinload(Review.marks)))


def _attention(incident: Incident, person: Person) -> Attention | None:
    return db.session.scalar(
        sa.select(Watch.attention).where(Watch.incident_id == incident.id, Watch.person_id == person.id)
    )


def _mentions(incident: Incident) -> dict[int, frozenset[str]]:
    """The handles that were people when a comment was written, by comment."""
    query = sa.select(Mention.comment_id, Person.email).join(Person, Person.id == Mention.person_id)
    query = query.join(Comment, Comment.id == Mention.comment_id).where(Comment.incident_id == incident.id)
    found: defaultdict[int, set[str]] = defaultdict(set)
    for comment_id, email in db.session.execute(query):
        found[comment_id].add(handle_of(email))
    return {number: frozenset(names) for number, names in found.items()}


def _feed(incident: Incident, person: Person) -> list[Happening]:
    comments = sa.select(Comment.id, Comment.text).where(Comment.incident_id == incident.id)
    said = {row.id: row.text for row in db.session.execute(comments)}
    happened = [event for _, event in events_of(incident.id)]
    if person.department is None:
        happened = [event for event in happened if not isinstance(event, _OF_THE_DRAFT)]
    happened = tellable(happened, person)
    mentions = _mentions(incident)
    return [
        Happening(event, said.get(number), mentions.get(number, frozenset()), getattr(event, "correction", 0))
        for event in reversed(happened)
        for number in (getattr(event, "comment_id", 0),)
    ]
