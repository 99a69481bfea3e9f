"""Quarterly reports: the list, asking for one, how far it is, and the sealed file."""

from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as Answered
from wtforms import SelectField
from wtforms.validators import InputRequired

from incidents.access import Act, refusal, require
from incidents.domain.period import Period
from incidents.models import QuarterReport, db
from incidents.operations import quarters as operations
from incidents.queries import quarters as queries
from incidents.trusted import own_trust
from incidents.web import arguments
from incidents.web.edge import me, now
from incidents.web.extensions import countersign
from incidents.web.forms import attempt
from incidents.web.review_signing import PDF_POLICY

if TYPE_CHECKING:
    from reports.verify import Verification

blueprint = Blueprint("quarters", __name__, url_prefix="/quarters")


class QuarterForm(FlaskForm):  # type: ignore[misc]
    """Which quarter."""

    quarter = SelectField("Quarter", validators=[InputRequired("Choose a quarter.")])

    def offer(self, periods: list[Period]) -> None:
        """The running quarter says that it is not over; the finished one before it is proposed."""
        self.quarter.choices = [
            (period.key, f"{period.label}, not over: preliminary" if place == 0 else period.label)
            for place, period in enumerate(periods)
        ]
        if not self.is_submitted():
            self.quarter.data = periods[1].key


@blueprint.get("")
def index() -> str:
    """Every quarterly report, and the form that asks for one."""
    require(me(), Act.READ_QUARTER)
    return _page(_form())


@blueprint.post("")
def new() -> Answered | tuple[str, int]:
    """Freeze the figures of a quarter and have the report made."""
    require(me(), Act.REQUEST_QUARTER)
    form = _form()
    made: list[QuarterReport] = []
    if attempt(form, lambda: made.append(operations.request(me(), form.quarter.data, now()))):
        return redirect(url_for(".show", quarter=made[0].quarter, edition=made[0].edition), code=303)
    db.session.rollback()
    return _page(form), 422


@blueprint.get("/<quarter>")
def show(quarter: str) -> str:
    """One report: how far it is, or the file and its proof."""
    report = _report(quarter)
    checked = _checked(report) if request.args.get("check") and report.sha256 else None
    return render_template("quarters/show.html", report=report, checked=checked)


@blueprint.get("/<quarter>.json")
def state(quarter: str) -> Response:
    """How far it is: percent, step, error, and where to go once it is done."""
    report = _report(quarter)
    following = url_for(".show", quarter=quarter, edition=report.edition) if report.sha256 else None
    return jsonify(percent=report.percent, step=report.step, error=bool(report.error), next=following)


@blueprint.get("/<quarter>.pdf")
def pdf(quarter: str) -> Response:
    """The sealed file, byte for byte. Its ETag is its SHA-256."""
    report = _report(quarter)
    name = report.sha256 or abort(404)
    answer = Response(countersign().store.get(name), mimetype="application/pdf")
    answer.set_etag(name)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Content-Security-Policy"] = PDF_POLICY
    how = "attachment" if request.args.get("download") else "inline"
    answer.headers["Content-Disposition"] = f'{how}; filename="{report.quarter}-edition-{report.edition}.pdf"'
    answer.make_conditional(request)
    return answer


def _form() -> QuarterForm:
    form = QuarterForm()
    form.offer(queries.offered(now()))
    return form


def _page(form: QuarterForm) -> str:
    if form.errors:
        flash("Choose a quarter from the list.", "danger")
    blocked = refusal(me(), Act.REQUEST_QUARTER)
    return render_template("quarters/index.html", form=form, reports=queries.reports(), blocked=blocked)


def _report(quarter: str) -> QuarterReport:
    require(me(), Act.READ_QUARTER)
    return queries.report(quarter, arguments.number("edition")) or abort(404)


def _checked(report: QuarterReport) -> "Verification":
    from reports.check import check

    assert report.sha256 is not None  # noqa: S101 - asked only of a sealed one
    return check(countersign().store.get(report.sha256), own_trust(countersign().settings))
