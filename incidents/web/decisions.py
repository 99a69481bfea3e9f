"""The joint decisions of an incident: its page, proposing, writing one's half, and every step after that."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import Field

from incidents.access import Act, require
from incidents.domain.errors import LostUpdate
from incidents.domain.joint import ControlKind, parts_of
from incidents.domain.override import Gate
from incidents.models import Incident, JointDecision, Person
from incidents.operations import decision_obstacles as obstacles
from incidents.operations import decisions as operations
from incidents.queries import decisions as queries
from incidents.web import decision_forms as forms
from incidents.web import load
from incidents.web.decision_moves import moves_of
from incidents.web.edge import me, now
from incidents.web.forms import attempt
from incidents.web.moving import moved

blueprint = Blueprint("decisions", __name__)

Answer = Response | tuple[str, int]
Worded = Callable[[Person, JointDecision, str, datetime], object]
"""A step of a decision that takes a reason, a finding or what is missing."""


@blueprint.get("/incidents/<reference>/decisions")
def index(reference: str) -> Answer:
    """The joint decisions, the overrides, and what IT restricted alone."""
    return page(load.incident(reference))


@blueprint.route("/incidents/<reference>/decisions/new", methods=["GET", "POST"])
def new(reference: str) -> Answer:
    """Propose a control with the half of one's own department."""
    incident = load.incident(reference)
    own = operations.department_of(me())
    form = forms.proposal_form(own)()
    made: list[JointDecision] = []
    if attempt(form, lambda: made.append(_propose(incident, form))):
        flash(f"Proposed. {own.other.full_name} writes the other half, then a lead of each agrees.", "success")
        return _to(made[0])
    told = {"parts": parts_of(own), "own": own, "ControlKind": ControlKind}
    html = render_template("decisions/new.html", incident=incident, form=form, **told)
    return html, 422 if form.is_submitted() else 200


def _propose(incident: Incident, form: forms.AiProposalForm | forms.ItProposalForm) -> JointDecision:
    own = operations.department_of(me())
    control, title = ControlKind(form.control.data), form.title.data or ""
    return operations.propose(me(), incident, control=control, title=title, texts=form.texts(own), at=now())


@blueprint.route("/incidents/<reference>/decisions/<int:number>/statement", methods=["GET", "POST"])
def statement(reference: str, number: int) -> Answer:
    """Write the half of one's own department."""
    decision = load.decision(reference, number)
    own = operations.department_of(me())
    written = {part.value: decision.text_of(part) for part in parts_of(own)}
    form = forms.half_form(own)(data=written | {"version": decision.version_of(own)})
    lost: LostUpdate | None = None
    try:
        if attempt(form, lambda: operations.write(me(), decision, form.texts(own), form.version.data, now())):
            flash("Saved. An agreement that was given before is withdrawn if a text changed.", "success")
            return _to(decision)
    except LostUpdate as error:
        lost, form.version.raw_data, form.version.data = error, None, error.version
    fixed = obstacles.to_write(decision)
    html = render_template("decisions/statement.html", decision=decision, form=form, lost=lost, own=own, fixed=fixed)
    return html, 422 if form.is_submitted() else 200


@blueprint.route("/incidents/<reference>/decisions/<int:number>/emergency", methods=["GET", "POST"])
def emergency(reference: str, number: int) -> Answer:
    """Have IT enforce it without agreement: an override."""
    decision, form = load.decision(reference, number), forms.OverrideForm()
    require(me(), Act.ENFORCE_ALONE, decision)
    if attempt(form, lambda: operations.enforce_alone(me(), decision, form.reason.data or "", now())):
        flash("IT has the task. A lead of the AI department must acknowledge the override.", "success")
        return _to(decision)
    html = render_template(
        "overrides/new.html",
        incident=decision.incident,
        form=form,
        gate=Gate.AGREEMENT,
        subject=decision.title,
        refused=obstacles.to_enforce_alone(decision),
        other=operations.department_of(me()).other,
    )
    return html, 422 if form.is_submitted() else 200


@blueprint.post("/incidents/<reference>/decisions/<int:number>/agreement")
def agreement(reference: str, number: int) -> Answer:
    """Agree for one's own department."""
    decision, form = load.decision(reference, number), forms.AgreeForm()
    return _step(decision, Act.AGREE_DECISION, "agreement", form, lambda: operations.agree(me(), decision, now()))


