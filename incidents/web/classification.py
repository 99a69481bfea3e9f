"""Classifying an incident, its record for the OECD, and the taxonomies themselves."""

import json

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from incidents.domain.reporting_framework import RUNG
from incidents.domain.taxonomy import TAXONOMIES
from incidents.models import Incident, db
from incidents.operations import classification as operations
from incidents.queries import classification as queries
from incidents.queries import oecd
from incidents.web import load
from incidents.web.classification_forms import ClassificationForm
from incidents.web.edge import me, now
from incidents.web.forms import attempt

blueprint = Blueprint("classification", __name__)

Answer = str | tuple[str, int] | BaseResponse


@blueprint.route("/incidents/<reference>/classification", methods=["GET", "POST"])
def show(reference: str) -> Answer:
    """What the incident is classified as; the departments choose."""
    incident, form = load.incident(reference), ClassificationForm()
    if attempt(form, lambda: operations.classify(me(), incident, form.chosen(), now(), form.seen.data)):
        flash("The classification is saved.", "success")
        return redirect(url_for(".show", reference=reference), code=303)
    if form.is_submitted():
        db.session.rollback()
        return _page(incident, form), 422
    return _page(incident, form)


@blueprint.get("/incidents/<reference>/classification.json")
def export(reference: str) -> Response:
    """The incident as a record of the OECD's common reporting framework, to keep or to send."""
    incident = load.incident(reference)
    classified = queries.of(incident)
    values = oecd.as_json(oecd.record(incident, classified), classified, now())
    answer = Response(json.dumps(values, ensure_ascii=False, indent=2) + "\n", mimetype="application/json")
    answer.headers["Content-Disposition"] = f"attachment; filename={incident.reference}-oecd.json"
    return answer


@blueprint.get("/taxonomies")
def taxonomies() -> str:
    """Every taxonomy with its terms, and how many of the incidents that one may see bear each."""
    return render_template(
        "classification/taxonomies.html", taxonomies=TAXONOMIES.values(), counts=queries.counts(me())
    )


def _page(incident: Incident, form: ClassificationForm) -> str:
    rows = queries.rows_of(incident)
    classified = queries.grouped(rows)
    if form.is_submitted():
        form.seen.data = queries.fingerprint(rows)
    else:
        form.show(queries.chosen_terms(rows), queries.fingerprint(rows))
    return render_template(
        "classification/show.html",
        incident=incident,
        form=form,
        classified=classified,
        record=oecd.record(incident, classified),
        lists={taxonomy.criterion: taxonomy.id for taxonomy in TAXONOMIES.values()},
        rung=RUNG.get(incident.severity) if incident.severity else None,
    )
