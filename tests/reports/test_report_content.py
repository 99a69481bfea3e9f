"""What the parts print, read from the page before it is laid out."""

import re
from dataclasses import replace
from html import unescape

import pytest
import report_sample as sample

from reports import charts, html
from reports.filters import blocks, source
from reports.lanes import spread
from reports.packet import RECORD, Clock, ReportPacket, SectionText, TimelineEntry


def page_of(packet: ReportPacket) -> str:
    return html.report(packet, charts.swimlane(packet))


def words_of(packet: ReportPacket) -> str:
    """The printed words, spaces folded."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page_of(packet))).split())


def with_section(key: str, body: str) -> ReportPacket:
    return replace(sample.bare(), sections=(SectionText(key, "Heading", "joint", body),))


def test_lines_with_bullets_are_set_as_a_list():
    page = page_of(with_section("went_well", "Before:\n- first\n- second\nAfter."))
    assert re.search(r'<ul class="prose-list bullets">\s*<li>first</li>\s*<li>second</li>\s*</ul>', page)
    assert '<p class="prose">Before:</p>' in page


def test_numbered_lines_keep_their_lines_and_numbers():
    assert blocks("1. Sealed.\n2. Read back.") == [("numbers", ("1. Sealed.", "2. Read back."))]
    task = replace(sample.packet().tasks[0], outcome="1. Sealed.\n2. Read back.")
    assert "<li>2. Read back.</li>" in page_of(replace(sample.packet(), tasks=(task,)))


def test_a_hidden_line_end_begins_no_list():
    assert blocks("one\u2028- two\x0b- three") == [("prose", ("one[U+2028]- two\u240b- three",))]


def test_a_text_on_obligations_stands_for_itself():
    assert "No reporting obligation was assessed." not in words_of(with_section("obligations", "None applies to us."))


def test_utc_is_printed_once():
    words = words_of(replace(sample.packet(), time_zone="UTC"))
    assert "When (UTC)" in words
    assert "6 Mar 2026, 09:52 " in words
    assert "09:52 UTC" not in words.replace("6 March 2026, 09:52 UTC", "")


@pytest.mark.parametrize("zone", ["UTC", "Etc/UTC", "Zulu"])
def test_every_name_of_utc_is_known(zone):
    from reports.wording import Times

    times = Times(zone)
    assert times.is_utc
    assert times.exact(sample.at(6, 9, 52)) == "6 March 2026, 09:52 UTC"
    assert not Times("Europe/London").is_utc


def test_targets_are_not_mentioned_where_there_are_none():
    clocks = tuple(replace(clock, due_at=None) for clock in sample.packet().clocks)
    words = words_of(replace(sample.packet(), clocks=clocks))
    assert "target" not in words.casefold().replace("target was missed", "")
    assert "Since detection" in words
    assert "Target and remarks" in words_of(sample.packet())


def test_durations_name_what_they_are_counted_from():
    reported = (Clock("Reported", sample.at(6, 9), ""), Clock("Contained", sample.at(6, 11), ""))
    assert "counted since the report" in words_of(replace(sample.bare(), clocks=reported))
    other = (Clock("Occurred", sample.at(6, 9), ""), Clock("Contained", sample.at(6, 11), ""))
    assert "counted since the first step" in words_of(replace(sample.bare(), clocks=other))


def test_joint_decisions_come_from_decisions_and_not_from_the_timeline():
    packet = replace(sample.packet(), timeline=(TimelineEntry(sample.at(6, 9), "joint", "The freeze begins.", RECORD),))
    joint = words_of(packet).split("Joint decisions")[1].split("Who decided what")[0]
    assert "Completed triage: accepted by both departments as SEV-2" in joint
    assert "freeze" not in joint


def test_a_decision_without_a_reason_has_a_dash():
    decision = replace(sample.packet().decisions[0], why=" ")
    words = words_of(replace(sample.packet(), decisions=(decision,)))
    assert "No reason was recorded" not in words
    assert "SEV-2 –" in words.split("Who decided what")[1]  # noqa: RUF001 - the dash is meant


def test_sources_stand_whole_each_on_its_own():
    long = "Public facts: " + "a fact; " * 60
    words = words_of(replace(sample.packet(), sources=(long, "https://vendor.example/report", "Retells: an incident")))
    assert ("a fact; " * 60).strip() in words
    assert "https://vendor.example/report" in words
    assert source("Retells: an incident") == ("Retells", "an incident")
    assert source("https://a.example: 1") == ("", "https://a.example: 1")
    assert source("x" * 3_000)[1].startswith("x" * 2_000 + "…")


def test_only_entries_from_elsewhere_say_so():
    record = TimelineEntry(sample.at(6, 9), "it", "Contained.", RECORD)
    by_hand = replace(record, text="The freeze begins.", source="Added by Iris Tanaka, IT department")
    words = words_of(replace(sample.packet(), timeline=(record, by_hand)))
    assert "The freeze begins. Added by Iris Tanaka, IT department" in words
    assert f"Contained. {RECORD}" not in words


def test_an_empty_place_says_what_a_signature_means():
    page = page_of(sample.packet())
    assert page.count(sample.MEANING_AI) == 1
    assert f"A signature here means: {sample.MEANING_AI}" in page


def test_the_cover_names_who_signs_or_their_role():
    cover = words_of(sample.bare()).split("For leadership")[0]
    assert "An AI lead AI department An IT lead IT department" in cover


def test_badges_fan_out_around_their_middle():
    assert spread([0.5, 0.5, 0.5], 0.1) == pytest.approx([0.4, 0.5, 0.6])
    assert spread([0.0, 0.0, 0.9], 0.1) == pytest.approx([0.0, 0.1, 0.9])
    assert spread([0.1, 0.99, 1.0], 0.1) == pytest.approx([0.1, 0.9, 1.0])
