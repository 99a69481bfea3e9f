"""The AI system register."""

from datetime import datetime

import sqlalchemy as sa

from incidents.access import Act, require
from incidents.domain import events, text
from incidents.domain.errors import Invalid
from incidents.domain.vocabulary import Affiliation
from incidents.models import Person, System, Unit, db
from incidents.signals import publish


def save_system(
    actor: Person,
    system: System | None,
    *,
    name: str,
    purpose: str,
    vendor: str,
    model: str,
    acts: bool,
    unit: Unit | None,
    owner_for_value: Person | None,
    owner_for_safety: Person | None,
    owner_for_platform: Person | None,
    at: datetime,
) -> System:
    """Register an AI system, or change its entry. Three owners: value (business), safety (AI), platform (IT)."""
    require(actor, Act.ADMINISTER)
    name = text.line("name", name, "a name", 120)
    taken = db.session.scalar(sa.select(System).where(sa.func.lower(System.name) == name.lower()))
    if taken is not None and taken is not system:
        raise Invalid("name", f"There is a system named «{name}» already.")
    _check_owner("owner_for_value", owner_for_value, Affiliation.BUSINESS)
    _check_owner("owner_for_safety", owner_for_safety, Affiliation.AI)
    _check_owner("owner_for_platform", owner_for_platform, Affiliation.IT)
    change = "registered" if system is None else "changed"
    system = system or System()
    system.name, system.acts, system.unit = name, acts, unit
    system.purpose = text.bounded("purpose", purpose, text.REASON_LENGTH)
    system.vendor, system.model = text.bounded("vendor", vendor, 120), text.bounded("model", model, 120)
    system.owner_for_value = owner_for_value
    system.owner_for_safety = owner_for_safety
    system.owner_for_platform = owner_for_platform
    db.session.add(system)
    db.session.flush()
    publish(events.SystemSaved(actor=actor.as_actor(), at=at, system_id=system.id, name=system.name, change=change))
    return system


def _check_owner(field: str, owner: Person | None, affiliation: Affiliation) -> None:
    if owner is not None and owner.affiliation is not affiliation:
        raise Invalid(field, f"{owner.name} is not of {affiliation.label}. Choose somebody who is.")
