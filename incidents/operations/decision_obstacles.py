"""Why a joint decision cannot be moved like this now, as sentences: a button says it before it is pressed."""

import sqlalchemy as sa

from incidents.domain import containment
from incidents.domain.errors import NotPossibleNow
from incidents.domain.joint import DECISION, AgreementKind, ControlKind, DecisionState, DecisionVerb, Part
from incidents.domain.machine import words
from incidents.domain.override import Gate, Shut
from incidents.domain.phase import Phase
from incidents.domain.task import TaskState
from incidents.domain.triage import Triage
from incidents.domain.vocabulary import Department
from incidents.models import Agreement, Incident, JointDecision, Person, db
from incidents.operations.readiness import obstacle_to_return

CLOSED = "This incident is closed, so its record is read-only. A lead can reopen it."
TRIAGE = "Both departments accept the report first. Until then IT may restrict access or isolate the system at once."
BEGUN = "IT has begun to carry out what was agreed, so it stands as it is. Both leads can lift it later."
ALONE = "It was enforced without agreement. Both leads agree to it first, or lift it."
PUBLIC = "Nothing presses a system back into service: it takes both leads."


def refuse(sentence: str | None) -> None:
    """Raise the sentence, where there is one."""
    if sentence is not None:
        raise NotPossibleNow(sentence)


def to_write(decision: JointDecision) -> str | None:
    """Why the statement is fixed. It is from when IT begins to act on what both agreed to."""
    standing = _closed(decision) or _ended(decision)
    if standing is not None or _unbegun(decision):
        return standing
    return BEGUN if decision.agreed_by_both() or decision.state is DecisionState.LIFTING else None


def to_agree(decision: JointDecision, department: Department) -> str | None:
    """Why a lead of this department cannot agree now."""
    standing = _closed(decision) or _ended(decision) or _untriaged(decision)
    if standing is not None:
        return standing
    given = decision.agreement(AgreementKind.CONTROL, department)
    if given is not None:
        return f"{given.person.name} has agreed for {department.label} already."
    if (decision.state, DecisionVerb.AGREED) not in DECISION:
        return f"It is {words(decision.state)}; nobody has to agree to it now."
    return _unwritten(decision) or _not_back_yet(decision)


def revocable(decision: JointDecision, department: Department) -> Agreement | None:
    """The agreement of this department upon which nothing was done yet, if there is one."""
    for kind in reversed(AgreementKind):
        given = decision.agreement(kind, department)
        if given is not None and (not decision.agreed_by_both(kind) or _unbegun(decision)):
            return given
    return None


def to_take_back(decision: JointDecision, department: Department) -> str | None:
    """Why this department's agreement cannot be taken back now."""
    standing = _closed(decision) or _ended(decision)
    if standing is not None or revocable(decision, department) is not None:
        return standing
    return BEGUN if decision.agreed_by_both() else f"Nobody has agreed for {department.label}."


def to_decline(decision: JointDecision) -> str | None:
    """Why it can neither be declined nor withdrawn now."""
    standing = _closed(decision) or _ended(decision)
    if standing is not None:
        return standing
    if decision.state is not DecisionState.PROPOSED:
        return f"It is {words(decision.state)}, no proposal any more. Take an agreement back, or lift it."
    if decision.task is not None:
        return f"A lead of IT cancels the task “{decision.task.title}” first."
    return None


def to_enforce_alone(decision: JointDecision) -> str | None:
    """Why IT cannot enforce it alone. A return to service never, everything else only while it is proposed."""
    standing = _closed(decision) or _ended(decision) or _untriaged(decision)
    if standing is not None:
        return standing
    if decision.control is ControlKind.RETURN_TO_SERVICE:
        return PUBLIC
    if decision.state is not DecisionState.PROPOSED:
        return f"It is {words(decision.state)}, so no emergency has to be declared."
    return None


def to_verify(decision: JointDecision, person: Person) -> str | None:
    """Why it can neither be verified nor sent back now."""
    standing = _closed(decision) or _ended(decision)
    if standing is not None:
        return standing
    if decision.state is not DecisionState.ENFORCED:
        return f"It is {words(decision.state)}. IT enforces it before the AI department verifies it."
    if not decision.agreed_by_both():
        return ALONE
    if any(row.task.assignee_id == person.id for row in decision.enforcements):
        return "Whoever enforced it does not verify it."
    return None


def to_lift(decision: JointDecision, department: Department) -> str | None:
    """Why a lead of this department can neither propose to lift it nor agree to that now."""
    standing = _closed(decision) or _ended(decision)
    if standing is not None:
        return standing
    if decision.control is ControlKind.RETURN_TO_SERVICE:
        return "A return to service is not lifted. Restrict access or isolate the system again."
    if (decision.state, DecisionVerb.LIFTING) not in DECISION:
        return f"It is {words(decision.state)}; only a control in force is lifted."
    given = decision.agreement(AgreementKind.LIFTING, department)
    return f"{given.person.name} has agreed for {department.label} already." if given else None


LACKS = {
    DecisionState.PROPOSED: ", and not agreed or declined yet",
    DecisionState.AGREED: ", and not enforced yet",
    DecisionState.OVERRIDDEN: ", and not enforced yet",
    DecisionState.ENFORCED: ", and not verified yet",
    DecisionState.SENT_BACK: " to IT, and not verified yet",
}
"""What is still to be done in a state that nobody may leave behind."""


def unsettled(incident: Incident) -> list[str]:
    """The decisions that nobody may leave behind when the incident closes, as sentences."""
    settled = (DecisionState.VERIFIED, DecisionState.LIFTED, DecisionState.DECLINED, DecisionState.WITHDRAWN)
    query = sa.select(JointDecision).where(JointDecision.incident_id == incident.id).order_by(JointDecision.id)
    return [
        f"The joint decision “{row.title}” is {words(row.state)}{LACKS.get(row.state, '')}{_half_lifted(row)}."
        for row in db.session.scalars(query)
        if row.state not in settled or _half_lifted(row)
    ]


def _half_lifted(decision: JointDecision) -> str:
    asked = decision.state is DecisionState.VERIFIED and any(
        row.kind is AgreementKind.LIFTING for row in decision.agreements
    )
    return ", and one lead wants to lift it" if asked else ""


def _closed(decision: JointDecision) -> str | None:
    return CLOSED if decision.incident.derived_phase() is Phase.CLOSED else None


def _ended(decision: JointDecision) -> str | None:
    return f"It is {words(decision.state)}; nothing more happens to it." if decision.state.ended else None


def _untriaged(decision: JointDecision) -> str | None:
    return None if decision.incident.triage is Triage.ACCEPTED else TRIAGE


def _unbegun(decision: JointDecision) -> bool:
    task = decision.task
    return decision.state is DecisionState.AGREED and task is not None and task.state is TaskState.OPEN


def _unwritten(decision: JointDecision) -> str | None:
    empty = [part for part in Part if not decision.text_of(part)]
    if not empty:
        return None
    said = " and ".join(f"the {part.label.lower()}" for part in empty)
    return f"Still to be written by {' and '.join(sorted({part.owner.label for part in empty}))}: {said}."


def _not_back_yet(decision: JointDecision) -> str | None:
    """What a return to service waits for, beside the two leads: containment, and the readiness of the system."""
    if decision.control is not ControlKind.RETURN_TO_SERVICE:
        return None
    incident = decision.incident
    if incident.containment not in containment.SETTLED:
        return "A lead of IT declares the incident contained before the system returns to service."
    sentence = obstacle_to_return(incident.system, incident)
    return Shut(sentence, Gate.READINESS) if sentence else None
