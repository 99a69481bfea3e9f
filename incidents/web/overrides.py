"""Overrides: crossing a gate of an incident on purpose, and taking note of it on the other side."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from incidents.domain.override import Gate
from incidents.models import Incident
from incidents.operations import overrides as operations
from incidents.operations.decisions import department_of
from incidents.web import load
from incidents.web.decision_forms import OverrideForm
from incidents.web.edge import me, now
from incidents.web.forms import attempt

blueprint = Blueprint("overrides", __name__)


@blueprint.route("/incidents/<reference>/overrides/new", methods=["GET", "POST"])
def new(reference: str) -> Response | tuple[str, int]:
    """Cross a gate, after reading what that means. `subject` in the address says for what."""
    incident, gate = load.incident(reference), _gate()
    form = OverrideForm(data={"subject": request.args.get("subject", "")})
    reason, subject = form.reason.data or "", form.subject.data or ""
    if attempt(form, lambda: operations.cross(me(), incident, gate, reason, now(), subject)):
        flash("The gate is overridden. A lead of the other department must acknowledge it.", "success")
        return _to(incident)
    html = render_template(
        "overrides/new.html",
        incident=incident,
        form=form,
        gate=gate,
        subject=subject,
        refused=_refused(incident, gate),
        other=department_of(me()).other,
    )
    return html, 422 if form.is_submitted() else 200


@blueprint.post("/incidents/<reference>/overrides/<int:number>/acknowledgement")
def acknowledgement(reference: str, number: int) -> Response:
    """Take note of an override of the other department."""
    override = load.override(reference, number)
    operations.acknowledge(me(), override, now())
    flash("Acknowledged. It says that you know of it, not that you agree.", "success")
    return _to(override.incident)


def _gate() -> Gate:
    """The gate that the address names. An agreement is overridden on its own decision, so it is none of these."""
    named = request.args.get("gate", "")
    if named not in list(Gate) or Gate(named).each_time:
        abort(404)
    return Gate(named)


def _refused(incident: Incident, gate: Gate) -> str | None:
    standing = operations.standing(incident, gate)
    return f"{standing.by.name} has overridden this gate already; it is open." if standing else None


def _to(incident: Incident) -> Response:
    return redirect(url_for("decisions.index", reference=incident.reference, _anchor="overrides"), code=303)
