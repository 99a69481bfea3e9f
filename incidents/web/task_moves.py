"""What is done with a task: assign, start, finish, cancel, waive, hand over, answer a hand-over."""

from collections.abc import Callable

from flask import url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from incidents.access import Act
from incidents.domain.vocabulary import TaskKind
from incidents.models import Task
from incidents.operations import tasks as operations
from incidents.queries.tasks import people_of
from incidents.web import load, task_forms
from incidents.web.edge import me, now
from incidents.web.incident_forms import in_utc
from incidents.web.moving import chosen_person, moved
from incidents.web.tasks import blueprint, page

Answer = Response | tuple[str, int]


@blueprint.post("/tasks/<int:number>/assignment")
def assignment(number: int) -> Answer:
    """Take a task, or as a lead give it to somebody."""
    task = load.task(number)
    form = task_forms.AssignForm().offer(people_of(task.owner))
    act = Act.TAKE_TASK if form.assignee.data == me().id else Act.ASSIGN_TASK
    return _move(
        task,
        act,
        "assignment",
        form,
        lambda: operations.assign(me(), task, chosen_person(form.assignee.data, "assignee"), now()),
    )


@blueprint.post("/tasks/<int:number>/start")
def start(number: int) -> Answer:
    """Start work."""
    task, form = load.task(number), task_forms.StartForm()
    return _move(task, Act.START_TASK, "start", form, lambda: operations.start(me(), task, now()))


@blueprint.post("/tasks/<int:number>/finish")
def finish(number: int) -> Answer:
    """Finish work with its outcome."""
    task, form = load.task(number), task_forms.FinishForm()
    return _move(
        task, Act.FINISH_TASK, "finish", form, lambda: operations.finish(me(), task, form.outcome.data or "", now())
    )


@blueprint.post("/tasks/<int:number>/due")
def due(number: int) -> Answer:
    """Set when a task is due, or take that away."""
    task, form = load.task(number), task_forms.DueForm()
    return _move(
        task, Act.SET_DUE, "due", form, lambda: operations.set_due(me(), task, in_utc(form.due_at.data), now())
    )


@blueprint.post("/tasks/<int:number>/cancellation")
def cancellation(number: int) -> Answer:
    """Take a task back, with a reason."""
    task, form = load.task(number), task_forms.CancelForm()
    return _move(
        task,
        Act.CANCEL_TASK,
        "cancellation",
        form,
        lambda: operations.cancel(me(), task, form.reason.data or "", now()),
    )


@blueprint.post("/tasks/<int:number>/waiver")
def waiver(number: int) -> Answer:
    """Leave a task undone, with a reason."""
    task, form = load.task(number), task_forms.WaiveForm()
    return _move(
        task, Act.WAIVE_TASK, "waiver", form, lambda: operations.waive(me(), task, form.reason.data or "", now())
    )


@blueprint.post("/tasks/<int:number>/hand-over")
def hand_over(number: int) -> Answer:
    """Offer a task to the other department."""
    task = load.task(number)
    form = task_forms.HandOverForm().offer(task.owner.other)
    return _move(
        task,
        Act.OFFER_HAND_OVER,
        "hand_over",
        form,
        lambda: operations.offer_hand_over(me(), task, TaskKind(form.to_kind.data), form.reason.data or "", now()),
    )


@blueprint.post("/tasks/<int:number>/hand-over/answer")
def hand_over_answer(number: int) -> Answer:
    """Accept what the other department offers, or send it back."""
    task, form = load.task(number), task_forms.AnswerForm()
    accepted = form.answer.data == "accept"
    return _move(
        task,
        Act.ANSWER_HAND_OVER,
        "hand_over_answer",
        form,
        lambda: (
            operations.accept_hand_over(me(), task, now(), form.reason.data or "")
            if accepted
            else operations.send_back(me(), task, form.reason.data or "", now())
        ),
    )


SAID = {
    "assignment": "The task is assigned.",
    "start": "The task is started.",
    "finish": "The task is finished. Its outcome stands in the record.",
    "due": "The due time is set.",
    "cancellation": "The task is cancelled.",
    "waiver": "The task is waived.",
    "hand_over": "Offered. Until the other department accepts, the task stays where it is.",
    "hand_over_answer": "Your answer is given.",
}
"""What is said after each move, by the name of its endpoint."""


def _move(task: Task, act: Act, name: str, form: FlaskForm, operation: Callable[[], object]) -> Answer:
    address = url_for("tasks.show", number=task.id)
    return moved(task, act, form, operation, said=SAID[name], address=address) or page(task, name, form)
