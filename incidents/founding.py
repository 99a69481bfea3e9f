"""Founding an organisation on an empty home: its people, its units and its certificate authority.

The set-up page, the command line and the demonstration all come through here.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from incidents.context import Countersign
from incidents.domain.errors import Invalid, NotPossibleNow
from incidents.models import Person
from incidents.operations import organisation as operations
from incidents.operations import playbooks
from incidents.operations.people import add_unit

if TYPE_CHECKING:
    from reports.identity import Authority
    from reports.token import Token


def found_organisation(
    own: Countersign,
    *,
    organisation: str,
    time_zone: str,
    name: str,
    email: str,
    password: str,
    units: Sequence[str],
    at: datetime,
    demo: bool = False,
) -> Person:
    """Found the organisation, its units and its authority; return its first administrator. The caller commits.

    Raises `NotPossibleNow` when there is an organisation already, `Invalid` when a value is wrong.
    """
    administrator = operations.found(
        organisation=organisation,
        time_zone=time_zone,
        name=name,
        email=email,
        password=password,
        at=at,
        demo=demo,
    )
    _add_units(administrator, units, at)
    playbooks.install(administrator, at)
    own.authority = _authority(own, " ".join(organisation.split()), at)
    _code_file(own).unlink(missing_ok=True)
    return administrator


def set_up_code(own: Countersign) -> str:
    """The one-time code that whoever founds the organisation in a browser must type. Made at first need."""
    path = _code_file(own)
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text("-".join(secrets.token_hex(2) for _ in range(4)))
    return path.read_text().strip()


def is_set_up_code(own: Countersign, typed: str) -> bool:
    """Whether this is the set-up code. Takes the same time for a near miss as for a far one."""
    code = set_up_code(own)
    return bool(code) and secrets.compare_digest(code.encode(), typed.strip().lower().encode())


def _add_units(administrator: Person, units: Sequence[str], at: datetime) -> None:
    try:
        for unit in units:
            add_unit(administrator, unit, at)
    except Invalid as error:
        # The form has a field “units” and a field “name”, which is somebody else's.
        raise Invalid("units", str(error)) from None


def _authority(own: Countersign, organisation: str, at: datetime) -> "Authority":
    """The organisation's authority. One that an attempt left behind is kept when it fits, and set aside when not."""
    from reports import key_folder
    from reports.identity import Authority, CertificateError, KeyStoreError

    folder, passphrase, token = own.settings.keys, own.settings.seal_passphrase, own.token
    try:
        if token is not None:
            token.check()
        left = _left_behind(folder, passphrase, token)
        if left is not None and left.organisation == organisation:
            return left
        key_folder.set_aside(folder, at)
        listed = own.settings.revocation_address
        return Authority.create(folder, organisation, passphrase, at, token=token, crl_url=listed)
    except CertificateError as error:
        raise Invalid("organisation", f"A certificate cannot carry this name. {error}") from None
    except KeyStoreError as error:
        raise NotPossibleNow(f"The organisation's keys could not be made. {error}") from None


def _left_behind(folder: Path, passphrase: str, token: "Token | None") -> "Authority | None":
    from reports.identity import Authority, KeyStoreError

    try:
        return Authority.open(folder, passphrase, token)
    except KeyStoreError:
        return None


def _code_file(own: Countersign) -> Path:
    return own.settings.keys / "setup_code"
