"""The forms of the evidence hold. The names of the fields are those that the operations name in `Invalid`."""

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import FileField, SelectField, StringField, TextAreaField

from incidents.domain.hold import HoldItem
from incidents.models import Evidence

NO_FILE = ("", "No file")


class SealForm(FlaskForm):  # type: ignore[misc]
    """Seal an item, or supply it: a note, a file, or both."""

    note = TextAreaField("What is sealed")
    evidence = SelectField("A file of this incident", choices=[NO_FILE], validate_choice=False)
    file = FileField("Or a new file")
    reason = TextAreaField("Why it is sealed again")

    def offer(self, files: Sequence[Evidence]) -> "SealForm":
        """Let the person choose among the incident's files."""
        named = [(str(f.id), f"{f.name}{f', version {f.version}' if f.version > 1 else ''}") for f in files]
        self.evidence.choices = [NO_FILE, *named]
        return self


class AbsenceForm(FlaskForm):  # type: ignore[misc]
    """Say that the system has nothing of this kind."""

    why = TextAreaField("Why it does not apply")


class SeveralForm(FlaskForm):  # type: ignore[misc]
    """Seal what is open in one go: a note for each item, and a tick for what the AI department supplied."""

    several = StringField("Several items")

    @staticmethod
    def notes(sent: dict[str, str]) -> dict[HoldItem, str]:
        """The notes by item."""
        return {item: sent.get(f"note-{item.value}", "") for item in HoldItem}

    @staticmethod
    def ticked(sent: dict[str, str]) -> set[HoldItem]:
        """The items to be sealed as supplied."""
        return {item for item in HoldItem if sent.get(f"supplied-{item.value}")}
