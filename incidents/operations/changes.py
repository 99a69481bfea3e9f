"""Change notices: recorded, reviewed by both departments, and named by incidents as a suspected cause."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from incidents.access import Act, require
from incidents.domain import events, text
from incidents.domain.change import (
    CHANGE,
    HALF,
    SUSPICION,
    ChangeState,
    ChangeVerb,
    Origin,
    Part,
    Suspicion,
    SuspicionVerb,
)
from incidents.domain.errors import Invalid, NotPossibleNow
from incidents.domain.machine import advance
from incidents.domain.notices import NoticeKind
from incidents.domain.vocabulary import Department
from incidents.models import ChangeNotice, ChangeReview, Incident, Person, SuspectedChange, System, db
from incidents.operations.incidents import acknowledge, refuse_closed
from incidents.operations.notices import leads_of, tell
from incidents.signals import publish

SENTENCES = {
    SuspicionVerb.CONFIRMED: "a finding: what shows that it was the cause?",
    SuspicionVerb.RULED_OUT: "a finding: what rules it out?",
    SuspicionVerb.CLEARED: "a reason: why is it taken back?",
}


def notice(
    actor: Person,
    system: System,
    *,
    origin: Origin,
    part: Part,
    title: str,
    effective_at: datetime,
    at: datetime,
    description: str = "",
    announced_on: date | None = None,
    version_from: str = "",
    version_to: str = "",
    source: str = "",
) -> ChangeNotice:
    """Record a change of a system, past or announced (`effective_at` in UTC). Both departments are told."""
    require(actor, Act.NOTICE_CHANGE, system)
    if announced_on is not None and announced_on > at.date():
        raise Invalid("announced_on", "This lies in the future. Give the day on which it was announced.")
    row = ChangeNotice(
        system=system,
        origin=origin,
        part=part,
        title=text.line("title", title, "a title: what was changed?"),
        description=text.bounded("description", description),
        announced_on=announced_on,
        effective_at=effective_at,
        version_from=text.bounded("version_from", " ".join(version_from.split()), 120),
        version_to=text.bounded("version_to", " ".join(version_to.split()), 120),
        source=text.bounded("source", source, text.REASON_LENGTH),
        state=ChangeState.OPEN,
        noticed_by=actor,
        noticed_at=at,
    )
    db.session.add(row)
    db.session.flush()
    publish(events.ChangeNoticed(**_common(actor, row, at), part=part, origin=origin))
    _tell(row, at)
    return row


def review(actor: Person, row: ChangeNotice, accepted: bool, finding: str, at: datetime) -> None:
    """Record the actor's department's half. The second half closes the review. Until then a half can be replaced."""
    require(actor, Act.REVIEW_CHANGE, row)
    refuse_ended(row)
    department = actor.department
    assert department is not None, "access lets only the two departments review"  # noqa: S101
    other = row.review_of(department.other)
    if other is not None and other.person_id == actor.id:
        raise NotPossibleNow(f"You have reviewed it for {department.other.label} already. It takes two people.")
    finding = text.required("finding", finding, f"a finding on {HALF[department].lower()}", text.REASON_LENGTH)
    _put(row, department, actor, accepted, finding, at)
    publish(events.ChangeReviewed(**_common(actor, row, at), department=department, accepted=accepted, reason=finding))
    if all(row.review_of(each) for each in Department):
        row.state = advance(CHANGE, row.state, ChangeVerb.REVIEWED)
        publish(events.ChangeSettled(**_common(actor, row, at)))


def withdraw(actor: Person, row: ChangeNotice, reason: str, at: datetime) -> None:
    """Withdraw a notice that was recorded in error. It stays readable."""
    require(actor, Act.WITHDRAW_CHANGE, row)
    refuse_ended(row)
    reason = text.required("reason", reason, "a reason: why was it recorded in error?", text.REASON_LENGTH)
    row.state = advance(CHANGE, row.state, ChangeVerb.WITHDRAWN)
    row.withdrawn_reason = reason
    publish(events.ChangeWithdrawn(**_common(actor, row, at), reason=reason))


def suspect(actor: Person, incident: Incident, row: ChangeNotice, reason: str, at: datetime) -> SuspectedChange:
    """Name a change of the incident's system as a suspected cause."""
    require(actor, Act.SUSPECT_CHANGE, incident)
    refuse_closed(incident)
    if row.system_id != incident.system_id or row.state is ChangeState.WITHDRAWN:
        raise Invalid("notice", "Choose a change of this incident's system that is not withdrawn.")
    reason = text.required("reason", reason, "a reason: what points at this change?", text.REASON_LENGTH)
    acknowledge(actor, incident, at)
    suspected = suspicion_of(incident, row)
    if suspected is None:
        suspected = SuspectedChange(incident=incident, notice=row, state=Suspicion.SUSPECTED)
    else:
        suspected.state = advance(SUSPICION, suspected.state, SuspicionVerb.SUSPECTED)
    suspected.reason, suspected.person, suspected.at = reason, actor, at
    db.session.add(suspected)
    db.session.flush()
    publish(events.ChangeSuspected(**_common(actor, row, at) | {"incident_id": incident.id}, reason=reason))
    return suspected


