"""What requests, the worker and the command line share beside the database."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from incidents.config import Settings
from incidents.storage import Store

if TYPE_CHECKING:
    from reports.identity import Authority
    from reports.token import Token


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
    def trusted_roots(self) -> list[bytes]:
        """The roots (PEM) that this house's reports are checked against: today's first, then those of earlier times."""
        from reports.identity import trusted_roots

        return trusted_roots(self.settings.keys)
