"""How autosaved writing is told: by sittings, so that nobody has to read a line for every pause at the keyboard.

The first save of a sitting is told at once, and further ones again after ten minutes. What is left is told when the
sitting ends: with a save by hand, when somebody else changes the section, when it is marked ready, or after ten quiet
minutes.
"""

from datetime import datetime, timedelta

INTERVAL = timedelta(minutes=10)
"""Between two tellings of one person's autosaves."""

QUIET = timedelta(minutes=10)
"""Without a save for so long, a sitting is over."""

PRESENT = timedelta(minutes=2)
"""Whoever saved within it is shown as writing."""


def is_told(told_by: int | None, told_at: datetime | None, writer: int, at: datetime) -> bool:
    """Whether an autosave by `writer` (the id of a person) at `at` is told at once."""
    return told_at is None or told_by != writer or at - told_at >= INTERVAL


def is_present(saved_at: datetime | None, now: datetime) -> bool:
    """Whether somebody who saved then is still taken to be writing."""
    return saved_at is not None and now - saved_at < PRESENT
