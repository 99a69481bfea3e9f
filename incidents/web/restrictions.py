"""Who sees an incident: restrict it, name people, take them away, lift it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from incidents.domain.errors import Invalid
from incidents.domain.vocabulary import Department
from incidents.models import Incident, Person, db
from incidents.operations import restrictions as operations
from incidents.queries import restrictions as queries
from incidents.queries.tasks import people_of
from incidents.web import follow_up_forms as forms
from incidents.web import load
from incidents.web.edge import me, now
from incidents.web.forms import attempt

blueprint = Blueprint("restrictions", __name__)

Answer = Response | tuple[str, int]


@blueprint.get("/incidents/<reference>/restriction")
def show(reference: str) -> tuple[str, int]:
    """Who may see the incident, and why."""
    return _page(load.incident(reference))


@blueprint.post("/incidents/<reference>/restriction")
def restrict(reference: str) -> Answer:
    """Let only the named people see it."""
    incident = load.incident(reference)
    form = forms.RestrictForm().offer(people_of(*Department))
    if attempt(form, lambda: operations.restrict(me(), incident, _people(form), form.reason.data or "", now())):
        return _back(incident, "Only the people who are named here see the incident now.")
    return _page(incident, restrict=form)


@blueprint.post("/incidents/<reference>/restriction/people")
def name(reference: str) -> Answer:
    """Name one more person."""
    incident = load.incident(reference)
    form = forms.NameForm().offer(queries.candidates())
    if attempt(form, lambda: operations.name_person(me(), incident, _person(form), form.reason.data or "", now())):
        return _back(incident, "Named. They see the incident now.")
    return _page(incident, name=form)


@blueprint.post("/incidents/<reference>/restriction/people/<int:number>/removal")
def unname(reference: str, number: int) -> Answer:
    """Take a person away."""
    incident, form = load.incident(reference), forms.RemovalForm()
    person = next((row.person for row in incident.named if row.person_id == number), None)
    if person is not None and attempt(
        form, lambda: operations.unname_person(me(), incident, person, form.reason.data or "", now())
    ):
        if person is me():
            flash("You do not see this incident any more.", "success")
            return redirect(url_for("incidents.queue"), code=303)
        return _back(incident, f"{person.name} does not see the incident any more.")
    return _page(incident, unname=form)


@blueprint.post("/incidents/<reference>/restriction/lifting")
def lift(reference: str) -> Answer:
    """Let everybody see it who would see it otherwise."""
    incident, form = load.incident(reference), forms.LiftForm()
    if attempt(form, lambda: operations.lift(me(), incident, form.reason.data or "", now())):
        return _back(incident, "The restriction is lifted.")
    return _page(incident, lift=form)


def _page(incident: Incident, **failed: FlaskForm) -> tuple[str, int]:
    if failed:
        db.session.rollback()
    room = queries.room(incident)
    blank: dict[str, FlaskForm] = {
        "restrict": forms.RestrictForm(formdata=None).offer(people_of(*Department)),
        "name": forms.NameForm(formdata=None).offer(room.others),
        "unname": forms.RemovalForm(formdata=None),
        "lift": forms.LiftForm(formdata=None),
    }
    names = {"room": room, "forms": blank | failed, "failed": next(iter(failed), "")}
    html = render_template("restrictions/show.html", incident=incident, **names)
    return html, 422 if failed else 200


def _people(form: forms.RestrictForm) -> list[Person]:
    return [person for person in queries.candidates() if person.id in set(form.people.data or [])]


def _person(form: forms.NameForm) -> Person:
    person = db.session.get(Person, form.person.data) if form.person.data else None
    if person is None:
        raise Invalid("person", "There is no such person. Choose one of the list.")
    return person


def _back(incident: Incident, sentence: str) -> Response:
    flash(sentence, "success")
    return redirect(url_for(".show", reference=incident.reference), code=303)
