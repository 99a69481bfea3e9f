"""What requests, the worker and the command line share beside the database."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from incidents.config import Settings
from incidents.storage import Store

if TYPE_CHECKING:
    from reports.identity import Authority


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

        return Authority.open(self.settings.keys, self.settings.seal_passphrase)
