"""Runs of the cases on a version: begun, watched, results given and judged."""

from flask import Response, abort, flash, jsonify, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse

from incidents.access import Act, require
from incidents.domain.case import Purpose, RunState, Verdict
from incidents.domain.errors import Invalid
from incidents.models import CaseResult, CaseRun, Incident, ModelEndpoint, db
from incidents.operations import case_runs as operations
from incidents.operations import result_formats
from incidents.queries import cases as reading
from incidents.web import case_forms as forms
from incidents.web import load
from incidents.web.cases import blueprint
from incidents.web.edge import me, now
from incidents.web.forms import attempt

Answer = str | BaseResponse | tuple[str, int]
RUN = "/incidents/<reference>/cases/runs/<int:number>"
GOING = frozenset({RunState.WAITING, RunState.RUNNING})


@blueprint.route("/incidents/<reference>/cases/runs/new", methods=["GET", "POST"])
def run_new(reference: str) -> Answer:
    """Run the cases on a version, by the worker or by hand."""
    incident = load.incident(reference)
    require(me(), Act.KEEP_CASES, incident)
    endpoints = reading.endpoints_of(incident.system)
    form = forms.RunForm().offer(endpoints)
    made: list[CaseRun] = []
    if attempt(form, lambda: made.append(_begin(incident, form, endpoints))):
        return redirect(url_for(".run", reference=reference, number=made[0].id), code=303)
    failed = form.is_submitted()
    if failed:
        db.session.rollback()
    page = render_template(
        "cases/run_new.html",
        incident=incident,
        form=form,
        endpoints=endpoints,
        count=reading.count_active(incident),
        labels=reading.version_labels(incident),
    )
    return page, 422 if failed else 200


@blueprint.get(RUN)
def run(reference: str, number: int) -> Answer:
    """One run: how far it is, its results, and what is still to be given or judged."""
    return _page(load.case_run(reference, number))


@blueprint.get(f"{RUN}/state")
def run_state(reference: str, number: int) -> Response:
    """How far it is, for the page that watches."""
    summary = reading.summary_of(load.case_run(reference, number))
    going = summary.run.state in GOING
    step = f"{summary.given} of {summary.active} answered"
    return jsonify(percent=summary.percent, step=step, error=summary.run.error, going=going)


@blueprint.post(f"{RUN}/repetition")
def repetition(reference: str, number: int) -> Answer:
    """Ask the endpoint again for what is missing."""
    found, form = load.case_run(reference, number), forms.ButtonForm()
    require(me(), Act.KEEP_CASES, found.incident)
    if attempt(form, lambda: operations.ask_again(me(), found, now())):
        return _back(found, "The worker asks again.")
    return _page(found, repetition=form)


@blueprint.post(f"{RUN}/results")
def results(reference: str, number: int) -> Answer:
    """Give results as text or as a file."""
    found, form = load.case_run(reference, number), forms.ResultsForm()
    require(me(), Act.KEEP_CASES, found.incident)
    if attempt(form, lambda: operations.give(me(), found, result_formats.read(form.text()), now())):
        return _back(found, "The results are recorded.")
    return _page(found, results=form)


@blueprint.post(f"{RUN}/results/<int:case>")
def result(reference: str, number: int, case: int) -> Answer:
    """Give one result by hand."""
    found, form = load.case_run(reference, number), forms.OutputForm()
    require(me(), Act.KEEP_CASES, found.incident)
    if attempt(form, lambda: operations.give(me(), found, [(case, form.output.data or "")], now())):
        return _back(found, f"The result of case {case} is recorded.", f"case-{case}")
    return _page(found, case, result=form)


@blueprint.post(f"{RUN}/results/<int:case>/verdict")
def verdict(reference: str, number: int, case: int) -> Answer:
    """Judge a result, also against its check."""
    found, form = load.case_run(reference, number), forms.VerdictForm()
    judged = _result(found, case)
    require(me(), Act.KEEP_CASES, found.incident)

    def judge() -> None:
        operations.judge_result(me(), judged, Verdict(form.verdict.data), form.note.data or "", now())

    if attempt(form, judge):
        return _back(found, f"Your verdict on case {case} is recorded.", f"case-{case}")
    return _page(found, case, verdict=form)


def _begin(incident: Incident, form: forms.RunForm, endpoints: list[ModelEndpoint]) -> CaseRun:
    version, purpose = form.version.data or "", Purpose(form.purpose.data)
    if form.endpoint.data == forms.BY_HAND:
        return operations.begin(me(), incident, version=version, purpose=purpose, at=now())
    endpoint = next((e for e in endpoints if str(e.id) == form.endpoint.data), None)
    if endpoint is None:
        raise Invalid("endpoint", "There is no such endpoint. Choose one of the list.")
    return operations.ask(me(), incident, endpoint=endpoint, version=version, purpose=purpose, at=now())


def _result(found: CaseRun, number: int) -> CaseResult:
    return next((r for r in found.results if r.case.number == number), None) or abort(404)


def _page(found: CaseRun, case: int = 0, **failed: FlaskForm) -> tuple[str, int]:
    """The page of a run. A failed form stands open, at its case, with what was typed."""
    if failed:
        db.session.rollback()
    cases, there = reading.cases_of(found.incident), reading.results_of(found)
    shown = [row for row in cases if row.active or row.id in there]
    blank = {"output": forms.OutputForm(formdata=None), "verdict": forms.VerdictForm(formdata=None)}
    html = render_template(
        "cases/run.html",
        incident=found.incident,
        run=found,
        summary=reading.summary_of(found),
        rows=[(row, there.get(row.id)) for row in shown],
        judged_how=reading.judged_how,
        going=found.state in GOING,
        blank=blank,
        results_form=failed.get("results") or forms.ResultsForm(formdata=None),
        failed=next(iter(failed), ""),
        failed_form=next(iter(failed.values()), None),
        failed_case=case,
    )
    return html, 422 if failed else 200


def _back(found: CaseRun, sentence: str, anchor: str | None = None) -> BaseResponse:
    flash(sentence, "success")
    address = url_for(".run", reference=found.incident.reference, number=found.id, _anchor=anchor)
    return redirect(address, code=303)
