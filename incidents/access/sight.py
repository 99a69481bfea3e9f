"""What a person may see: as a condition in SQL, and the same in Python."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from incidents.domain.queue import Audience
from incidents.domain.review import ReviewState
from incidents.domain.search import Kind
from incidents.domain.vocabulary import Affiliation, Department
from incidents.models import (
    Action,
    Bulletin,
    Clock,
    CrossedBoundary,
    DecisionPart,
    Incident,
    JointDecision,
    Named,
    Obligation,
    Override,
    Person,
    Readiness,
    ReadinessFinding,
    Review,
    ReviewSection,
    SavedView,
    SearchEntry,
    SectionSuggestion,
    SuspectedChange,
    Task,
)


def visible_to(person: Person) -> sa.ColumnElement[bool]:
    """The incidents a person may see, as a condition on `Incident`. `sees` is the same rule in Python."""
    if not person.active or person.affiliation is None:
        return sa.false()
    named = sa.exists().where(Named.incident_id == Incident.id, Named.person_id == person.id)
    return sa.case((Incident.restricted, named), else_=_open_to(person))


def _open_to(person: Person) -> sa.ColumnElement[bool]:
    if person.department is not None:
        return sa.true()
    own = Incident.reporter_id == person.id
    if person.affiliation is Affiliation.BUSINESS:
        return sa.or_(own, Incident.unit_id == person.unit_id)
    if person.affiliation is Affiliation.LEADERSHIP:
        return sa.or_(own, Incident.published_revision.is_not(None))
    return sa.false()


def sees(person: Person, incident: Incident) -> bool:
    """Whether a person may see an incident: departments all, a unit its own, leadership what was published.

    A restricted one is seen by those who are named, and by nobody else: no department, no leadership.
    """
    if not person.active or person.affiliation is None:
        return False
    if incident.restricted:
        return any(named.person_id == person.id for named in incident.named)
    if person.department is not None or incident.reporter_id == person.id:
        return True
    if person.affiliation is Affiliation.BUSINESS:
        return incident.unit_id is not None and incident.unit_id == person.unit_id
    return incident.published_revision is not None


def who_sees(incident: Incident) -> sa.ColumnElement[bool]:
    """The people who may see an incident, as a condition on `Person`: `sees`, asked from the other side."""
    affiliated = sa.and_(Person.active, Person.affiliation.is_not(None))
    if incident.restricted:
        named = sa.exists().where(Named.incident_id == incident.id, Named.person_id == Person.id)
        return sa.and_(affiliated, named)
    departments = Person.affiliation.in_([Affiliation(department.value) for department in Department])
    ways: list[sa.ColumnElement[bool]] = [departments, Person.id == incident.reporter_id]
    if incident.unit_id is not None:
        ways.append(sa.and_(Person.affiliation == Affiliation.BUSINESS, Person.unit_id == incident.unit_id))
    if incident.published_revision is not None:
        ways.append(Person.affiliation == Affiliation.LEADERSHIP)
    return sa.and_(affiliated, sa.or_(*ways))


def readable_by(person: Person) -> sa.ColumnElement[bool]:
    """The reviews whose report a person may read, as a condition on `Review` joined to `Incident`."""
    return sa.and_(Review.state == ReviewState.PUBLISHED, visible_to(person))


def findable_by(person: Person) -> sa.ColumnElement[bool]:
    """What a person's search may find, as a condition on `SearchEntry` outer joined to `Incident` and `Review`.

    What stands in an incident is found by those who see it, its report by those who may read it; the register is open.
    """
    if not person.active or person.affiliation is None:
        return sa.false()
    newest = Review.revision == Incident.published_revision
    by_kind = {Kind.SYSTEM: sa.true(), Kind.REPORT: sa.and_(newest, readable_by(person))}
    return sa.case(by_kind, value=SearchEntry.kind, else_=sa.and_(Incident.id.is_not(None), visible_to(person)))


def counted_for(person: Person) -> sa.ColumnElement[bool]:
    """The incidents that a person's figures count, as a condition on `Incident`.

    Departments count what they see. Leadership counts every incident that is not restricted, because the state of risk
    is in those that are still open: figures show numbers, never a title, a text or a reference. A restricted incident
    is counted only for those who are named on it.
    """
    if not person.active:
        return sa.false()
    if person.affiliation is Affiliation.LEADERSHIP:
        return sa.or_(COUNTED_IN_REPORTS, visible_to(person))
    return visible_to(person) if person.department is not None else sa.false()


COUNTED_IN_REPORTS: sa.ColumnElement[bool] = ~Incident.restricted
"""The incidents that a quarterly report counts: it goes to many people, so a restricted one is not in it."""


def readable_guidance(person: Person) -> sa.ColumnElement[bool]:
    """The bulletins a person may read: what was ever published, and for its authors the AI department also drafts."""
    if not person.active or person.affiliation is None:
        return sa.false()
    return sa.true() if person.department is Department.AI else Bulletin.published_at.is_not(None)


def openable_by(person: Person) -> sa.ColumnElement[bool]:
    """The saved views a person may open, as a condition on `SavedView` joined to its `person`.

    One's own, those for everybody, and those for one's own department or unit: where its owner stands now decides. The
    views of somebody who has left are nobody's.
    """
    if not person.active or person.affiliation is None:
        return sa.false()
    together = sa.and_(Person.affiliation == person.affiliation, Person.unit_id.is_not_distinct_from(person.unit_id))
    return sa.and_(
        Person.active,
        sa.or_(
            SavedView.person_id == person.id,
            SavedView.audience == Audience.EVERYBODY,
            sa.and_(SavedView.audience == Audience.OURS, together),
        ),
    )


_OF_AN_INCIDENT = (
    Action,
    Clock,
    CrossedBoundary,
    JointDecision,
    Obligation,
    Override,
    Readiness,
    Review,
    SuspectedChange,
    Task,
)
"""Things that name their incident themselves; None where, like a readiness for first use, they have none."""

_THROUGH: Mapping[type, str] = {
    DecisionPart: "decision",
    ReadinessFinding: "readiness",
    ReviewSection: "review",
    SectionSuggestion: "review",
}
"""Parts of such things, and how they name the whole."""


def incident_of(thing: Any) -> Incident | None:
    """The incident that a thing belongs to; None for things of the organisation."""
    if isinstance(thing, Incident):
        return thing
    whole = getattr(thing, _THROUGH[type(thing)]) if type(thing) in _THROUGH else thing
    return whole.incident if isinstance(whole, _OF_AN_INCIDENT) else None
