"""Readiness: the AI department evaluates, IT validates, a lead of each signs off. One alone is not enough."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from incidents.access import Act, require
from incidents.domain import events, text
from incidents.domain.errors import Invalid, NotPossibleNow
from incidents.domain.machine import advance
from incidents.domain.override import Gate
from incidents.domain.readiness import AREAS, OUTCOME, Outcome, OutcomeVerb, Purpose, Verdict
from incidents.domain.vocabulary import Department
from incidents.models import Incident, Person, Readiness, ReadinessFinding, ReadinessSignOff, System, db
from incidents.operations.incidents import refuse_closed
from incidents.operations.overrides import standing
from incidents.signals import publish


def open_readiness(
    actor: Person, system: System, purpose: Purpose, at: datetime, incident: Incident | None = None
) -> Readiness:
    """Begin an assessment. For a return to service it names the incident that took the system out."""
    require(actor, Act.OPEN_READINESS, incident or system)
    if (purpose is Purpose.RETURN_TO_SERVICE) != (incident is not None):
        raise Invalid("incident", "A return to service names its incident; a first use has none.")
    if incident is not None:
        refuse_closed(incident)
        _refuse_other_system(system, incident)
    newest = latest(system, purpose, incident)
    if newest is not None and newest.outcome is Outcome.OPEN:
        raise NotPossibleNow("This readiness is being assessed already.")
    readiness = Readiness(
        system=system,
        purpose=purpose,
        incident=incident,
        round=incident.reopened if incident else 0,
        opened_by=actor,
        opened_at=at,
        findings=[ReadinessFinding(area=area) for area in AREAS[purpose]],
    )
    db.session.add(readiness)
    db.session.flush()
    publish(events.ReadinessOpened(**_common(actor, readiness, at)))
    return readiness


def assess(actor: Person, finding: ReadinessFinding, verdict: Verdict, body: str, at: datetime) -> None:
    """Record what was found in an area. Not met says what is missing, not applicable says why."""
    require(actor, Act.ASSESS_READINESS, finding)
    readiness = _assessable(finding.readiness)
    wanted = {
        Verdict.MET: "a finding: what was checked, and what shows it?",
        Verdict.NOT_MET: "a finding: what must be there before it is met?",
        Verdict.NOT_APPLICABLE: "a reason: why does this not apply?",
    }[verdict]
    body = text.required("text", body, wanted, text.REASON_LENGTH)
    if (finding.verdict, finding.text) == (verdict, body):
        return
    finding.verdict, finding.text, finding.by, finding.at = verdict, body, actor, at
    _withdraw_sign_off(actor, readiness, finding, at)
    publish(events.ReadinessAssessed(**_common(actor, readiness, at), area=finding.area, verdict=verdict, finding=body))


def sign_off(actor: Person, readiness: Readiness, note: str, at: datetime) -> None:
    """Sign off the actor's department's checklist. With the second sign-off the system is ready."""
    require(actor, Act.SIGN_READINESS, readiness)
    department = _department_of(actor)
    _refuse_closed(readiness)
    sentence = obstacle_to_sign_off(readiness, department)
    if sentence is not None:
        raise NotPossibleNow(sentence)
    if any(row.person_id == actor.id for row in readiness.sign_offs):
        raise NotPossibleNow("You have signed it off for the other department already. It takes two people.")
    note = text.bounded("note", note, text.REASON_LENGTH)
    readiness.sign_offs.append(ReadinessSignOff(department=department, person=actor, note=note, at=at))
    db.session.flush()
    publish(events.ReadinessSignedOff(**_common(actor, readiness, at), department=department, reason=note))
    if all(readiness.sign_off(each) for each in Department):
        readiness.outcome, readiness.ended_at = advance(OUTCOME, readiness.outcome, OutcomeVerb.SIGNED_OFF), at
        publish(events.SystemFoundReady(**_common(actor, readiness, at)))


def reject(actor: Person, readiness: Readiness, reason: str, at: datetime) -> None:
    """Say that the system is not ready, and why. Either lead can; it ends this assessment, and another may follow."""
    require(actor, Act.SIGN_READINESS, readiness)
    _assessable(readiness)
    reason = text.required("reason", reason, "a reason: why is it not ready?", text.REASON_LENGTH)
    readiness.outcome, readiness.ended_at = advance(OUTCOME, readiness.outcome, OutcomeVerb.REJECTED), at
    readiness.reason = reason
    publish(
        events.SystemFoundNotReady(**_common(actor, readiness, at), department=_department_of(actor), reason=reason)
    )


def obstacle_to_sign_off(readiness: Readiness, department: Department) -> str | None:
    """What keeps a department's lead from signing off, as a sentence."""
    if readiness.outcome is not Outcome.OPEN:
        return f"This assessment ended: {readiness.outcome.label.lower()}."
    given = readiness.sign_off(department)
    if given is not None:
        return f"{given.person.name} has signed it off for {department.label} already."
    own = readiness.findings_of(department)
    unassessed = [row.area.label for row in own if row.verdict is None]
    if unassessed:
        return f"Still to be assessed by {department.label}: {', '.join(unassessed)}."
    unmet = [row.area.label for row in own if row.verdict is Verdict.NOT_MET]
    return f"Not met: {', '.join(unmet)}." if unmet else None


