"""The forms of guidance."""

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Optional, Regexp, ValidationError

from incidents.domain import text
from incidents.domain.errors import Invalid
from incidents.models import Bulletin, System, Unit

EVERYBODY, SOME = "all", "some"


class BulletinForm(FlaskForm):  # type: ignore[misc]
    """Guidance: about what, for whom, and the text. `version` is the one that the writer read."""

    title = StringField("Title", [DataRequired("Give a title.")])
    system = SelectField("About", validate_choice=False)
    addressed = RadioField(
        "For", choices=[(EVERYBODY, "Every unit"), (SOME, "The units chosen here")], default=EVERYBODY
    )
    units = SelectMultipleField("Units", validate_choice=False)
    body = TextAreaField("Guidance", [DataRequired("Give the guidance itself.")])
    version = HiddenField(validators=[Optional(), Regexp(r"^\d{1,9}$", message="Reload the page and try again.")])

    def offer(self, systems: Sequence[System], units: Sequence[Unit]) -> "BulletinForm":
        """Let the writer choose among these."""
        self.system.choices = [("", "All AI systems"), *((str(system.id), system.name) for system in systems)]
        self.units.choices = [(str(unit.id), unit.name) for unit in units]
        return self

    def show(self, bulletin: Bulletin) -> None:
        """Put what is saved into a form that was not sent."""
        self.title.data, self.body.data, self.version.data = bulletin.title, bulletin.body, str(bulletin.version)
        self.system.data = str(bulletin.system_id or "")
        self.addressed.data = EVERYBODY if bulletin.for_all else SOME
        self.units.data = [str(unit.id) for unit in bulletin.units]

    @property
    def seen(self) -> int:
        """The version that the writer read; 0 fits none."""
        given: str = self.version.data or ""
        return int(given) if given.isdecimal() else 0

    @property
    def for_all(self) -> bool:
        """Whether every unit is addressed."""
        return bool(self.addressed.data == EVERYBODY)

    def validate_title(self, field: StringField) -> None:
        """Told with what else is wrong, and without cutting off what somebody pastes."""
        try:
            text.line("title", field.data or "", "a title")
        except Invalid as error:
            raise ValidationError(str(error)) from None

    def validate_system(self, field: SelectField) -> None:
        """Only systems of the register can be chosen."""
        one_of_these(field, [field.data or ""], "There is no such system. Choose one of the list.")

    def validate_units(self, field: SelectMultipleField) -> None:
        """Only units of the organisation can be chosen."""
        one_of_these(field, field.data or [], "There is no such unit. Choose from the list.")


def one_of_these(field: SelectField | SelectMultipleField, values: Sequence[str], sentence: str) -> None:
    """Refuse a value that was not offered, with the sentence."""
    if not set(values) <= {choice[0] for choice in field.iter_choices()}:
        raise ValidationError(sentence)


class AcknowledgementForm(FlaskForm):  # type: ignore[misc]
    """A unit acknowledges, perhaps with a question."""

    question = TextAreaField("A question to the AI department")


class WithdrawalForm(FlaskForm):  # type: ignore[misc]
    """Why guidance no longer holds."""

    reason = TextAreaField("Why does it no longer hold?", [DataRequired("Give a reason: what should the units know?")])
