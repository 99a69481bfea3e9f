"""Administration: people, units and systems. It gives no right over incidents, tasks or signatures."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from incidents.models import Person, System, db
from incidents.operations import people as operations
from incidents.operations.organisation import here
from incidents.operations.register import save_system
from incidents.queries import administration as reading
from incidents.queries import register
from incidents.web import arguments
from incidents.web.administration_forms import (
    ChangePersonForm,
    DetailsForm,
    NewPersonForm,
    PasswordForm,
    SystemForm,
    UnitForm,
)
from incidents.web.administration_steps import first_steps
from incidents.web.edge import me, now
from incidents.web.forms import attempt

blueprint = Blueprint("administration", __name__, url_prefix="/administration")

Answer = str | tuple[str, int] | Response
NUMBER = "<int:number>"


@blueprint.get("")
def index() -> Answer:
    """How far the organisation is set up, and what to do next."""
    overview = reading.overview()
    return render_template(
        "administration/index.html",
        overview=overview,
        steps=first_steps(overview),
        changes=list(reading.recent_changes()),
    )


@blueprint.get("/people")
def people() -> Answer:
    """Everybody who has an account."""
    search = arguments.text("q")
    page = reading.people(search, arguments.number("after"))
    return render_template("administration/people.html", page=page, search=search)


@blueprint.route("/people/new", methods=["GET", "POST"])
def person_new() -> Answer:
    """Give somebody an account."""
    organisation = here()
    form = NewPersonForm(affiliation="business", time_zone=organisation.time_zone if organisation else "UTC")
    if attempt(form, lambda: operations.add_person(me(), **form.person(), at=now())):
        flash(f"{form.name.data} can log in. Pass the initial password on, and have it changed at once.", "success")
        return redirect(url_for(".people"), code=303)
    return render_template("administration/person_new.html", form=form), _status(form)


@blueprint.route(f"/people/{NUMBER}", methods=["GET", "POST"])
def person(number: int) -> Answer:
    """Change where somebody stands."""
    someone = _someone(number)
    form = ChangePersonForm.of(someone)
    if attempt(form, lambda: operations.change_person(me(), someone, **form.change(), at=now())):
        return _saved(someone, f"{someone.name} is saved.")
    return _person(someone, form=form), _status(form)


@blueprint.post(f"/people/{NUMBER}/details")
def person_details(number: int) -> Answer:
    """Correct somebody's name, address or job title."""
    someone, form = _someone(number), DetailsForm()
    if attempt(form, lambda: operations.change_details(me(), someone, **form.details(), at=now())):
        return _saved(someone, f"{someone.name} is saved.")
    return _person(someone, details_form=form), 422


@blueprint.post(f"/people/{NUMBER}/password")
def person_password(number: int) -> Answer:
    """Give somebody who cannot log in a new initial password."""
    someone, form = _someone(number), PasswordForm()
    if attempt(form, lambda: operations.give_password(me(), someone, form.password.data or "", at=now())):
        return _saved(someone, f"{someone.name} has a new initial password. Pass it on, and have it changed at once.")
    return _person(someone, password_form=form), 422


@blueprint.route("/units", methods=["GET", "POST"])
def units() -> Answer:
    """The business units, and one more."""
    form = UnitForm()
    if attempt(form, lambda: operations.add_unit(me(), form.name.data or "", at=now())):
        flash(f"The unit {form.name.data} is added.", "success")
        return redirect(url_for(".units"), code=303)
    return render_template("administration/units.html", form=form, rows=reading.units_with_people()), _status(form)


@blueprint.get("/systems")
def systems() -> Answer:
    """The register of AI systems."""
    search = arguments.text("q")
    page = register.systems(search, following=arguments.number("after"))
    return render_template("administration/systems.html", page=page, search=search)


@blueprint.route("/systems/new", methods=["GET", "POST"])
def system_new() -> Answer:
    """Register an AI system."""
    return _save_system(None)


@blueprint.route(f"/systems/{NUMBER}", methods=["GET", "POST"])
def system(number: int) -> Answer:
    """Change the entry of an AI system."""
    return _save_system(db.session.get(System, number) or abort(404))


def _save_system(entry: System | None) -> Answer:
    form = SystemForm(entry)
    if attempt(form, lambda: save_system(me(), entry, **form.system(), at=now())):
        flash(f"The system {form.name.data} is saved.", "success")
        return redirect(url_for(".systems"), code=303)
    return render_template("administration/system.html", form=form, system=entry), _status(form)


def _someone(number: int) -> Person:
    return db.session.get(Person, number) or abort(404)


def _saved(someone: Person, sentence: str) -> Response:
    flash(sentence, "success")
    return redirect(url_for(".person", number=someone.id), code=303)


def _person(someone: Person, **failed: FlaskForm) -> str:
    """The page of a person, with the form that failed in place of a fresh one."""
    forms = {
        "form": failed.get("form") or ChangePersonForm.of(someone),
        "details_form": DetailsForm(formdata=None, obj=someone),
        "password_form": PasswordForm(formdata=None),
    }
    waiting = reading.unfinished_tasks(someone)
    return render_template("administration/person.html", someone=someone, waiting=waiting, **{**forms, **failed})


def _status(form: FlaskForm) -> int:
    return 422 if form.is_submitted() else 200
