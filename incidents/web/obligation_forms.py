"""The forms of reporting obligations. The names of the fields are those that the operations name in `Invalid`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional, Regexp

from incidents.domain.obligations import Said
from incidents.domain.regimes import CATALOGUE, QUESTIONS, Regime
from incidents.models import Evidence, Obligation, Person
from incidents.operations.obligation_schedule import proposed_moment
from incidents.queries.obligations import ObligationView
from incidents.web.filters import zone
from incidents.web.incident_forms import in_utc
from incidents.web.moments import MomentField
from incidents.web.task_forms import NOBODY, number

RELOAD = "Reload the page, then save again."


class ListForm(FlaskForm):  # type: ignore[misc]
    """Put a regime on the list by hand."""

    regime = SelectField("Regime", validators=[InputRequired("Choose a regime.")])
    reason = TextAreaField("Why may it apply?", [InputRequired("Give a reason: why may it apply?")])

    def offer(self, listed: Sequence[str]) -> "ListForm":
        """Offer the regimes that are not on the list yet."""
        free = [(key, f"{regime.name}: {regime.title}") for key, regime in CATALOGUE.items() if key not in listed]
        self.regime.choices = [("", "Choose a regime"), *free]
        return self


class DismissalForm(FlaskForm):  # type: ignore[misc]
    """It does not apply."""

    rationale = TextAreaField("Why does it not apply?", [InputRequired("Give a rationale: why does it not apply?")])


class MomentForm(FlaskForm):  # type: ignore[misc]
    """Date a moment that limits count from."""

    trigger = SelectField("Which moment", validators=[InputRequired("Choose a moment.")])
    moment = MomentField("When it was", [InputRequired("Give a day and a time.")])
    reason = TextAreaField("What makes you sure of it?", [InputRequired("Give a reason: what makes you sure of it?")])

    def offer(self, regime: Regime) -> "MomentForm":
        """Offer the moments of the regime."""
        self.trigger.choices = [(trigger.key, trigger.label) for trigger in regime.triggers]
        return self


class ReportForm(FlaskForm):  # type: ignore[misc]
    """Record what was sent."""

    stage = SelectField("Which report", validators=[InputRequired("Choose a report.")])
    sent_at = MomentField("When it was sent", [InputRequired("Give a day and a time.")])
    recipient = StringField("To whom", [InputRequired("Give the recipient.")])
    reference = StringField("Reference of the recipient")
    proof = SelectField("Proof from the evidence", coerce=number, validators=[Optional()])
    note = TextAreaField("Note")

    def offer(self, view: ObligationView, files: Sequence[Evidence]) -> "ReportForm":
        """Offer the reports of this obligation, open ones first, and the incident's files."""
        stages = sorted(view.stages, key=lambda stage: not stage.row.open)
        self.stage.choices = [
            (stage.row.key, stage.words.name + ("" if stage.row.open else " (sent already)")) for stage in stages
        ]
        self.proof.choices = [("", "No file: see the note"), *((str(file.id), file.name) for file in files)]
        return self


class RetractionForm(FlaskForm):  # type: ignore[misc]
    """Take a mistaken entry back."""

    reason = TextAreaField("What was wrong?", [InputRequired("Give a reason: what was wrong?")])


class AssessmentForm(FlaskForm):  # type: ignore[misc]
    """It is due. Regimes add their moments, see `assessment_form`."""

    variant = SelectField("Which case is it?", validate_choice=False)
    owner = SelectField("Owner", coerce=number, validate_choice=False, validators=[InputRequired("Choose a person.")])
    rationale = TextAreaField("Why is it due?", [InputRequired("Give a rationale: why is it due?")])

    def offer(self, regime: Regime, people: Sequence[Person]) -> "AssessmentForm":
        """Offer the cases of the regime, and people who see the incident."""
        self.variant.choices = [(variant.key, variant.label) for variant in regime.variants]
        self.owner.choices = [NOBODY, *((str(person.id), f"{person.name}, {person.belongs_to}") for person in people)]
        return self

    def moments(self, regime: Regime) -> dict[str, datetime | None]:
        """The moments that were typed, UTC."""
        return {trigger.key: in_utc(self[f"trigger_{trigger.key}"].data) for trigger in regime.triggers}


def assessment_form(obligation: Obligation, people: Sequence[Person], **kwargs: Any) -> AssessmentForm:
    """The form of a regime: its cases, its moments with what is proposed for them, and who may own it."""
    regime, incident = CATALOGUE[obligation.regime], obligation.incident
    dated = {row.key: row.at for row in obligation.triggers}
    fields, values = {}, {}
    for trigger in regime.triggers:
        fields[f"trigger_{trigger.key}"] = MomentField(trigger.label, [Optional()])
        values[f"trigger_{trigger.key}"] = local(dated.get(trigger.key) or proposed_moment(incident, trigger))
    made: AssessmentForm = type("AssessmentForm", (AssessmentForm,), fields)(
        data=values | {"variant": obligation.variant, "owner": obligation.owner_id, "rationale": obligation.rationale},
        **kwargs,
    )
    return made.offer(regime, people)


def local(moment: datetime | None) -> datetime | None:
    """A moment as the field shows it: the reader's own zone, whole minutes."""
    return moment.astimezone(zone()).replace(tzinfo=None, second=0, microsecond=0) if moment else None


def question_form(begin: dict[str, Said], **kwargs: Any) -> FlaskForm:
    """One choice for each question. What nobody said yet stands at “not known yet”."""
    words = [(word.value, word.label) for word in Said]
    fields = {
        key: RadioField(question.text, choices=words, default=begin.get(key, Said.UNKNOWN).value)
        for key, question in QUESTIONS.items()
    }
    return type("QuestionForm", (FlaskForm,), fields)(**kwargs)


def draft_form(obligation: Obligation, values: dict[str, Any] | None = None, **kwargs: Any) -> FlaskForm:
    """A text for each part of the regime's draft, and the version that the writer read."""
    fields: dict[str, Any] = {part.key: TextAreaField(part.heading) for part in CATALOGUE[obligation.regime].draft}
    fields["version"] = HiddenField(validators=[InputRequired(RELOAD), Regexp(r"^\d{1,9}$", message=RELOAD)])
    return type("DraftForm", (FlaskForm,), fields)(data=values, **kwargs)
