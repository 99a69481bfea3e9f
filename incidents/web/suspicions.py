"""What an incident says about its system: the change that it suspects, the boundary that was crossed."""

from flask import abort, flash, redirect, render_template, url_for
from flask_wtf import FlaskForm

from incidents.domain.change import SuspicionVerb
from incidents.domain.readiness import Purpose
from incidents.domain.register import Boundary, Field
from incidents.models import ChangeNotice, Incident, db
from incidents.operations import changes as operations
from incidents.operations import register
from incidents.operations.readiness import latest, obstacle_to_return
from incidents.queries import changes as queries
from incidents.web import change_forms as forms
from incidents.web import load
from incidents.web.changes import Answer, blueprint
from incidents.web.edge import me, now
from incidents.web.forms import attempt

HELPFUL = (
    Field.AUTHORITY,
    Field.INTERVENTION,
    Field.VERSION,
    Field.ROLLBACK_PLAN,
    Field.KILL_SWITCH,
    Field.SUPPORT_MODEL,
    Field.VENDOR_ESCALATION,
)
"""What people who respond look up first."""


@blueprint.get("/incidents/<reference>/system")
def suspected(reference: str) -> str:
    """The incident's system: what helps now, suspected changes, crossed boundaries, the way back to service."""
    return _page(load.incident(reference))


@blueprint.post("/incidents/<reference>/system/suspicions")
def suspicion(reference: str) -> Answer:
    """Name a change as a suspected cause."""
    incident = load.incident(reference)
    form = forms.SuspicionForm().offer(queries.others_of(incident))
    if attempt(form, lambda: _suspect(incident, form)):
        return _back(incident, "changes", "The change is named as a suspected cause.")
    return _page(incident, suspicion=form), 422


@blueprint.post("/incidents/<reference>/system/suspicions/<int:number>/settlement")
def settlement(reference: str, number: int) -> Answer:
    """Confirm it, rule it out, or take the suspicion back."""
    incident, form = load.incident(reference), forms.SettlementForm()
    row = next((each for each in queries.of_incident(incident).suspected if each.id == number), None) or abort(404)
    if attempt(
        form, lambda: operations.settle(me(), row, SuspicionVerb(form.answer.data), form.reason.data or "", now())
    ):
        return _back(incident, "changes", "Your finding is recorded.")
    return _page(incident, number, settlement=form), 422


@blueprint.post("/incidents/<reference>/system/boundaries")
def boundary(reference: str) -> Answer:
    """Name a boundary that was crossed."""
    incident, form = load.incident(reference), forms.BoundaryForm()
    if attempt(form, lambda: _name(incident, form)):
        return _back(incident, "boundaries", "The crossed boundary is named.")
    return _page(incident, boundary=form), 422


@blueprint.post("/incidents/<reference>/system/boundaries/<int:number>/removal")
def boundary_removal(reference: str, number: int) -> Answer:
    """Take a crossed boundary back."""
    incident, form = load.incident(reference), forms.ReasonForm()
    row = next((each for each in queries.of_incident(incident).boundaries if each.id == number), None) or abort(404)
    if attempt(form, lambda: register.take_back_boundary(me(), row, form.reason.data or "", now())):
        return _back(incident, "boundaries", "The boundary is taken back. The record keeps that it was named.")
    return _page(incident, number, boundary_removal=form), 422


def _suspect(incident: Incident, form: forms.SuspicionForm) -> None:
    row = db.session.get_one(ChangeNotice, form.notice.data)
    operations.suspect(me(), incident, row, form.reason.data or "", now())


def _name(incident: Incident, form: forms.BoundaryForm) -> None:
    register.name_boundary(me(), incident, Boundary(form.boundary.data), form.explanation.data or "", now())


def _page(incident: Incident, failed_row: int = 0, **failed: FlaskForm) -> str:
    if failed:
        db.session.rollback()
    others = queries.others_of(incident)
    blank = {
        "suspicion": forms.SuspicionForm(formdata=None).offer(others),
        "settlement": forms.SettlementForm(formdata=None),
        "boundary": forms.BoundaryForm(formdata=None),
        "boundary_removal": forms.ReasonForm(formdata=None),
    }
    return render_template(
        "changes/suspected.html",
        incident=incident,
        own=queries.of_incident(incident),
        suggestions=queries.suggestions(incident),
        others=others,
        helpful=HELPFUL,
        readiness=latest(incident.system, Purpose.RETURN_TO_SERVICE, incident),
        obstacle=obstacle_to_return(incident.system, incident),
        forms=blank | failed,
        blank=blank,
        failed=next(iter(failed), ""),
        failed_row=failed_row,
    )


def _back(incident: Incident, part: str, sentence: str) -> Answer:
    flash(sentence, "success")
    return redirect(url_for("changes.suspected", reference=incident.reference, _anchor=part), code=303)
