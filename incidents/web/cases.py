"""Reproduction cases of an incident: before and after, one case, adding, changing, setting aside."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from incidents.access import Act, require
from incidents.domain.override import Gate
from incidents.models import Incident, ReproductionCase, db
from incidents.operations import cases as operations
from incidents.operations.overrides import standing
from incidents.queries import cases as reading
from incidents.web import case_forms as forms
from incidents.web import load
from incidents.web.edge import me, now
from incidents.web.forms import attempt

blueprint = Blueprint("cases", __name__)

Answer = str | Response | tuple[str, int]
CASE = "/incidents/<reference>/cases/<int:number>"


@blueprint.get("/incidents/<reference>/cases")
def index(reference: str) -> Answer:
    """Every case, before and after side by side."""
    incident = load.incident(reference)
    rows = reading.before_and_after(incident)
    return render_template(
        "cases/index.html",
        incident=incident,
        rows=[row for row in rows if row.case.active],
        aside=[row for row in rows if not row.case.active],
        runs=reading.runs_of(incident),
        override=standing(incident, Gate.REPRODUCTION),
        gate=Gate.REPRODUCTION,
    )


@blueprint.route("/incidents/<reference>/cases/new", methods=["GET", "POST"])
def new(reference: str) -> Answer:
    """Add a case, from nothing, from the report, or as a copy."""
    incident = load.incident(reference)
    require(me(), Act.SUPPLY_CASE, incident)
    form = forms.CaseForm() if request.method == "POST" else _prefilled(incident)
    made: list[ReproductionCase] = []
    if attempt(form, lambda: made.append(operations.add(me(), incident, form.case(), now()))):
        flash(f"Case {made[0].number} is added.", "success")
        return redirect(url_for(".index", reference=reference, _anchor=f"case-{made[0].number}"), code=303)
    return render_template("cases/new.html", incident=incident, form=form), 422 if form.is_submitted() else 200


@blueprint.get(CASE)
def show(reference: str, number: int) -> Answer:
    """One case: its words, and every result it ever had."""
    return _page(load.case(reference, number))


@blueprint.post(CASE)
def change(reference: str, number: int) -> Answer:
    """Correct the words of a case that has no result yet."""
    case, form = load.case(reference, number), forms.CaseForm()
    require(me(), Act.KEEP_CASES, case.incident)
    if attempt(form, lambda: operations.change(me(), case, form.case(), now())):
        return _back(case, "The case is changed.")
    return _page(case, change=form)


@blueprint.post(f"{CASE}/setting-aside")
def setting_aside(reference: str, number: int) -> Answer:
    """Leave a case out, with a reason."""
    case, form = load.case(reference, number), forms.ReasonForm()
    require(me(), Act.KEEP_CASES, case.incident)
    if attempt(form, lambda: operations.set_aside(me(), case, form.reason.data or "", now())):
        return _back(case, "The case is set aside. You can take it back.")
    return _page(case, setting_aside=form)


@blueprint.post(f"{CASE}/return")
def taking_back(reference: str, number: int) -> Answer:
    """Undo setting a case aside."""
    case, form = load.case(reference, number), forms.ButtonForm()
    require(me(), Act.KEEP_CASES, case.incident)
    if attempt(form, lambda: operations.take_back(me(), case, now())):
        return _back(case, "The case counts again.")
    return _page(case, taking_back=form)


def _prefilled(incident: Incident) -> forms.CaseForm:
    source = request.args.get("from", "")
    if source == "report":
        return forms.CaseForm.of_report(incident)
    if source.isascii() and source.isdecimal() and len(source) < 7:  # noqa: PLR2004
        return forms.CaseForm.of_case(load.case(incident.reference, int(source)))
    return forms.CaseForm(formdata=None)


def _page(case: ReproductionCase, **failed: FlaskForm) -> tuple[str, int]:
    if failed:
        db.session.rollback()
    history = reading.history_of(case)
    shown = {"change": forms.CaseForm.of_case(case), "setting_aside": forms.ReasonForm(formdata=None)} | failed
    html = render_template(
        "cases/show.html",
        incident=case.incident,
        case=case,
        history=[(result, reading.side_of(result, case.incident)) for result in history],
        forms=shown,
        failed=next(iter(failed), ""),
    )
    return html, 422 if failed else 200


def _back(case: ReproductionCase, sentence: str) -> Response:
    flash(sentence, "success")
    return redirect(url_for(".show", reference=case.incident.reference, number=case.number), code=303)
