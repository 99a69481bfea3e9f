"""Administration of the endpoints that reproduction cases can be put to."""

import os

from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from incidents.domain.errors import Invalid
from incidents.models import ModelEndpoint, System, db
from incidents.operations.endpoints import save_endpoint
from incidents.queries.cases import all_endpoints
from incidents.queries.queue import systems
from incidents.web.administration import blueprint
from incidents.web.case_forms import EndpointForm
from incidents.web.edge import me, now
from incidents.web.forms import attempt

Answer = Response | tuple[str, int]


@blueprint.route("/models", methods=["GET", "POST"])
def models() -> Answer:
    """The endpoints, and one more."""
    form = EndpointForm().offer(systems())
    if attempt(form, lambda: _save(None, form)):
        return _saved(form)
    html = render_template("administration/models.html", form=form, rows=_with_keys(all_endpoints()))
    return html, 422 if form.is_submitted() else 200


@blueprint.route("/models/<int:number>", methods=["GET", "POST"])
def model(number: int) -> Answer:
    """Change an endpoint, or retire it."""
    endpoint = db.session.get(ModelEndpoint, number) or abort(404)
    form = EndpointForm.of(endpoint)
    if attempt(form, lambda: _save(endpoint, form)):
        return _saved(form)
    failed = form.is_submitted()
    if failed:
        db.session.rollback()
    return render_template("administration/model.html", form=form, endpoint=endpoint), 422 if failed else 200


def _save(endpoint: ModelEndpoint | None, form: EndpointForm) -> None:
    number = form.system.data or ""
    system = db.session.get(System, int(number)) if number.isdecimal() else None
    if system is None:
        raise Invalid("system", "There is no such system. Choose one of the list.")
    save_endpoint(me(), endpoint, system=system, **form.values(), at=now())


def _saved(form: EndpointForm) -> Response:
    flash(f"The endpoint {form.name.data} is saved.", "success")
    return redirect(url_for(".models"), code=303)


def _with_keys(endpoints: list[ModelEndpoint]) -> list[tuple[ModelEndpoint, bool]]:
    """Each endpoint, and whether its variable is set for this process. Its value is never looked at."""
    return [(endpoint, not endpoint.key_variable or endpoint.key_variable in os.environ) for endpoint in endpoints]
