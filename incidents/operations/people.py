"""People and their units. Log-in itself is Flask-Security's."""

import uuid
from datetime import datetime
from zoneinfo import available_timezones

import sqlalchemy as sa
from email_validator import EmailNotValidError, validate_email
from flask_security.utils import hash_password

from incidents.access import Act, require
from incidents.domain import events, text
from incidents.domain.certificate import RevocationReason
from incidents.domain.errors import Invalid
from incidents.domain.task import UNFINISHED
from incidents.domain.vocabulary import Affiliation, Rank
from incidents.models import Person, Task, Unit, db
from incidents.operations.revocation import revoke_for_standing
from incidents.signals import publish

PASSWORD_LENGTH = 12


def add_unit(actor: Person, name: str, at: datetime) -> Unit:
    """Add a business unit."""
    require(actor, Act.ADMINISTER)
    name = text.line("name", name, "a name", 120)
    if db.session.scalar(sa.select(Unit).where(sa.func.lower(Unit.name) == name.lower())):
        raise Invalid("name", f"There is a unit named “{name}” already.")
    unit = Unit(name=name)
    db.session.add(unit)
    db.session.flush()
    publish(events.UnitAdded(actor=actor.as_actor(), at=at, name=name))
    return unit


def add_person(
    actor: Person,
    *,
    name: str,
    email: str,
    password: str,
    affiliation: Affiliation | None,
    rank: Rank | None = None,
    unit: Unit | None = None,
    title: str = "",
    administrator: bool = False,
    time_zone: str = "UTC",
    at: datetime,
) -> Person:
    """Add somebody who may log in. Business needs a unit; AI and IT need a rank; nobody else has either."""
    require(actor, Act.ADMINISTER)
    person = new_person(
        name=name,
        email=email,
        password=password,
        affiliation=affiliation,
        rank=rank,
        unit=unit,
        title=title,
        administrator=administrator,
        time_zone=time_zone,
        at=at,
    )
    publish(
        events.PersonAdded(
            actor=actor.as_actor(),
            at=at,
            person_id=person.id,
            name=person.name,
            affiliation=affiliation,
            rank=rank,
            administrator=administrator,
        )
    )
    return person


def new_person(
    *,
    name: str,
    email: str,
    password: str,
    affiliation: Affiliation | None,
    rank: Rank | None,
    unit: Unit | None,
    title: str,
    administrator: bool,
    time_zone: str,
    at: datetime,
) -> Person:
    """A person, checked. Only `add_person` and the founding of an organisation call this."""
    _check_affiliation(affiliation, rank, unit, administrator)
    hashed = _hashed(password)
    person = Person(
        name=text.line("name", name, "a name", 120),
        email=_free_email(email),
        password=hashed,
        fs_uniquifier=uuid.uuid4().hex,
        active=True,
        affiliation=affiliation,
        rank=rank,
        unit=unit,
        title=text.bounded("title", title, 120),
        administrator=administrator,
        time_zone=known_time_zone(time_zone),
        created_at=at,
    )
    db.session.add(person)
    db.session.flush()
    return person


def change_person(
    actor: Person,
    person: Person,
    *,
    affiliation: Affiliation | None,
    rank: Rank | None,
    unit: Unit | None,
    administrator: bool,
    active: bool,
    at: datetime,
) -> None:
    """Change where somebody stands. Their unfinished tasks must be given to others first, their log-ins end.

    Who leaves, or leads that department no longer, has their signing certificate revoked with it.
    """
    require(actor, Act.ADMINISTER)
    _check_affiliation(affiliation, rank, unit, administrator)
    moves = affiliation is not person.affiliation or not active
    if moves and _unfinished_tasks(person):
        raise Invalid("affiliation", f"{person.name} has unfinished tasks. A lead assigns them to others first.")
    if person is actor and not (administrator and active):
        raise Invalid("administrator", "You cannot take your own administration away. Ask another administrator.")
    before, led = _standing(person), person.department if person.is_lead else None
    person.affiliation, person.rank, person.unit = affiliation, rank, unit
    person.administrator, person.active = administrator, active
    if _standing(person) != before:
        person.fs_uniquifier = uuid.uuid4().hex
        publish(
            events.PersonChanged(
                actor=actor.as_actor(),
                at=at,
                person_id=person.id,
                name=person.name,
                before=before,
                after=_standing(person),
            )
        )
    if not active:
        revoke_for_standing(actor, person, RevocationReason.CESSATION_OF_OPERATION, at)
    elif led is not None and not person.leads(led):
        revoke_for_standing(actor, person, RevocationReason.AFFILIATION_CHANGED, at)


