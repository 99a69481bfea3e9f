"""Correcting what was reported: nothing is overwritten, and two people at once lose nothing."""

import json
from collections.abc import Mapping
from datetime import datetime

from incidents.access import Act, require
from incidents.domain import events, text
from incidents.domain.errors import Invalid, LostFields, NotPossibleNow, why_not
from incidents.domain.reported import ReportedField, clean, difference, meant, refuse_future, spelt
from incidents.domain.review import FROZEN, ReviewState
from incidents.models import Incident, Person, ReportCorrection, db
from incidents.operations.incidents import acknowledge, refuse_closed
from incidents.operations.reviews import current, withdraw_readiness
from incidents.queries.report_corrections import newest_of
from incidents.signals import publish

Texts = Mapping[ReportedField, str]


def correct(actor: Person, incident: Incident, values: Texts, *, seen: Texts, reason: str = "", at: datetime) -> None:
    """Correct what was reported, all that was changed or nothing. `seen` has the digests of what the writer read.

    Reporters correct their own words; a lead who corrects them for somebody else gives a reason. Raises `LostFields`
    where somebody else corrected the same field meanwhile.
    """
    require(actor, Act.CORRECT_REPORTED, incident)
    refuse_fixed(incident)
    reason = _reason(actor, incident, reason)
    apart = difference(stated(incident), _cleaned(values, at), seen)
    _refuse_crossed(incident, apart.crossed)
    if not apart.changed:
        raise Invalid("fields", "This is what stands there already. Change what is wrong, then save it.")
    if actor.id != incident.reporter_id:
        acknowledge(actor, incident, at)
    rows = _rows(actor, incident, apart.changed, reason, at)
    for field, value in apart.changed.items():
        setattr(incident, field.value, meant(field, value))
    _withdraw_readiness(actor, incident, at)
    publish(_told(actor, incident, rows, at))


def stated(incident: Incident) -> dict[ReportedField, str]:
    """What the report says now, every field as text."""
    return {field: spelt(getattr(incident, field.value)) for field in ReportedField}


def refuse_fixed(incident: Incident) -> None:
    """Raises `NotPossibleNow` once nothing of a report changes any more, naming the way out."""
    refuse_closed(incident)
    if incident.review_state in FROZEN:
        raise NotPossibleNow(
            "The review is ready, so what was reported is fixed with it. A lead can withdraw the review to change it."
        )


def hindrance(incident: Incident) -> str:
    """Why nobody can correct it now, or nothing."""
    return why_not(lambda: refuse_fixed(incident))


def _reason(actor: Person, incident: Incident, reason: str) -> str:
    if actor.id == incident.reporter_id:
        return text.bounded("reason", reason, text.REASON_LENGTH)
    what = f"a reason: these are the words of {incident.reporter.name}"
    return text.required("reason", reason, what, text.REASON_LENGTH)


def _cleaned(values: Texts, at: datetime) -> dict[ReportedField, str]:
    cleaned = {field: clean(field, value) for field, value in values.items()}
    occurred = meant(ReportedField.OCCURRED_AT, cleaned.get(ReportedField.OCCURRED_AT, ""))
    refuse_future(occurred if isinstance(occurred, datetime) else None, at)
    return cleaned


def _refuse_crossed(incident: Incident, crossed: Texts) -> None:
    if crossed:
        before = newest_of(incident)
        theirs = {field.value: value for field, value in crossed.items()}
        raise LostFields(theirs, before.by.name if before else "Somebody")


def _rows(actor: Person, incident: Incident, changed: Texts, reason: str, at: datetime) -> list[ReportCorrection]:
    before = newest_of(incident)
    number, stands = (before.number if before else 0) + 1, stated(incident)
    rows = [
        ReportCorrection(
            incident_id=incident.id,
            number=number,
            field=field,
            before=stands[field],
            after=value,
            reason=reason,
            by=actor,
            at=at,
        )
        for field, value in changed.items()
    ]
    db.session.add_all(rows)
    db.session.flush()
    return rows


def _withdraw_readiness(actor: Person, incident: Incident, at: datetime) -> None:
    review = current(incident)
    if review is not None and review.state is ReviewState.DRAFTING:
        withdraw_readiness(actor, review, "What was reported was corrected.", at)


def _told(actor: Person, incident: Incident, rows: list[ReportCorrection], at: datetime) -> events.ReportCorrected:
    digests = {row.field.value: [text.digest(row.before), text.digest(row.after)] for row in rows}
    return events.ReportCorrected(
        incident_id=incident.id,
        actor=actor.as_actor(),
        at=at,
        correction=rows[0].number,
        fields=", ".join(row.field.label.lower() for row in rows),
        digests=json.dumps(digests, sort_keys=True),
        reason_sha256=text.digest(rows[0].reason),
    )
