"""Signing passphrases: which may be chosen, and choosing another."""

from datetime import datetime

from flask_security.utils import verify_password

from incidents.access import Act, require
from incidents.domain import events
from incidents.domain.errors import Invalid, NotPossibleNow
from incidents.models import Person
from incidents.operations.certificates import identity_of, trying
from incidents.signals import publish


def change_passphrase(actor: Person, old: str, new: str, at: datetime) -> None:
    """Put the same key under another passphrase. The old one proves the person.

    Raises `Invalid` on a wrong old one (`passphrase`) or a weak new one (`new`), `NotPossibleNow` while locked.
    """
    from reports.identity import KeyStoreError, WeakPassphrase
    from reports.keys import change_passphrase as wrap

    require(actor, Act.ENROL)
    identity = identity_of(actor, at)
    check_choice(actor, new, "new")
    try:
        with trying(identity, at):
            wrapped = wrap(identity.pkcs12, old, new)
    except WeakPassphrase as error:
        raise Invalid("new", str(error)) from None
    except KeyStoreError as error:
        raise NotPossibleNow(f"The passphrase could not be changed. {error}") from None
    identity.pkcs12 = wrapped
    publish(
        events.SigningPassphraseChanged(
            actor=actor.as_actor(), at=at, person_id=actor.id, name=actor.name, certificate=identity.serial
        )
    )


def check_choice(person: Person, passphrase: str, field: str) -> None:
    """Raise `Invalid` where a passphrase is weak, says who the person is, or is the password that logs them in."""
    from reports.keys import WeakPassphrase, check_passphrase

    try:
        check_passphrase(passphrase, personal=(person.name, person.email))
    except WeakPassphrase as error:
        raise Invalid(field, str(error)) from None
    if verify_password(passphrase, person.password):
        raise Invalid(
            field, "This is your password. Choose another: whoever learns the password must not be able to sign."
        )
