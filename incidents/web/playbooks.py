"""Playbooks at triage: what is proposed for an incident, and accepting the half of one's own department."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, StringField
from wtforms.validators import Length

from incidents.access import Act, refusal
from incidents.domain import text
from incidents.domain.errors import NotPossibleNow
from incidents.domain.playbook import term_words
from incidents.domain.vocabulary import Department
from incidents.models import Incident, Playbook, db
from incidents.operations import playbooks as operations
from incidents.operations.playbooks import Chosen
from incidents.queries import playbooks as queries
from incidents.queries.playbooks import Proposal
from incidents.web import arguments, load
from incidents.web.durations import DurationField
from incidents.web.edge import me, now
from incidents.web.forms import attempt

blueprint = Blueprint("playbooks", __name__, url_prefix="/incidents/<reference>/playbook")


class HalfForm(FlaskForm):  # type: ignore[misc]
    """The tasks of one department: taken or not, with title and due time. Fields are added for each task."""


def half_form(playbook: Playbook, department: Department, **arguments_: Any) -> HalfForm:
    """The form of a department's half, every task ticked."""
    fields: dict[str, Any] = {}
    for task in playbook.tasks_of(department):
        longest = Length(max=text.TITLE_LENGTH, message=f"A title has at most {text.TITLE_LENGTH} characters.")
        fields[f"take-{task.id}"] = BooleanField("Take", default=True)
        fields[f"title-{task.id}"] = StringField("Title", [longest], default=task.title)
        fields[f"due-{task.id}"] = DurationField("Due within", default=task.minutes)
    form: HalfForm = type("HalfForm", (HalfForm,), fields)(**arguments_)
    return form


def chosen_in(form: HalfForm, playbook: Playbook, department: Department) -> list[Chosen]:
    """What was ticked."""
    return [
        Chosen(task, form[f"title-{task.id}"].data or "", form[f"due-{task.id}"].data)
        for task in playbook.tasks_of(department)
        if form[f"take-{task.id}"].data
    ]


@blueprint.get("")
def proposal(reference: str) -> str:
    """The playbooks that fit, the best open; the person may choose another."""
    return _page(load.incident(reference), arguments.number("choose"))


@blueprint.post("/<int:number>")
def acceptance(reference: str, number: int) -> Response | tuple[str, int]:
    """Raise the ticked tasks of one's own department."""
    incident = load.incident(reference)
    playbook, department = db.session.get(Playbook, number) or abort(404), me().department
    assert department is not None, "the door opens for the departments only"  # noqa: S101
    form = half_form(playbook, department)
    chosen = chosen_in(form, playbook, department)
    if attempt(form, lambda: operations.accept(me(), incident, playbook, chosen, now())):
        said = "1 task is raised" if len(chosen) == 1 else f"{len(chosen)} tasks are raised"
        flash(f"{said} for {department.label}.", "success")
        return redirect(url_for(".proposal", reference=reference, choose=number), code=303)
    return _page(incident, number, form), 422


def _page(incident: Incident, number: int | None, form: HalfForm | None = None) -> str:
    found = queries.proposals(incident)
    best = queries.best_of(found)
    shown = next((each for each in found if each.playbook.id == number), best[0] if best else None)
    return render_template(
        "playbooks/proposal.html",
        incident=incident,
        proposals=found,
        best=best,
        shown=shown,
        forms=_forms(shown, form),
        refusals=_refusals(incident, shown),
        term_words=term_words,
    )


def _forms(shown: Proposal | None, failed: HalfForm | None) -> dict[Department, HalfForm]:
    department = me().department
    if shown is None or department is None:
        return {}
    return {department: failed or half_form(shown.playbook, department, formdata=None)}


def _refusals(incident: Incident, shown: Proposal | None) -> dict[Department, str | None]:
    """Why the person who reads cannot accept a half now, for each department."""
    if shown is None:
        return {}
    return {department: _refusal(incident, shown.playbook, department) for department in Department}


def _refusal(incident: Incident, playbook: Playbook, department: Department) -> str | None:
    if me().department is not department:
        return f"A lead of {department.label} accepts this half."
    try:
        return refusal(me(), Act.APPLY_PLAYBOOK, incident) or operations.unacceptable(incident, playbook, department)
    except NotPossibleNow as reason:
        return str(reason)
