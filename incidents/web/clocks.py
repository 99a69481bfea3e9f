"""The clocks of an incident: how they stand, and pausing them."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.validators import DataRequired

from incidents.access import Act, refusal
from incidents.models import Clock, Incident
from incidents.operations import clocks as operations
from incidents.queries import clocks as queries
from incidents.web import load
from incidents.web.edge import me, now
from incidents.web.forms import attempt

blueprint = Blueprint("clocks", __name__, url_prefix="/incidents/<reference>/clocks")

Answer = str | Response | tuple[str, int]


class PauseForm(FlaskForm):  # type: ignore[misc]
    """Why a clock does not count for a while."""

    reason = TextAreaField(
        "What does the work wait for?", [DataRequired("Give a reason: what does the work wait for?")]
    )


class ResumeForm(FlaskForm):  # type: ignore[misc]
    """Let a clock run on. Nothing is asked."""


@blueprint.get("")
def index(reference: str) -> Answer:
    """Every clock of the incident, those of earlier rounds below."""
    return _page(load.incident(reference))


@blueprint.post("/<int:number>/pause")
def pause(reference: str, number: int) -> Answer:
    """Pause a clock, with a reason."""
    clock, form = load.clock(reference, number), PauseForm()
    if attempt(form, lambda: operations.pause(me(), clock, form.reason.data or "", now())):
        return _back(clock, "The clock is paused. Its reason stands in the record.")
    return _page(clock.incident, clock.id, form), 422


@blueprint.post("/<int:number>/resumption")
def resumption(reference: str, number: int) -> Answer:
    """Let a paused clock run on."""
    clock, form = load.clock(reference, number), ResumeForm()
    if attempt(form, lambda: operations.resume(me(), clock, now())):
        return _back(clock, "The clock runs on. The paused time was added.")
    return _page(clock.incident), 422


def _page(incident: Incident, failed: int = 0, form: FlaskForm | None = None) -> str:
    moment = now()
    views = queries.clocks_of(incident, moment)
    kept = {clock.id: clock for clock in operations.of_round(incident)}
    return render_template(
        "clocks/index.html",
        incident=incident,
        rounds=sorted({view.round for view in views}, reverse=True),
        clocks=views,
        refusals={number: _refusal(clock) for number, clock in kept.items()},
        failed=failed,
        form=form or PauseForm(formdata=None),
    )


def _refusal(clock: Clock) -> str | None:
    """Why the person who reads cannot pause a clock, or let it run on."""
    sentence = refusal(me(), Act.PAUSE_CLOCK, clock)
    if sentence is None and clock.paused_at is None:
        return operations.unpausable(clock, now())
    return sentence


def _back(clock: Clock, sentence: str) -> Response:
    flash(sentence, "success")
    return redirect(url_for(".index", reference=clock.incident.reference), code=303)
