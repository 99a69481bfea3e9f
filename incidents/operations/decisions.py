"""Joint decisions: proposed by one side, written by both, agreed by a lead of each, and then carried out by IT."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from incidents.access import Act, require
from incidents.domain import events, text
from incidents.domain.errors import LostUpdate, NotPossibleNow
from incidents.domain.joint import (
    PART_LENGTH,
    AgreementKind,
    ControlKind,
    DecisionState,
    DecisionVerb,
    Part,
    parts_of,
)
from incidents.domain.override import Gate
from incidents.domain.vocabulary import Department
from incidents.models import Agreement, DecisionPart, Incident, JointDecision, Person, db
from incidents.operations import overrides
from incidents.operations.decision_obstacles import (
    refuse,
    revocable,
    to_agree,
    to_decline,
    to_enforce_alone,
    to_lift,
    to_take_back,
    to_verify,
    to_write,
)
from incidents.operations.enforcement import common, move, order, tell
from incidents.operations.incidents import acknowledge, refuse_closed
from incidents.signals import publish

Texts = Mapping[Part, str]


def propose(
    actor: Person, incident: Incident, *, control: ControlKind, title: str, texts: Texts, at: datetime
) -> JointDecision:
    """Propose a control with the half of the actor's department. The other department writes its own half."""
    require(actor, Act.PROPOSE_DECISION, incident)
    refuse_closed(incident)
    own = department_of(actor)
    given = {part: text.required(part.value, texts.get(part, ""), _asked(part), PART_LENGTH) for part in parts_of(own)}
    acknowledge(actor, incident, at)
    decision = JointDecision(
        incident=incident,
        control=control,
        state=DecisionState.PROPOSED,
        title=text.line("title", title, "a title"),
        proposed_by=actor,
        proposed_for=own,
        proposed_at=at,
        parts=[DecisionPart(part=part, owner=part.owner, body="", version=0) for part in Part],
    )
    db.session.add(decision)
    _write_half(actor, decision, given, at)
    db.session.flush()
    publish(events.DecisionProposed(**common(actor, decision, at), department=own))
    written = f"“{decision.title}” is proposed. {own.other.full_name}: write the other half."
    tell(decision, own.other, "proposed", written, at)
    return decision


def write(actor: Person, decision: JointDecision, texts: Texts, version: int, at: datetime) -> None:
    """Write the half of the actor's department. What was agreed to before is not agreed to any more.

    `version` is the one that the writer read; a newer one raises `LostUpdate` with both texts.
    """
    for part in texts:
        require(actor, Act.WRITE_STATEMENT, next(row for row in decision.parts if row.part is part))
    refuse(to_write(decision))
    own = department_of(actor)
    given = {part: text.required(part.value, texts.get(part, ""), _asked(part), PART_LENGTH) for part in parts_of(own)}
    before = {part: decision.text_of(part) for part in given}
    if given == before:
        return
    if decision.version_of(own) != version:
        raise _lost(decision, own, given)
    _write_half(actor, decision, given, at)
    changed = ", ".join(f"“{part.label}”" for part in given if given[part] != before[part])
    publish(
        events.StatementWritten(
            **common(actor, decision, at),
            department=own,
            version=decision.version_of(own),
            sha256=hashlib.sha256("\n\n".join(given.values()).encode()).hexdigest(),
        )
    )
    given_before = [row for row in decision.agreements if row.kind is AgreementKind.CONTROL]
    _withdraw(actor, decision, given_before, f"{changed} changed after it was given.", at)


def agree(actor: Person, decision: JointDecision, at: datetime) -> None:
    """Agree for the actor's department. With the other lead's agreement it is decided, and IT gets the task."""
    require(actor, Act.AGREE_DECISION, decision)
    own = department_of(actor)
    refuse(to_agree(decision, own))
    _give(actor, decision, AgreementKind.CONTROL, "", at)
    if not decision.agreed_by_both():
        tell(decision, own.other, f"agree:{_count(decision)}", f"“{decision.title}” waits for your agreement.", at)
        return
    move(decision, DecisionVerb.AGREED)
    publish(events.DecisionAgreed(**common(actor, decision, at)))
    if decision.state is DecisionState.AGREED:
        order(actor, decision, at)


def take_back(actor: Person, decision: JointDecision, reason: str, at: datetime) -> None:
    """Take back the agreement of the actor's department, as long as IT has not begun to act on it."""
    require(actor, Act.AGREE_DECISION, decision)
    own = department_of(actor)
    refuse(to_take_back(decision, own))
    reason = text.required("reason", reason, "a reason: what changed?", text.REASON_LENGTH)
    given = revocable(decision, own)
    assert given is not None, "to_take_back found it"  # noqa: S101
    _withdraw(actor, decision, [given], reason, at)


def decline(actor: Person, decision: JointDecision, reason: str, at: datetime) -> None:
    """Say no to what the other department proposed. A lead does."""
    require(actor, Act.DECLINE_DECISION, decision)
    refuse(to_decline(decision))
    reason = text.required("reason", reason, "a reason: why is it not done?", text.REASON_LENGTH)
    _end(actor, decision, DecisionVerb.DECLINED, reason, at)
    publish(events.DecisionDeclined(**common(actor, decision, at), reason=reason))


def withdraw(actor: Person, decision: JointDecision, reason: str, at: datetime) -> None:
    """Take a proposal back. Whoever proposed it does, or a lead of that department."""
    require(actor, Act.WITHDRAW_DECISION, decision)
    refuse(to_decline(decision))
    reason = text.required("reason", reason, "a reason: why is it not needed?", text.REASON_LENGTH)
    _end(actor, decision, DecisionVerb.WITHDRAWN, reason, at)
    publish(events.DecisionWithdrawn(**common(actor, decision, at), reason=reason))


