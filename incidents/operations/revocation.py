"""Ending a certificate before its time, and the list in which the organisation tells everybody (RFC 5280, 5)."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from incidents.access import Act, require
from incidents.domain import events
from incidents.domain.certificate import LIST_VALIDITY, OWN_REASONS, RevocationReason, list_is_due
from incidents.domain.errors import Invalid, NotPossibleNow
from incidents.domain.notices import NoticeKind
from incidents.models import Organisation, Person, RevocationList, SigningIdentity, db
from incidents.operations.certificates import PAGE, enrolled
from incidents.operations.notices import tell
from incidents.signals import publish

if TYPE_CHECKING:
    from reports.identity import Authority


def revoke(actor: Person, identity: SigningIdentity, reason: RevocationReason | None, at: datetime) -> None:
    """Revoke a certificate for good: one's own, or as an administrator somebody's. Its key is destroyed.

    Raises `Invalid` without a reason that the actor may give, `NotPossibleNow` when it has ended already.
    """
    require(actor, Act.REVOKE_CERTIFICATE, identity)
    if reason is None or (actor.id == identity.person_id and reason not in OWN_REASONS):
        raise Invalid("reason", "Choose why the certificate is revoked.")
    if identity.revoked_at is not None:
        raise NotPossibleNow("This certificate is revoked already.")
    if at >= identity.not_after:
        raise NotPossibleNow("This certificate has ended by itself; there is nothing left to revoke.")
    _revoke(actor, identity, reason, at)


def revoke_for_standing(actor: Person, person: Person, reason: RevocationReason, at: datetime) -> None:
    """Revoke what somebody signed with who leaves, moves or leads no longer. Nothing where they had nothing valid."""
    identity = enrolled(person)
    if identity is not None and identity.revoked_at is None and at < identity.not_after:
        _revoke(actor, identity, reason, at)


def current_list(authority: "Authority", at: datetime) -> bytes:
    """The newest list in DER; made anew when a certificate was revoked since, or when it ends within two days.

    It may write, so a reading request takes `newest_list` instead.
    """
    newest = newest_list()
    if newest is not None and _holds(newest, authority, at):
        return newest.der
    # Two that make one at the same time would give it the same number; the second waits here and finds the first's.
    db.session.get(Organisation, 1, with_for_update=True, populate_existing=True)
    newest = newest_list()
    return newest.der if newest is not None and _holds(newest, authority, at) else _make(authority, newest, at)


def newest_list() -> RevocationList | None:
    """The list that is served, or None until the worker has made the first."""
    return db.session.scalar(sa.select(RevocationList).order_by(RevocationList.number.desc()).limit(1))


def _revoke(actor: Person, identity: SigningIdentity, reason: RevocationReason, at: datetime) -> None:
    identity.revoked_at, identity.revocation_reason, identity.pkcs12 = at, reason, b""
    db.session.flush()
    person = identity.person
    publish(
        events.SigningIdentityRevoked(
            actor=actor.as_actor(),
            at=at,
            person_id=person.id,
            name=person.name,
            certificate=identity.serial,
            because=reason,
        )
    )
    if person.id != actor.id and person.active:
        text = f"{actor.name} revoked your signing certificate, because {reason.words}."
        key, path = f"certificate:{identity.id}:revoked", PAGE if person.is_lead else "/account"
        tell(person, key, text, kind=NoticeKind.ACCOUNT, path=path, at=at)


def _revoked() -> Sequence[SigningIdentity]:
    query = sa.select(SigningIdentity).where(SigningIdentity.revoked_at.is_not(None))
    return db.session.scalars(query.order_by(SigningIdentity.id)).all()


def _holds(newest: RevocationList, authority: "Authority", at: datetime) -> bool:
    """Whether a list tells everything, holds long enough and is by who issues today.

    Nothing is ever taken off it, so the count tells whether something is missing.
    """
    from cryptography import x509

    if list_is_due(newest.next_update, at):
        return False
    served = x509.load_der_x509_crl(newest.der)
    count = sa.select(sa.func.count(SigningIdentity.id)).where(SigningIdentity.revoked_at.is_not(None))
    ours = served.is_signature_valid(authority.issuer_certificate.public_key())  # type: ignore[arg-type]
    return ours and len(served) == db.session.scalar(count)


def _make(authority: "Authority", before: RevocationList | None, at: datetime) -> bytes:
    from reports.revocation import Revoked

    begun = at.replace(microsecond=0)
    row = RevocationList(
        number=before.number + 1 if before is not None else 1, this_update=begun, next_update=begun + LIST_VALIDITY
    )
    entries = [
        Revoked(int(one.serial, 16), one.revoked_at.replace(microsecond=0), one.revocation_reason.value)
        for one in _revoked()
        if one.revoked_at is not None and one.revocation_reason is not None
    ]
    row.der = authority.revocation_list(entries, row.number, row.this_update, row.next_update)
    db.session.add(row)
    db.session.flush()
    publish(
        events.RevocationListIssued(
            actor=events.SYSTEM, at=at, number=row.number, entries=len(entries), until=row.next_update.isoformat()
        )
    )
    return row.der
