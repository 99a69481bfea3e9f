"""Signing with a certificate: which one is a person's, whether it may be used, and what a wrong passphrase leads to."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from incidents.domain import events
from incidents.domain.certificate import lock_after, tries_left
from incidents.domain.errors import Invalid, NotPossibleNow
from incidents.domain.notices import NoticeKind
from incidents.models import Person, SigningIdentity, db
from incidents.operations.notices import tell, tell_all
from incidents.signals import publish

KEEP = "keep what a refusal wrote"
"""Set in the session's `info` by an operation that refuses and still has something to keep: the edge commits it."""

PAGE = "/account/signing"
ADMINISTRATION = "/administration/certificates"
GET_ANOTHER = "Get a new one under your account."


def enrolled(person: Person) -> SigningIdentity | None:
    """The person's newest signing identity, if they have one. It may be expired, locked or revoked."""
    query = sa.select(SigningIdentity).where(
        SigningIdentity.person_id == person.id, SigningIdentity.replaced_at.is_(None)
    )
    return db.session.scalar(query)


def obstacle(person: Person, at: datetime) -> str | None:
    """Why a lead cannot sign with their certificate now, as a sentence for them; None where they can."""
    identity = enrolled(person)
    if identity is None:
        return "You have no signing certificate yet. Enrol under your account, then sign."
    if identity.revoked_at is not None and identity.revocation_reason is not None:
        day = _local(identity.revoked_at, person, "%-d %B %Y")
        return f"Your certificate was revoked on {day}: {identity.revocation_reason.words}. {GET_ANOTHER}"
    if identity.department is not person.department:
        return "Your certificate is of another department. Enrol again under your account."
    if not identity.not_before <= at < identity.not_after:
        return "Your certificate has expired. Enrol again under your account."
    return locked(identity, at)


def locked(identity: SigningIdentity, at: datetime) -> str | None:
    """Until when no passphrase is tried, as a sentence for the lead; None where it is."""
    if identity.locked_until is None or not identity.locked(at):
        return None
    until = _local(identity.locked_until, identity.person, "%H:%M on %-d %B (%Z)")
    return f"Signing is locked until {until}: the passphrase was wrong {identity.failures} times in a row."


def identity_of(person: Person, at: datetime) -> SigningIdentity:
    """The identity a lead signs with. Raises `NotPossibleNow` when there is none, or it cannot be used."""
    sentence, identity = obstacle(person, at), enrolled(person)
    if sentence is not None or identity is None:
        raise NotPossibleNow(sentence or "")
    return identity


@contextmanager
def trying(identity: SigningIdentity, at: datetime, field: str = "passphrase") -> Iterator[None]:
    """Around whatever opens the key: counts wrong passphrases, locks after five, forgets them after a right one.

    Nothing may be written before: what this writes about a wrong one is kept although the operation refuses.
    Raises `NotPossibleNow` while signing is locked, `Invalid` instead of `WrongPassphrase`.
    """
    from reports.identity import WrongPassphrase

    # The row is held until the count is committed, so nobody tries more often by trying several at once.
    db.session.refresh(identity, with_for_update=True)
    sentence = locked(identity, at)
    if sentence is not None:
        raise NotPossibleNow(sentence)
    try:
        yield
    except WrongPassphrase:
        raise Invalid(field, _count_wrong(identity, at)) from None
    identity.failures, identity.locked_until = 0, None


def _count_wrong(identity: SigningIdentity, at: datetime) -> str:
    """Count one more, lock where it is too many, and say so."""
    identity.failures += 1
    db.session.info[KEEP] = True
    length = lock_after(identity.failures)
    if length is None:
        left = tries_left(identity.failures)
        tries = "One try is" if left == 1 else f"{left} tries are"
        return f"This is not your signing passphrase, and nothing was done. {tries} left before signing is locked."
    identity.locked_until = at + length
    _tell_of_lock(identity, at)
    db.session.flush()
    return f"This is not your signing passphrase. {locked(identity, at)}"


def _tell_of_lock(identity: SigningIdentity, at: datetime) -> None:
    person, until, count = identity.person, identity.locked_until, identity.failures
    assert until is not None  # noqa: S101 - set by the caller
    publish(
        events.SigningLocked(
            actor=person.as_actor(),
            at=at,
            person_id=person.id,
            name=person.name,
            failures=count,
            until=until.isoformat(),
        )
    )
    key = f"certificate:{identity.id}:locked:{count}"
    said = f"The passphrase of your signing certificate was wrong {count} times in a row, so signing is locked"
    end = _local(until, person, "%H:%M on %-d %B (%Z)")
    whole = f"{said} until {end}. Was it not you? Revoke the certificate."
    tell(person, key, whole, kind=NoticeKind.ACCOUNT, path=PAGE, at=at)
    others = [other for other in administrators() if other.id != person.id]
    text, path = (
        f"Signing is locked for {person.name}: the passphrase was wrong {count} times in a row.",
        ADMINISTRATION,
    )
    tell_all(others, key, text, kind=NoticeKind.ADMINISTRATION, path=path, at=at, incident=None)


def administrators() -> list[Person]:
    """Everybody who administers, for notices."""
    query = sa.select(Person).where(Person.active, Person.administrator).order_by(Person.id)
    return list(db.session.scalars(query))


def _local(moment: datetime, person: Person, form: str) -> str:
    return moment.astimezone(ZoneInfo(person.time_zone)).strftime(form)