@blueprint.post("/incidents/<reference>/decisions/<int:number>/agreement/taking-back")
def taking_back(reference: str, number: int) -> Answer:
    """Take one's department's agreement back."""
    decision, form = load.decision(reference, number), forms.ReasonForm()
    return _worded(decision, Act.AGREE_DECISION, "taking_back", form, form.reason, operations.take_back)


@blueprint.post("/incidents/<reference>/decisions/<int:number>/declining")
def declining(reference: str, number: int) -> Answer:
    """Decline what the other department proposed."""
    decision, form = load.decision(reference, number), forms.ReasonForm()
    return _worded(decision, Act.DECLINE_DECISION, "declining", form, form.reason, operations.decline)


@blueprint.post("/incidents/<reference>/decisions/<int:number>/withdrawal")
def withdrawal(reference: str, number: int) -> Answer:
    """Withdraw one's own proposal."""
    decision, form = load.decision(reference, number), forms.ReasonForm()
    return _worded(decision, Act.WITHDRAW_DECISION, "withdrawal", form, form.reason, operations.withdraw)


@blueprint.post("/incidents/<reference>/decisions/<int:number>/verification")
def verification(reference: str, number: int) -> Answer:
    """Verify that the control achieves what it must."""
    decision, form = load.decision(reference, number), forms.FindingForm()
    return _worded(decision, Act.VERIFY_CONTROL, "verification", form, form.finding, operations.verify)


@blueprint.post("/incidents/<reference>/decisions/<int:number>/sending-back")
def sending_back(reference: str, number: int) -> Answer:
    """Send an enforcement back to IT."""
    decision, form = load.decision(reference, number), forms.MissingForm()
    return _worded(decision, Act.VERIFY_CONTROL, "sending_back", form, form.missing, operations.send_back)


@blueprint.post("/incidents/<reference>/decisions/<int:number>/lifting")
def lifting(reference: str, number: int) -> Answer:
    """Propose to lift a control, or agree to that."""
    decision, form = load.decision(reference, number), forms.ReasonForm()
    return _worded(decision, Act.LIFT_CONTROL, "lifting", form, form.reason, operations.lift)


SAID = {
    "agreement": "Your agreement stands. Once a lead of each department has agreed, IT gets the task.",
    "taking_back": "The agreement is taken back.",
    "declining": "The proposal is declined.",
    "withdrawal": "The proposal is withdrawn.",
    "verification": "Verified. The finding stands in the record.",
    "sending_back": "Sent back. IT has a new task with what is missing.",
    "lifting": "Recorded. Once a lead of each department agrees, IT takes the way back.",
}
"""What is said after each step, by the name of its endpoint."""


def page(incident: Incident, failed: tuple[int, str] = (0, ""), form: FlaskForm | None = None) -> tuple[str, int]:
    """The decisions. After a step that failed: 422, with its form open on its decision and what was typed in it."""
    room = queries.of_incident(incident)
    html = render_template(
        "decisions/index.html",
        incident=incident,
        room=room,
        moves={decision.id: moves_of(decision, me()) for decision in room.decisions},
        failed=failed,
        failed_form=form,
        gates=[gate for gate in Gate if not gate.each_time],
        fixed={decision.id: obstacles.to_write(decision) for decision in room.decisions},
    )
    return html, 422 if form is not None else 200


def _worded(decision: JointDecision, act: Act, name: str, form: FlaskForm, words: Field, operation: Worded) -> Answer:
    """A step that says something, in the one field of its form."""
    return _step(decision, act, name, form, lambda: operation(me(), decision, words.data or "", now()))


def _step(decision: JointDecision, act: Act, name: str, form: FlaskForm, operation: Callable[[], object]) -> Answer:
    done = moved(decision, act, form, operation, said=SAID[name], address=_address(decision))
    return done or page(decision.incident, (decision.id, name), form)


def _address(decision: JointDecision) -> str:
    return url_for("decisions.index", reference=decision.incident.reference, _anchor=f"decision-{decision.id}")


def _to(decision: JointDecision) -> Response:
    return redirect(_address(decision), code=303)
