"""Whom this home trusts when it verifies a file: its own organisation, and nobody that the file brings."""

from incidents.config import Settings
from reports.identity import ROOT_CERTIFICATE
from reports.trust import Trust


def own_trust(settings: Settings) -> Trust | None:
    """The trust of the organisation that lives here, None where none was founded. Opens no key, needs no passphrase.

    Raises `reports.trust.Unreadable` when the root certificate in the home is damaged.
    """
    path = settings.keys / ROOT_CERTIFICATE
    return Trust.of([path.read_bytes()]) if path.exists() else None
