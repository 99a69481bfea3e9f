"""Giving the free work of several incidents to one person of one's own department, all or nothing, and undoing it."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from incidents.domain.errors import Invalid
from incidents.domain.vocabulary import Department
from incidents.models import Person, Task, db
from incidents.operations import assignment as operations
from incidents.queries.assignments import seen_of
from incidents.queries.free_work import free_work
from incidents.queries.queue import PAGE
from incidents.queries.tasks import people_of
from incidents.web import arguments, load
from incidents.web.edge import me, now
from incidents.web.filters import plural
from incidents.web.forms import attempt
from incidents.web.incidents import blueprint
from incidents.web.moving import chosen_person
from incidents.web.queue_filters import arguments_of, filters_in
from incidents.web.queue_page import MOST_GIVEN
from incidents.web.task_forms import AssignForm


@blueprint.route("/incidents/assignment", methods=["GET", "POST"])
def assignment() -> str | Response | tuple[str, int]:
    """What will happen, to confirm; and once confirmed, do it."""
    form = AssignForm().offer(people_of(_department()))
    given: list[tuple[Person, Sequence[Task]]] = []
    if attempt(form, lambda: given.append(_assign(form))):
        flash(_result(*given[0]), "success")
        return redirect(_back(given=[task.id for task in given[0][1]]), code=303)
    db.session.rollback()
    return _page(form), 422 if form.is_submitted() else 200


@blueprint.post("/incidents/assignment/taking-back")
def assignment_taking_back() -> Response:
    """Undo it: take back what nobody has begun, and say of the rest why it was left."""
    seen = seen_of(me(), arguments.numbers("task", MOST_GIVEN))
    undone = operations.undo(me(), load.tasks([task.id for task in seen]), now())
    if undone.taken:
        flash(f"{plural(len(undone.taken), 'task')} taken back: {_references(undone.taken)}.", "success")
    if undone.left:
        flash(" ".join(["Not taken back.", *undone.left]), "danger")
    return redirect(_back(), code=303)


def _assign(form: FlaskForm) -> tuple[Person, Sequence[Task]]:
    assignee = chosen_person(form.assignee.data, "assignee")
    work = load.tasks(arguments.numbers("task", MOST_GIVEN))
    if not work:
        raise Invalid("task", "Nothing was assigned: no task is ticked.")
    operations.assign_all(me(), work, assignee, now())
    return assignee, work


def _page(form: FlaskForm) -> str:
    chosen = arguments.numbers("incident", PAGE)
    work = free_work(me(), _department(), chosen)
    ticked = arguments.numbers("task", MOST_GIVEN) if form.is_submitted() else [task.id for task in work]
    page = {"form": form, "chosen": chosen, "work": work, "ticked": ticked, "back": _back()}
    return render_template("incidents/assignment.html", department=_department(), query=_query(), **page)


def _result(assignee: Person, work: Sequence[Task]) -> str:
    return f"{plural(len(work), 'task')} assigned to {assignee.name}: {_references(work)}."


def _references(work: Sequence[Task]) -> str:
    return ", ".join(f"AI-{number}" for number in sorted({task.incident_id for task in work}))


def _department() -> Department:
    return me().department or abort(403)


def _query() -> str:
    return request.values.get("query", "")


def _back(given: Sequence[int] = ()) -> str:
    return url_for(".queue", **arguments_of(filters_in(_query())), given=given)
