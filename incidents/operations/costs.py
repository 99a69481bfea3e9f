"""What an incident cost: recorded by each department for itself, corrected by new entries, never rewritten."""

from datetime import datetime

import sqlalchemy as sa

from incidents.access import Act, require
from incidents.domain import cost, events, text
from incidents.domain.errors import Invalid, NotPossibleNow, Refused
from incidents.domain.triage import Triage
from incidents.models import CostEntry, Incident, Organisation, Person, db
from incidents.operations.organisation import here
from incidents.signals import publish


def record(
    actor: Person,
    incident: Incident,
    *,
    hours: str,
    amount: str,
    note: str,
    at: datetime,
    corrects: CostEntry | None = None,
) -> CostEntry:
    """Record working time and money of the actor's own department, typed as people type them. The note says for what.

    With `corrects` it stands in place of that entry of the same department, which stays in the record; then nothing
    at all may be the right amount. Bills come late: a closed incident still takes costs.
    """
    require(actor, Act.RECORD_COST, incident)
    department = actor.department
    assert department is not None  # noqa: S101 - the rule lets only people of departments through
    if incident.triage is Triage.DECLINED:
        raise NotPossibleNow("This report was declined, so it is no incident and has no cost.")
    _refuse_correction(incident, corrects, actor)
    minutes, hundredths = cost.minutes_of("hours", hours), cost.hundredths_of("amount", amount)
    if not (minutes or hundredths or corrects):
        raise Invalid("hours", "Give hours, an amount, or both.")
    entry = CostEntry(
        incident_id=incident.id,
        department=department,
        minutes=minutes,
        hundredths=hundredths,
        currency=_organisation().currency,
        note=text.required("note", note, "a note: what was it for?", text.REASON_LENGTH),
        corrects_id=corrects.id if corrects else None,
        by=actor,
        at=at,
    )
    db.session.add(entry)
    db.session.flush()
    publish(_recorded(actor, entry))
    return entry


def choose_currency(actor: Person, code: str, at: datetime) -> None:
    """Choose the currency of costs. Not once a cost stands in the record: its amount would mean something else."""
    require(actor, Act.ADMINISTER)
    organisation, code = _organisation(), cost.currency_of("currency", code)
    if code == organisation.currency:
        return
    if db.session.scalar(sa.select(CostEntry.id).limit(1)) is not None:
        raise NotPossibleNow(f"Costs are recorded in {organisation.currency} already, so the currency stays.")
    organisation.currency = code
    publish(events.CurrencyChosen(actor=actor.as_actor(), at=at, currency=code))


def _recorded(actor: Person, entry: CostEntry) -> events.CostRecorded:
    return events.CostRecorded(
        incident_id=entry.incident_id,
        actor=actor.as_actor(),
        at=entry.at,
        entry_id=entry.id,
        department=entry.department,
        minutes=entry.minutes,
        hundredths=entry.hundredths,
        currency=entry.currency,
        corrects=entry.corrects_id,
        note=entry.note,
    )


def _refuse_correction(incident: Incident, entry: CostEntry | None, actor: Person) -> None:
    if entry is None:
        return
    if entry.incident_id != incident.id:
        raise NotPossibleNow("That entry belongs to another incident.")
    if entry.department is not actor.department:
        raise Refused(f"This cost is of {entry.department.label}: its people correct it. You can comment.")
    if db.session.scalar(sa.select(CostEntry.id).where(CostEntry.corrects_id == entry.id)) is not None:
        raise NotPossibleNow("That entry was corrected already. Correct the newer one.")


def _organisation() -> Organisation:
    organisation = here()
    assert organisation is not None, "nobody acts before the founding"  # noqa: S101
    return organisation
