"""Readiness: beginning an assessment, its two checklists, signing off and refusing."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired

from incidents.domain.readiness import Area, Purpose, Verdict
from incidents.domain.vocabulary import Department
from incidents.models import Readiness, db
from incidents.operations import readiness as operations
from incidents.web import load
from incidents.web.edge import me, now
from incidents.web.forms import attempt, choices

blueprint = Blueprint("readiness", __name__)

Answer = Response | tuple[str, int]


class FindingForm(FlaskForm):  # type: ignore[misc]
    """What was found in an area."""

    verdict = RadioField("Verdict", choices=choices(Verdict), validators=[InputRequired("Choose a verdict.")])
    text = TextAreaField("Finding", [InputRequired("Give a finding: what was checked, or what is missing?")])


class SignOffForm(FlaskForm):  # type: ignore[misc]
    """Sign off one's department's checklist."""

    note = TextAreaField("Note")


class RejectionForm(FlaskForm):  # type: ignore[misc]
    """Say that the system is not ready."""

    reason = TextAreaField("Reason", [InputRequired("Give a reason: why is it not ready?")])


class OpeningForm(FlaskForm):  # type: ignore[misc]
    """Nothing is asked but the person's own request."""


@blueprint.post("/systems/<int:number>/readiness")
def opening(number: int) -> Answer:
    """Begin an assessment: for first use, or with `incident` for a return to service after it."""
    system, reference = load.system(number), request.form.get("incident", "")
    incident = load.incident(reference) if reference else None
    purpose = Purpose.RETURN_TO_SERVICE if incident else Purpose.FIRST_USE
    made: list[Readiness] = []
    if attempt(OpeningForm(), lambda: made.append(operations.open_readiness(me(), system, purpose, now(), incident))):
        return redirect(url_for(".show", number=made[0].id), code=303)
    if incident is not None:
        return redirect(url_for("changes.suspected", reference=reference, _anchor="return"), code=303)
    return redirect(url_for("register.show", number=number, _anchor="readiness"), code=303)


@blueprint.get("/readiness/<int:number>")
def show(number: int) -> str:
    """One assessment: both checklists and what is signed off."""
    return _page(load.readiness(number))


@blueprint.post("/readiness/<int:number>/findings/<area>")
def finding(number: int, area: str) -> Answer:
    """Record what was found in an area."""
    readiness, form = load.readiness(number), FindingForm()
    row = next((each for each in readiness.findings if each.area.value == area), None) or abort(404)
    if attempt(form, lambda: operations.assess(me(), row, Verdict(form.verdict.data), form.text.data or "", now())):
        flash(f"“{row.area.label}” is assessed.", "success")
        return redirect(url_for(".show", number=number, _anchor=_next(readiness, row.area)), code=303)
    return _page(readiness, area, finding=form), 422


@blueprint.post("/readiness/<int:number>/sign-off")
def sign_off(number: int) -> Answer:
    """Sign off one's department's checklist."""
    readiness, form = load.readiness(number), SignOffForm()
    if attempt(form, lambda: operations.sign_off(me(), readiness, form.note.data or "", now())):
        flash("Signed off for your department.", "success")
        return redirect(url_for(".show", number=number), code=303)
    return _page(readiness, sign_off=form), 422


@blueprint.post("/readiness/<int:number>/rejection")
def rejection(number: int) -> Answer:
    """Say that the system is not ready."""
    readiness, form = load.readiness(number), RejectionForm()
    if attempt(form, lambda: operations.reject(me(), readiness, form.reason.data or "", now())):
        flash("Recorded as not ready. Another assessment can begin once what is missing is there.", "success")
        return redirect(url_for(".show", number=number), code=303)
    return _page(readiness, rejection=form), 422


def _next(readiness: Readiness, area: Area) -> str:
    """The next area of the same department that nobody assessed yet, or the one that was just assessed."""
    own = readiness.findings_of(area.department)
    return next((row.area.value for row in own if row.verdict is None), area.value)


def _page(readiness: Readiness, area: str = "", **failed: FlaskForm) -> str:
    if failed:
        db.session.rollback()
    rows = {row.area.value: row for row in readiness.findings}
    findings: dict[str, Any] = {
        key: FindingForm(formdata=None, verdict=row.verdict, text=row.text) for key, row in rows.items()
    }
    if "finding" in failed:
        findings[area] = failed["finding"]
    return render_template(
        "readiness/show.html",
        readiness=readiness,
        findings=findings,
        failed_area=area if "finding" in failed else "",
        sign_off_form=failed.get("sign_off") or SignOffForm(formdata=None),
        rejection_form=failed.get("rejection") or RejectionForm(formdata=None),
        failed=next(iter(failed), ""),
        obstacles={each: operations.obstacle_to_sign_off(readiness, each) for each in Department},
    )
