"""Figures, times and the page for leadership say what a leader can use."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import report_sample as sample

from reports import figures, leadership
from reports.packet import Clock, Obligation
from reports.wording import Times, size, span


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=20), "0 min"),
        (timedelta(minutes=25), "25 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(hours=2, minutes=38), "2 h 38 min"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=3, hours=5, minutes=50), "3 days 5 h"),
        (timedelta(minutes=-12), "12 min before"),
    ],
)
def test_spans_are_short(length, words):
    assert span(length) == words


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 bytes"), (999, "999 bytes"), (1_482_113, "1.5 MB"), (10**15, "1,000.0 TB")]
)
def test_sizes_are_short(count, words):
    assert size(count) == words


def test_utc_shows_its_date_where_it_differs():
    times = Times("Pacific/Auckland")
    assert times.utc_clock(datetime(2026, 3, 6, 20, 0, tzinfo=UTC)) == "6 Mar 20:00 UTC"
    assert times.short(datetime(2026, 3, 6, 20, 0, tzinfo=UTC)) == "7 Mar 2026, 09:00"


@pytest.mark.parametrize("zone", ["", "Nowhere/Town", "../../etc/passwd", "/etc/passwd", "a\x00b"])
def test_an_unknown_zone_is_printed_as_utc(zone):
    assert Times(zone).full(sample.at(6, 9, 52)) == "6 March 2026, 09:52 UTC"


def steps(packet):
    return figures.steps(packet)


def test_steps_are_counted_from_detection_and_held_against_targets():
    by_name = {step.clock.name: step for step in steps(sample.packet())}
    assert by_name["Contained"].elapsed == "2 h 38 min"
    assert by_name["Contained"].verdict == "in time"
    assert by_name["Acknowledged by IT"].verdict == "late by 9 min"
    assert by_name["Occurred"].elapsed == "4 days 1 h before"
    assert by_name["Detected"].elapsed == ""
    assert [step.number for step in steps(sample.packet())] == list(range(1, 9))


def test_a_step_that_was_never_reached_is_late():
    packet = replace(
        sample.bare(), clocks=(Clock("Reported", sample.at(6, 9), ""), Clock("Contained", None, "", sample.at(6, 13)))
    )
    contained = steps(packet)[1]
    assert (contained.verdict, contained.late, contained.number) == ("not reached", True, None)


def needs(packet):
    return leadership.needs(packet, steps(packet), Times(packet.time_zone))


def test_leadership_is_asked_for_what_is_open():
    assert needs(sample.packet()) == (
        "Give the 3 open actions the time and money they need; the first is due on 3 April 2026.",
        "Take note of 1 override of the agreed division of work (part 8).",
        "Take note that 1 target was missed: Acknowledged by IT.",
        "Acknowledge that you have read this report; it is closed to changes.",
    )


def test_a_notice_that_is_due_comes_first():
    due = Obligation("NIS2 Article 23", "Due", "", sample.at(7, 9), None)
    first = needs(replace(sample.bare(), obligations=(due,)))[0]
    assert first == "See that the notice under NIS2 Article 23 is sent by 7 March 2026, 10:00 CET."


def test_where_nothing_is_open_only_the_acknowledgement_remains():
    assert len(needs(sample.bare())) == 1


def test_verified_actions_do_not_remain():
    remaining = leadership.open_actions(sample.packet())
    assert [action.due_on.month for action in remaining] == [4, 4, 5]
