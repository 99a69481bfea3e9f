"""Relations of an incident to others: see, add, take back."""

import re

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from incidents.domain.errors import Invalid
from incidents.domain.relation import RelationKind
from incidents.models import Action, Incident, Relation, db
from incidents.operations import relations as operations
from incidents.queries import relations as queries
from incidents.web import arguments, load
from incidents.web import follow_up_forms as forms
from incidents.web.edge import me, now
from incidents.web.forms import attempt

blueprint = Blueprint("relations", __name__)

Answer = Response | tuple[str, int]
NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
WHICH = "Give the reference of an incident that you may see, as in AI-7."


@blueprint.get("/incidents/<reference>/relations")
def index(reference: str) -> tuple[str, int]:
    """What the incident is to others. `q` searches, `other` and `kind` fill the form in."""
    return _page(load.incident(reference))


@blueprint.post("/incidents/<reference>/relations")
def add(reference: str) -> Answer:
    """Say how the incident belongs to another one."""
    incident, form = load.incident(reference), forms.RelationForm()
    if attempt(form, lambda: _relate(incident, form)):
        flash("The relation stands in both records.", "success")
        return redirect(url_for(".index", reference=reference), code=303)
    db.session.rollback()
    return _page(incident, form)


@blueprint.post("/incidents/<reference>/relations/<int:number>/removal")
def removal(reference: str, number: int) -> Answer:
    """Take a relation back."""
    incident, form = load.incident(reference), forms.RemovalForm()
    lines = queries.lines_of(incident, me())
    relation = next((line.relation for line in lines if line.relation.id == number), None) or abort(404)
    if attempt(form, lambda: operations.remove(me(), relation, form.reason.data or "", now())):
        flash("The relation is removed. Both records keep that it stood.", "success")
        return redirect(url_for(".index", reference=reference), code=303)
    db.session.rollback()
    return _page(incident, removing=(relation, form))


def original(reference: str) -> Incident:
    """The incident that somebody names as the original. Raises `Invalid` beside the field `original`."""
    found = queries.find(me(), reference)
    if found is None:
        raise Invalid("original", WHICH)
    return found


def _relate(incident: Incident, form: forms.RelationForm) -> None:
    other = queries.find(me(), form.other.data or "")
    if other is None:
        raise Invalid("other", WHICH)
    number = form.action.data or ""
    action = db.session.get(Action, int(number)) if NUMBER.fullmatch(number) else None
    operations.relate(
        me(),
        incident,
        other,
        RelationKind(form.kind.data),
        form.reason.data or "",
        now(),
        action=action,
        reopen=bool(form.reopen.data),
    )


def _page(
    incident: Incident, form: FlaskForm | None = None, removing: tuple[Relation, FlaskForm] | None = None
) -> tuple[str, int]:
    words = arguments.text("q")
    kind = arguments.word("kind", RelationKind)
    filled = forms.RelationForm(formdata=None, other=arguments.text("other", 12), kind=kind.value if kind else None)
    html = render_template(
        "relations/index.html",
        incident=incident,
        lines=queries.lines_of(incident, me()),
        words=words,
        found=queries.search(me(), words, incident),
        form=form or filled,
        failed=form is not None,
        removal=removing[1] if removing else forms.RemovalForm(formdata=None),
        removing=removing[0].id if removing else None,
        RelationKind=RelationKind,
    )
    return html, 422 if form is not None or removing is not None else 200
