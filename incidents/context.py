"""What requests, the worker and the command line share beside the database."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from flask import current_app

from incidents.config import Settings
from incidents.storage import Store
from incidents.trusted import own_trust

if TYPE_CHECKING:
    from reports.identity import Authority
    from reports.stamps import TimeAuthority
    from reports.token import Token
    from reports.trust import Trust


@dataclass
class Countersign:
    """The settings, the store of files, the queue, and the organisation's keys."""

    settings: Settings
    store: Store = field(repr=False)
    queue: Any = field(default=None, repr=False)

    @cached_property
    def authority(self) -> "Authority":
        """The certificate authority, opened once a process. Founding the organisation made it."""
        from reports.identity import Authority

        return Authority.open(self.settings.keys, self.settings.seal_passphrase, self.token)

    @property
    def token(self) -> "Token | None":
        """The token that holds the organisation's keys, when one is set. Its PIN is the seal passphrase."""
        from reports.token import Token

        module = self.settings.pkcs11_module
        return None if module is None else Token(module, self.settings.pkcs11_token, self.settings.seal_passphrase)

    @property
    def trust(self) -> "Trust":
        """Whom this instance believes."""
        return own_trust(self.settings)

    def time_authority(self) -> "TimeAuthority | None":
        """The time-stamping authority, or None where none is set. A new one for each piece of work."""
        from reports.stamps import TimeAuthority

        url = self.settings.time_stamp_url
        return TimeAuthority(url, self.trust.time) if url else None


def sends_mail() -> bool:
    """Whether this instance has a mail server to send with."""
    own: Countersign = current_app.extensions["countersign"]
    return own.settings.sends_mail
