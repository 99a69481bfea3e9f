"""Actions after the review: the lists, the page of one, and what is done with it."""

from collections.abc import Callable
from datetime import date

from flask import Blueprint, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from incidents.access import Act
from incidents.domain.action import ActionVerb
from incidents.models import Action
from incidents.operations import actions as operations
from incidents.queries import actions as queries
from incidents.queries.actions import Place, Which, Whose
from incidents.queries.tasks import people_of
from incidents.web import arguments, load
from incidents.web import follow_up_forms as forms
from incidents.web.edge import me, now
from incidents.web.filters import zone
from incidents.web.moving import chosen_person, moved
from incidents.web.reviews import today

blueprint = Blueprint("actions", __name__)

Answer = Response | tuple[str, int]
SAID = {
    "start": "The action is started.",
    "finish": "Done. Somebody else verifies it now.",
    "verification": "Your finding is recorded.",
    "due": "The due date is moved. Both days stand in the record.",
    "assignment": "The action has another owner.",
    "drop": "Proposed. A lead of the other department answers.",
    "drop_answer": "Your answer is recorded.",
}


@blueprint.get("/actions")
def index() -> str:
    """Mine, my department's or all; overdue first. Filters live in the address."""
    own = Whose.MINE if me().department is not None else Whose.ALL
    whose = arguments.word("whose", Whose) or own
    which = arguments.word("which", Which) or Which.OPEN
    day = today(zone())
    shelf = queries.shelf(me(), whose, which, day, _after())
    names = {"shelf": shelf, "whose": whose, "which": which, "today": day, "Whose": Whose, "Which": Which}
    return render_template("actions/index.html", **names)


@blueprint.get("/actions/<int:number>")
def show(number: int) -> tuple[str, int]:
    """One action: what was agreed, what happened since, and what may be done with it."""
    return page(load.action(number))


@blueprint.post("/actions/<int:number>/start")
def start(number: int) -> Answer:
    """Begin the work."""
    action = load.action(number)
    return _move(action, "start", Act.WORK_ACTION, forms.StartForm(), lambda: operations.start(me(), action, now()))


@blueprint.post("/actions/<int:number>/finish")
def finish(number: int) -> Answer:
    """Say that it is done."""
    action, form = load.action(number), forms.FinishForm()
    return _move(
        action,
        "finish",
        Act.WORK_ACTION,
        form,
        lambda: operations.finish(me(), action, form.outcome.data or "", now()),
    )


@blueprint.post("/actions/<int:number>/verification")
def verification(number: int) -> Answer:
    """Verify it, or send it back to work."""
    action, form = load.action(number), forms.VerificationForm()

    def judge() -> None:
        verdict = operations.verify if form.verdict.data == "yes" else operations.send_back
        verdict(me(), action, form.finding.data or "", now())

    return _move(action, "verification", Act.VERIFY_ACTION, form, judge)


@blueprint.post("/actions/<int:number>/due")
def due(number: int) -> Answer:
    """Move the due date, with a reason."""
    action, form = load.action(number), forms.DueForm()

    def move() -> None:
        assert form.due_on.data is not None, "the form insists on a day"  # noqa: S101
        operations.move_due(me(), action, form.due_on.data, form.reason.data or "", now())

    return _move(action, "due", Act.LEAD_ACTION, form, move)


@blueprint.post("/actions/<int:number>/assignment")
def assignment(number: int) -> Answer:
    """Give it to somebody else of the department."""
    action = load.action(number)
    form = forms.AssignForm().offer(people_of(action.department))
    return _move(
        action,
        "assignment",
        Act.LEAD_ACTION,
        form,
        lambda: operations.assign(me(), action, chosen_person(form.owner.data, "owner"), now()),
    )


@blueprint.post("/actions/<int:number>/drop")
def drop(number: int) -> Answer:
    """Propose to drop it."""
    action, form = load.action(number), forms.DropForm()
    return _move(
        action,
        "drop",
        Act.DROP_ACTION,
        form,
        lambda: operations.propose_drop(me(), action, form.reason.data or "", now()),
    )


@blueprint.post("/actions/<int:number>/drop/answer")
def drop_answer(number: int) -> Answer:
    """Agree to drop it, or keep it."""
    action, form = load.action(number), forms.DropAnswerForm()

    def answer() -> None:
        if form.answer.data == "agree":
            operations.agree_drop(me(), action, now())
        else:
            operations.refuse_drop(me(), action, form.reason.data or "", now())

    return _move(action, "drop_answer", Act.DROP_ACTION, form, answer)


def page(action: Action, failed: str = "", form: FlaskForm | None = None) -> tuple[str, int]:
    """An action's page. After a form that failed: 422, with that form open and what was typed in it."""
    blank: dict[str, FlaskForm] = {
        "finish": forms.FinishForm(formdata=None),
        "verification": forms.VerificationForm(formdata=None),
        "due": forms.DueForm(formdata=None),
        "assignment": forms.AssignForm(formdata=None).offer(people_of(action.department)),
        "drop": forms.DropForm(formdata=None),
        "drop_answer": forms.DropAnswerForm(formdata=None),
    }
    html = render_template(
        "actions/show.html",
        action=action,
        forms=blank | ({failed: form} if form is not None else {}),
        failed=failed,
        history=queries.history(action),
        recurrences=queries.recurrences(action, me()),
        hindrance={verb.value: operations.hindrance(action, verb) for verb in ActionVerb},
        today=today(zone()),
        me=me(),
    )
    return html, 422 if failed else 200


def _move(action: Action, name: str, act: Act, form: FlaskForm, operation: Callable[[], object]) -> Answer:
    address = url_for("actions.show", number=action.id)
    return moved(action, act, form, operation, said=SAID[name], address=address) or page(action, name, form)


def _after() -> Place | None:
    """Where the page before ended: nothing where the address makes no sense."""
    number = arguments.number("after")
    try:
        due_on = date.fromisoformat(request.args.get("due", ""))
    except ValueError:
        return None
    return Place(due_on, number) if number is not None else None
