"""Reading certificates: a lead's own, and everybody's for those who administer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from incidents.domain.certificate import REMIND_BEFORE, CertificateState, tries_left
from incidents.domain.vocabulary import Rank
from incidents.models import Person, RevocationList, SigningIdentity, db
from incidents.queries.paging import Page, page_of

PAGE = 50

USABLE = frozenset({CertificateState.VALID, CertificateState.ENDS_SOON, CertificateState.LOCKED})


@dataclass(frozen=True)
class CertificateView:
    """A certificate and how it stands. `tries` is how many wrong passphrases there may still be."""

    identity: SigningIdentity
    state: CertificateState
    at: datetime

    @property
    def usable(self) -> bool:
        """Whether one signs with it, now or once a lock is over."""
        return self.state in USABLE

    @property
    def revocable(self) -> bool:
        """Whether there is something to revoke: also what was replaced can still sign in other hands."""
        return self.identity.revoked_at is None and self.at < self.identity.not_after

    @property
    def tries(self) -> int | None:
        """None where no passphrase was wrong lately."""
        return tries_left(self.identity.failures) if self.identity.failures else None


@dataclass(frozen=True)
class LeadRow:
    """A person with what they sign with, if they have it."""

    person: Person
    view: CertificateView | None


def view_of(identity: SigningIdentity, at: datetime) -> CertificateView:
    """How a certificate stands at that time."""
    return CertificateView(identity, _state(identity, at), at)


def earlier(person: Person, at: datetime) -> Sequence[CertificateView]:
    """The certificates that a person had before the present one, the newest first."""
    query = sa.select(SigningIdentity).where(
        SigningIdentity.person_id == person.id, SigningIdentity.replaced_at.is_not(None)
    )
    return [view_of(one, at) for one in db.session.scalars(query.order_by(SigningIdentity.id.desc()).limit(PAGE))]


def leads(at: datetime, following: int | None = None) -> Page[LeadRow]:
    """Leads, and whoever else still has a current certificate, by number. One query."""
    current = sa.and_(SigningIdentity.person_id == Person.id, SigningIdentity.replaced_at.is_(None))
    query = (
        sa.select(Person, SigningIdentity)
        .outerjoin(SigningIdentity, current)
        .where(sa.or_(sa.and_(Person.active, Person.rank == Rank.LEAD), SigningIdentity.id.is_not(None)))
        .where(Person.id > (following or 0))
        .order_by(Person.id)
        .limit(PAGE + 1)
    )
    rows = [LeadRow(person, view_of(one, at) if one else None) for person, one in db.session.execute(query)]
    return page_of(rows, [row.person.id for row in rows], PAGE)


def replaced(at: datetime) -> Sequence[CertificateView]:
    """Certificates that were replaced and have not ended: an administrator can still revoke them."""
    query = (
        sa.select(SigningIdentity)
        .join(SigningIdentity.person)
        .options(contains_eager(SigningIdentity.person))
        .where(SigningIdentity.replaced_at.is_not(None), SigningIdentity.not_after > at)
        .order_by(SigningIdentity.id.desc())
        .limit(PAGE)
    )
    return [view_of(one, at) for one in db.session.scalars(query)]


def served_list() -> RevocationList | None:
    """The newest revocation list."""
    return db.session.scalar(sa.select(RevocationList).order_by(RevocationList.number.desc()).limit(1))


def issued() -> tuple[int, int]:
    """How many certificates of leads are in use, and how many were replaced."""
    in_use = sa.func.count().filter(SigningIdentity.replaced_at.is_(None))
    row = db.session.execute(sa.select(in_use, sa.func.count(SigningIdentity.id))).one()
    return row[0], row[1] - row[0]


def _state(identity: SigningIdentity, at: datetime) -> CertificateState:
    if identity.revoked_at is not None:
        return CertificateState.REVOKED
    if identity.not_after <= at:
        return CertificateState.EXPIRED
    if identity.replaced_at is not None:
        return CertificateState.REPLACED
    if identity.department is not identity.person.department:
        return CertificateState.OTHER_DEPARTMENT
    if identity.locked(at):
        return CertificateState.LOCKED
    soon = identity.not_after - at <= REMIND_BEFORE[-1]
    return CertificateState.ENDS_SOON if soon else CertificateState.VALID
