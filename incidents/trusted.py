"""Whom this home trusts when it verifies a file: its own organisation, and nobody that the file brings."""

from typing import TYPE_CHECKING

from incidents.config import Settings

if TYPE_CHECKING:
    from reports.trust import Trust


def own_trust(settings: Settings) -> "Trust":
    """The trust of the organisation that lives here; of nobody where none was founded. Opens no key of it.

    Its roots are those of its authority and of earlier ones; times are believed of its time-stamping authority.
    Raises `reports.trust.Unreadable` when a root certificate is damaged.
    """
    from reports.key_folder import trusted_roots
    from reports.trust import Trust

    times = settings.time_stamp_root
    return Trust.of(trusted_roots(settings.keys), [times.read_bytes()] if times else [])
