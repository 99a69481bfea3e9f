"""The forms of change notices, of what an incident suspects, and of crossed boundaries."""

from collections.abc import Sequence
from datetime import UTC
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from incidents.domain.change import ANSWERS, Origin, Part
from incidents.domain.register import Boundary
from incidents.domain.vocabulary import Department
from incidents.models import ChangeNotice
from incidents.web.filters import zone
from incidents.web.forms import choices
from incidents.web.moments import MomentField
from incidents.web.task_forms import NOBODY, number


class NoticeForm(FlaskForm):  # type: ignore[misc]
    """Record a change of a system."""

    title = StringField("What was changed", [InputRequired("Give a title: what was changed?")])
    origin = RadioField("Who changed it", choices=choices(Origin), validators=[InputRequired("Say who changed it.")])
    part = RadioField("Which part", choices=choices(Part), validators=[InputRequired("Choose the part that changed.")])
    effective_at = MomentField(
        "When it takes or took effect", [InputRequired("Give the day and time at which it takes effect.")]
    )
    announced_on = DateField("Announced on", [Optional()])
    version_from = StringField("Version before")
    version_to = StringField("Version after")
    description = TextAreaField("What the change does")
    source = TextAreaField("Source")

    def values(self) -> dict[str, Any]:
        """What `operations.changes.notice` takes, beside the system. The time is read in the person's own zone."""
        texts = {name: self[name].data or "" for name in ("title", "version_from", "version_to")}
        moment = self.effective_at.data
        assert moment is not None, "the form insists on it"  # noqa: S101
        return texts | {
            "description": self.description.data or "",
            "source": self.source.data or "",
            "origin": Origin(self.origin.data),
            "part": Part(self.part.data),
            "announced_on": self.announced_on.data,
            "effective_at": moment.replace(tzinfo=zone()).astimezone(UTC),
        }


class ReviewForm(FlaskForm):  # type: ignore[misc]
    """One department's half of the review."""

    answer = RadioField("Your department's answer", validators=[InputRequired("Choose an answer.")])
    finding = TextAreaField("Finding", [InputRequired("Give a finding.")])

    def of(self, department: Department) -> "ReviewForm":
        """The answers of a department."""
        self.answer.choices = list(zip(("yes", "no"), ANSWERS[department], strict=True))
        return self


class ReasonForm(FlaskForm):  # type: ignore[misc]
    """A reason, and nothing else."""

    reason = TextAreaField("Reason", [InputRequired("Give a reason.")])


class SuspicionForm(FlaskForm):  # type: ignore[misc]
    """Name a change as a suspected cause."""

    notice = SelectField("Change", coerce=number, validators=[InputRequired("Choose a change.")])
    reason = TextAreaField("What points at it", [InputRequired("Give a reason: what points at this change?")])

    def offer(self, notices: Sequence[ChangeNotice]) -> "SuspicionForm":
        """Offer these changes."""
        said = ((str(row.id), f"{row.title} ({row.effective_at.astimezone(zone()):%-d %b %Y})") for row in notices)
        self.notice.choices = [(NOBODY[0], "Choose a change"), *said]
        return self


class SettlementForm(FlaskForm):  # type: ignore[misc]
    """Confirm a suspected change, rule it out, or take the suspicion back."""

    answer = SelectField(
        "What you found",
        choices=[
            ("confirmed", "Confirmed: it caused the incident"),
            ("ruled_out", "Ruled out: it did not"),
            ("cleared", "Taken back: it was named by mistake"),
        ],
        validators=[InputRequired("Choose an answer.")],
    )
    reason = TextAreaField("What shows it", [InputRequired("Give a finding: what shows it?")])


class BoundaryForm(FlaskForm):  # type: ignore[misc]
    """Name a boundary that was crossed."""

    boundary = SelectField("Boundary", choices=choices(Boundary), validators=[InputRequired("Choose a boundary.")])
    explanation = TextAreaField(
        "What crossed it, and how", [InputRequired("Give a sentence: what crossed it, and how?")]
    )