def enforce_alone(actor: Person, decision: JointDecision, reason: str, at: datetime) -> None:
    """Have IT enforce a control that is not agreed, in an emergency: an override that the AI lead acknowledges."""
    require(actor, Act.ENFORCE_ALONE, decision)
    refuse(to_enforce_alone(decision))
    override = overrides.cross(actor, decision.incident, Gate.AGREEMENT, reason, at, subject=decision.title)
    decision.override = override
    move(decision, DecisionVerb.OVERRIDDEN)
    db.session.flush()
    publish(events.EnforcedAlone(**common(actor, decision, at)))
    order(actor, decision, at)


def verify(actor: Person, decision: JointDecision, finding: str, at: datetime) -> None:
    """Verify for the AI department that the control achieves what it must, with what was seen."""
    require(actor, Act.VERIFY_CONTROL, decision)
    refuse(to_verify(decision, actor))
    finding = text.required("finding", finding, "a finding: what did you try, and what did you see?", PART_LENGTH)
    move(decision, DecisionVerb.VERIFIED)
    decision.finding, decision.verified_by, decision.verified_at = finding, actor, at
    publish(events.ControlVerified(**common(actor, decision, at), reason=finding))


def send_back(actor: Person, decision: JointDecision, missing: str, at: datetime) -> None:
    """Send an enforcement back to IT with what is missing. It is a new task."""
    require(actor, Act.VERIFY_CONTROL, decision)
    refuse(to_verify(decision, actor))
    missing = text.required("missing", missing, "what is missing", text.REASON_LENGTH)
    move(decision, DecisionVerb.SENT_BACK)
    publish(events.ControlSentBack(**common(actor, decision, at), reason=missing))
    order(actor, decision, at, missing=missing)


def lift(actor: Person, decision: JointDecision, reason: str, at: datetime) -> None:
    """Propose that a control is lifted, or agree to the other side's proposal. With both, IT gets the task."""
    require(actor, Act.LIFT_CONTROL, decision)
    own = department_of(actor)
    refuse(to_lift(decision, own))
    reason = text.required("reason", reason, "a reason: why is it not needed any more?", text.REASON_LENGTH)
    _give(actor, decision, AgreementKind.LIFTING, reason, at)
    if not decision.agreed_by_both(AgreementKind.LIFTING):
        tell(decision, own.other, f"lift:{_count(decision)}", f"Lifting “{decision.title}” waits for you.", at)
        return
    move(decision, DecisionVerb.LIFTING)
    publish(events.LiftingAgreed(**common(actor, decision, at)))
    order(actor, decision, at, lifts=True)


def department_of(actor: Person) -> Department:
    """The actor's department. Access lets only the two departments come this far, so there is one."""
    assert actor.department is not None  # noqa: S101
    return actor.department


def _asked(part: Part) -> str:
    return f"the {part.label.lower()}: {part.guidance}"


def _count(decision: JointDecision) -> int:
    """Tells an agreement that was taken back and given again from the first."""
    return max((row.id for row in decision.agreements), default=0)


def _write_half(actor: Person, decision: JointDecision, texts: Texts, at: datetime) -> None:
    version = decision.version_of(department_of(actor)) + 1
    for row in decision.parts:
        if row.part in texts:
            row.body, row.version = texts[row.part], version
            row.written_by, row.written_at = actor, at


def _lost(decision: JointDecision, own: Department, given: Texts) -> LostUpdate:
    def whole(texts: Texts) -> str:
        return "\n\n".join(f"{part.label}:\n{body}" for part, body in texts.items())

    theirs = {part: decision.text_of(part) for part in given}
    writer = next((row.written_by for row in decision.parts if row.owner is own and row.written_by), None)
    by = writer.name if writer else "Somebody"
    return LostUpdate(theirs=whole(theirs), mine=whole(given), by=by, version=decision.version_of(own))


def _give(actor: Person, decision: JointDecision, kind: AgreementKind, reason: str, at: datetime) -> None:
    own = department_of(actor)
    if any(row.kind is kind and row.person_id == actor.id for row in decision.agreements):
        raise NotPossibleNow(f"You have agreed for {own.other.label} already. It takes two people.")
    decision.agreements.append(Agreement(kind=kind, department=own, person=actor, reason=reason, at=at))
    db.session.flush()
    lifting = kind is AgreementKind.LIFTING
    publish(events.AgreementGiven(**common(actor, decision, at), department=own, lifting=lifting, reason=reason))


def _withdraw(actor: Person, decision: JointDecision, given: list[Agreement], reason: str, at: datetime) -> None:
    """Take agreements back upon which nothing was done yet. An agreed decision is a proposal again."""
    if given and decision.state is DecisionState.AGREED:
        move(decision, DecisionVerb.RECONSIDERED)
    for row in given:
        decision.agreements.remove(row)
        db.session.delete(row)
        db.session.flush()
        lifting = row.kind is AgreementKind.LIFTING
        publish(
            events.AgreementWithdrawn(
                **common(actor, decision, at), department=row.department, lifting=lifting, reason=reason
            )
        )


def _end(actor: Person, decision: JointDecision, verb: DecisionVerb, reason: str, at: datetime) -> None:
    move(decision, verb)
    decision.ended_by, decision.ended_at, decision.ended_reason = actor, at, reason
