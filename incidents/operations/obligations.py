"""Reporting obligations: deciding on each regime, and dating the moments that its limits count from.

They outlive the incident: a final report may be due when it is closed already, so closing does not stop them.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from incidents.access import Act, require, sees
from incidents.domain import events, text
from incidents.domain.errors import Invalid, NotPossibleNow
from incidents.domain.machine import advance
from incidents.domain.notices import NoticeKind
from incidents.domain.obligations import OBLIGATION, ObligationState, ObligationVerb
from incidents.domain.regimes import CATALOGUE, VERSION, Regime
from incidents.domain.review import ReviewState
from incidents.domain.triage import Triage
from incidents.models import Incident, Obligation, ObligationTrigger, Person, db
from incidents.operations.incidents import acknowledge
from incidents.operations.notices import tell
from incidents.operations.obligation_schedule import reschedule, settle
from incidents.operations.reviews import current, withdraw_readiness
from incidents.signals import publish


def assess_due(
    actor: Person,
    obligation: Obligation,
    *,
    owner: Person,
    triggers: Mapping[str, datetime | None],
    rationale: str,
    at: datetime,
    variant: str = "",
) -> None:
    """Decide that it is due: who sees to it, which case it is, and from when its limits count (aware moments)."""
    require(actor, Act.ASSESS_OBLIGATION, obligation)
    _refuse_early(obligation, at)
    was, regime = obligation.state, regime_of(obligation)
    if variant not in ({known.key for known in regime.variants} or {""}):
        raise Invalid("variant", "Choose which case it is: it decides the deadline.")
    if not sees(owner, obligation.incident):
        raise Invalid("owner", f"{owner.name} does not see this incident. Choose somebody who does.")
    _date_all(obligation, regime, triggers, at)
    obligation.owner, obligation.variant = owner, variant
    _decide(actor, obligation, ObligationVerb.DUE, rationale, at)
    reschedule(obligation, variant)
    settle(obligation)
    _assessed(actor, obligation, was, at)
    if owner is not actor:
        tell(
            owner,
            f"obligation:{obligation.id}:owner:{at:%Y%m%d%H%M%S}",
            f"You own the reporting obligation “{regime.name}” of {obligation.incident.reference}.",
            kind=NoticeKind.ASSIGNED,
            path=path_of(obligation),
            at=at,
            incident=obligation.incident,
        )


def assess_not_applicable(actor: Person, obligation: Obligation, rationale: str, at: datetime) -> None:
    """Decide that it does not apply, with the rationale that an authority would be shown."""
    require(actor, Act.ASSESS_OBLIGATION, obligation)
    refuse_declined(obligation.incident)
    was = obligation.state
    _decide(actor, obligation, ObligationVerb.NOT_APPLICABLE, rationale, at)
    for stage in obligation.stages:
        stage.open = False
    _assessed(actor, obligation, was, at)


def date_trigger(actor: Person, obligation: Obligation, key: str, moment: datetime, reason: str, at: datetime) -> None:
    """Date, or date anew, a moment that limits count from. The stages follow; a moved deadline warns again."""
    require(actor, Act.KEEP_OBLIGATION, obligation)
    refuse_declined(obligation.incident)
    if obligation.state not in (ObligationState.DUE, ObligationState.SENT):
        raise NotPossibleNow("Its moments count once it is assessed as due.")
    label = {trigger.key: trigger.label for trigger in regime_of(obligation).triggers}.get(key)
    if label is None:
        raise Invalid("trigger", "Choose one of the moments that this regime counts from.")
    reason = text.required("reason", reason, "a reason: what makes you sure of this moment?", text.REASON_LENGTH)
    _date(obligation, key, moment, "moment", at)
    reschedule(obligation, obligation.variant)
    settle(obligation)
    unready(actor, obligation.incident, "A moment of a reporting obligation was dated.", at)
    publish(
        events.ObligationDated(**common(actor, obligation, at), trigger=label, moment=in_words(moment), reason=reason)
    )


def regime_of(obligation: Obligation) -> Regime:
    """What the catalogue says. A regime never leaves it; one that ended has an end."""
    return CATALOGUE[obligation.regime]


def path_of(obligation: Obligation) -> str:
    """The page of an obligation."""
    return f"/incidents/{obligation.incident.reference}/obligations/{obligation.regime}"


def in_words(moment: datetime) -> str:
    """A moment inside a sentence of the record: whole minutes, UTC."""
    return f"{moment:%-d %b %Y %H:%M} UTC"


def common(actor: Person, obligation: Obligation, at: datetime) -> dict[str, Any]:
    """What every event of an obligation carries."""
    return {
        "incident_id": obligation.incident_id or obligation.incident.id,
        "actor": actor.as_actor(),
        "at": at,
        "obligation_id": obligation.id,
        "regime": regime_of(obligation).name,
    }


def refuse_declined(incident: Incident) -> None:
    """What both departments declined is no incident. Raises `NotPossibleNow`. A closed incident is not in the way."""
    if incident.triage is Triage.DECLINED:
        raise NotPossibleNow("Both departments declined this report. Report it again if something must be reported.")


def _refuse_early(obligation: Obligation, at: datetime) -> None:
    refuse_declined(obligation.incident)
    regime = regime_of(obligation)
    if not regime.in_force(at.date()):
        raise NotPossibleNow(f"{regime.name} is not in force on {at:%-d %B %Y}.")


def _decide(actor: Person, obligation: Obligation, verb: ObligationVerb, rationale: str, at: datetime) -> None:
    obligation.state = advance(OBLIGATION, obligation.state, verb)
    obligation.rationale = text.required(
        "rationale", rationale, "a rationale: why is it so decided?", text.REASON_LENGTH
    )
    obligation.decided_by, obligation.decided_at, obligation.catalogue = actor, at, VERSION
    acknowledge(actor, obligation.incident, at)


def _date_all(obligation: Obligation, regime: Regime, triggers: Mapping[str, datetime | None], at: datetime) -> None:
    first = regime.triggers[0]
    if triggers.get(first.key) is None:
        raise Invalid(f"trigger_{first.key}", f"Give the moment: {first.label.lower()}. The limits count from it.")
    for trigger in regime.triggers:
        _date(obligation, trigger.key, triggers.get(trigger.key), f"trigger_{trigger.key}", at)


def _date(obligation: Obligation, key: str, moment: datetime | None, field: str, at: datetime) -> None:
    if moment is not None and moment > at:
        raise Invalid(field, "This lies in the future. Give the moment at which it happened.")
    row = next((row for row in obligation.triggers if row.key == key), None)
    if moment is None and row is not None:
        obligation.triggers.remove(row)
        db.session.delete(row)
    elif row is not None and moment is not None:
        row.at = moment
    elif moment is not None:
        obligation.triggers.append(ObligationTrigger(key=key, at=moment))


def unready(actor: Person, incident: Incident, reason: str, at: datetime) -> None:
    review = current(incident)
    if review is not None and review.state is ReviewState.DRAFTING:
        withdraw_readiness(actor, review, reason, at)


def _assessed(actor: Person, obligation: Obligation, was: ObligationState, at: datetime) -> None:
    db.session.flush()
    regime = regime_of(obligation)
    unready(actor, obligation.incident, f"The obligation “{regime.name}” was assessed.", at)
    due = obligation.state is not ObligationState.NOT_APPLICABLE
    publish(
        events.ObligationAssessed(
            **common(actor, obligation, at),
            was=was,
            became=obligation.state,
            variant=regime.variant_label(obligation.variant) if due else "",
            responsible=obligation.owner.name if due and obligation.owner else "",
            moments="; ".join(f"{row.key}: {in_words(row.at)}" for row in obligation.triggers) if due else "",
            catalogue=VERSION,
            reason=obligation.rationale,
        )
    )
