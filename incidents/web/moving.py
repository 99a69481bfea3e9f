"""A step on one thing of the record: refused, taken, or shown again with what was typed."""

from collections.abc import Callable

from flask import flash, redirect
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from incidents.access import Act, require
from incidents.domain.errors import Invalid
from incidents.models import Person, db
from incidents.web.edge import me
from incidents.web.forms import attempt


def moved(
    thing: object, act: Act, form: FlaskForm, operation: Callable[[], object], *, said: str, address: str
) -> Response | None:
    """Take a step that `act` allows: says so and leads on to `address` (303). None where it did not go through.

    What is not this person's is refused as such (403), before what was typed is looked at. A step that fails leaves
    nothing behind, so that the page which shows its form again reads the record as it stands.
    """
    require(me(), act, thing)
    if attempt(form, operation):
        flash(said, "success")
        return redirect(address, code=303)
    db.session.rollback()
    return None


def chosen_person(number: int | None, field: str) -> Person:
    """The person who was chosen in this field of a form. Raises `Invalid` where there is none."""
    person = db.session.get(Person, number) if number is not None else None
    if person is None:
        raise Invalid(field, "There is no such person. Choose one of the list.")
    return person
