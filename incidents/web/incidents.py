"""Incidents: the report, the page of one incident and what is posted from it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from incidents.domain.containment import ContainmentVerb
from incidents.domain.correction import CorrectionVerb
from incidents.domain.errors import Invalid
from incidents.domain.triage import Answer
from incidents.domain.vocabulary import DeclineReason, Department, Severity
from incidents.models import Incident, System, db
from incidents.operations import classification, evidence, tracks
from incidents.operations import incidents as operations
from incidents.operations import relations as related
from incidents.queries import queue as queries
from incidents.web import incident_forms as forms
from incidents.web import load
from incidents.web.edge import me, now
from incidents.web.extensions import countersign
from incidents.web.forms import attempt, chosen
from incidents.web.incident_page import show_page
from incidents.web.relations import original
from incidents.web.uploading import by_script, not_sent, sent

blueprint = Blueprint("incidents", __name__)

Answered = Response | tuple[str, int]


@blueprint.route("/incidents/new", methods=["GET", "POST"])
def new() -> str | Answered:
    """Report an incident, with its evidence, all or nothing."""
    form = forms.ReportForm()
    form.offer(queries.systems())
    made: list[Incident] = []
    if attempt(form, lambda: made.append(_report(form))):
        flash(f"Reported as {made[0].reference}. Both departments can see it now.", "success")
        return sent(url_for(".show", reference=made[0].reference))
    if form.is_submitted() and by_script():
        return not_sent(form)
    return render_template("incidents/new.html", form=form), 422 if form.is_submitted() else 200


def _report(form: forms.ReportForm) -> Incident:
    moment = now()
    system = db.session.get_one(System, int(form.system.data))
    incident = operations.report(me(), system=system, at=moment, **form.values())
    classification.name_harm(me(), incident, form.harm_types.data or [], moment)
    evidence.add_all(me(), incident, forms.uploads(form.files.data), store=countersign().store, at=moment)
    return incident


@blueprint.get("/incidents/<reference>")
def show(reference: str) -> str:
    """One incident."""
    return show_page(load.incident(reference))


@blueprint.post("/incidents/<reference>/answer")
def answer(reference: str) -> Answered:
    """Accept or decline the report for the person's department."""
    incident = load.incident(reference)
    return _decline(incident) if request.form.get("answer") == Answer.DECLINE else _accept(incident)


def _accept(incident: Incident) -> Answered:
    form = forms.AcceptForm()

    def accept() -> None:
        operations.accept(me(), incident, now(), chosen(Severity, form.severity.data), form.note.data or "")

    if attempt(form, accept):
        return _back(incident, "triage", "Your department accepts the report.")
    return show_page(incident, acceptance=form), 422


def _decline(incident: Incident) -> Answered:
    form = forms.DeclineForm()

    def decline() -> None:
        reason, explanation = DeclineReason(form.reason.data), form.explanation.data or ""
        if not form.original.data:
            operations.decline(me(), incident, reason, explanation, now())
        elif reason is not DeclineReason.DUPLICATE:
            raise Invalid("original", "Only a duplicate has an original. Choose that reason, or leave this empty.")
        else:
            related.decline_duplicate(me(), incident, original(form.original.data), explanation, now())

    if attempt(form, decline):
        return _back(incident, "triage", "Your department would decline the report.")
    return show_page(incident, declining=form), 422


@blueprint.post("/incidents/<reference>/severity")
def severity(reference: str) -> Answered:
    """Rate the harm anew."""
    incident, form = load.incident(reference), forms.SeverityForm()
    if attempt(form, lambda: _rate(incident, form)):
        return _back(incident, "facts", f"The severity is {Severity(form.severity.data).label} now.")
    return show_page(incident, severity=form), 422


def _rate(incident: Incident, form: forms.SeverityForm) -> None:
    operations.rate_severity(me(), incident, Severity(form.severity.data), form.reason.data or "", now())


@blueprint.post("/incidents/<reference>/declaration")
def declaration(reference: str) -> Answered:
    """Declare a track contained, restored, corrected, verified or not needed."""
    incident, form = load.incident(reference), forms.DeclarationForm()
    if attempt(form, lambda: _declare(incident, form.what.data or "", form.reason.data or "")):
        return _back(incident, "tracks", "Your declaration is recorded.")
    return show_page(incident, declaration=form), 422


def _declare(incident: Incident, what: str, reason: str) -> None:
    own_track_is_containment = what in ("not_needed", "withdrawn") and me().department is Department.IT
    if own_track_is_containment or what in ("contained", "restored"):
        tracks.declare_containment(me(), incident, ContainmentVerb(what), reason, now())
    else:
        tracks.declare_correction(me(), incident, CorrectionVerb(what), reason, now())


@blueprint.post("/incidents/<reference>/comments")
def comment(reference: str) -> Answered:
    """Say something."""
    incident, form = load.incident(reference), forms.CommentForm()
    if attempt(form, lambda: operations.comment(me(), incident, form.text.data or "", now())):
        return _back(incident, "activity", "Your comment is part of the record.")
    return show_page(incident, comment=form), 422


@blueprint.post("/incidents/<reference>/reopening")
def reopening(reference: str) -> Answered:
    """Open a closed incident again: it recurred."""
    incident, form = load.incident(reference), forms.ReopeningForm()
    if attempt(form, lambda: operations.reopen(me(), incident, form.reason.data or "", now())):
        return _back(incident, "tracks", "The incident is open again. Both tracks are back to assessing.")
    return show_page(incident, reopening=form), 422


def _back(incident: Incident, part: str, sentence: str) -> Response:
    flash(sentence, "success")
    return redirect(url_for("incidents.show", reference=incident.reference, _anchor=part), code=303)