def latest(system: System, purpose: Purpose, incident: Incident | None = None) -> Readiness | None:
    """The newest assessment for a purpose; for a return to service that of the incident's present round."""
    query = sa.select(Readiness).where(Readiness.system_id == system.id, Readiness.purpose == purpose)
    if incident is not None:
        query = query.where(Readiness.incident_id == incident.id, Readiness.round == (incident.reopened or 0))
    return db.session.scalar(query.order_by(Readiness.id.desc()).limit(1))


def obstacle_to_return(system: System, incident: Incident) -> str | None:
    """What keeps a system from returning to service after an incident, as a sentence; None when nothing does.

    Both departments sign off a readiness to return in the present round of the incident, or a lead overrides that.
    """
    if standing(incident, Gate.READINESS) is not None:
        return None
    readiness = latest(system, Purpose.RETURN_TO_SERVICE, incident)
    if readiness is None:
        return f"The readiness of “{system.name}” to return to service is not assessed yet."
    if readiness.outcome is Outcome.READY:
        return None
    if readiness.outcome is Outcome.NOT_READY:
        return f"“{system.name}” was found not ready to return to service: {readiness.reason}"
    lacking = [department.label for department in Department if readiness.sign_off(department) is None]
    return f"The readiness of “{system.name}” to return to service is not signed off yet by {' and '.join(lacking)}."


def _refuse_other_system(system: System, incident: Incident) -> None:
    if incident.system_id != system.id:
        raise Invalid("incident", f"{incident.reference} is not about “{system.name}”. Open it from its own system.")


def _assessable(readiness: Readiness) -> Readiness:
    if readiness.outcome is not Outcome.OPEN:
        raise NotPossibleNow(
            f"This assessment ended: {readiness.outcome.label.lower()}. Begin another to assess it again."
        )
    _refuse_closed(readiness)
    return readiness


def _refuse_closed(readiness: Readiness) -> None:
    if readiness.incident is not None:
        refuse_closed(readiness.incident)


def _withdraw_sign_off(actor: Person, readiness: Readiness, finding: ReadinessFinding, at: datetime) -> None:
    given = readiness.sign_off(finding.area.department)
    if given is None:
        return
    readiness.sign_offs.remove(given)
    db.session.delete(given)
    reason = f"“{finding.area.label}” was assessed again."
    publish(events.SignOffWithdrawn(**_common(actor, readiness, at), department=given.department, reason=reason))


def _department_of(actor: Person) -> Department:
    assert actor.department is not None, "access lets only leads come this far"  # noqa: S101
    return actor.department


def _common(actor: Person, readiness: Readiness, at: datetime) -> dict[str, Any]:
    return {
        "incident_id": readiness.incident_id,
        "actor": actor.as_actor(),
        "at": at,
        "readiness_id": readiness.id,
        "system": readiness.system.name,
        "use": readiness.purpose,
    }
