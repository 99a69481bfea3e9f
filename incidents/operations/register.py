"""The AI system register: an administrator names a system and its owners, each side states its own fields."""

import json
from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from incidents.access import Act, require
from incidents.domain import events, text
from incidents.domain.errors import Invalid, LostUpdate
from incidents.domain.register import LINE, Authority, Boundary, Field, Side
from incidents.domain.vocabulary import Affiliation
from incidents.models import CrossedBoundary, Incident, Person, System, SystemStatement, Unit, db
from incidents.operations.incidents import acknowledge, refuse_closed
from incidents.signals import publish

STATES: Mapping[Side, Act] = {
    Side.BUSINESS: Act.STATE_USE,
    Side.AI: Act.STATE_BEHAVIOUR,
    Side.IT: Act.STATE_PLATFORM,
}
"""The act by which each side's fields are stated."""


def save_system(
    actor: Person,
    system: System | None,
    *,
    name: str,
    unit: Unit | None,
    owner_for_value: Person | None,
    owner_for_safety: Person | None,
    owner_for_platform: Person | None,
    at: datetime,
) -> System:
    """Register an AI system, or change its name, unit and owners. What it is and may do, its three sides state."""
    require(actor, Act.ADMINISTER)
    name = _free_name(name, system)
    _check_owner("owner_for_value", owner_for_value, Affiliation.BUSINESS)
    _check_owner("owner_for_safety", owner_for_safety, Affiliation.AI)
    _check_owner("owner_for_platform", owner_for_platform, Affiliation.IT)
    change = "registered" if system is None else "changed"
    system = system or System(registered_at=at)
    system.name, system.unit = name, unit
    system.owner_for_value = owner_for_value
    system.owner_for_safety = owner_for_safety
    system.owner_for_platform = owner_for_platform
    db.session.add(system)
    db.session.flush()
    publish(events.SystemSaved(actor=actor.as_actor(), at=at, system_id=system.id, name=system.name, change=change))
    return system


def state(
    actor: Person, system: System, side: Side, values: Mapping[Field, str], *, version: int, at: datetime
) -> None:
    """State a side's fields. `version` is the one that the writer read, 0 for a side that nobody has stated.

    Fields that `values` does not name stay. Raises `LostUpdate` when somebody saved in between, and then keeps what
    they saved: the caller shows both.
    """
    require(actor, STATES[side], system)
    cleaned = {field: _clean(field, value) for field, value in values.items() if field.side is side}
    changed = {field: value for field, value in cleaned.items() if value != system.stated(field)}
    if not changed:
        return
    row = _statement(actor, system, side, version, at)
    for field, value in changed.items():
        setattr(system, field.value, (value or None) if field is Field.AUTHORITY else value)
    row.version, row.by, row.at = row.version + 1, actor, at
    db.session.flush()
    publish(
        events.RegisterWritten(
            actor=actor.as_actor(),
            at=at,
            system_id=system.id,
            name=system.name,
            side=side,
            version=row.version,
            fields=", ".join(field.label for field in changed),
            values=json.dumps(changed, ensure_ascii=False, sort_keys=True),
        )
    )


def name_boundary(actor: Person, incident: Incident, boundary: Boundary, explanation: str, at: datetime) -> None:
    """Say which part of the system's envelope was crossed, and how. Naming it again replaces the sentence."""
    require(actor, Act.NAME_BOUNDARY, incident)
    refuse_closed(incident)
    explanation = text.required("explanation", explanation, "a sentence: what crossed it, and how?", text.REASON_LENGTH)
    acknowledge(actor, incident, at)
    row = _crossing(incident, boundary) or CrossedBoundary(incident_id=incident.id, boundary=boundary)
    row.explanation, row.person, row.at = explanation, actor, at
    db.session.add(row)
    db.session.flush()
    publish(
        events.BoundaryNamed(
            incident_id=incident.id, actor=actor.as_actor(), at=at, boundary=boundary, reason=explanation
        )
    )


def take_back_boundary(actor: Person, crossing: CrossedBoundary, reason: str, at: datetime) -> None:
    """Say that a boundary was not crossed after all, and why. The record keeps that it was named."""
    require(actor, Act.NAME_BOUNDARY, crossing)
    refuse_closed(crossing.incident)
    reason = text.required("reason", reason, "a reason: why was it not crossed?", text.REASON_LENGTH)
    db.session.delete(crossing)
    db.session.flush()
    publish(
        events.BoundaryTakenBack(
            incident_id=crossing.incident_id,
            actor=actor.as_actor(),
            at=at,
            boundary=crossing.boundary,
            reason=reason,
        )
    )


def _free_name(name: str, system: System | None) -> str:
    name = text.line("name", name, "a name", 120)
    taken = db.session.scalar(sa.select(System).where(sa.func.lower(System.name) == name.lower()))
    if taken is not None and taken is not system:
        raise Invalid("name", f"There is a system named “{name}” already.")
    return name


def _check_owner(field: str, owner: Person | None, affiliation: Affiliation) -> None:
    if owner is not None and owner.affiliation is not affiliation:
        raise Invalid(field, f"{owner.name} is not of {affiliation.label}. Choose somebody who is.")


def _clean(field: Field, value: str) -> str:
    if field is Field.AUTHORITY:
        if value and value not in set(Authority):
            raise Invalid(field, "Choose whether it advises or acts.")
        return value
    if field.short:
        return text.bounded(field, " ".join(value.split()), LINE)
    return text.bounded(field, value, text.REASON_LENGTH)


def _statement(actor: Person, system: System, side: Side, version: int, at: datetime) -> SystemStatement:
    row = system.statement(side)
    if row is None:
        row = SystemStatement(side=side, version=0, by=actor, at=at)
        system.statements.append(row)
    if row.version != version:
        raise LostUpdate(theirs="", mine="", by=row.by.name, version=row.version)
    return row


def _crossing(incident: Incident, boundary: Boundary) -> CrossedBoundary | None:
    query = sa.select(CrossedBoundary).where(
        CrossedBoundary.incident_id == incident.id, CrossedBoundary.boundary == boundary
    )
    return db.session.scalar(query)
