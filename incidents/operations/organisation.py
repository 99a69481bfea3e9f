"""Founding: the first administrator and the organisation itself, on an empty home."""

from datetime import datetime

import sqlalchemy as sa

from incidents.domain import events, text
from incidents.domain.errors import NotPossibleNow
from incidents.models import Organisation, Person, db
from incidents.operations.people import known_time_zone, new_person
from incidents.signals import publish


def found(
    *,
    organisation: str,
    time_zone: str,
    name: str,
    email: str,
    password: str,
    at: datetime,
    demo: bool = False,
    title: str = "Administrator",
) -> Person:
    """Found the organisation with its first administrator. Raises `NotPossibleNow` when there is one already."""
    if db.session.scalar(sa.select(Organisation.id)) is not None:
        raise NotPossibleNow("An organisation lives here already. Ask one of its administrators for an account.")
    organisation = text.line("organisation", organisation, "the organisation's name", 120)
    db.session.add(Organisation(name=organisation, demo=demo, time_zone=known_time_zone(time_zone), founded_at=at))
    administrator = new_person(
        name=name,
        email=email,
        password=password,
        affiliation=None,
        rank=None,
        unit=None,
        title=title,
        administrator=True,
        time_zone=time_zone,
        at=at,
    )
    publish(events.OrganisationFounded(actor=administrator.as_actor(), at=at, name=organisation, demo=demo))
    return administrator


def here() -> Organisation | None:
    """The organisation, or None on an empty home."""
    return db.session.get(Organisation, 1)
