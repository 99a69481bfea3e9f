"""What may apply: the questions that propose regimes, and regimes put on the list by hand. Nothing is decided here."""

import json
from datetime import datetime

import sqlalchemy as sa

from incidents.access import Act, require
from incidents.domain import events, text
from incidents.domain.errors import Invalid
from incidents.domain.obligations import Answers, ObligationState, Proposal, proposals
from incidents.domain.regimes import CATALOGUE, VERSION, Regime
from incidents.models import Incident, Obligation, ObligationAnswers, Person, db
from incidents.operations.incidents import acknowledge
from incidents.operations.obligation_schedule import reschedule
from incidents.operations.obligations import common, refuse_declined, unready
from incidents.signals import publish


def answer(actor: Person, incident: Incident, answers: Answers, at: datetime) -> list[Proposal]:
    """Answer the questions. What they do not rule out is proposed; what they do now is proposed no longer."""
    require(actor, Act.ANSWER_OBLIGATIONS, incident)
    refuse_declined(incident)
    acknowledge(actor, incident, at)
    row = ObligationAnswers(
        incident_id=incident.id,
        version=_next_version(incident),
        answers=json.dumps(answers, sort_keys=True),
        catalogue=VERSION,
        by=actor,
        at=at,
    )
    db.session.add(row)
    found = proposals(answers, at.date())
    _propose(incident, found)
    unready(actor, incident, "The questions on reporting obligations were answered.", at)
    publish(
        events.ObligationQuestionsAnswered(
            incident_id=incident.id,
            actor=actor.as_actor(),
            at=at,
            version=row.version,
            answers=row.answers,
            proposed="; ".join(proposal.regime.name for proposal in found),
            catalogue=VERSION,
        )
    )
    return found


def put_on_list(actor: Person, incident: Incident, regime: str, reason: str, at: datetime) -> Obligation:
    """Put a regime of the catalogue on the list that the answers did not propose."""
    require(actor, Act.ANSWER_OBLIGATIONS, incident)
    refuse_declined(incident)
    known = CATALOGUE.get(regime)
    if known is None:
        raise Invalid("regime", "There is no such regime in the catalogue. Choose one of the list.")
    if not known.in_force(at.date()):
        raise Invalid("regime", f"{known.name} is not in force on {at:%-d %B %Y}. {known.status}")
    listed = _obligations(incident).get(regime)
    if listed is not None and (listed.proposed or listed.state is not ObligationState.PROPOSED):
        raise Invalid("regime", f"{known.name} is on the list already.")
    reason = text.required("reason", reason, "a reason: why may it apply?", text.REASON_LENGTH)
    acknowledge(actor, incident, at)
    obligation = listed or _proposed(incident, known)
    obligation.proposed, obligation.because = True, f"Put on the list by {actor.name}: {reason}"
    obligation.variant = obligation.variant or next((variant.key for variant in known.variants), "")
    reschedule(obligation, obligation.variant)
    db.session.flush()
    unready(actor, incident, f"{known.name} was put on the list of reporting obligations.", at)
    publish(events.ObligationListed(**common(actor, obligation, at), catalogue=VERSION, reason=reason))
    return obligation


def _obligations(incident: Incident) -> dict[str, Obligation]:
    rows = db.session.scalars(sa.select(Obligation).where(Obligation.incident_id == incident.id))
    return {row.regime: row for row in rows}


def _proposed(incident: Incident, regime: Regime) -> Obligation:
    obligation = Obligation(incident=incident, regime=regime.key, catalogue=VERSION, state=ObligationState.PROPOSED)
    db.session.add(obligation)
    return obligation


def _propose(incident: Incident, found: list[Proposal]) -> None:
    rows = _obligations(incident)
    by_regime = {proposal.regime.key: proposal for proposal in found}
    for key, row in rows.items():
        row.proposed = key in by_regime
    for key, proposal in by_regime.items():
        row = rows.get(key) or _proposed(incident, proposal.regime)
        row.proposed, row.because = True, proposal.sentence
        if row.state is ObligationState.PROPOSED:
            row.variant, row.catalogue = proposal.variant, VERSION
            reschedule(row, row.variant)
    db.session.flush()


def _next_version(incident: Incident) -> int:
    query = sa.select(sa.func.max(ObligationAnswers.version)).where(ObligationAnswers.incident_id == incident.id)
    return (db.session.scalar(query) or 0) + 1
