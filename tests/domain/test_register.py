"""The tables of the register, of readiness and of change: whole, and as product.md and the operating model say."""

import pytest

from incidents.domain.change import ANSWERS, CHANGE, HALF, SUSPICION, ChangeState, Part, Suspicion
from incidents.domain.readiness import AREAS, OUTCOME, QUESTIONS, Area, Outcome, Purpose
from incidents.domain.register import FIELDS, Boundary, Field, Side, fields_of
from incidents.domain.vocabulary import Department

OWNED: dict[Side, set[str]] = {
    Side.BUSINESS: {
        *("purpose", "workflow", "users", "decider", "accountable", "quality_thresholds", "drift_thresholds"),
    },
    Side.AI: {
        *("authority", "may_read", "may_prepare", "may_stage", "may_change", "intervention", "failure_behaviour"),
        *("vendor", "model", "version", "vendor_escalation"),
    },
    Side.IT: {
        *("platform", "access_scope", "residency", "rollback_plan", "kill_switch", "support_model", "maintenance"),
        "exit_plan",
    },
}
"""Operating model B1, B2, B5, D1, D2, D6, written out by hand."""


@pytest.mark.parametrize("side", Side)
def test_each_side_owns_just_these_fields(side: Side) -> None:
    assert {field.value for field in fields_of(side)} == OWNED[side]


def test_every_field_has_one_owner_a_name_and_help() -> None:
    assert set(FIELDS) == set(Field)
    labels = [field.label for field in Field]
    assert len(set(labels)) == len(labels)
    assert all(field.help.endswith((".", "?")) for field in Field)


def test_every_boundary_says_where_the_register_states_it() -> None:
    assert {boundary.field for boundary in Boundary} <= set(Field)
    assert {Boundary.READ.field, Boundary.CHANGE.field} == {Field.MAY_READ, Field.MAY_CHANGE}


def test_both_departments_are_asked_before_first_use_and_before_a_return() -> None:
    for purpose in Purpose:
        assert {area.department for area in AREAS[purpose]} == set(Department)
        assert len(set(AREAS[purpose])) == len(AREAS[purpose])
    assert set(QUESTIONS) == set(Area) == set(AREAS[Purpose.FIRST_USE])


def test_architecture_reviews_cover_what_governance_asks_for() -> None:
    asked = {Area.DATA_GOVERNANCE, Area.OBSERVABILITY, Area.PRIVACY, Area.VENDOR_RISK}
    assert asked <= set(AREAS[Purpose.FIRST_USE])


def test_a_return_to_service_asks_for_the_tested_way_back() -> None:
    assert {Area.BEHAVIOUR, Area.ROLLBACK, Area.KILL_SWITCH} <= set(AREAS[Purpose.RETURN_TO_SERVICE])


def test_what_has_ended_does_not_go_on() -> None:
    assert {state for state, _verb in OUTCOME} == {Outcome.OPEN}
    assert {state for state, _verb in CHANGE} == {ChangeState.OPEN}
    assert set(CHANGE.values()) == {ChangeState.REVIEWED, ChangeState.WITHDRAWN}


def test_a_suspicion_can_always_be_taken_up_again_but_never_lost() -> None:
    for state in Suspicion:
        assert any(origin is state for origin, _verb in SUSPICION)
    assert all(after.value == verb.value for (_state, verb), after in SUSPICION.items())


def test_each_department_has_its_half_of_a_change_review() -> None:
    assert set(HALF) == set(ANSWERS) == set(Department)
    assert {part: part.owner for part in Part} == {
        Part.MODEL: Department.AI,
        Part.PROMPT: Department.AI,
        Part.FEATURE: Department.AI,
        Part.DATA: Department.AI,
        Part.INFRASTRUCTURE: Department.IT,
    }
