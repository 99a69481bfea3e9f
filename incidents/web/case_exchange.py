"""Reproduction cases in and out: JSON Lines and promptfoo's YAML."""

from flask import Response, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from incidents.access import Act, require
from incidents.domain.case import CaseText
from incidents.models import Incident, db
from incidents.operations import case_formats
from incidents.operations import cases as operations
from incidents.queries.cases import cases_of
from incidents.web import load
from incidents.web.case_forms import ImportForm
from incidents.web.cases import blueprint
from incidents.web.edge import me, now
from incidents.web.forms import attempt


@blueprint.route("/incidents/<reference>/cases/import", methods=["GET", "POST"])
def exchange(reference: str) -> BaseResponse | tuple[str, int]:
    """Import cases, all or nothing. What is there already is not added twice."""
    incident, form = load.incident(reference), ImportForm()
    require(me(), Act.SUPPLY_CASE, incident)
    done: list[tuple[int, int]] = []
    if attempt(form, lambda: done.append(operations.add_all(me(), incident, form.text(), now()))):
        new, known = done[0]
        flash(f"{new} new, {known} were there already.", "success")
        return redirect(url_for(".index", reference=reference), code=303)
    failed = form.is_submitted()
    if failed:
        db.session.rollback()
    return render_template("cases/import.html", incident=incident, form=form), 422 if failed else 200


@blueprint.get("/incidents/<reference>/cases.jsonl")
def json_lines(reference: str) -> Response:
    """The active cases, one JSON object a line."""
    incident = load.incident(reference)
    return _file(incident, "jsonl", "application/jsonl", case_formats.json_lines(_told(incident)))


@blueprint.get("/incidents/<reference>/cases.promptfoo.yaml")
def promptfoo(reference: str) -> Response:
    """The active cases as a promptfoo configuration."""
    incident = load.incident(reference)
    text = case_formats.promptfoo(incident.reference, _told(incident))
    return _file(incident, "promptfoo.yaml", "application/yaml", text)


def _told(incident: Incident) -> list[tuple[int, CaseText]]:
    return [(case.number, case.text) for case in cases_of(incident, active_only=True)]


def _file(incident: Incident, suffix: str, media_type: str, text: str) -> Response:
    response = Response(text, content_type=f"{media_type}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{incident.reference}-cases.{suffix}"'
    return response
