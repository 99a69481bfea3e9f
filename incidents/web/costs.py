"""What an incident cost: the page, recording and correcting; and the currency, which administrators choose."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from incidents.access import Act, require
from incidents.models import CostEntry, Incident, db
from incidents.operations import costs as operations
from incidents.queries.costs import cost_of
from incidents.queries.figures import currency as chosen_currency
from incidents.web import load
from incidents.web.cost_forms import CostForm, CurrencyForm
from incidents.web.edge import me, now
from incidents.web.forms import attempt

blueprint = Blueprint("costs", __name__)

Answered = Response | tuple[str, int]


@blueprint.get("/incidents/<reference>/cost")
def show(reference: str) -> str:
    """What the incident cost so far, by department, and every entry."""
    incident = load.incident(reference)
    require(me(), Act.SEE_COST, incident)
    return _page(incident, CostForm(formdata=None))


@blueprint.post("/incidents/<reference>/cost")
def record(reference: str) -> Answered:
    """Add an entry of the person's own department, or one that corrects an earlier one."""
    incident, form = load.incident(reference), CostForm()
    if attempt(form, lambda: _record(incident, form)):
        flash("The cost is part of the record.", "success")
        return redirect(url_for(".show", reference=reference), code=303)
    db.session.rollback()
    return _page(incident, form), 422


@blueprint.route("/administration/currency", methods=["GET", "POST"])
def currency() -> str | Answered:
    """Choose the currency of costs, as long as none is recorded."""
    form = CurrencyForm(data={"currency": chosen_currency()})
    if attempt(form, lambda: operations.choose_currency(me(), form.currency.data or "", now())):
        flash(f"Costs are in {chosen_currency()}.", "success")
        return redirect(url_for(".currency"), code=303)
    return render_template("costs/currency.html", form=form), 422 if form.is_submitted() else 200


def _record(incident: Incident, form: CostForm) -> None:
    corrects = _entry(incident, int(form.corrects.data)) if form.corrects.data else None
    operations.record(
        me(),
        incident,
        hours=form.hours.data or "",
        amount=form.amount.data or "",
        note=form.note.data or "",
        at=now(),
        corrects=corrects,
    )


def _entry(incident: Incident, number: int) -> CostEntry:
    """An entry of this incident; any other does not exist here."""
    entry = db.session.get(CostEntry, number)
    return entry if entry is not None and entry.incident_id == incident.id else abort(404)


def _page(incident: Incident, form: CostForm) -> str:
    asked = form.corrects.data or request.args.get("correct", "")
    cost = cost_of(incident)
    correcting = next((entry for entry in cost.entries if str(entry.id) == asked), None)
    return render_template("costs/show.html", incident=incident, cost=cost, form=form, correcting=correcting)
