"""Whom this home trusts when it verifies a file: its own organisation, and nobody that the file brings."""

from typing import TYPE_CHECKING

from incidents.config import Settings

if TYPE_CHECKING:
    from reports.trust import Trust


def own_trust(settings: Settings) -> "Trust":
    """The trust of the organisation that lives here; of nobody where none was founded. Opens no key of it.

    Raises `reports.trust.Unreadable` when the root certificate in the home is damaged.
    """
    from reports.identity import ROOT_CERTIFICATE
    from reports.trust import Trust

    path = settings.keys / ROOT_CERTIFICATE
    return Trust.of([path.read_bytes()] if path.exists() else [])