def change_details(actor: Person, person: Person, *, name: str, email: str, title: str, at: datetime) -> None:
    """Correct a name, an address or a job title. What was signed or recorded before keeps the old ones."""
    require(actor, Act.ADMINISTER)
    before = _details(person)
    person.name = text.line("name", name, "a name", 120)
    person.title = text.bounded("title", title, 120)
    if email.strip().lower() != person.email:
        person.email = _free_email(email)
    after = _details(person)
    if after != before:
        publish(
            events.PersonChanged(
                actor=actor.as_actor(), at=at, person_id=person.id, name=person.name, before=before, after=after
            )
        )


def give_password(actor: Person, person: Person, password: str, at: datetime) -> None:
    """Give somebody who cannot log in a new initial password. Their log-ins end."""
    require(actor, Act.ADMINISTER)
    person.password = _hashed(password)
    person.fs_uniquifier = uuid.uuid4().hex
    publish(events.PasswordGiven(actor=actor.as_actor(), at=at, person_id=person.id, name=person.name))


def set_time_zone(actor: Person, time_zone: str) -> None:
    """Choose the zone in which one's own pages show times (an IANA name)."""
    actor.time_zone = known_time_zone(time_zone)


def known_time_zone(name: str) -> str:
    """The name itself. Raises `Invalid` when it is not in the IANA database."""
    if name not in available_timezones():
        raise Invalid("time_zone", f"“{name}” is no time zone. Give an IANA name, such as Europe/Paris.")
    return name


def _hashed(password: str) -> str:
    if len(password) < PASSWORD_LENGTH:
        raise Invalid("password", f"Give a password of at least {PASSWORD_LENGTH} characters.")
    hashed: str = hash_password(password)
    return hashed


def _free_email(email: str) -> str:
    try:
        address = validate_email(email, check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError as error:
        raise Invalid("email", f"This is not an e-mail address: {error}") from None
    if db.session.scalar(sa.select(Person.id).where(Person.email == address)):
        raise Invalid("email", f"{address} belongs to somebody already.")
    return address


def _check_affiliation(
    affiliation: Affiliation | None, rank: Rank | None, unit: Unit | None, administrator: bool
) -> None:
    in_department = affiliation in (Affiliation.AI, Affiliation.IT)
    if in_department and rank is None:
        raise Invalid("rank", "Choose member or lead: people of AI and IT are one of them.")
    if not in_department and rank is not None:
        raise Invalid("rank", "Only people of AI and IT are members or leads. Leave this empty.")
    if (affiliation is Affiliation.BUSINESS) != (unit is not None):
        raise Invalid("unit", "People of the business need a unit, and nobody else has one.")
    if affiliation is None and not administrator:
        raise Invalid("affiliation", "Without an affiliation a person can only be an administrator.")


def _standing(person: Person) -> str:
    parts = [person.belongs_to, person.rank.value if person.rank else ""]
    parts += ["administrator" if person.administrator else "", "" if person.active else "closed"]
    return ", ".join(part for part in parts if part)


def _details(person: Person) -> str:
    return ", ".join(part for part in (person.name, person.email, person.title) if part)


def _unfinished_tasks(person: Person) -> bool:
    query = sa.select(Task.id).where(Task.assignee_id == person.id, Task.state.in_(UNFINISHED)).limit(1)
    return db.session.scalar(query) is not None
