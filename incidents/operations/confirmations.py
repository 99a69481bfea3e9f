"""The reporting unit confirms the outcome: asked when the incident is resolved, waited for, and not for ever."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from incidents.access import Act, require, sees
from incidents.domain import containment, correction, events, text
from incidents.domain.confirmation import CONFIRMATION, DAYS, MOST_DAYS, WAITS, ConfirmationState, ConfirmationVerb
from incidents.domain.errors import Invalid, NotPossibleNow
from incidents.domain.machine import advance
from incidents.domain.notices import NoticeKind
from incidents.domain.override import Gate
from incidents.domain.phase import Phase
from incidents.domain.triage import Triage
from incidents.domain.vocabulary import Affiliation
from incidents.models import Confirmation, Incident, Organisation, Person, db
from incidents.operations.notices import tell_all
from incidents.operations.overrides import standing
from incidents.signals import publish


def follow(incident: Incident, at: datetime) -> None:
    """After a track moved: ask the unit when the incident is resolved now, take the question back when it is not."""
    asked = current(incident)
    if _is_resolved(incident) and asked is None:
        _ask(incident, at)
    elif asked is not None and not _is_resolved(incident):
        asked.state = advance(CONFIRMATION, asked.state, ConfirmationVerb.WITHDRAWN)
        publish(events.ConfirmationWithdrawn(**_common(events.SYSTEM, asked, at)))


def answer(actor: Person, incident: Incident, *, holds: bool, words: str, at: datetime) -> Confirmation:
    """Say for the reporting unit whether the fix holds, and what was seen. “No” needs words; late answers count."""
    require(actor, Act.CONFIRM_FIX, incident)
    sentence = unanswerable(incident, current(incident))
    if sentence is not None:
        raise NotPossibleNow(sentence)
    asked = current(incident)
    assert asked is not None, "otherwise it is unanswerable"  # noqa: S101
    words = text.bounded("words", words, text.REASON_LENGTH)
    if not holds:
        text.required("words", words, "what you saw: how does the fix not hold?")
    verb = ConfirmationVerb.CONFIRMED if holds else ConfirmationVerb.REFUTED
    asked.state = advance(CONFIRMATION, asked.state, verb)
    asked.words, asked.answered_by, asked.answered_at = words, actor, at
    said = events.FixConfirmed if holds else events.FixRefuted
    publish(said(**_common(actor.as_actor(), asked, at), reason=words))
    return asked


def lapse(asked: Confirmation, at: datetime) -> None:
    """Note that nobody answered in time. The worker calls this, so the actor is the product itself."""
    asked.state = advance(CONFIRMATION, asked.state, ConfirmationVerb.LAPSED)
    publish(events.ConfirmationLapsed(**_common(events.SYSTEM, asked, at)))


def current(incident: Incident) -> Confirmation | None:
    """The question of the present round that still counts, if one was asked (or noted as not asked)."""
    query = sa.select(Confirmation).where(
        Confirmation.incident_id == incident.id,
        Confirmation.round == (incident.reopened or 0),
        Confirmation.state != ConfirmationState.WITHDRAWN,
    )
    return db.session.scalar(query.order_by(Confirmation.id.desc()).limit(1))


def obstacle(incident: Incident) -> str | None:
    """What the missing or negative word of the unit stands in the way of: the sentence, or None where nothing waits."""
    return obstacle_of(incident, current(incident))


def obstacle_of(incident: Incident, asked: Confirmation | None) -> str | None:
    """The same for whoever has read the present question already."""
    if asked is None or asked.state not in WAITS or standing(incident, Gate.CONFIRMATION) is not None:
        return None
    if asked.state is ConfirmationState.REFUTED:
        by = asked.answered_by.name if asked.answered_by else _unit(asked)
        return (
            f"{by} says that the fix does not hold: withdraw a declaration and work on it, "
            "or override the gate “Confirmation by the reporting unit”."
        )
    return (
        f"{_unit(asked)} has not said yet whether the fix holds. "
        f"Without an answer this lapses on {asked.due_at:%-d %B %Y at %H:%M} UTC."
    )


def unanswerable(incident: Incident, asked: Confirmation | None) -> str | None:
    """Why nothing can be answered now, whoever asks; None while the question is open or the answer may change."""
    if asked is None or asked.state is ConfirmationState.NOT_ASKED:
        return "Nobody is asked about the fix now. It is asked once the incident is contained and verified."
    if incident.derived_phase() is Phase.CLOSED:
        return "This incident is closed. If the fix does not hold, say so in a comment: a lead can reopen it."
    return None


def set_days(actor: Person, organisation: Organisation, days: int, at: datetime) -> None:
    """Set how many days a unit has to answer. Questions that are asked already keep the day that they named."""
    require(actor, Act.ADMINISTER)
    if not 1 <= days <= MOST_DAYS:
        raise Invalid("days", f"Give a number of days from 1 to {MOST_DAYS}.")
    before, organisation.confirmation_days = organisation.confirmation_days, days
    if before != days:
        publish(events.ConfirmationTimeSet(actor=actor.as_actor(), at=at, days_before=before, days_after=days))


def _is_resolved(incident: Incident) -> bool:
    # Not the phase: with a review open that is “in review”, whatever the tracks say.
    return (
        incident.triage is Triage.ACCEPTED
        and incident.containment in containment.SETTLED
        and incident.correction in correction.SETTLED
    )


def _ask(incident: Incident, at: datetime) -> None:
    organisation = db.session.get(Organisation, 1)
    days = organisation.confirmation_days if organisation else DAYS
    unit, state = incident.unit, ConfirmationState.NOT_ASKED
    asked = Confirmation(
        incident=incident,
        round=incident.reopened or 0,
        unit=unit,
        state=state if unit is None else advance(CONFIRMATION, state, ConfirmationVerb.ASKED),
        asked_at=at,
        due_at=at + timedelta(days=days),
        words="",
    )
    db.session.add(asked)
    db.session.flush()
    if unit is None:
        publish(events.ConfirmationNotAsked(**_common(events.SYSTEM, asked, at)))
        return
    publish(events.ConfirmationAsked(**_common(events.SYSTEM, asked, at), due_at=asked.due_at.isoformat()))
    _tell_the_unit(asked, at)


def _asked_people(incident: Incident) -> list[Person]:
    of_the_unit = sa.or_(Person.unit_id == incident.unit_id, Person.id == incident.reporter_id)
    query = sa.select(Person).where(Person.active, Person.affiliation == Affiliation.BUSINESS, of_the_unit)
    return list(db.session.scalars(query.order_by(Person.id)))


def _tell_the_unit(asked: Confirmation, at: datetime) -> None:
    incident = asked.incident
    question = f"{incident.reference}: does the fix hold? “{incident.title}” is contained and verified."
    seeing = [person for person in _asked_people(incident) if sees(person, incident)]
    key, path = f"confirmation:{asked.id}:asked", f"/incidents/{incident.reference}#confirmation"
    tell_all(seeing, key, question, kind=NoticeKind.DECISION, path=path, at=at, incident=incident)


def _unit(asked: Confirmation) -> str:
    return asked.unit.name if asked.unit else ""


def _common(actor: events.Actor, asked: Confirmation, at: datetime) -> dict[str, Any]:
    return {
        "incident_id": asked.incident_id,
        "actor": actor,
        "at": at,
        "confirmation_id": asked.id,
        "unit": _unit(asked),
    }
