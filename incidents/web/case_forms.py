"""The forms of reproduction cases, runs and model endpoints. Field names are those that the operations name."""

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, FileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from incidents.domain.case import CaseText, Check, Purpose, Verdict
from incidents.domain.errors import Invalid
from incidents.models import Incident, ModelEndpoint, ReproductionCase, System
from incidents.operations.case_formats import LONGEST

BY_HAND = "hand"
_UTF8_BYTES = 4


class CaseForm(FlaskForm):  # type: ignore[misc]
    """A reproduction case."""

    title = StringField("Title", [InputRequired("Give a title.")])
    prompt = TextAreaField("Prompt", [InputRequired("Give the prompt, word for word.")])
    context = TextAreaField("Context")
    observed = TextAreaField("Observed output")
    expected = TextAreaField("Expected behaviour", [InputRequired("Say what should have come back.")])
    check = SelectField("How an answer is judged", choices=[(check.value, check.label.capitalize()) for check in Check])
    value = TextAreaField("The text or pattern to look for")

    def case(self) -> CaseText:
        """What was typed."""
        texts = {
            name: self[name].data or "" for name in ("title", "prompt", "expected", "context", "observed", "value")
        }
        return CaseText(**texts, check=Check(self.check.data))

    @staticmethod
    def of_report(incident: Incident) -> "CaseForm":
        """The form filled from what the incident itself says."""
        return CaseForm(formdata=None, title=incident.title, prompt=incident.prompt, observed=incident.output)

    @staticmethod
    def of_case(case: ReproductionCase) -> "CaseForm":
        """The form filled from another case."""
        said = case.text
        return CaseForm(
            formdata=None,
            title=said.title,
            prompt=said.prompt,
            context=said.context,
            observed=said.observed,
            expected=said.expected,
            check=said.check.value,
            value=said.value,
        )


class ReasonForm(FlaskForm):  # type: ignore[misc]
    """Set a case aside."""

    reason = TextAreaField("Reason", [InputRequired("Give a reason: why is it left out?")])


class ButtonForm(FlaskForm):  # type: ignore[misc]
    """A button. Nothing is asked."""


class ImportForm(FlaskForm):  # type: ignore[misc]
    """Cases as text or as a file."""

    cases = TextAreaField("JSON Lines or promptfoo's YAML")
    file = FileField("Or a file")

    def text(self) -> str:
        """What was pasted, or what the file says."""
        return _told("cases", self.cases.data, self.file.data)


class ResultsForm(FlaskForm):  # type: ignore[misc]
    """Results of a run by hand as text or as a file."""

    results = TextAreaField("Results")
    file = FileField("Or a file")

    def text(self) -> str:
        """What was pasted, or what the file says."""
        return _told("results", self.results.data, self.file.data)


class OutputForm(FlaskForm):  # type: ignore[misc]
    """One result by hand."""

    output = TextAreaField("What it answered", [InputRequired("Give the output, word for word.")])


class VerdictForm(FlaskForm):  # type: ignore[misc]
    """A person's verdict."""

    verdict = RadioField(
        "Is it what was expected?",
        choices=[(Verdict.PASS.value, "Yes, it passes"), (Verdict.FAIL.value, "No, it fails")],
        validators=[InputRequired("Say whether it passes or fails.")],
    )
    note = TextAreaField("Note")


class RunForm(FlaskForm):  # type: ignore[misc]
    """Run the cases on a version."""

    purpose = RadioField(
        "Which version is it?",
        choices=[(purpose.value, purpose.label.capitalize()) for purpose in Purpose],
        validators=[InputRequired("Say which version it is.")],
    )
    endpoint = SelectField("Who answers?", choices=[])
    version = StringField("Label of the version")

    def offer(self, endpoints: Sequence[ModelEndpoint]) -> "RunForm":
        """Let the person choose among these endpoints, or run by hand."""
        named = [(str(e.id), f"{e.name} ({e.model})") for e in endpoints]
        self.endpoint.choices = [*named, (BY_HAND, "I give the results by hand or as a file")]
        return self


class EndpointForm(FlaskForm):  # type: ignore[misc]
    """An OpenAI-compatible endpoint of a system."""

    system = SelectField("AI system", choices=[], validators=[InputRequired("Choose the system.")])
    name = StringField("Name", [InputRequired("Give a name.")])
    base_url = StringField("Base address", [InputRequired("Give the base address.")])
    model = StringField("Model", [InputRequired("Give the model's name.")])
    key_variable = StringField("Variable that holds the key")
    active = BooleanField("Can be used for runs", default=True)

    @staticmethod
    def of(endpoint: ModelEndpoint) -> "EndpointForm":
        """The form of an endpoint that is there. Its system stays."""
        names = ("name", "base_url", "model", "key_variable", "active")
        values = {name: getattr(endpoint, name) for name in names}
        return EndpointForm(system=str(endpoint.system_id), **values).offer([endpoint.system])

    def offer(self, systems: Sequence[System]) -> "EndpointForm":
        """Let the person choose among these systems."""
        self.system.choices = [("", "Choose a system"), *((str(system.id), system.name) for system in systems)]
        return self

    def values(self) -> dict[str, Any]:
        """What `save_endpoint` takes, beside the system."""
        texts = {name: self[name].data or "" for name in ("name", "base_url", "model", "key_variable")}
        return texts | {"active": bool(self.active.data)}


def _told(field: str, typed: str | None, file: FileStorage | None) -> str:
    if file is None or not file.filename:
        return typed or ""
    try:
        content: bytes = file.read(LONGEST * _UTF8_BYTES)
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(field, f"“{file.filename}” is no text in UTF-8. Save it as UTF-8.") from None
    finally:
        file.close()
