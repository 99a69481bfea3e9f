"""Overrides: crossing a gate with a reason, and taking note of it on the other side."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from incidents.access import Act, require
from incidents.domain import events, text
from incidents.domain.errors import NotPossibleNow
from incidents.domain.override import Gate
from incidents.models import Incident, Override, Person, db
from incidents.operations.incidents import acknowledge as acknowledge_incident
from incidents.operations.incidents import refuse_closed
from incidents.signals import publish


def cross(actor: Person, incident: Incident, gate: Gate, reason: str, at: datetime, subject: str = "") -> Override:
    """Cross a gate for the present round of the incident. A lead gives the reason, and answers for it."""
    require(actor, Act.OVERRIDE, incident)
    refuse_closed(incident)
    if not gate.each_time and standing(incident, gate) is not None:
        raise NotPossibleNow(f"The gate “{gate.label}” is overridden already.")
    reason = text.required("reason", reason, "a reason: why can this not wait?", text.REASON_LENGTH)
    acknowledge_incident(actor, incident, at)
    override = Override(
        incident=incident,
        gate=gate,
        round=incident.reopened,
        subject=text.bounded("subject", subject, 200),
        department=actor.department,
        by=actor,
        reason=reason,
        at=at,
    )
    db.session.add(override)
    db.session.flush()
    publish(events.GateOverridden(**_common(actor, override, at), department=override.department, reason=reason))
    return override


def acknowledge(actor: Person, override: Override, at: datetime) -> None:
    """Take note of an override. A lead of the other department does: knowing of it is not agreeing with it."""
    require(actor, Act.ACKNOWLEDGE_OVERRIDE, override)
    if override.acknowledged_at is not None:
        raise NotPossibleNow("This override is acknowledged already.")
    override.acknowledged_by, override.acknowledged_at = actor, at
    publish(events.OverrideAcknowledged(**_common(actor, override, at), by=override.by.name))


def standing(incident: Incident, gate: Gate) -> Override | None:
    """The override that opens a gate in the present round, if any."""
    query = sa.select(Override).where(
        Override.incident_id == incident.id, Override.gate == gate, Override.round == (incident.reopened or 0)
    )
    return db.session.scalar(query.order_by(Override.id.desc()).limit(1))


def unacknowledged(incident: Incident) -> list[Override]:
    """The overrides that the other department has not taken note of yet, oldest first."""
    query = sa.select(Override).where(Override.incident_id == incident.id, Override.acknowledged_at.is_(None))
    return list(db.session.scalars(query.order_by(Override.id).options(joinedload(Override.by))))


def outstanding(incident: Incident) -> list[str]:
    """What the other department has not taken note of yet, as sentences. Nothing closes over it."""
    return [
        f"The override of “{row.gate.label}” by {row.by.name} is not acknowledged yet by a lead of "
        f"{row.department.other.label}."
        for row in unacknowledged(incident)
    ]


def _common(actor: Person, override: Override, at: datetime) -> dict[str, Any]:
    return {
        "incident_id": override.incident_id,
        "actor": actor.as_actor(),
        "at": at,
        "override_id": override.id,
        "gate": override.gate,
        "subject": override.subject,
    }
