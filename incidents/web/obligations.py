"""Reporting obligations: those of an incident, those of all incidents by deadline, and the catalogue."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from incidents.domain.obligations import NOT_LEGAL_ADVICE, ObligationState, Said
from incidents.domain.regimes import CATALOGUE, QUESTIONS, VERSION
from incidents.models import Incident, Obligation, ObligationStage, db
from incidents.operations import obligation_questions
from incidents.queries import obligations as queries
from incidents.queries.obligation_owners import may_own
from incidents.web import load
from incidents.web import obligation_forms as forms
from incidents.web.arguments import number
from incidents.web.edge import me, now
from incidents.web.forms import attempt
from incidents.web.obligation_words import Standing, standing

blueprint = Blueprint("obligations", __name__)

Answered = Response | tuple[str, int]


@blueprint.app_template_global()
def standing_of(stage: ObligationStage) -> Standing:
    """How a stage stands at this moment, in words."""
    return standing(stage, now())


@blueprint.app_context_processor
def every_page() -> dict[str, object]:
    """What the pages of this room print everywhere."""
    return {"not_legal_advice": NOT_LEGAL_ADVICE, "catalogue_version": VERSION}


@blueprint.get("/obligations")
def due() -> str:
    """What must be sent over all incidents that the person may see, the soonest first."""
    page = queries.due_for(me(), number("after"))
    return render_template("obligations/due.html", page=page, words_of=queries.words_of, regimes=CATALOGUE)


@blueprint.get("/obligations/catalogue")
def catalogue() -> str:
    """Every regime: who, to whom, by when, since when, with its source."""
    return render_template("obligations/catalogue.html", regimes=CATALOGUE.values(), today=now().date())


@blueprint.get("/incidents/<reference>/obligations")
def index(reference: str) -> str:
    """The obligations of an incident."""
    return _list(load.incident(reference), None)


@blueprint.post("/incidents/<reference>/obligations")
def listing(reference: str) -> Answered:
    """Put a regime on the list by hand."""
    incident, form = load.incident(reference), forms.ListForm().offer([])
    if attempt(
        form, lambda: obligation_questions.put_on_list(me(), incident, form.regime.data, form.reason.data or "", now())
    ):
        flash("It is on the list. A lead decides whether it applies.", "success")
        return redirect(url_for(".show", reference=reference, regime=form.regime.data), code=303)
    db.session.rollback()
    return _list(incident, form), 422


def _list(incident: Incident, form: forms.ListForm | None) -> str:
    board = queries.board_of(incident)
    listed = [view.regime.key for view in board.views]
    return render_template(
        "obligations/index.html",
        incident=incident,
        board=board,
        State=ObligationState,
        form=form or forms.ListForm(formdata=None).offer(listed),
        failed=form is not None,
        today=now().date(),
    )


@blueprint.route("/incidents/<reference>/obligations/questions", methods=["GET", "POST"])
def questions(reference: str) -> Answered:
    """Answer the questions that propose regimes."""
    incident = load.incident(reference)
    form = forms.question_form(queries.answers_to_begin_with(incident))
    if attempt(form, lambda: _answer(incident, form)):
        return redirect(url_for(".index", reference=reference), code=303)
    before = queries.newest_answers(incident)
    page = render_template(
        "obligations/questions.html", incident=incident, form=form, questions=QUESTIONS, before=before
    )
    return page, 422 if form.is_submitted() else 200


def _answer(incident: Incident, form: FlaskForm) -> None:
    found = obligation_questions.answer(me(), incident, {key: Said(form[key].data) for key in QUESTIONS}, now())
    names = ", ".join(proposal.regime.name for proposal in found)
    flash(f"Proposed: {names}. A lead decides on each." if names else "No regime is proposed.", "success")


@blueprint.get("/incidents/<reference>/obligations/<regime>")
def show(reference: str, regime: str) -> Answered:
    """One obligation: what the law says, where it stands, and what can be done."""
    return page_of(load.obligation(reference, regime))


def page_of(obligation: Obligation, failed: str = "", form: FlaskForm | None = None) -> tuple[str, int]:
    """The page of an obligation. After a form that failed: 422, with that form open and what was typed in it."""
    view, people = queries.view_of(obligation), may_own(obligation.incident)
    files = queries.evidence_of(obligation.incident)
    blank: dict[str, FlaskForm] = {
        "assessment": forms.assessment_form(obligation, people, formdata=None),
        "dismissal": forms.DismissalForm(formdata=None),
        "moment": forms.MomentForm(formdata=None).offer(view.regime),
        "report": forms.ReportForm(formdata=None, sent_at=_now_local()).offer(view, files),
        "retraction": forms.RetractionForm(formdata=None),
    }
    html = render_template(
        "obligations/show.html",
        incident=obligation.incident,
        obligation=obligation,
        view=view,
        blank_retraction=blank["retraction"],
        forms=blank | ({failed: form} if form is not None else {}),
        failed=failed,
        retracting=(request.view_args or {}).get("number"),
        dated={row.key: row.at for row in obligation.triggers},
    )
    return html, 422 if failed else 200


def _now_local() -> datetime | None:
    return forms.local(now())
