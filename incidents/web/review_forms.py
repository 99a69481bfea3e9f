"""The forms of a review. The names of the fields are those that the operations name in `Invalid`."""

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, PasswordField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Regexp

from incidents.domain import text
from incidents.domain.vocabulary import ActionClass, CauseClass, Lane
from incidents.models import Person
from incidents.web.forms import choices
from incidents.web.moments import MomentField
from incidents.web.task_forms import NOBODY, number

RELOAD = "Reload the page, then save again."


class SectionForm(FlaskForm):  # type: ignore[misc]
    """Write a section. `version` is the one that the writer read, `base` its text."""

    body = TextAreaField("Text")
    version = HiddenField(validators=[InputRequired(RELOAD), Regexp(r"^\d{1,9}$", message=RELOAD)])
    base = HiddenField()


class SuggestionForm(FlaskForm):  # type: ignore[misc]
    """Suggest a text for a section. `base` is the text that its author read."""

    body = TextAreaField("Your text", validators=[InputRequired("Give the text that you suggest.")])
    base = HiddenField()


class RefusalForm(FlaskForm):  # type: ignore[misc]
    """Decline a suggestion."""

    word = TextAreaField("Why not", validators=[InputRequired("Give a word on why.")])


class CommentForm(FlaskForm):  # type: ignore[misc]
    """Comment on a section."""

    text = TextAreaField("Your comment", validators=[InputRequired("Give something to say.")])


class FactorForm(FlaskForm):  # type: ignore[misc]
    """Name a contributing factor."""

    cause_class = SelectField(
        "Class",
        choices=[("", "Choose a class"), *((word.value, f"{word.label}: {word.meaning}") for word in CauseClass)],
        validators=[InputRequired("Choose a class.")],
    )
    explanation = TextAreaField("Explanation", validators=[InputRequired("Give an explanation.")])


class ActionForm(FlaskForm):  # type: ignore[misc]
    """Agree an action."""

    title = StringField(
        "Title",
        validators=[
            InputRequired("Give a title."),
            Length(max=text.TITLE_LENGTH, message=f"A title has at most {text.TITLE_LENGTH} characters."),
        ],
    )
    owner = SelectField("Owner", coerce=number, validators=[InputRequired("Choose a person.")])
    due_on = DateField("Due on", validators=[InputRequired("Give a day.")])
    action_class = SelectField("Class", choices=choices(ActionClass), validators=[InputRequired("Choose a class.")])
    verification = TextAreaField("How it will be verified", validators=[InputRequired("Say how it will be verified.")])

    def offer(self, people: Sequence[Person]) -> "ActionForm":
        """Offer these people as owners."""
        self.owner.choices = [NOBODY, *((str(person.id), f"{person.name}, {person.belongs_to}") for person in people)]
        return self


class TimelineForm(FlaskForm):  # type: ignore[misc]
    """Add to the timeline what the record cannot know."""

    moment = MomentField("When it happened", validators=[InputRequired("Give a day and a time.")])
    lane = SelectField("Whose lane", choices=choices(Lane), validators=[InputRequired("Choose a lane.")])
    text = TextAreaField("What happened", validators=[InputRequired("Say what happened.")])


class PinForm(FlaskForm):  # type: ignore[misc]
    """Choose whether a timeline entry stands in the report."""

    pinned = SelectField(choices=[("yes", "yes"), ("no", "no")])


class ConfirmForm(FlaskForm):  # type: ignore[misc]
    """Nothing is asked but the person's own request."""


class VoidForm(FlaskForm):  # type: ignore[misc]
    """Withdraw a frozen revision."""

    reason = TextAreaField("Reason", validators=[InputRequired("Give a reason: what must change?")])


class WaiverForm(FlaskForm):  # type: ignore[misc]
    """Close without a review."""

    reason = TextAreaField("Reason", validators=[InputRequired("Give a reason: why is nothing to be learnt?")])


class SignatureForm(FlaskForm):  # type: ignore[misc]
    """Sign with the passphrase of one's own certificate."""

    passphrase = PasswordField(
        "Your signing passphrase",
        validators=[InputRequired("Give your signing passphrase.")],
    )
