"""The forms of what follows: actions, relations, the unit's confirmation, restrictions."""

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import AnyOf, InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from incidents.domain.relation import RelationKind
from incidents.models import Person
from incidents.web.forms import choices
from incidents.web.task_forms import NOBODY, number


def _named(person: Person) -> tuple[str, str]:
    return str(person.id), f"{person.name}, {person.role_title}, {person.belongs_to}"


class StartForm(FlaskForm):  # type: ignore[misc]
    """Begin an action. Nothing is asked."""


class FinishForm(FlaskForm):  # type: ignore[misc]
    """Say what was done."""

    outcome = TextAreaField("What is different now?", [InputRequired("Say what is different now.")])


class VerificationForm(FlaskForm):  # type: ignore[misc]
    """Does it do what was agreed?"""

    verdict = RadioField(
        "Does it do what was agreed?",
        choices=[("yes", "Yes: verified"), ("no", "Not yet: back to work")],
        validators=[InputRequired("Choose yes or not yet.")],
    )
    finding = TextAreaField("What did you find?", [InputRequired("Say what you found.")])


class DueForm(FlaskForm):  # type: ignore[misc]
    """Another due date, and why."""

    due_on = DateField("New due date", [InputRequired("Give a day.")])
    reason = TextAreaField("Reason", [InputRequired("Give a reason: why another day?")])


class AssignForm(FlaskForm):  # type: ignore[misc]
    """Give an action to somebody else."""

    owner = SelectField("Give it to", coerce=number, validate_choice=False, validators=[InputRequired("Choose one.")])

    def offer(self, people: Sequence[Person]) -> "AssignForm":
        """Offer these people."""
        self.owner.choices = [NOBODY, *((str(person.id), person.name) for person in people)]
        return self


class DropForm(FlaskForm):  # type: ignore[misc]
    """Propose to drop an action."""

    reason = TextAreaField("Reason", [InputRequired("Give a reason: why is it not needed any more?")])


class DropAnswerForm(FlaskForm):  # type: ignore[misc]
    """Agree to drop it, or keep it."""

    answer = HiddenField(validators=[AnyOf(["agree", "keep"], "Choose whether to drop it.")])
    reason = TextAreaField("Why it is still needed")


class RelationForm(FlaskForm):  # type: ignore[misc]
    """How this incident belongs to another one."""

    kind = SelectField("This incident is", choices=choices(RelationKind))
    other = StringField("The other incident", [InputRequired("Give the reference of the other incident, as in AI-7.")])
    reason = TextAreaField("Why")
    reopen = BooleanField("Open that incident again: it was closed, and it recurred")
    action = HiddenField(validators=[Optional()])


class RemovalForm(FlaskForm):  # type: ignore[misc]
    """Take something back, with a reason."""

    reason = TextAreaField("Reason", [InputRequired("Give a reason.")])


class ConfirmationForm(FlaskForm):  # type: ignore[misc]
    """Does the fix hold?"""

    holds = HiddenField(validators=[AnyOf(["yes", "no"], "Press “Yes” or “No”.")])
    words = TextAreaField("What did you see?")


class DaysForm(FlaskForm):  # type: ignore[misc]
    """How long a unit has to answer."""

    days = IntegerField("Days to answer", [InputRequired("Give a number of days.")])


class RestrictForm(FlaskForm):  # type: ignore[misc]
    """Who may see the incident from now on, and why only they."""

    people = SelectMultipleField(
        "Who may see it",
        coerce=int,
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    reason = TextAreaField("Reason", [InputRequired("Give a reason: why may others not see it?")])

    def offer(self, people: Sequence[Person]) -> "RestrictForm":
        """Offer these people."""
        self.people.choices = [(person.id, _named(person)[1]) for person in people]
        return self


class NameForm(FlaskForm):  # type: ignore[misc]
    """Name one more person."""

    person = SelectField("Person", coerce=number, validate_choice=False, validators=[InputRequired("Choose a person.")])
    reason = StringField("Why they need to see it")

    def offer(self, people: Sequence[Person]) -> "NameForm":
        """Offer these people."""
        self.person.choices = [NOBODY, *(_named(person) for person in people)]
        return self


class LiftForm(FlaskForm):  # type: ignore[misc]
    """Why others may see it now."""

    reason = TextAreaField("Reason", [InputRequired("Give a reason: why may others see it now?")])
