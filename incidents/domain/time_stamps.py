"""How often a time-stamping authority is asked again, and when a report needs a newer time-stamp."""

from datetime import datetime, timedelta

QUICK, SLOW = timedelta(minutes=1), timedelta(minutes=10)
"""Between two tries: in the first quarter of an hour, and from then on."""

HURRY = timedelta(minutes=15)

AHEAD = timedelta(days=90)
"""A new time-stamp is put over a published report so long before the newest one's certificate ends."""


def next_try(waits_since: datetime | None, tried_at: datetime | None) -> datetime | None:
    """When the authority is asked again. None where it was not asked yet, or nothing waits."""
    if waits_since is None or tried_at is None:
        return None
    return tried_at + (QUICK if tried_at < waits_since + HURRY else SLOW)
