"""First start: founding the organisation in a browser, once, with the code that the terminal shows."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import PasswordField, SelectField, StringField, TextAreaField
from wtforms.validators import EqualTo, InputRequired, ValidationError

from incidents.founding import found_organisation, is_set_up_code, set_up_code
from incidents.operations.organisation import here
from incidents.operations.people import PASSWORD_LENGTH
from incidents.web.edge import now
from incidents.web.extensions import countersign, limiter
from incidents.web.forms import attempt
from incidents.web.zones import zone_choices

blueprint = Blueprint("setup", __name__)

NEXT = "{} is founded. Log in, then add the people of both departments, and your first AI system."


class SetUpForm(FlaskForm):  # type: ignore[misc]
    """Everything that an organisation begins with."""

    code = StringField("Set-up code", [InputRequired("Give the code that the terminal shows.")])
    organisation = StringField("Name of the organisation", [InputRequired("Give the organisation's name.")])
    time_zone = SelectField(
        "Time zone of the organisation", [InputRequired("Choose a time zone.")], choices=zone_choices(), default="UTC"
    )
    name = StringField("Your name", [InputRequired("Give your name.")])
    email = StringField("Your e-mail address", [InputRequired("Give your e-mail address.")])
    password = PasswordField("Password", [InputRequired(f"Give a password of at least {PASSWORD_LENGTH} characters.")])
    again = PasswordField(
        "Password again",
        [
            InputRequired("Type the password a second time."),
            EqualTo("password", "The two passwords differ. Type both again."),
        ],
    )
    units = TextAreaField("Business units")

    def validate_code(self, field: StringField) -> None:
        """Only somebody who can read the terminal, or the server's files, founds the organisation."""
        if not is_set_up_code(countersign(), field.data or ""):
            raise ValidationError("This is not the set-up code. Copy it from the terminal.")

    def founding(self) -> dict[str, Any]:
        """What `found_organisation` asks for."""
        own = {field: self[field].data or "" for field in ("organisation", "time_zone", "name", "email", "password")}
        lines = (" ".join(line.split()) for line in (self.units.data or "").splitlines())
        return {**own, "units": [line for line in lines if line]}


@blueprint.route("/setup", methods=["GET", "POST"])
@limiter.limit("10 per minute", methods=["POST"])
def index() -> Response | tuple[str, int]:
    """Found the organisation. There is no such page once one lives here."""
    if here() is not None:
        abort(404)
    set_up_code(countersign())
    form = SetUpForm()
    if attempt(form, lambda: found_organisation(countersign(), **form.founding(), at=now())):
        flash(NEXT.format(form.organisation.data), "success")
        return redirect(url_for("security.login"), code=303)
    return render_template("setup/index.html", form=form), 422 if form.is_submitted() else 200
