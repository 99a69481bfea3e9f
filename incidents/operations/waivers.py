"""Closing without a review: both leads agree, with their reasons."""

from datetime import datetime

from incidents.access import Act, require
from incidents.domain import events, text
from incidents.domain.errors import NotPossibleNow
from incidents.domain.phase import Phase
from incidents.domain.review import MarkKind, ReviewState, ReviewVerb
from incidents.domain.severity import REVIEW_IS_MANDATORY
from incidents.domain.triage import Triage
from incidents.domain.vocabulary import Department
from incidents.models import Incident, Person
from incidents.operations import confirmations
from incidents.operations.decision_obstacles import unsettled as unsettled_decisions
from incidents.operations.overrides import outstanding
from incidents.operations.reviews import blank_revision, current, department_of, mark, move
from incidents.operations.tracks import unfinished
from incidents.queries.obligations import unassessed
from incidents.signals import publish


def waive(actor: Person, incident: Incident, reason: str, at: datetime) -> None:
    """Close without a review, for the actor's department. Both leads must agree; never for SEV-1 and SEV-2."""
    require(actor, Act.WAIVE_REVIEW, incident)
    _refuse_unwaivable(incident)
    reason = text.required("reason", reason, "a reason: why is nothing to be learnt?", text.REASON_LENGTH)
    review = current(incident)
    if review is None or review.state is not ReviewState.NONE:
        review = blank_revision(actor, incident, at)
    mark(actor, review, MarkKind.WAIVED, reason, at)
    publish(
        events.WaiverAgreed(
            incident_id=incident.id,
            actor=actor.as_actor(),
            at=at,
            department=department_of(actor),
            reason=reason,
        )
    )
    if all(review.mark(MarkKind.WAIVED, department) for department in Department):
        move(review, ReviewVerb.WAIVED)
        incident.closed_at = at
        publish(events.ReviewWaived(incident_id=incident.id, actor=actor.as_actor(), at=at, reason=reason))


def _refuse_unwaivable(incident: Incident) -> None:
    if incident.severity in REVIEW_IS_MANDATORY:
        raise NotPossibleNow(f"A review is mandatory for {incident.severity.label if incident.severity else ''}.")
    if incident.triage is not Triage.ACCEPTED or incident.derived_phase() is not Phase.RESOLVED:
        raise NotPossibleNow("A review is waived only for a resolved incident that has none yet.")
    obligations = unassessed(incident)
    if obligations:
        raise NotPossibleNow(" ".join(obligations))
    open_tasks = unfinished(incident)
    if open_tasks:
        raise NotPossibleNow("Still open: " + ", ".join(f"“{task.title}”" for task in open_tasks) + ".")
    undecided = unsettled_decisions(incident) + outstanding(incident)
    if undecided:
        raise NotPossibleNow(" ".join(undecided))
    waiting = confirmations.obstacle(incident)
    if waiting is not None:
        raise NotPossibleNow(waiting)
