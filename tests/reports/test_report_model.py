"""What the operating model left in the record, as the report prints it."""

from dataclasses import fields, replace

import pytest
import report_sample as sample
from sample_model import BARE, of_the_model
from test_report_content import words_of

from reports.packet import ReportPacket, from_json, to_json


def test_an_override_stands_with_its_reason_and_who_took_note():
    words = words_of(sample.packet())
    assert "Agreement of both leads: Raise trace logging" in words
    assert "waiting would have lost the morning" in words
    assert "Acknowledged by Ada Lindqvist, AI lead" in words


def test_an_override_that_nobody_acknowledged_says_so():
    (override,) = sample.packet().overrides
    bare = replace(override, acknowledged_by=None, acknowledged_at=None)
    assert "Not acknowledged by the other department." in words_of(replace(sample.packet(), overrides=(bare,)))


def test_a_joint_decision_has_both_halves_both_agreements_and_what_came_of_it():
    words = words_of(replace(sample.packet(), joint_decisions=sample.packet().joint_decisions[:1]))
    for said in (
        "Requirement No letter may refuse without a clause",
        "Risk Every further letter",
        "Constraint One feature flag",
        "Way back Flag on again",
        "Agreed Ada Lindqvist 6 March 2026, 12:20 CET",
        "Agreed Ivo Marković 6 March 2026, 12:24 CET",
        "Enforced Ivo Marković",
        "Verified Ada Lindqvist",
        "Lifted 10 March 2026",
    ):
        assert said in words, said
    assert "before it was agreed" not in words


def test_a_control_that_it_enforced_alone_says_so():
    words = words_of(replace(sample.packet(), joint_decisions=sample.packet().joint_decisions[1:]))
    assert "Raise logging, enforced by IT before it was agreed" in words


def test_the_hold_lists_every_item_with_who_sealed_it_and_its_digest():
    words = words_of(sample.packet())
    assert "System prompt Sealed Ada Lindqvist 6 Mar 2026, 11:42 Prompt 30 as deployed prompt-30.txt" in words
    assert "Tool scopes Not applicable Ivo Marković" in words
    assert "9d02" * 16 in words


def test_a_case_stands_before_and_after_with_its_versions_and_its_judge():
    words = words_of(sample.packet())
    assert "Before the correction (prompt 30): fails After the correction (prompt 31): passes" in words
    assert "Judged by Check: contains “clause 4.2”" in words


def test_a_case_that_was_set_aside_says_why():
    case = replace(sample.packet().cases[0], set_aside="The policy is no longer sold.")
    words = words_of(replace(sample.packet(), cases=(case,)))
    assert "Comfort Plus, flooded cellar Set aside Why The policy is no longer sold." in words


def test_an_obligation_says_who_decided_from_when_it_counts_and_what_proves_it():
    words = words_of(sample.packet())
    assert "Sent decided by Ada Lindqvist owner Miriam Osei" in words
    assert "Counted from 6 Mar 2026, 23:00: More than 25 customers concerned" in words
    assert "Proof: notice-2026-118.pdf" in words
    assert "they are not legal advice. Catalogue of 2026-11-01." in words


def test_the_rest_of_the_record_has_its_place():
    words = words_of(sample.packet())
    for said in (
        "Confirmed , Olu Adeyemi, Claims, 11 March 2026, 10:00 CET",
        "OECD harm types Economic or property",
        "Prepare. It prepared refusals",
        "Importer 5.1 by Halden AI",
        "Recurrence of AI-2025-0077 : Claims assistant quoted",
        "IT department 41.5 hours, 3,200.00 EUR",
        "Kill switch IT department Feature flag",
        "Exit plan IT department Not stated",
    ):
        assert said in words, said


@pytest.mark.parametrize("field", sorted(BARE))
def test_a_packet_from_before_the_model_can_still_be_read(field):
    assert field in {each.name for each in fields(ReportPacket)}
    plain = to_json(sample.bare()).decode()
    empty = "null" if BARE[field] is None else "[]"
    without = plain.replace(f'"{field}":{empty},', "", 1)
    assert without != plain
    assert from_json(without.encode()) == sample.bare()


def test_the_sample_fills_every_field_of_the_model():
    assert set(of_the_model()) == set(BARE)
    assert all(of_the_model().values())
