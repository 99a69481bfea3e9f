"""One's own account: where one stands, and the time zone. The signing certificate is in `signing_certificate`."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from incidents.operations.certificates import enrolled
from incidents.operations.people import set_time_zone
from incidents.queries.certificates import view_of
from incidents.web.account_forms import ZoneForm
from incidents.web.edge import me, now
from incidents.web.forms import attempt
from incidents.web.zones import zone_choices

blueprint = Blueprint("account", __name__, url_prefix="/account")

Answer = BaseResponse | tuple[str, int]


@blueprint.route("", methods=["GET", "POST"])
def profile() -> Answer:
    """Who one is here, and the zone that times are shown in."""
    form = ZoneForm(time_zone=me().time_zone)
    form.time_zone.choices = zone_choices(me().time_zone)
    if attempt(form, lambda: set_time_zone(me(), form.time_zone.data)):
        flash(f"Times are shown in {me().time_zone} from now on.", "success")
        return redirect(url_for(".profile"), code=303)
    status = 422 if form.is_submitted() else 200
    identity = enrolled(me())
    view = view_of(identity, now()) if identity else None
    return render_template("account/profile.html", form=form, view=view), status
