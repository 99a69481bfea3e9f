"""The forms of tasks. The names of the fields are those that the operations name in `Invalid`."""

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from incidents.domain import text
from incidents.domain.joint import ORDERED
from incidents.domain.vocabulary import Department, TaskKind
from incidents.models import Person, Task
from incidents.queries.tasks import people_of
from incidents.web.converters import LARGEST
from incidents.web.filters import zone
from incidents.web.moments import MomentField


def kinds_of(department: Department) -> list[tuple[str, str]]:
    """The kinds of work of a department that may be raised or offered by hand."""
    return [(kind.value, kind.label) for kind in TaskKind if kind.owner is department and kind not in ORDERED]


NOBODY = ("", "Choose a person")
"""The first choice of people, so that nobody is chosen by not looking."""


def number(value: object) -> int | None:
    """A row's number from what was sent; None for `NOBODY`. Raises `ValueError` for what no row has."""
    if not value:
        return None
    found = int(str(value))
    if not 0 < found <= LARGEST:
        raise ValueError("There is no such number.")
    return found


class RaiseForm(FlaskForm):  # type: ignore[misc]
    """Raise work on an incident."""

    kind = RadioField(
        "What kind of work is it?",
        choices=[(kind.value, kind.label) for kind in TaskKind],
        validators=[InputRequired("Choose a kind of work: it decides which department owns it.")],
    )
    title = StringField(
        "Title",
        validators=[
            InputRequired("Give a title."),
            Length(max=text.TITLE_LENGTH, message=f"A title has at most {text.TITLE_LENGTH} characters."),
        ],
    )
    description = TextAreaField("Description")
    due_at = MomentField("Due", [Optional()])


class AssignForm(FlaskForm):  # type: ignore[misc]
    """Give a task to a person of the owning department. The operation says who cannot have it, and why."""

    assignee = SelectField(
        "Assign to", coerce=number, validate_choice=False, validators=[InputRequired("Choose a person.")]
    )

    def offer(self, people: Sequence[Person]) -> "AssignForm":
        """Offer these people."""
        self.assignee.choices = [
            NOBODY,
            *((str(person.id), f"{person.name}, {person.role_title}") for person in people),
        ]
        return self


class StartForm(FlaskForm):  # type: ignore[misc]
    """Start work. Nothing is asked."""


class FinishForm(FlaskForm):  # type: ignore[misc]
    """Finish work, saying what was done."""

    outcome = TextAreaField("Outcome", validators=[InputRequired("Say what was done, and what it showed.")])


class DueForm(FlaskForm):  # type: ignore[misc]
    """When a task is due, in the person's own zone; empty takes the due time away."""

    due_at = MomentField("Due", [Optional()])


class CancelForm(FlaskForm):  # type: ignore[misc]
    """Take a task back."""

    reason = TextAreaField("Reason", validators=[InputRequired("Give a reason.")])


class WaiveForm(FlaskForm):  # type: ignore[misc]
    """Leave a task undone on purpose."""

    reason = TextAreaField("Reason", validators=[InputRequired("Give a reason.")])


class HandOverForm(FlaskForm):  # type: ignore[misc]
    """Offer a task to the other department."""

    to_kind = SelectField(
        "As which kind of work?", choices=[], validators=[InputRequired("Choose the kind of work that it is.")]
    )
    reason = TextAreaField("Reason", validators=[InputRequired("Give a reason: why is this the other department's?")])

    def offer(self, department: Department) -> "HandOverForm":
        """Offer the kinds of work of this department."""
        self.to_kind.choices = [("", "Choose a kind of work"), *kinds_of(department)]
        return self


class AnswerForm(FlaskForm):  # type: ignore[misc]
    """Accept a hand-over or send it back."""

    answer = SelectField("Answer", choices=[("accept", "Accept"), ("send_back", "Send back")])
    reason = TextAreaField("Note, or reason for sending it back")


def blank(task: Task) -> dict[str, FlaskForm]:
    """The forms of a task's page, empty, by the name of their endpoint. What was sent belongs to one of them only."""
    return {
        "assignment": AssignForm(formdata=None).offer(people_of(task.owner)),
        "start": StartForm(formdata=None),
        "finish": FinishForm(formdata=None),
        "due": DueForm(formdata=None, due_at=task.due_at.astimezone(zone()) if task.due_at else None),
        "cancellation": CancelForm(formdata=None),
        "waiver": WaiveForm(formdata=None),
        "hand_over": HandOverForm(formdata=None).offer(task.owner.other),
        "hand_over_answer": AnswerForm(formdata=None),
    }
