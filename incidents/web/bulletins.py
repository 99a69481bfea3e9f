"""Guidance bulletins: the list, one of them, writing, publishing, acknowledging, withdrawing."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from incidents.access import Act, require
from incidents.domain.bulletin import BulletinState
from incidents.domain.errors import LostUpdate
from incidents.models import Bulletin, System, Task, db
from incidents.operations import bulletins as operations
from incidents.queries import bulletins as queries
from incidents.queries.queue import systems
from incidents.web import arguments, load
from incidents.web.bulletin_forms import AcknowledgementForm, BulletinForm, WithdrawalForm
from incidents.web.edge import me, now
from incidents.web.forms import attempt

blueprint = Blueprint("bulletins", __name__, url_prefix="/guidance")

Answer = str | tuple[str, int] | Response


@blueprint.get("")
def index() -> str:
    """What the person's unit has to acknowledge, and all guidance that the person may read."""
    shelf = arguments.word("shelf", queries.Shelf) or queries.Shelf.IN_FORCE
    return render_template(
        "bulletins/index.html",
        waiting=queries.to_acknowledge(me()),
        page=queries.shelf(me(), shelf, arguments.number("before")),
        shelf=shelf,
        shelves=queries.Shelf,
    )


@blueprint.get("/<int:number>")
def show(number: int) -> str:
    """One revision of guidance."""
    return _page(load.bulletin(number))


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> Answer:
    """Write guidance, perhaps from a finished policy update (`?task=`)."""
    require(me(), Act.WRITE_GUIDANCE)
    task = _task()
    form = BulletinForm(title=task.title if task else "", body=task.outcome if task else "")
    form.offer(systems(), queries.units())
    if task is not None and not form.is_submitted():
        form.system.data = str(task.incident.system_id)
    made: list[Bulletin] = []
    if attempt(form, lambda: made.append(operations.draft(me(), **_values(form), at=now(), task=task))):
        flash("The draft is saved. A lead of the AI department publishes it.", "success")
        return redirect(url_for(".show", number=made[0].id), code=303)
    return _editor(form, task=task)


@blueprint.route("/<int:number>/text", methods=["GET", "POST"])
def edit(number: int) -> Answer:
    """Edit a draft. When somebody saved in between, both texts are shown and neither is lost (409)."""
    bulletin = load.bulletin(number)
    require(me(), Act.WRITE_GUIDANCE, bulletin)
    form = BulletinForm().offer(systems(), queries.units())
    try:
        saved = attempt(form, lambda: operations.edit(me(), bulletin, **_values(form), version=form.seen, at=now()))
    except LostUpdate as lost:
        form.version.data = str(lost.version)
        return _editor(form, bulletin, lost=lost)
    if saved or (not form.is_submitted() and bulletin.state is not BulletinState.DRAFT):
        return redirect(url_for(".show", number=number), code=303)
    if not form.is_submitted():
        form.show(bulletin)
    return _editor(form, bulletin)


@blueprint.post("/<int:number>/revision")
def revision(number: int) -> Answer:
    """Begin the next revision."""
    made = operations.revise(me(), load.bulletin(number), now())
    flash(
        f"Revision {made.revision} is a draft. The published one stays in force until a lead publishes it.", "success"
    )
    return redirect(url_for(".edit", number=made.id), code=303)


@blueprint.post("/<int:number>/publication")
def publication(number: int) -> Answer:
    """Publish a draft."""
    bulletin, form = load.bulletin(number), FlaskForm()
    return _done(
        bulletin,
        "publication",
        form,
        "Published. The people of the units are told.",
        lambda: operations.publish_bulletin(me(), bulletin, now()),
    )


@blueprint.post("/<int:number>/acknowledgement")
def acknowledgement(number: int) -> Answer:
    """Acknowledge for one's unit."""
    bulletin, form = load.bulletin(number), AcknowledgementForm()
    return _done(
        bulletin,
        "acknowledgement",
        form,
        f"Acknowledged for {me().belongs_to}.",
        lambda: operations.acknowledge(me(), bulletin, now(), form.question.data or ""),
    )


@blueprint.post("/<int:number>/withdrawal")
def withdrawal(number: int) -> Answer:
    """Withdraw, with a reason."""
    bulletin, form = load.bulletin(number), WithdrawalForm()
    return _done(
        bulletin,
        "withdrawal",
        form,
        "Withdrawn. The units that it addressed are told.",
        lambda: operations.withdraw(me(), bulletin, form.reason.data or "", now()),
    )


def _done(bulletin: Bulletin, name: str, form: FlaskForm, sentence: str, operation: Callable[[], object]) -> Answer:
    if attempt(form, operation):
        flash(sentence, "success")
        return redirect(url_for(".show", number=bulletin.id), code=303)
    db.session.rollback()
    return _page(bulletin, **{name: form}), 422


def _page(bulletin: Bulletin, **failed: FlaskForm) -> str:
    forms: dict[str, FlaskForm] = {
        "acknowledgement": AcknowledgementForm(formdata=None),
        "withdrawal": WithdrawalForm(formdata=None),
    }
    return render_template(
        "bulletins/show.html",
        bulletin=bulletin,
        reading=queries.reading(bulletin, me()),
        mine=bulletin.acknowledgement_of(me().unit_id),
        forms=forms | failed,
        failed=next(iter(failed), ""),
    )


def _editor(
    form: BulletinForm, bulletin: Bulletin | None = None, task: Task | None = None, lost: LostUpdate | None = None
) -> Answer:
    html = render_template("bulletins/editor.html", form=form, bulletin=bulletin, task=task, lost=lost)
    if lost is not None:
        return html, 409
    return (html, 422) if form.is_submitted() else html


def _task() -> Task | None:
    number = arguments.number("task")
    return None if number is None else load.task(number)


def _values(form: BulletinForm) -> dict[str, Any]:
    chosen = {int(number) for number in form.units.data or []}
    return {
        "title": form.title.data or "",
        "body": form.body.data or "",
        "system": db.session.get(System, int(form.system.data)) if form.system.data else None,
        "units": [] if form.for_all else [unit for unit in queries.units() if unit.id in chosen],
        "for_all": form.for_all,
    }
