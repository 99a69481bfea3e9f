"""The form that corrects what was reported: the fields of the report, and what its writer read in them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired, Regexp

from incidents.domain import text
from incidents.domain.errors import LostFields
from incidents.domain.reported import ReportedField, clean, meant, spelt
from incidents.models import Incident
from incidents.operations.report_corrections import stated
from incidents.web.filters import zone
from incidents.web.incident_forms import ToldForm, in_utc

RELOAD = "Reload the page, then correct it again."
SEEN = rf"[0-9a-f]{{64}}(-[0-9a-f]{{64}}){{{len(ReportedField) - 1}}}"
"""A digest for each field, in their order."""


class CorrectionForm(ToldForm):
    """`seen` are the digests of what the writer read; `theirs` is what somebody else wrote since, where both did."""

    sources = TextAreaField("Sources")
    reason = TextAreaField("Reason")
    seen = HiddenField(validators=[InputRequired(RELOAD), Regexp(rf"^{SEEN}\Z", message=RELOAD)])
    lost: LostFields | None = None
    theirs: Mapping[str, str] = {}

    @classmethod
    def of(cls, incident: Incident) -> Self:
        """The form of an incident, filled with what its report says."""
        texts: dict[str, Any] = {field.value: getattr(incident, field.value) for field in ReportedField}
        occurred = incident.occurred_at.astimezone(zone()) if incident.occurred_at else None
        return cls(data=texts | {"occurred_at": occurred, "seen": _digests(incident)})

    def digests(self) -> dict[ReportedField, str]:
        """What the writer read, by field."""
        return dict(zip(ReportedField, (self.seen.data or "").split("-"), strict=True))

    def values(self) -> dict[ReportedField, str]:
        """What was typed, every field as text."""
        texts = {field: self[field.value].data or "" for field in ReportedField if field != ReportedField.OCCURRED_AT}
        return texts | {ReportedField.OCCURRED_AT: self._moment(self.occurred_at.data)}

    def stand_beside(self, lost: LostFields, incident: Incident) -> None:
        """Show both versions where two people changed a field, and theirs where the writer had changed nothing."""
        seen, now = self.digests(), stated(incident)
        for field, value in self.values().items():
            if field.value not in lost.fields and text.digest(clean(field, value)) == seen[field]:
                self[field.value].data, self[field.value].raw_data = _typed(meant(field, now[field])), None
        self.lost = lost
        self.theirs = {name: _shown(meant(ReportedField(name), value)) for name, value in lost.fields.items()}
        self.seen.data = _digests(incident)

    def _moment(self, typed: datetime | None) -> str:
        """An hour that a clock shows twice is the one that was read, where it is one of both."""
        both = [spelt(in_utc(typed.replace(fold=fold) if typed else None)) for fold in (0, 1)]
        read = self.digests()[ReportedField.OCCURRED_AT]
        return next((moment for moment in both if text.digest(moment) == read), both[0])


def _digests(incident: Incident) -> str:
    return "-".join(text.digest(value) for value in stated(incident).values())


def _typed(value: str | datetime | None) -> str | datetime | None:
    return value.astimezone(zone()) if isinstance(value, datetime) else value


def _shown(value: str | datetime | None) -> str:
    words = f"{value.astimezone(zone()):%-d %b %Y %H:%M %Z}" if isinstance(value, datetime) else value
    return words or "(They emptied it.)"
