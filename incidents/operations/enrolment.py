"""Giving a lead a certificate of their own, and the next one after it.

The key exists only inside a PKCS#12 under the lead's passphrase.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from incidents.access import Act, require
from incidents.domain import events
from incidents.domain.certificate import CertificateSource
from incidents.domain.errors import Invalid, NotPossibleNow
from incidents.models import Person, SigningIdentity, db
from incidents.operations.certificates import enrolled, identity_of, trying
from incidents.operations.passphrases import check_choice
from incidents.operations.reviews import department_of
from incidents.signals import publish

if TYPE_CHECKING:
    from reports.identity import Authority, Enrolment


def enrol(
    actor: Person, passphrase: str, authority: "Authority", at: datetime, crl_url: str | None = None
) -> SigningIdentity:
    """Issue a certificate to a lead; an older one is replaced. `crl_url` tells readers where revocations are listed.

    Raises `Invalid` on a weak passphrase, `NotPossibleNow` when a certificate cannot carry the name, address or title.
    """
    require(actor, Act.ENROL)
    check_choice(actor, passphrase, "passphrase")
    issued = _issue(actor, passphrase, authority, at, crl_url)
    identity = replace(actor, issued, CertificateSource.ISSUED, at)
    publish(
        events.SigningIdentityEnrolled(
            actor=actor.as_actor(),
            at=at,
            person_id=actor.id,
            name=actor.name,
            department=identity.department,
            certificate=identity.serial,
        )
    )
    return identity


def renew(
    actor: Person, passphrase: str, authority: "Authority", at: datetime, crl_url: str | None = None
) -> SigningIdentity:
    """Issue the next certificate before the present one ends, with a new key under the same passphrase.

    Raises `Invalid` on a wrong passphrase, `NotPossibleNow` when there is nothing that can be renewed here.
    """
    from reports.keys import open_pkcs12

    require(actor, Act.ENROL)
    before = identity_of(actor, at)
    if before.source is CertificateSource.IMPORTED:
        raise NotPossibleNow(
            "You brought this certificate along. Have it renewed where it was issued, and bring the new file."
        )
    with trying(before, at):
        open_pkcs12(before.pkcs12, passphrase)
    check_choice(actor, passphrase, "passphrase")
    issued = _issue(actor, passphrase, authority, at, crl_url)
    identity = replace(actor, issued, CertificateSource.ISSUED, at)
    publish(
        events.SigningIdentityRenewed(
            actor=actor.as_actor(),
            at=at,
            person_id=actor.id,
            name=actor.name,
            certificate=identity.serial,
            replaces=before.serial,
        )
    )
    return identity


def replace(actor: Person, issued: "Enrolment", source: CertificateSource, at: datetime) -> SigningIdentity:
    """Keep a lead's new certificate in place of the one before, whose key is destroyed. The old one is not revoked."""
    before = enrolled(actor)
    if before is not None:
        before.replaced_at, before.pkcs12 = at, b""
        db.session.flush()
    identity = SigningIdentity(
        person=actor,
        department=department_of(actor),
        pkcs12=issued.pkcs12,
        certificate_pem=issued.certificate_pem.decode(),
        serial=issued.serial,
        not_before=issued.not_before,
        not_after=issued.not_after,
        enrolled_at=at,
        source=source,
    )
    db.session.add(identity)
    db.session.flush()
    return identity


def _issue(actor: Person, passphrase: str, authority: "Authority", at: datetime, crl_url: str | None) -> "Enrolment":
    from reports.identity import CertificateError, WeakPassphrase

    title, role = department_of(actor).full_name, actor.role_title
    try:
        return authority.enrol(actor.name, actor.email, title, role, passphrase, at, crl_url=crl_url)
    except WeakPassphrase as error:
        raise Invalid("passphrase", str(error)) from None
    except CertificateError as error:
        raise NotPossibleNow(f"No certificate could be issued. {error}") from None
