"""The demonstration plays the whole operating model, and each of its reports has all of it."""

from collections import Counter
from functools import cache

import pytest
import sqlalchemy as sa

from incidents.domain.action import ActionState
from incidents.domain.hold import HoldItem
from incidents.domain.override import Gate
from incidents.domain.review import ReviewState
from incidents.models import Action, AuditEntry, Review, db
from reports.packet import ReportPacket, from_json
from tests.demo.conftest import NOW

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo"), pytest.mark.usefixtures("own")]

FEWEST_REPORTS = 7


@cache
def reports() -> dict[int, ReportPacket]:
    """The packet of each published report, by the incident's number."""
    query = sa.select(Review).where(Review.state == ReviewState.PUBLISHED).order_by(Review.id)
    return {row.incident_id: from_json((row.packet or "").encode()) for row in db.session.scalars(query)}


def test_there_are_seven_reports() -> None:
    assert len(reports()) >= FEWEST_REPORTS


def test_every_report_says_what_kind_of_incident_it_was() -> None:
    for number, packet in reports().items():
        taxonomies = {term.taxonomy for term in packet.terms}
        assert {"Harm types", "Failure modes", "Affected stakeholders"} <= taxonomies, number


def test_every_report_shows_the_whole_evidence_hold() -> None:
    for number, packet in reports().items():
        assert [row.item for row in packet.hold] == [item.label for item in HoldItem], number
        assert {row.state for row in packet.hold} <= {"Sealed", "Not applicable"}, number
        assert all(row.note.strip() and row.sha256 and row.by for row in packet.hold), number


def test_what_was_sealed_is_said_anew_in_every_story() -> None:
    told = Counter(row.note for packet in reports().values() for row in packet.hold)
    assert [note for note, times in told.items() if times > 1] == []


def test_every_report_has_two_cases_that_failed_before_and_pass_after_on_named_versions() -> None:
    for number, packet in reports().items():
        cases = [case for case in packet.cases if not case.set_aside]
        proven = [case for case in cases if (case.verdict_before, case.verdict) == ("Fails", "Passes")]
        assert len(proven) >= 2, number
        overridden = {row.gate for row in packet.overrides}
        for case in cases:
            assert case.verdict == "Passes" or Gate.REPRODUCTION.label in overridden, (number, case.title)
            assert case.version_after, (number, case.title)
        for case in proven:
            assert case.version_before, (number, case.title)
            assert case.version_before != case.version_after, (number, case.title)


def test_every_report_has_a_joint_decision_that_was_carried_to_its_end() -> None:
    for number, packet in reports().items():
        states = {decision.state for decision in packet.joint_decisions}
        assert states & {"Verified", "Lifted"}, number
        assert states <= {"Verified", "Lifted", "Declined", "Withdrawn"}, number


def test_two_people_agreed_to_every_decision_and_another_one_verified_it() -> None:
    for number, packet in reports().items():
        for decision in packet.joint_decisions:
            if decision.state not in ("Verified", "Lifted"):
                continue
            assert sorted(one.department for one in decision.agreements) == ["ai", "it"], (number, decision.title)
            assert len({one.by.name for one in decision.agreements}) == 2, (number, decision.title)
            assert all((decision.requirement, decision.risk, decision.constraint, decision.way_back)), decision.title
            assert decision.verified_by, (number, decision.title)
            assert decision.verified_by != decision.enforced_by, (number, decision.title)


def test_three_gates_or_more_were_overridden_and_each_was_acknowledged() -> None:
    crossed = [row for packet in reports().values() for row in packet.overrides]
    assert len(crossed) >= 3
    for row in crossed:
        assert row.acknowledged_by is not None, row.reason
        assert row.acknowledged_by.name != row.by.name
        assert row.acknowledged_by.department != row.by.department


def test_every_reporting_obligation_of_a_report_was_decided_with_a_reason() -> None:
    for number, packet in reports().items():
        assert packet.obligations, number
        for one in packet.obligations:
            assert one.state in ("Due", "Sent", "Not applicable"), (number, one.regime)
            assert one.rationale.strip(), (number, one.regime)
            assert one.decided_by, (number, one.regime)


def test_one_obligation_was_sent_with_its_proof_and_others_do_not_apply() -> None:
    told = [one for packet in reports().values() for one in packet.obligations]
    assert any(one.state == "Sent" and one.sent_at and one.proof for one in told)
    assert any(one.state == "Not applicable" for one in told)


def test_the_reporting_unit_was_asked_in_every_story() -> None:
    said: Counter[str] = Counter()
    for number, packet in reports().items():
        assert packet.confirmation is not None, number
        said[packet.confirmation.state.split(" ", 1)[0]] += 1
    assert said["The"] > said["No"] >= 1, "most answered; one lapsed"


def test_most_reports_name_the_boundary_that_was_crossed() -> None:
    named = [packet for packet in reports().values() if packet.boundaries]
    assert len(named) >= FEWEST_REPORTS - 1


def test_every_report_says_what_the_incident_cost_both_departments() -> None:
    for number, packet in reports().items():
        assert {cost.department for cost in packet.costs} == {"AI department", "IT department"}, number


def test_the_actions_of_every_report_live_on() -> None:
    for number in reports():
        query = sa.select(Action).where(Action.incident_id == number)
        states = {action.state for action in db.session.scalars(query)}
        assert ActionState.VERIFIED in states, number
        assert ActionState.DRAFTED not in states, number


def test_an_action_is_overdue() -> None:
    running = sa.select(Action).where(Action.state.in_((ActionState.AGREED, ActionState.STARTED)))
    assert any(action.due_on < NOW.date() for action in db.session.scalars(running))


HAPPENS = (
    "ActionDueMoved",
    "ActionSentBack",
    "BoundaryNamed",
    "CaseSetAside",
    "ChangeReviewed",
    "ClockBreached",
    "ClockEscalated",
    "ClockPaused",
    "ClockResumed",
    "ClockWarned",
    "ConfirmationLapsed",
    "ControlEnforced",
    "ControlLifted",
    "ControlSentBack",
    "ControlVerified",
    "EnforcedAlone",
    "FixConfirmed",
    "FixRefuted",
    "GateOverridden",
    "HoldCompleted",
    "IncidentRestricted",
    "ObligationDraftSaved",
    "ObligationReportSent",
    "OverrideAcknowledged",
    "PlaybookAccepted",
    "SuspicionSettled",
    "SystemFoundReady",
)


@pytest.mark.parametrize("event", HAPPENS)
def test_the_demonstration_has_it(event: str) -> None:
    query = sa.select(sa.func.count(AuditEntry.id)).where(AuditEntry.event == event)
    assert db.session.scalar(query), event
