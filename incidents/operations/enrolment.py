"""Giving a lead a certificate of their own. The key exists only inside a PKCS#12 under the lead's passphrase."""

from datetime import datetime
from typing import TYPE_CHECKING

from incidents.access import Act, require
from incidents.domain import events
from incidents.domain.errors import Invalid, NotPossibleNow
from incidents.domain.vocabulary import Department
from incidents.models import Person, SigningIdentity, db
from incidents.operations.reviews import department_of
from incidents.operations.signing import enrolled
from incidents.signals import publish

if TYPE_CHECKING:
    from reports.identity import Authority, Enrolment


def enrol(actor: Person, passphrase: str, authority: "Authority", at: datetime) -> SigningIdentity:
    """Issue a certificate to a lead; an older one is replaced.

    Raises `Invalid` on a weak passphrase, `NotPossibleNow` when a certificate cannot carry the name, address or title.
    """
    require(actor, Act.ENROL)
    department = department_of(actor)
    issued = _issue(actor, department, passphrase, authority, at)
    before = enrolled(actor)
    if before is not None:
        before.replaced_at = at
        db.session.flush()
    identity = SigningIdentity(
        person=actor,
        department=department,
        pkcs12=issued.pkcs12,
        certificate_pem=issued.certificate_pem.decode(),
        serial=issued.serial,
        not_before=issued.not_before,
        not_after=issued.not_after,
        enrolled_at=at,
    )
    db.session.add(identity)
    publish(
        events.SigningIdentityEnrolled(
            actor=actor.as_actor(),
            at=at,
            person_id=actor.id,
            name=actor.name,
            department=department,
            certificate=issued.serial,
        )
    )
    return identity


def _issue(actor: Person, department: Department, passphrase: str, authority: "Authority", at: datetime) -> "Enrolment":
    from reports.identity import CertificateError, WeakPassphrase

    try:
        return authority.enrol(actor.name, actor.email, department.full_name, actor.role_title, passphrase, at)
    except WeakPassphrase as error:
        raise Invalid("passphrase", str(error)) from None
    except CertificateError as error:
        raise NotPossibleNow(f"No certificate could be issued. {error}") from None
