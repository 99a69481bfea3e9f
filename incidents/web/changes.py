"""Change notices: recording one, both departments' review, withdrawing it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from incidents.access import Act, require
from incidents.domain.change import ANSWERS, HALF
from incidents.domain.vocabulary import Department
from incidents.models import ChangeNotice, db
from incidents.operations import changes as operations
from incidents.queries import changes as queries
from incidents.web import change_forms as forms
from incidents.web import load
from incidents.web.edge import me, now
from incidents.web.forms import attempt

blueprint = Blueprint("changes", __name__)

Answer = Response | tuple[str, int]


@blueprint.route("/systems/<int:number>/changes/new", methods=["GET", "POST"])
def new(number: int) -> Answer:
    """Record a change of a system."""
    system = load.system(number)
    require(me(), Act.NOTICE_CHANGE, system)
    form, made = forms.NoticeForm(version_from=system.version), list[ChangeNotice]()
    if attempt(form, lambda: made.append(operations.notice(me(), system, **form.values(), at=now()))):
        flash("The change is recorded. Both departments review it.", "success")
        return redirect(url_for(".show", number=made[0].id), code=303)
    return render_template("changes/new.html", system=system, form=form), 422 if form.is_submitted() else 200


@blueprint.get("/changes/<int:number>")
def show(number: int) -> str:
    """One change and what both departments say about it."""
    return _page(load.change(number))


@blueprint.post("/changes/<int:number>/review")
def review(number: int) -> Answer:
    """Record one's department's half."""
    row, department = load.change(number), me().department or Department.AI
    form = forms.ReviewForm().of(department)
    if attempt(form, lambda: operations.review(me(), row, form.answer.data == "yes", form.finding.data or "", now())):
        return _back(row, f"{HALF[department]} is recorded for your department.")
    return _page(row, review=form), 422


@blueprint.post("/changes/<int:number>/withdrawal")
def withdrawal(number: int) -> Answer:
    """Withdraw a notice that was recorded in error."""
    row, form = load.change(number), forms.ReasonForm()
    if attempt(form, lambda: operations.withdraw(me(), row, form.reason.data or "", now())):
        return _back(row, "The notice is withdrawn. It stays readable.")
    return _page(row, withdrawal=form), 422


def _page(row: ChangeNotice, **failed: FlaskForm) -> str:
    if failed:
        db.session.rollback()
    department = me().department
    blank = {
        "review": forms.ReviewForm(formdata=None).of(department or Department.AI),
        "withdrawal": forms.ReasonForm(formdata=None),
    }
    return render_template(
        "changes/show.html",
        row=row,
        halves=HALF,
        answers=ANSWERS,
        incidents=queries.incidents_of(row, me()),
        forms=blank | failed,
        failed=next(iter(failed), ""),
    )


def _back(row: ChangeNotice, sentence: str) -> Response:
    flash(sentence, "success")
    return redirect(url_for(".show", number=row.id), code=303)
