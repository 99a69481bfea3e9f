"""Correcting what was reported, in its place on the page of the incident, and what it said before."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from incidents.access import Act, require
from incidents.domain.errors import LostFields
from incidents.models import Incident
from incidents.operations import report_corrections as operations
from incidents.queries import report_corrections as queries
from incidents.web import load
from incidents.web.edge import me, now
from incidents.web.forms import attempt
from incidents.web.incident_page import show_page
from incidents.web.report_correction_forms import CorrectionForm

blueprint = Blueprint("report_corrections", __name__)


@blueprint.get("/incidents/<reference>/report/corrections")
def index(reference: str) -> str:
    """What was corrected, before and after."""
    incident = load.incident(reference)
    corrections = queries.corrections_of(incident)
    return render_template("report_corrections/index.html", incident=incident, corrections=corrections)


@blueprint.route("/incidents/<reference>/report/corrections/new", methods=["GET", "POST"])
def new(reference: str) -> Response | tuple[str, int]:
    """Correct what was reported. Where two people changed the same field, both versions are shown (409)."""
    incident = load.incident(reference)
    require(me(), Act.CORRECT_REPORTED, incident)
    form = CorrectionForm.of(incident)
    if not form.is_submitted():
        operations.refuse_fixed(incident)
        return show_page(incident, correction=form), 200
    try:
        if attempt(form, lambda: _correct(incident, form)):
            flash("Corrected. What it said before is kept.", "success")
            address = url_for("incidents.show", reference=reference, _anchor="what-happened")
            return redirect(address, code=303)
    except LostFields as lost:
        form.stand_beside(lost, incident)
        return show_page(incident, correction=form), 409
    return show_page(incident, correction=form), 422


def _correct(incident: Incident, form: CorrectionForm) -> None:
    operations.correct(me(), incident, form.values(), seen=form.digests(), reason=form.reason.data or "", at=now())
