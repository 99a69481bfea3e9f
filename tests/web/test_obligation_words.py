"""How a deadline reads."""

from datetime import UTC, datetime, timedelta

import pytest

from incidents.models import ObligationStage
from incidents.web.obligation_words import span, standing

NOW = datetime(2026, 9, 4, 12, 0, tzinfo=UTC)


def hours(number: float) -> datetime:
    return NOW + timedelta(hours=number)


@pytest.mark.parametrize(
    ("fields", "words", "tone"),
    [
        ({"due_at": hours(30), "warn_at": hours(12)}, "Due in 30 hours", "calm"),
        ({"due_at": hours(30), "warn_at": hours(-1)}, "Due in 30 hours", "warn"),
        ({"due_at": hours(72), "warn_at": hours(54), "expected": True}, "At the latest in 3 days", "calm"),
        ({"due_at": hours(-3), "warn_at": hours(-9)}, "Overdue by 3 hours", "bad"),
        ({"due_at": hours(0), "warn_at": hours(-9)}, "Overdue by 0 minutes", "bad"),
        ({"since": hours(-1)}, "Due at once, for 60 minutes now", "warn"),
        (
            {"since": hours(-1), "due_at": hours(49), "warn_at": hours(40)},
            "Due at once, for 60 minutes now, at the latest in 2 days",
            "warn",
        ),
        ({"since": hours(-1), "optional": True}, "Only if it is needed", "calm"),
        ({}, "No date yet", "calm"),
        ({"open": False, "due_at": hours(-3)}, "Nothing to send", "good"),
    ],
)
def test_a_stage_says_where_it_stands(fields: dict[str, object], words: str, tone: str) -> None:
    stage = ObligationStage(**{"open": True, "optional": False, "expected": False} | fields)
    found = standing(stage, NOW)
    assert (found.words, found.tone) == (words, tone)


def test_a_length_of_time_is_rounded_down_so_that_nobody_is_lulled() -> None:
    assert span(timedelta(hours=47, minutes=59)) == "47 hours"
    assert span(timedelta(minutes=119)) == "119 minutes"
    assert span(timedelta(minutes=1)) == "1 minute"
