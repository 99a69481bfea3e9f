"""What a person may do with a joint decision now: each with its form, or with the reason why not."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_wtf import FlaskForm

from incidents.access import Act, refusal
from incidents.domain.joint import DECISION, AgreementKind, ControlKind, DecisionState, DecisionVerb
from incidents.domain.machine import possible
from incidents.domain.phase import Phase
from incidents.domain.vocabulary import Department
from incidents.models import JointDecision, Person
from incidents.operations import decision_obstacles as obstacles
from incidents.web import decision_forms as forms


@dataclass(frozen=True)
class Move:
    """A step. `name` is its endpoint, `refusal` why this person cannot take it, `form` what it asks (None: nothing)."""

    name: str
    label: str
    refusal: str | None
    form: type[FlaskForm] | None = None
    help: str = ""
    style: str = "outline-primary"


def awaited(decision: JointDecision, own: Department) -> str:
    """What a decision that is on a department's desk waits for there, in a few words."""
    if any(row.kind is AgreementKind.LIFTING for row in decision.agreements):
        return "the other department wants to lift it"
    if decision.agreed_by_both():
        return "verify it"
    if decision.state is not DecisionState.PROPOSED:
        lead = decision.agreement(AgreementKind.CONTROL, own) is None
        return "enforced in an emergency: a lead agrees to it, or lifts it" if lead else "verify it"
    return "agree or decline" if decision.written_by(own) else "write your half"


def moves_of(decision: JointDecision, person: Person) -> list[Move]:
    """The steps that come into question in this state, for somebody of a department."""
    if person.department is None or decision.state.ended or decision.incident.phase is Phase.CLOSED:
        return []
    return [*_agreeing(decision, person, person.department), *_refusing(decision, person), *_after(decision, person)]


def _agreeing(decision: JointDecision, person: Person, own: Department) -> Iterator[Move]:
    if (decision.state, DecisionVerb.AGREED) in DECISION and not decision.agreed_by_both():
        no = refusal(person, Act.AGREE_DECISION, decision) or obstacles.to_agree(decision, own)
        yield Move("agreement", f"Agree for {own.label}", no, style="primary")
    given = obstacles.revocable(decision, own)
    if given is not None:
        label = "Take the wish to lift it back" if given.kind.value == "lifting" else "Take the agreement back"
        no = refusal(person, Act.AGREE_DECISION, decision)
        yield Move("taking_back", label, no, forms.ReasonForm, "What changed?", "outline-secondary")


def _refusing(decision: JointDecision, person: Person) -> Iterator[Move]:
    if decision.state is not DecisionState.PROPOSED:
        return
    blocked = obstacles.to_decline(decision)
    if person.department is decision.proposed_for:
        no = refusal(person, Act.WITHDRAW_DECISION, decision) or blocked
        yield Move("withdrawal", "Withdraw it", no, forms.ReasonForm, "Why is it not needed?", "outline-secondary")
    else:
        no = refusal(person, Act.DECLINE_DECISION, decision) or blocked
        yield Move("declining", "Decline it", no, forms.ReasonForm, "Why is it not done?", "outline-secondary")


def _after(decision: JointDecision, person: Person) -> Iterator[Move]:
    verbs = possible(DECISION, decision.state)
    if DecisionVerb.VERIFIED in verbs:
        no = refusal(person, Act.VERIFY_CONTROL, decision) or obstacles.to_verify(decision, person)
        tried = "What did you try, and what did you see? It stands in the report."
        yield Move("verification", "Verify it", no, forms.FindingForm, tried, "primary")
        missing = "IT gets a new task with this."
        yield Move("sending_back", "Send it back to IT", no, forms.MissingForm, missing, "outline-secondary")
    if DecisionVerb.LIFTING in verbs and decision.control is not ControlKind.RETURN_TO_SERVICE:
        own = person.department or Department.AI
        no = refusal(person, Act.LIFT_CONTROL, decision) or obstacles.to_lift(decision, own)
        why = "Why is it not needed any more? A lead of each department agrees, then IT takes the way back."
        yield Move("lifting", _lifting_label(decision, own), no, forms.ReasonForm, why, "outline-secondary")


def _lifting_label(decision: JointDecision, own: Department) -> str:
    asked = any(row.kind.value == "lifting" and row.department is not own for row in decision.agreements)
    return "Agree to lift it" if asked else "Propose to lift it"
