"""What is done with an obligation: assess, date a moment, record a report, retract it, and its draft."""

import json
from collections.abc import Callable

from flask import flash, make_response, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from incidents.access import Act, require
from incidents.domain.errors import Invalid, LostUpdate
from incidents.models import Evidence, Obligation, Person, db
from incidents.operations import obligation_reports as reports
from incidents.operations import obligations as operations
from incidents.queries import obligation_drafts as drafts
from incidents.queries import obligations as queries
from incidents.queries.obligation_owners import may_own
from incidents.web import load
from incidents.web import obligation_forms as forms
from incidents.web.edge import me, now
from incidents.web.forms import attempt
from incidents.web.incident_forms import in_utc
from incidents.web.moving import moved
from incidents.web.obligations import Answered, blueprint, page_of

PATH = "/incidents/<reference>/obligations/<regime>"


@blueprint.post(f"{PATH}/assessment")
def assessment(reference: str, regime: str) -> Answered:
    """Assess it as due."""
    obligation = load.obligation(reference, regime)
    form = forms.assessment_form(obligation, may_own(obligation.incident))
    return _move(obligation, Act.ASSESS_OBLIGATION, "assessment", form, lambda: _assess(obligation, form))


def _assess(obligation: Obligation, form: forms.AssessmentForm) -> None:
    owner = db.session.get(Person, form.owner.data) if form.owner.data else None
    if owner is None:
        raise Invalid("owner", "There is no such person. Choose one of the list.")
    operations.assess_due(
        me(),
        obligation,
        owner=owner,
        triggers=form.moments(operations.regime_of(obligation)),
        rationale=form.rationale.data or "",
        variant=form.variant.data or "",
        at=now(),
    )


@blueprint.post(f"{PATH}/dismissal")
def dismissal(reference: str, regime: str) -> Answered:
    """Assess it as not applicable."""
    obligation, form = load.obligation(reference, regime), forms.DismissalForm()
    return _move(
        obligation,
        Act.ASSESS_OBLIGATION,
        "dismissal",
        form,
        lambda: operations.assess_not_applicable(me(), obligation, form.rationale.data or "", now()),
    )


@blueprint.post(f"{PATH}/moments")
def moment(reference: str, regime: str) -> Answered:
    """Date a moment that limits count from."""
    obligation = load.obligation(reference, regime)
    form = forms.MomentForm().offer(operations.regime_of(obligation))

    def date() -> None:
        typed = in_utc(form.moment.data)
        assert typed is not None, "the form asks for it"  # noqa: S101
        operations.date_trigger(me(), obligation, form.trigger.data, typed, form.reason.data or "", now())

    return _move(obligation, Act.KEEP_OBLIGATION, "moment", form, date)


@blueprint.post(f"{PATH}/reports")
def report(reference: str, regime: str) -> Answered:
    """Record a report that was sent."""
    obligation = load.obligation(reference, regime)
    form = forms.ReportForm().offer(queries.view_of(obligation), queries.evidence_of(obligation.incident))
    return _move(obligation, Act.KEEP_OBLIGATION, "report", form, lambda: _record(obligation, form))


def _record(obligation: Obligation, form: forms.ReportForm) -> None:
    typed = in_utc(form.sent_at.data)
    assert typed is not None, "the form asks for it"  # noqa: S101
    reports.record_sent(
        me(),
        obligation,
        stage=form.stage.data,
        sent_at=typed,
        recipient=form.recipient.data or "",
        reference=form.reference.data or "",
        note=form.note.data or "",
        proof=db.session.get(Evidence, form.proof.data) if form.proof.data else None,
        at=now(),
    )


@blueprint.post(f"{PATH}/reports/<int:number>/retraction")
def retraction(reference: str, regime: str, number: int) -> Answered:
    """Take a mistaken entry back."""
    obligation, form = load.obligation(reference, regime), forms.RetractionForm()
    entry = load.obligation_report(obligation, number)
    return _move(
        obligation,
        Act.KEEP_OBLIGATION,
        "retraction",
        form,
        lambda: reports.retract(me(), entry, form.reason.data or "", now()),
    )


@blueprint.route(f"{PATH}/draft", methods=["GET", "POST"])
def draft(reference: str, regime: str) -> Answered:
    """Read, write and keep the draft of the report."""
    obligation = load.draftable(reference, regime)
    require(me(), Act.READ_DRAFT, obligation)
    latest = reports.latest_draft(obligation)
    parts = drafts.parts_of(obligation, latest)
    values = {part.words.key: part.text for part in parts} | {"version": str(latest.version if latest else 0)}
    form = forms.draft_form(obligation, values)
    lost: LostUpdate | None = None
    try:
        if attempt(form, lambda: reports.save_draft(me(), obligation, form.data, int(form.version.data), now())):
            flash("Saved as a version of its own.", "success")
            return redirect(url_for(".draft", reference=reference, regime=regime), code=303)
    except LostUpdate as error:
        lost = error
    return _draft_page(obligation, form, parts, lost), 422 if form.is_submitted() else 200


def _draft_page(obligation: Obligation, form: FlaskForm, parts: list[drafts.Part], lost: LostUpdate | None) -> str:
    if lost is not None:
        form.version.data = str(lost.version)
    return render_template(
        "obligations/draft.html",
        incident=obligation.incident,
        obligation=obligation,
        regime=operations.regime_of(obligation),
        form=form,
        parts_of_it=parts,
        lost=lost,
        theirs=json.loads(lost.theirs) if lost else {},
        latest=reports.latest_draft(obligation),
    )


@blueprint.get(f"{PATH}/draft.<any(md, txt):kind>")
def draft_file(reference: str, regime: str, kind: str) -> Response:
    """The draft as a file, plain text or Markdown."""
    obligation = load.draftable(reference, regime)
    require(me(), Act.READ_DRAFT, obligation)
    write = drafts.as_markdown if kind == "md" else drafts.as_text
    answer = make_response(write(obligation, reports.latest_draft(obligation)))
    answer.headers["Content-Type"] = f"text/{'markdown' if kind == 'md' else 'plain'}; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{reference}-{regime}-draft.{kind}"'
    return answer


SAID = {
    "assessment": "It is due. Its deadlines are below.",
    "dismissal": "Recorded as not applicable, with your rationale.",
    "moment": "The moment is dated, and the deadlines follow it.",
    "report": "Recorded as sent.",
    "retraction": "The entry is retracted. It stays in the record.",
}
"""What is said after each move, by the name of its endpoint."""


def _move(obligation: Obligation, act: Act, name: str, form: FlaskForm, operation: Callable[[], object]) -> Answered:
    address = url_for(".show", reference=obligation.incident.reference, regime=obligation.regime)
    return moved(obligation, act, form, operation, said=SAID[name], address=address) or page_of(obligation, name, form)
