"""One's own account: where one stands, the time zone, and for leads the signing certificate."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask_security import auth_required
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse
from wtforms import PasswordField, SelectField
from wtforms.validators import EqualTo, InputRequired

from incidents.operations.enrolment import enrol
from incidents.operations.people import set_time_zone
from incidents.operations.signing import enrolled
from incidents.web.edge import me, now
from incidents.web.extensions import countersign
from incidents.web.forms import attempt
from incidents.web.review_signing import freshness
from incidents.web.zones import zone_choices

blueprint = Blueprint("account", __name__, url_prefix="/account")

Answer = BaseResponse | tuple[str, int]


class ZoneForm(FlaskForm):  # type: ignore[misc]
    """The zone in which pages show times."""

    time_zone = SelectField("Time zone", [InputRequired("Choose a time zone.")])


class EnrolmentForm(FlaskForm):  # type: ignore[misc]
    """A signing passphrase, twice."""

    passphrase = PasswordField("Signing passphrase", [InputRequired("Choose a signing passphrase.")])
    again = PasswordField(
        "The same once more",
        [
            InputRequired("Type the passphrase a second time."),
            EqualTo("passphrase", "The two passphrases differ. Type both again."),
        ],
    )


@blueprint.route("", methods=["GET", "POST"])
def profile() -> Answer:
    """Who one is here, and the zone that times are shown in."""
    form = ZoneForm(time_zone=me().time_zone)
    form.time_zone.choices = zone_choices(me().time_zone)
    if attempt(form, lambda: set_time_zone(me(), form.time_zone.data)):
        flash(f"Times are shown in {me().time_zone} from now on.", "success")
        return redirect(url_for(".profile"), code=303)
    status = 422 if form.is_submitted() else 200
    return render_template("account/profile.html", form=form, identity=enrolled(me())), status


@blueprint.route("/signing", methods=["GET", "POST"])
@auth_required("session", within=freshness)
def signing() -> Answer:
    """A lead's certificate: get one, see it, replace it. Whoever finds a screen unlocked cannot do it."""
    form = EnrolmentForm()
    authority = countersign().authority
    if attempt(form, lambda: enrol(me(), form.passphrase.data or "", authority, at=now())):
        flash("You can sign reports now. Keep the passphrase: nobody can recover it.", "success")
        return redirect(url_for(".signing"), code=303)
    status = 422 if form.is_submitted() else 200
    return render_template("account/signing.html", form=form, identity=enrolled(me()), now=now()), status


@blueprint.get("/signing/certificate.pem")
def certificate() -> Answer:
    """One's own certificate, without the key, for whoever wants to look at it."""
    identity = enrolled(me()) or abort(404)
    answer = Response(identity.certificate_pem, mimetype="application/x-pem-file")
    answer.headers["Content-Disposition"] = 'attachment; filename="countersign-certificate.pem"'
    return answer
