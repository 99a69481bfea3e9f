"""The organisation beside its incidents, and the incidents that are open: every page has something to show."""

from typing import TypeVar

import pytest
import sqlalchemy as sa

from incidents.demo import script
from incidents.domain.bulletin import BulletinState
from incidents.domain.change import ChangeState
from incidents.domain.clocks import ClockState, state_of
from incidents.domain.joint import DecisionState
from incidents.domain.obligations import ObligationState
from incidents.domain.period import named
from incidents.domain.readiness import Outcome, Purpose, Verdict
from incidents.domain.register import Field, Side
from incidents.domain.relation import RelationKind
from incidents.models import (
    Bulletin,
    ChangeNotice,
    Clock,
    JointDecision,
    ModelEndpoint,
    Obligation,
    Override,
    PlaybookAcceptance,
    QuarterReport,
    Readiness,
    Relation,
    System,
    Unit,
    db,
)
from tests.demo.conftest import NOW

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo"), pytest.mark.usefixtures("own")]


Row = TypeVar("Row")


def all_of(kind: type[Row]) -> list[Row]:
    return list(db.session.scalars(sa.select(kind)))


def test_three_sides_state_every_system_and_a_few_fields_are_honestly_not_stated() -> None:
    systems = all_of(System)
    assert {entry["key"] for entry in script.cast()["system"]} == set(script.register())
    missing = 0
    for system in systems:
        assert all(system.statement(side) for side in Side), system.name
        missing += sum(not system.stated(field) for field in Field)
    assert 0 < missing < len(systems) * len(Field) / 8


def test_the_register_was_stated_anew_after_incidents() -> None:
    assert sum(row.version > 1 for system in all_of(System) for row in system.statements) >= 12


def test_most_systems_were_found_ready_and_one_not_with_what_is_missing() -> None:
    first = [row for row in all_of(Readiness) if row.purpose is Purpose.FIRST_USE]
    outcomes = [row.outcome for row in first]
    assert outcomes.count(Outcome.READY) >= 8
    assert outcomes.count(Outcome.OPEN) >= 2
    refused = next(row for row in first if row.outcome is Outcome.NOT_READY)
    assert refused.reason
    assert [row for row in refused.findings if row.verdict is Verdict.NOT_MET]


def test_changes_were_reviewed_by_both_departments_and_some_wait() -> None:
    states = [row.state for row in all_of(ChangeNotice)]
    assert states.count(ChangeState.REVIEWED) >= 9
    assert states.count(ChangeState.OPEN) >= 3
    assert ChangeState.WITHDRAWN in states


def test_guidance_was_superseded_once_and_waits_for_two_units_and_as_a_draft() -> None:
    bulletins = all_of(Bulletin)
    assert {BulletinState.DRAFT, BulletinState.PUBLISHED, BulletinState.SUPERSEDED} <= {row.state for row in bulletins}
    units = len(all_of(Unit))
    waiting = [units - len(row.acknowledgements) for row in bulletins if row.for_all]
    assert waiting == [2]


def test_endpoints_name_a_variable_and_lead_nowhere() -> None:
    endpoints = all_of(ModelEndpoint)
    assert len({row.system_id for row in endpoints}) >= 6
    assert all(row.base_url.startswith("http://127.0.0.1:9/") for row in endpoints)


def test_two_quarters_that_follow_each_other_are_sealed() -> None:
    older, newer = sorted(all_of(QuarterReport), key=lambda report: report.quarter)
    assert older.sha256
    assert newer.sha256
    assert named(newer.quarter).before == named(older.quarter)
    assert named(newer.quarter).last < NOW.date()


def test_clocks_run_are_breached_and_one_is_paused() -> None:
    states = {
        state_of(
            NOW,
            warn_at=clock.warn_at,
            due_at=clock.due_at,
            stopped_at=clock.stopped_at,
            paused_at=clock.paused_at,
            dropped=clock.dropped,
        )
        for clock in all_of(Clock)
    }
    assert {ClockState.RUNNING, ClockState.BREACHED, ClockState.PAUSED, ClockState.MET, ClockState.LATE} <= states


def test_something_waits_for_each_department() -> None:
    assert [row for row in all_of(Override) if row.acknowledged_at is None]
    proposed = [row for row in all_of(JointDecision) if row.state is DecisionState.PROPOSED]
    assert {row.proposed_for for row in proposed} >= {"ai", "it"}
    assert [row for row in all_of(Obligation) if row.state is ObligationState.PROPOSED]
    accepted = {row.incident_id for row in all_of(PlaybookAcceptance)}
    assert {row.incident_id for row in proposed} - accepted, "a playbook nobody has accepted yet"


def test_a_report_is_a_duplicate_and_a_harm_came_back_in_spite_of_an_action() -> None:
    relations = all_of(Relation)
    assert any(row.kind is RelationKind.DUPLICATE_OF for row in relations)
    assert any(row.kind is RelationKind.RECURRENCE_OF and row.action is not None for row in relations)
