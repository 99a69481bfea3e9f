"""The living style page: every part that pages are made of, in every state and in both themes. In development only."""

from datetime import timedelta
from enum import StrEnum
from types import SimpleNamespace

from flask import Blueprint, abort, render_template
from flask_wtf import FlaskForm
from wtforms import BooleanField, FileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from incidents.domain.action import ActionState
from incidents.domain.clocks import ClockState
from incidents.domain.containment import Containment
from incidents.domain.correction import Correction
from incidents.domain.joint import DecisionState
from incidents.domain.phase import Phase
from incidents.domain.review import ReviewState
from incidents.domain.task import TaskState
from incidents.domain.triage import Triage
from incidents.domain.vocabulary import Severity
from incidents.web.edge import now
from incidents.web.extensions import countersign

blueprint = Blueprint("style", __name__)

STATES: tuple[type[StrEnum], ...] = (
    Triage,
    Containment,
    Correction,
    TaskState,
    ReviewState,
    DecisionState,
    ActionState,
)


class Sample(FlaskForm):  # type: ignore[misc]
    """A field of every kind."""

    text = StringField("A line of text", [InputRequired()])
    more = TextAreaField("A longer text")
    choice = SelectField("One of several", choices=[("", "Choose"), ("ai", "AI"), ("it", "IT")])
    side = RadioField("One of few", choices=[("yes", "Yes"), ("no", "No")])
    agree = BooleanField("Yes or no")
    file = FileField("A file")


@blueprint.get("/style")
def index() -> str:
    """Everything at once, light beside dark. No such page in production."""
    if countersign().settings.production:
        abort(404)
    good, wrong = Sample(formdata=None), Sample(formdata=None)
    for field in wrong:
        field.errors = [f"{field.label.text}: a sentence says what would be right."]
    return render_template(
        "style/index.html",
        forms={"good": good, "wrong": wrong},
        severities=Severity,
        phases=Phase,
        states=sorted({state.value: state for kind in STATES for state in kind}.values()),
        clocks=[_clock(state) for state in ClockState],
        person=SimpleNamespace(name="Ada Lindqvist", belongs_to="AI department, lead"),
        at=now(),
    )


def _clock(state: ClockState) -> SimpleNamespace:
    """A clock that stands still in this state."""
    due = now() + timedelta(days=1)
    return SimpleNamespace(
        state=state, words=state.label, due_at=due, warn_at=due - timedelta(hours=2), target="1 day", department=None
    )
