"""The forms of joint decisions and overrides. The fields are named as the operations name them in `Invalid`."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from incidents.domain import text
from incidents.domain.joint import ControlKind, Part, parts_of
from incidents.domain.vocabulary import Department


def _part(part: Part) -> TextAreaField:
    return TextAreaField(part.label, [DataRequired(f"Give the {part.label.lower()}.")])


class HalfForm(FlaskForm):  # type: ignore[misc]
    """What both halves share."""

    def texts(self, department: Department) -> dict[Part, str]:
        """What was typed into the department's half."""
        return {part: self.data[part.value] or "" for part in parts_of(department)}


class AiHalfForm(HalfForm):
    """The half of the AI department. `version` is the one that the writer read."""

    version = IntegerField(default=0, validators=[InputRequired("Reload the page.")])
    requirement = _part(Part.REQUIREMENT)
    risk = _part(Part.RISK)


class ItHalfForm(HalfForm):
    """The half of IT."""

    version = IntegerField(default=0, validators=[InputRequired("Reload the page.")])
    constraint = _part(Part.CONSTRAINT)
    way_back = _part(Part.WAY_BACK)


class Proposal:
    """What is asked beside the half when a decision is proposed."""

    control = RadioField(
        "What is to be decided?",
        choices=[(kind.value, kind.label) for kind in ControlKind],
        validators=[InputRequired("Choose what is to be decided.")],
    )
    title = StringField(
        "Title",
        [
            DataRequired("Give a title."),
            Length(max=text.TITLE_LENGTH, message=f"A title has at most {text.TITLE_LENGTH} characters."),
        ],
    )


class AiProposalForm(Proposal, AiHalfForm):
    """A proposal of the AI department."""


class ItProposalForm(Proposal, ItHalfForm):
    """A proposal of IT."""


class AgreeForm(FlaskForm):  # type: ignore[misc]
    """Agreeing asks nothing."""


class ReasonForm(FlaskForm):  # type: ignore[misc]
    """A step that is taken with a reason."""

    reason = TextAreaField("Reason", [DataRequired("Give a reason.")])


class FindingForm(FlaskForm):  # type: ignore[misc]
    """What the AI department saw when it tried the control."""

    finding = TextAreaField("Finding", [DataRequired("Give a finding: what did you try, and what did you see?")])


class MissingForm(FlaskForm):  # type: ignore[misc]
    """What an enforcement lacks."""

    missing = TextAreaField("What is missing", [DataRequired("Give what is missing.")])


class OverrideForm(FlaskForm):  # type: ignore[misc]
    """Why a gate is crossed, and for what."""

    reason = TextAreaField("Why can it not wait?", [DataRequired("Give a reason: why can this not wait?")])
    subject = HiddenField(default="")


def half_form(department: Department) -> type[HalfForm]:
    """The form of a department's half."""
    return AiHalfForm if department is Department.AI else ItHalfForm


def proposal_form(department: Department) -> type[AiProposalForm] | type[ItProposalForm]:
    """The form with which a department proposes."""
    return AiProposalForm if department is Department.AI else ItProposalForm
