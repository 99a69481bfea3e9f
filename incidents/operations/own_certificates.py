"""A lead's own certificate, brought along in a PKCS#12 file."""

from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from incidents.access import Act, require
from incidents.domain import events
from incidents.domain.certificate import FILE_BYTES, CertificateSource
from incidents.domain.errors import Invalid
from incidents.models import Person, SigningIdentity, db
from incidents.operations.enrolment import replace
from incidents.operations.passphrases import check_choice
from incidents.operations.reviews import department_of
from incidents.signals import publish

if TYPE_CHECKING:
    from reports.identity import Authority, Enrolment


def bring(actor: Person, file: bytes, passphrase: str, authority: "Authority", at: datetime) -> SigningIdentity:
    """Take over a PKCS#12 that a lead has already; an older certificate is replaced.

    It must name the person and the department, and be issued below the organisation's root. Raises `Invalid`.
    """
    require(actor, Act.ENROL)
    if not file or len(file) > FILE_BYTES:
        raise Invalid("file", f"Choose a PKCS#12 file (.p12 or .pfx) of at most {FILE_BYTES // 1024:,} kB.")
    check_choice(actor, passphrase, "passphrase")
    given = _checked(actor, file, passphrase, authority, at)
    if db.session.scalar(sa.select(SigningIdentity.id).where(SigningIdentity.serial == given.serial)) is not None:
        raise Invalid("file", "This certificate was used here before. Bring another, or get one issued here.")
    identity = replace(actor, given, CertificateSource.IMPORTED, at)
    publish(
        events.SigningIdentityImported(
            actor=actor.as_actor(),
            at=at,
            person_id=actor.id,
            name=actor.name,
            department=identity.department,
            certificate=identity.serial,
        )
    )
    return identity


def _checked(actor: Person, file: bytes, passphrase: str, authority: "Authority", at: datetime) -> "Enrolment":
    from reports.brought import accept
    from reports.identity import CertificateError, KeyStoreError, WeakPassphrase, WrongPassphrase

    try:
        return accept(file, passphrase, actor.name, department_of(actor).full_name, authority, at)
    except (WrongPassphrase, WeakPassphrase):
        raise Invalid("passphrase", "This passphrase does not open the file.") from None
    except (KeyStoreError, CertificateError) as error:
        raise Invalid("file", str(error)) from None
