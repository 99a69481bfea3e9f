"""Reading published reports: the library, and one report with everything that is said about it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from incidents.access import readable_by
from incidents.domain.events import Actor, ReportSigned
from incidents.domain.review import MarkKind
from incidents.domain.vocabulary import Department, Severity
from incidents.models import Acknowledgement, AuditChain, AuditEntry, Incident, Person, Review, ReviewMark, System, db
from incidents.queries.kept_events import event_of
from incidents.queries.paging import Page, page_of
from reports.packet import ReportPacket, from_json

PAGE = 25


@dataclass(frozen=True)
class Filters:
    """What a person wants to see of the library."""

    severity: Severity | None = None
    system_id: int | None = None
    unread: bool = False


@dataclass(frozen=True)
class LibraryRow:
    """A report in the library, and whether the person who looks has acknowledged it."""

    review: Review
    signatures: tuple[ReviewMark, ...]
    acknowledged_at: datetime | None


@dataclass(frozen=True)
class Report:
    """One revision with its frozen content, its signatures, the other revisions, and who acknowledged it.

    `signers` are the people who signed, as the audit trail kept them then, by department.
    """

    review: Review
    packet: ReportPacket
    signatures: tuple[ReviewMark, ...]
    signers: Mapping[Department, Actor]
    revisions: Sequence[Review]
    acknowledgements: Sequence[Acknowledgement]

    @property
    def superseded_by(self) -> int | None:
        """The revision that stands in place of this one, None for the newest."""
        newest = self.revisions[0].revision
        return newest if newest != self.review.revision else None

    def acknowledged_by(self, person: Person) -> Acknowledgement | None:
        """The person's acknowledgement of this revision, if given."""
        return next((one for one in self.acknowledgements if one.person_id == person.id), None)

    def section(self, key: str) -> str:
        """The text of a written section, empty where nobody wrote it."""
        return next((section.body for section in self.packet.sections if section.key == key), "")


def library(person: Person, filters: Filters, following: int | None = None) -> Page[LibraryRow]:
    """A page of reports, newest revision of each incident. What the person has not acknowledged comes first."""
    mine = sa.and_(Acknowledgement.review_id == Review.id, Acknowledgement.person_id == person.id)
    read = sa.case((Acknowledgement.id.is_(None), 0), else_=1)
    query = (
        sa.select(Review, Acknowledgement.at)
        .join(Review.incident)
        .join(Incident.system)
        .outerjoin(Acknowledgement, mine)
        .where(readable_by(person), Review.revision == Incident.published_revision, *_conditions(filters))
        .order_by(read, Review.published_at.desc(), Review.id.desc())
        .options(contains_eager(Review.incident).contains_eager(Incident.system))
        .options(selectinload(Review.marks).joinedload(ReviewMark.person))
        .limit(PAGE + 1)
    )
    if following is not None:
        query = query.where(_older(person, following, read))
    found = db.session.execute(query).all()
    rows = [LibraryRow(review, signatures(review), at) for review, at in found]
    return page_of(rows, [row.review.id for row in rows], PAGE)


def to_read(person: Person) -> int:
    """How many newest reports the person has not acknowledged."""
    read = sa.select(Acknowledgement.id).where(
        Acknowledgement.review_id == Review.id, Acknowledgement.person_id == person.id
    )
    query = (
        sa.select(sa.func.count())
        .select_from(Review)
        .join(Incident)
        .where(readable_by(person), Review.revision == Incident.published_revision, ~read.exists())
    )
    return db.session.scalar(query) or 0


def systems_with_reports(person: Person) -> Sequence[System]:
    """The AI systems that the library can be narrowed to."""
    named = sa.select(Incident.system_id).join(Review, Review.incident_id == Incident.id).where(readable_by(person))
    return db.session.scalars(sa.select(System).where(System.id.in_(named)).order_by(System.name)).all()


def report(person: Person, review: Review) -> Report:
    """Everything that the page of a report shows."""
    assert review.packet is not None, "it was frozen before it was published"  # noqa: S101
    revisions = (
        sa.select(Review)
        .join(Incident)
        .where(Review.incident_id == review.incident_id, readable_by(person))
        .order_by(Review.revision.desc())
    )
    acknowledgements = (
        sa.select(Acknowledgement)
        .where(Acknowledgement.review_id == review.id)
        .order_by(Acknowledgement.at, Acknowledgement.id)
        .options(joinedload(Acknowledgement.person))
    )
    return Report(
        review=review,
        packet=from_json(review.packet.encode()),
        signatures=signatures(review),
        signers=dict(_signers(review)),
        revisions=db.session.scalars(revisions).all(),
        acknowledgements=db.session.scalars(acknowledgements).all(),
    )


def signatures(review: Review) -> tuple[ReviewMark, ...]:
    """The leads' signatures under a revision, the AI department's first."""
    given = (review.mark(MarkKind.SIGNED, department) for department in Department)
    return tuple(mark for mark in given if mark is not None)


def _signers(review: Review) -> Iterator[tuple[Department, Actor]]:
    query = (
        sa.select(AuditEntry)
        .join(AuditChain, AuditChain.id == AuditEntry.chain_id)
        .where(AuditChain.incident_id == review.incident_id, AuditEntry.event == ReportSigned.__name__)
    )
    for entry in db.session.scalars(query):
        event = event_of(entry, review.incident_id)
        if isinstance(event, ReportSigned) and event.revision == review.revision:
            yield Department(event.department), event.actor


def _conditions(filters: Filters) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if filters.severity is not None:
        conditions.append(Incident.severity == filters.severity)
    if filters.system_id is not None:
        conditions.append(Incident.system_id == filters.system_id)
    if filters.unread:
        conditions.append(Acknowledgement.id.is_(None))
    return conditions


def _older(person: Person, review_id: int, read: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    mine = sa.select(Acknowledgement.id).where(
        Acknowledgement.review_id == Review.id, Acknowledgement.person_id == person.id
    )
    last = db.session.execute(
        sa.select(Review.published_at, mine.exists()).where(Review.id == review_id, Review.published_at.is_not(None))
    ).one_or_none()
    if last is None:
        return sa.false()
    older = sa.or_(Review.published_at < last[0], sa.and_(Review.published_at == last[0], Review.id < review_id))
    return sa.or_(read > int(last[1]), sa.and_(read == int(last[1]), older))
