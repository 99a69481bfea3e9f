"""Restricting an incident to the people who are named. Administration gives no right here either."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa

from incidents.access import Act, require
from incidents.domain import events, text
from incidents.domain.action import RUNNING
from incidents.domain.errors import Invalid, NotPossibleNow
from incidents.domain.task import UNFINISHED
from incidents.domain.vocabulary import Department
from incidents.models import Action, Incident, Named, Person, Restriction, Task, db
from incidents.signals import publish


def restrict(actor: Person, incident: Incident, people: Sequence[Person], reason: str, at: datetime) -> Restriction:
    """Let only the named people see it, from now on. The actor, the reporter and who has open work are always named."""
    require(actor, Act.RESTRICT, incident)
    if incident.restricted:
        raise NotPossibleNow("This incident is restricted already. Name or take away people instead.")
    reason = text.required("reason", reason, "a reason: why may others not see it?", text.REASON_LENGTH)
    everybody = {person.id: person for person in (actor, *staying(incident), *people)}
    for person in people:
        _refuse_outsider(person)
    _refuse_leaderless(everybody.values())
    incident.restricted = True
    restriction = Restriction(incident=incident, reason=reason, by=actor, at=at, lifted_reason="")
    db.session.add(restriction)
    incident.named = [Named(person=person, by=actor, at=at) for person in everybody.values()]
    db.session.flush()
    names = ", ".join(person.name for person in everybody.values())
    publish(
        events.IncidentRestricted(incident_id=incident.id, actor=actor.as_actor(), at=at, people=names, reason=reason)
    )
    return restriction


def name_person(actor: Person, incident: Incident, person: Person, reason: str, at: datetime) -> None:
    """Let one more person see it: a colleague, or somebody of Legal or Security who is needed. Gives no other right."""
    require(actor, Act.RESTRICT, incident)
    _refuse_open(incident)
    _refuse_outsider(person)
    if _named(incident, person) is not None:
        raise Invalid("person", f"{person.name} is named already.")
    incident.named.append(Named(person=person, by=actor, at=at))
    db.session.flush()
    _publish_name(events.PersonNamed, actor, incident, person, reason, at)


def unname_person(actor: Person, incident: Incident, person: Person, reason: str, at: datetime) -> None:
    """Take a person away who is not needed any more. Whoever has open work, and a lead of each side, stays."""
    require(actor, Act.RESTRICT, incident)
    _refuse_open(incident)
    row = _named(incident, person)
    if row is None:
        raise Invalid("person", f"{person.name} is not named here.")
    reason = text.required("reason", reason, "a reason", text.REASON_LENGTH)
    sentence = why_stays(incident, person)
    if sentence is not None:
        raise NotPossibleNow(sentence)
    incident.named.remove(row)
    db.session.delete(row)
    db.session.flush()
    _publish_name(events.PersonUnnamed, actor, incident, person, reason, at)


def lift(actor: Person, incident: Incident, reason: str, at: datetime) -> None:
    """Let everybody see it again who would see it otherwise."""
    require(actor, Act.RESTRICT, incident)
    _refuse_open(incident)
    reason = text.required("reason", reason, "a reason: why may others see it now?", text.REASON_LENGTH)
    standing = current(incident)
    if standing is not None:
        standing.lifted_by, standing.lifted_at, standing.lifted_reason = actor, at, reason
    for row in list(incident.named):
        incident.named.remove(row)
        db.session.delete(row)
    incident.restricted = False
    db.session.flush()
    publish(events.RestrictionLifted(incident_id=incident.id, actor=actor.as_actor(), at=at, reason=reason))


def current(incident: Incident) -> Restriction | None:
    """The restriction that stands, if any."""
    query = sa.select(Restriction).where(Restriction.incident_id == incident.id, Restriction.lifted_at.is_(None))
    return db.session.scalar(query)


def staying(incident: Incident) -> list[Person]:
    """Who is always named: the reporter, and everybody with an unfinished task or a running action."""
    tasks = sa.select(Task.assignee_id).where(Task.incident_id == incident.id, Task.state.in_(UNFINISHED))
    actions = sa.select(Action.owner_id).where(Action.incident_id == incident.id, Action.state.in_(RUNNING))
    query = sa.select(Person).where(
        Person.active,
        Person.affiliation.is_not(None),
        sa.or_(Person.id == incident.reporter_id, Person.id.in_(tasks), Person.id.in_(actions)),
    )
    return list(db.session.scalars(query.order_by(Person.id)))


def why_stays(incident: Incident, person: Person) -> str | None:
    """Why a named person cannot be taken away, or None."""
    if person in staying(incident):
        return f"{person.name} reported it, or has open work on it, and must see it."
    others = [row.person for row in incident.named if row.person_id != person.id]
    for department in Department:
        if person.leads(department) and not any(other.active and other.leads(department) for other in others):
            return f"{person.name} is the only named lead of {department.label}. Name another one first."
    return None


def _refuse_open(incident: Incident) -> None:
    if not incident.restricted:
        raise NotPossibleNow("This incident is not restricted.")


def _refuse_outsider(person: Person) -> None:
    if not person.active:
        raise Invalid("person", f"{person.name} has left.")
    if person.affiliation is None:
        raise Invalid("person", f"{person.name} only administers, and that gives no right over incidents.")


def _refuse_leaderless(named: Collection[Person]) -> None:
    for department in Department:
        if not any(person.leads(department) for person in named):
            raise Invalid("people", f"Name at least one lead of {department.label}: both departments keep their part.")


def _named(incident: Incident, person: Person) -> Named | None:
    return next((row for row in incident.named if row.person_id == person.id), None)


def _publish_name(
    kind: type[events.PersonNamed] | type[events.PersonUnnamed],
    actor: Person,
    incident: Incident,
    person: Person,
    reason: str,
    at: datetime,
) -> None:
    reason = text.bounded("reason", reason, text.REASON_LENGTH)
    publish(
        kind(
            incident_id=incident.id,
            actor=actor.as_actor(),
            at=at,
            person_id=person.id,
            person=person.name,
            reason=reason,
        )
    )
