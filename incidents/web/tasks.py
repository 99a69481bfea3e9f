"""Tasks: what is on my desk, raise one, and the page of one."""

from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from incidents.domain.joint import ORDERED
from incidents.domain.task import TaskState, TaskVerb
from incidents.domain.vocabulary import TaskKind
from incidents.models import Bulletin, Task
from incidents.operations import tasks as operations
from incidents.queries import bulletins
from incidents.queries import tasks as queries
from incidents.queries.clocks import clocks_of_task
from incidents.queries.decisions import ordering
from incidents.queries.tasks import Shelf
from incidents.web import load, task_forms
from incidents.web.edge import me, now
from incidents.web.forms import attempt
from incidents.web.incident_forms import in_utc

blueprint = Blueprint("tasks", __name__)

W = TypeVar("W", bound=StrEnum)


@blueprint.get("/tasks")
def mine() -> str:
    """My tasks, what is free in my department, hand-overs that wait for its lead. Filters live in the address."""
    shelf = _word(Shelf, "show") or Shelf.MINE
    before = request.args.get("before", type=int)
    desk = queries.desk(me(), shelf, _word(TaskState, "state"), before)
    return render_template("tasks/mine.html", desk=desk, Shelf=Shelf, TaskState=TaskState, now=now())


@blueprint.route("/incidents/<reference>/tasks/new", methods=["GET", "POST"])
def new(reference: str) -> Response | tuple[str, int]:
    """Raise work. A kind of the other department asks them for it."""
    incident = load.incident(reference)
    form = task_forms.RaiseForm()
    raised: list[Task] = []
    if attempt(
        form,
        lambda: raised.append(
            operations.raise_task(
                me(),
                incident,
                kind=TaskKind(form.kind.data),
                title=form.title.data or "",
                description=form.description.data or "",
                due_at=in_utc(form.due_at.data),
                at=now(),
            )
        ),
    ):
        return redirect(url_for("tasks.show", number=raised[0].id), code=303)
    page = render_template("tasks/new.html", form=form, incident=incident, ordered=ORDERED)
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/tasks/<int:number>")
def show(number: int) -> tuple[str, int]:
    """One task: its facts, its history, and what may be done with it."""
    return page(load.task(number))


def page(task: Task, failed: str = "", form: FlaskForm | None = None) -> tuple[str, int]:
    """A task's page. After a form that failed: 422, with that form open and what was typed in it."""
    forms = task_forms.blank(task)
    if form is not None:
        forms[failed] = form
    html = render_template(
        "tasks/show.html",
        task=task,
        forms=forms,
        failed=failed,
        history=queries.history(task),
        ordered_by=ordering(task) if task.kind in ORDERED else None,
        hindrance={verb.value: operations.hindrance(task, verb) for verb in TaskVerb},
        me=me(),
        clocks=clocks_of_task(task, now()),
        guidance=_guidance(task),
    )
    return html, 422 if failed else 200


def _guidance(task: Task) -> list[Bulletin] | None:
    """What was written for the units from a finished policy update; None for every other task."""
    is_source = task.kind is TaskKind.POLICY_UPDATE and task.state is TaskState.DONE
    return bulletins.of_task(task, me()) if is_source else None


def _word(vocabulary: type[W], name: str) -> W | None:
    """A word of the vocabulary from the address, or None for none and for nonsense."""
    value = request.args.get(name, "")
    return vocabulary(value) if value in list(vocabulary) else None
