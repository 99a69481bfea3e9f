"""A lead's signing certificate: where it comes from, how it ends, and how often its passphrase may be wrong."""

from datetime import datetime, timedelta
from enum import StrEnum

TRIES = 5
"""Wrong passphrases in a row until signing is locked."""

FIRST_LOCK = timedelta(minutes=15)
LONGEST_LOCK = timedelta(days=1)

REMIND_BEFORE = (timedelta(days=7), timedelta(days=30))
"""How long before a certificate ends its lead is told, the nearest first."""

LIST_VALIDITY = timedelta(days=7)
"""How long a revocation list holds (`nextUpdate`, RFC 5280, 5.1.2.5)."""

LIST_RESERVE = timedelta(days=2)
"""A list that ends sooner than this is made anew."""

FILE_BYTES = 1024 * 1024
"""The largest PKCS#12 that is read. Real ones have some thousand bytes."""


class CertificateSource(StrEnum):
    """Who made the key and the certificate."""

    ISSUED = "issued"
    IMPORTED = "imported"

    @property
    def label(self) -> str:
        """How pages say it."""
        return "Issued here" if self is CertificateSource.ISSUED else "Brought along as a file"


class RevocationReason(StrEnum):
    """Why a certificate counts no longer (RFC 5280, 5.3.1)."""

    KEY_COMPROMISE = "key_compromise"
    AFFILIATION_CHANGED = "affiliation_changed"
    SUPERSEDED = "superseded"
    CESSATION_OF_OPERATION = "cessation_of_operation"

    @property
    def label(self) -> str:
        """How a choice reads."""
        return {
            "key_compromise": "The key or its passphrase may be in other hands",
            "affiliation_changed": "The person works elsewhere or no longer leads",
            "superseded": "Another certificate takes its place",
        }.get(self.value, "It is no longer needed")

    @property
    def words(self) -> str:
        """How a sentence goes on after “because”."""
        return {
            "key_compromise": "the key may be in other hands",
            "affiliation_changed": "the person works elsewhere or no longer leads",
            "superseded": "another certificate takes its place",
        }.get(self.value, "it is no longer needed")


OWN_REASONS = (
    RevocationReason.KEY_COMPROMISE,
    RevocationReason.SUPERSEDED,
    RevocationReason.CESSATION_OF_OPERATION,
)
"""What leads give for their own certificates; that they work elsewhere, an administrator knows."""


class CertificateState(StrEnum):
    """What a person should know about a certificate first."""

    VALID = "valid"
    ENDS_SOON = "ends_soon"
    LOCKED = "locked"
    OTHER_DEPARTMENT = "other_department"
    EXPIRED = "expired"
    REVOKED = "revoked"
    REPLACED = "replaced"

    @property
    def label(self) -> str:
        """How pages say it."""
        return self.value.replace("_", " ").capitalize()


def lock_after(failures: int) -> timedelta | None:
    """How long signing is locked after so many wrong passphrases in a row: each fifth one locks, twice as long."""
    if failures == 0 or failures % TRIES:
        return None
    doublings = min(failures // TRIES - 1, 10)
    return min(FIRST_LOCK * (1 << doublings), LONGEST_LOCK)


def tries_left(failures: int) -> int:
    """How many wrong passphrases there may still be before signing is locked."""
    return TRIES - failures % TRIES


def list_is_due(next_update: datetime, at: datetime) -> bool:
    """Whether a revocation list ends so soon that it is made anew."""
    return next_update - at < LIST_RESERVE
