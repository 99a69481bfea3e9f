"""The reporting unit's word on the fix, and how long the organisation waits for it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from incidents.domain.confirmation import MOST_DAYS
from incidents.operations import confirmations as operations
from incidents.operations.organisation import here
from incidents.web import load
from incidents.web.edge import me, now
from incidents.web.follow_up_forms import ConfirmationForm, DaysForm
from incidents.web.forms import attempt
from incidents.web.incident_page import show_page

blueprint = Blueprint("confirmations", __name__)

Answer = str | Response | tuple[str, int]


@blueprint.post("/incidents/<reference>/confirmation")
def answer(reference: str) -> Answer:
    """Say whether the fix holds."""
    incident, form = load.incident(reference), ConfirmationForm()
    holds = form.holds.data == "yes"
    if attempt(form, lambda: operations.answer(me(), incident, holds=holds, words=form.words.data or "", at=now())):
        said = "Thank you. Your answer stands in the record." if holds else "Thank you. The leads of both are told now."
        flash(said, "success")
        return redirect(url_for("incidents.show", reference=reference, _anchor="confirmation"), code=303)
    return show_page(incident, confirmation=form), 422


@blueprint.route("/administration/confirmation", methods=["GET", "POST"])
def setting() -> Answer:
    """How many days a unit has to say whether a fix holds."""
    organisation = here()
    assert organisation is not None, "somebody is logged in"  # noqa: S101
    form = DaysForm(days=organisation.confirmation_days)
    if attempt(form, lambda: operations.set_days(me(), organisation, form.days.data or 0, now())):
        flash("Saved. Questions that are asked already keep their day.", "success")
        return redirect(url_for(".setting"), code=303)
    html = render_template("administration/confirmation.html", form=form, most=MOST_DAYS)
    return html, 422 if form.is_submitted() else 200
