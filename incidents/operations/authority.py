"""Changing what the organisation's certificates hang on: another issuer, a new seal. The keys are in no database."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from incidents.access import Act, require
from incidents.domain import events
from incidents.domain.errors import NotPossibleNow
from incidents.models import Person
from incidents.operations.organisation import here
from incidents.signals import publish

if TYPE_CHECKING:
    from reports.identity import Authority, SigningKey
    from reports.token import Token


def take_over(
    actor: Person,
    folder: Path,
    issuer: "SigningKey",
    passphrase: str,
    token: "Token | None",
    at: datetime,
    crl_url: str | None = None,
) -> "Authority":
    """Issue from now on with an intermediate of the company; the authority of before is set aside.

    Raises `NotPossibleNow` with what the intermediate lacks.
    """
    from reports.identity import Authority, CertificateError, KeyStoreError

    require(actor, Act.ADMINISTER)
    organisation = here()
    assert organisation is not None, "there is an administrator"  # noqa: S101
    try:
        authority = Authority.take_over(folder, organisation.name, issuer, passphrase, at, token=token, crl_url=crl_url)
    except (CertificateError, KeyStoreError) as error:
        raise NotPossibleNow(f"Nothing was changed. {error}") from error
    publish(
        events.AuthorityReplaced(
            actor=actor.as_actor(),
            at=at,
            issuer=authority.issuer_name,
            certificate=f"{authority.issuer_certificate.serial_number:x}",
            seal=f"{authority.seal.certificate.serial_number:x}",
        )
    )
    return authority


def renew_seal(
    actor: Person, authority: "Authority", folder: Path, passphrase: str, at: datetime, crl_url: str | None = None
) -> "Authority":
    """Give the organisation's seal a new key and certificate. Raises `NotPossibleNow` when the issuer has ended."""
    from reports.identity import CertificateError, KeyStoreError

    require(actor, Act.ADMINISTER)
    try:
        renewed = authority.renew_seal(folder, passphrase, at, crl_url)
    except (CertificateError, KeyStoreError) as error:
        raise NotPossibleNow(f"Nothing was changed. {error}") from error
    serial = f"{renewed.seal.certificate.serial_number:x}"
    publish(events.SealRenewed(actor=actor.as_actor(), at=at, certificate=serial))
    return renewed
