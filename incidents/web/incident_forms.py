"""The forms of incidents and evidence."""

from datetime import datetime
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from werkzeug.datastructures import FileStorage
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Optional, ValidationError

from incidents.domain.errors import Invalid
from incidents.domain.reported import ReportedField, clean
from incidents.domain.taxonomy import HARM_TYPES
from incidents.domain.vocabulary import DeclineReason, Severity
from incidents.models import System
from incidents.web.classification_forms import ChosenTerms
from incidents.web.filters import zone
from incidents.web.forms import choices, chosen
from incidents.web.moments import MomentField

ONE_LINE_A_SEVERITY = [(severity.value, f"{severity.label}: {severity.meaning}") for severity in Severity]
DECLARED = ["contained", "restored", "corrected", "verified", "not_needed", "withdrawn"]


class ToldForm(FlaskForm):  # type: ignore[misc]
    """What a report says in words, and when it happened: told once, and corrected later."""

    title = StringField("Title", [DataRequired("Give a title.")])
    what_happened = TextAreaField("What happened", [DataRequired("Give an account of what happened.")])
    prompt = TextAreaField("What was asked (the prompt)")
    output = TextAreaField("What the system answered or did (the output)")
    affected_people = TextAreaField("Who is affected")
    occurred_at = MomentField("When it happened", [Optional()])
    detected_how = TextAreaField("How it was noticed")

    def validate_title(self, field: StringField) -> None:
        """Told with what else is wrong, and without cutting off what somebody pastes."""
        try:
            clean(ReportedField.TITLE, field.data or "")
        except Invalid as error:
            raise ValidationError(str(error)) from None


class ReportForm(ToldForm):
    """A report: three fields are enough."""

    system = SelectField("Which AI system", [DataRequired("Choose the system.")], validate_choice=False)
    severity_hint = SelectField(
        "How grave you think it is", choices=[("", "I cannot tell"), *ONE_LINE_A_SEVERITY], default=""
    )
    harm_types = ChosenTerms(HARM_TYPES)
    files = MultipleFileField("Evidence")

    def offer(self, systems: list[System]) -> None:
        """Let the person choose among these systems."""
        self.system.choices = [("", "Choose a system"), *((str(system.id), system.name) for system in systems)]

    def validate_system(self, field: SelectField) -> None:
        """Only systems of the register can be chosen."""
        if field.data not in {choice[0] for choice in field.iter_choices()}:
            raise ValidationError("There is no such system. Choose one of the list.")

    def values(self) -> dict[str, Any]:
        """What `operations.incidents.report` takes, beside the system."""
        names = ("title", "what_happened", "prompt", "output", "affected_people", "detected_how")
        texts = {name: self.data[name] or "" for name in names}
        return texts | {
            "severity_hint": chosen(Severity, self.severity_hint.data),
            "occurred_at": in_utc(self.occurred_at.data),
        }


class EvidenceForm(FlaskForm):  # type: ignore[misc]
    """Files for an incident."""

    files = MultipleFileField("Add files", [DataRequired("Choose at least one file.")])


class CommentForm(FlaskForm):  # type: ignore[misc]
    """Something said about an incident."""

    text = TextAreaField("Comment", [DataRequired("Give something to say.")])


class AcceptForm(FlaskForm):  # type: ignore[misc]
    """A department accepts a report. The first that does rates the harm."""

    severity = SelectField("Severity", choices=[("", "Choose the harm"), *ONE_LINE_A_SEVERITY], default="")
    note = TextAreaField("Note")


class DeclineForm(FlaskForm):  # type: ignore[misc]
    """A department declines a report."""

    reason = SelectField("Reason", choices=choices(DeclineReason))
    explanation = TextAreaField("Explanation for the person who reported it")
    original = StringField("Duplicate of which incident?")


class SeverityForm(FlaskForm):  # type: ignore[misc]
    """A new rating of the harm."""

    severity = SelectField("Severity", choices=ONE_LINE_A_SEVERITY)
    reason = TextAreaField("Reason")


class DeclarationForm(FlaskForm):  # type: ignore[misc]
    """What a lead declares about their track, and what makes them sure."""

    what = HiddenField(validators=[AnyOf(DECLARED, "Choose what to declare.")])
    reason = TextAreaField("Why do you declare this?", [DataRequired("Give a reason: why do you declare this?")])


class ReopeningForm(FlaskForm):  # type: ignore[misc]
    """Why a closed incident is open again."""

    reason = TextAreaField("What happened again?", [DataRequired("Give a reason: what happened again?")])


def in_utc(moment: datetime | None) -> datetime | None:
    """What somebody typed in their own zone, as an aware moment."""
    return moment.replace(tzinfo=zone()) if moment else None


def uploads(files: list[FileStorage] | None) -> list[tuple[str, bytes]]:
    """The files that were sent, as names and bytes."""
    return [_taken(file) for file in files or []]


def _taken(file: FileStorage) -> tuple[str, bytes]:
    try:
        return file.filename or "file", file.read()
    finally:
        file.close()