def settle(actor: Person, suspected: SuspectedChange, verb: SuspicionVerb, reason: str, at: datetime) -> None:
    """Confirm the suspected change as a cause, rule it out, or take the suspicion back, with what shows it.

    Confirming and ruling out belong to the department that owns what was changed; either may take it back.
    """
    require(actor, Act.SUSPECT_CHANGE if verb is SuspicionVerb.CLEARED else Act.SETTLE_SUSPICION, suspected)
    refuse_closed(suspected.incident)
    after = advance(SUSPICION, suspected.state, verb)
    reason = text.required("reason", reason, SENTENCES[verb], text.REASON_LENGTH)
    suspected.state, suspected.reason, suspected.person, suspected.at = after, reason, actor, at
    publish(
        events.SuspicionSettled(
            **_common(actor, suspected.notice, at) | {"incident_id": suspected.incident_id},
            answer=after,
            reason=reason,
        )
    )


def suspicion_of(incident: Incident, row: ChangeNotice) -> SuspectedChange | None:
    """What the incident says about a change, if anything."""
    query = sa.select(SuspectedChange).where(
        SuspectedChange.incident_id == incident.id, SuspectedChange.notice_id == row.id
    )
    return db.session.scalar(query)


def refuse_ended(row: ChangeNotice) -> None:
    """Raises `NotPossibleNow` when the notice is reviewed or withdrawn: then it does not change any more."""
    if row.state is not ChangeState.OPEN:
        raise NotPossibleNow(f"This notice is {row.state.value}, so it does not change any more.")


def _put(row: ChangeNotice, department: Department, actor: Person, accepted: bool, finding: str, at: datetime) -> None:
    given = row.review_of(department)
    if given is None:
        given = ChangeReview(department=department)
        row.reviews.append(given)
    given.accepted, given.finding, given.person, given.at = accepted, finding, actor, at
    db.session.flush()


def _tell(row: ChangeNotice, at: datetime) -> None:
    """The owners for safety and platform hear of it, or their leads where there is no owner. Not who recorded it."""
    owners = {Department.AI: row.system.owner_for_safety, Department.IT: row.system.owner_for_platform}
    for department, owner in owners.items():
        for person in [owner] if owner is not None and owner.active else leads_of(department):
            if person is not row.noticed_by:
                sentence = f"“{row.title}” of {row.system.name}: {HALF[department].lower()} is yours to review."
                key, path = f"change:{row.id}", f"/changes/{row.id}"
                tell(person, key, sentence, kind=NoticeKind.DECISION, path=path, at=at)


def _common(actor: Person, row: ChangeNotice, at: datetime) -> dict[str, Any]:
    return {
        "actor": actor.as_actor(),
        "at": at,
        "notice_id": row.id,
        "system": row.system.name,
        "title": row.title,
    }
