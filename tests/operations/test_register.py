"""The register: who states which field, versions, and the boundary that an incident crossed."""

import json

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from incidents.domain.errors import Invalid, LostUpdate, NotPossibleNow, Refused
from incidents.domain.register import Authority, Boundary, Field, Side
from incidents.domain.vocabulary import DeclineReason
from incidents.models import AuditEntry, CrossedBoundary, System, db
from incidents.operations import incidents, register
from incidents.queries.kept_events import events_of
from tests import factories
from tests.factories import Cast, Clock

OWNERS = {Side.BUSINESS: {"Olu"}, Side.AI: {"Ada", "Ann", "Ari"}, Side.IT: {"Ivo", "Ian", "Iris"}}
"""Olu is the owner for value in these tests."""


def owned(cast: Cast, clock: Clock) -> System:
    system = cast.system
    return register.save_system(
        cast.max,
        system,
        name=system.name,
        unit=system.unit,
        owner_for_value=cast.olu,
        owner_for_safety=cast.ada,
        owner_for_platform=cast.ivo,
        at=clock(),
    )


def sample(field: Field) -> str:
    return Authority.ACTS.value if field is Field.AUTHORITY else f"What we say of {field.label}"


@pytest.mark.parametrize("field", Field)
def test_a_field_is_stated_by_the_people_of_its_owner_and_by_nobody_else(
    cast: Cast, clock: Clock, field: Field
) -> None:
    system = owned(cast, clock)
    for person in cast.everybody:
        savepoint = db.session.begin_nested()
        try:
            register.state(person, system, field.side, {field: sample(field)}, version=0, at=clock())
        except Refused:
            stated = False
        else:
            stated = system.stated(field) == sample(field)
        savepoint.rollback()
        db.session.expire_all()
        assert stated is (person.name in OWNERS[field.side]), person.name


def test_nobody_states_a_field_through_another_side(cast: Cast, clock: Clock) -> None:
    system = owned(cast, clock)
    register.state(cast.ari, system, Side.AI, {Field.KILL_SWITCH: "None."}, version=0, at=clock())
    assert system.kill_switch == ""
    assert system.statement(Side.AI) is None


def test_a_new_system_states_nothing_and_an_administrator_states_nothing_for_it(cast: Cast, clock: Clock) -> None:
    system = register.save_system(
        cast.max,
        None,
        name="Screening",
        unit=None,
        owner_for_value=None,
        owner_for_safety=None,
        owner_for_platform=None,
        at=clock(),
    )
    assert system.missing == list(Field)
    for side in Side:
        with pytest.raises(Refused):
            register.state(cast.max, system, side, {}, version=0, at=clock())
    with pytest.raises(Refused, match="An administrator names one"):
        register.state(cast.olu, system, Side.BUSINESS, {Field.PURPOSE: "Screens."}, version=0, at=clock())


def test_an_owner_for_value_who_moved_to_a_department_states_it_no_more(cast: Cast, clock: Clock) -> None:
    system = owned(cast, clock)
    system.owner_for_value = cast.ari
    with pytest.raises(Refused):
        register.state(cast.ari, system, Side.BUSINESS, {Field.PURPOSE: "Answers."}, version=0, at=clock())


def test_whoever_saves_over_somebody_is_told_and_neither_text_is_lost(cast: Cast, clock: Clock) -> None:
    system = owned(cast, clock)
    register.state(cast.iris, system, Side.IT, {Field.ROLLBACK_PLAN: "Image 41."}, version=0, at=clock())
    with pytest.raises(LostUpdate) as lost:
        register.state(cast.ivo, system, Side.IT, {Field.ROLLBACK_PLAN: "Redeploy."}, version=0, at=clock())
    assert (lost.value.by, lost.value.version) == ("Iris", 1)
    assert system.rollback_plan == "Image 41."
    register.state(cast.ivo, system, Side.IT, {Field.ROLLBACK_PLAN: "Redeploy."}, version=1, at=clock())
    statement = system.statement(Side.IT)
    assert statement is not None
    assert (statement.version, statement.by, system.rollback_plan) == (2, cast.ivo, "Redeploy.")


def test_two_sides_are_stated_at_once_without_disturbing_each_other(cast: Cast, clock: Clock) -> None:
    system = owned(cast, clock)
    register.state(cast.iris, system, Side.IT, {Field.PLATFORM: "Own cluster."}, version=0, at=clock())
    register.state(cast.ada, system, Side.AI, {Field.MAY_READ: "Rules."}, version=0, at=clock())
    assert (system.platform, system.may_read) == ("Own cluster.", "Rules.")


def test_the_audit_trail_keeps_what_changed_and_saving_the_same_again_is_nothing(cast: Cast, clock: Clock) -> None:
    system = owned(cast, clock)
    values = {Field.MAY_CHANGE: "Nothing.", Field.VENDOR: "Example  Models"}
    register.state(cast.ada, system, Side.AI, values, version=0, at=clock())
    register.state(cast.ada, system, Side.AI, values, version=0, at=clock())
    kept = db.session.scalars(sa.select(AuditEntry.payload).where(AuditEntry.event == "RegisterWritten")).all()
    assert len(kept) == 1
    payload = json.loads(kept[0])
    assert json.loads(payload["values"]) == {"may_change": "Nothing.", "vendor": "Example Models"}
    assert payload["fields"] == "May change, Vendor"


@pytest.mark.parametrize(
    ("side", "field", "value"),
    [
        (Side.AI, Field.AUTHORITY, "decides"),
        (Side.AI, Field.MODEL, "x" * 121),
        (Side.IT, Field.EXIT_PLAN, "x" * 2001),
    ],
)
def test_a_wrong_value_names_its_field_and_nothing_is_kept(
    cast: Cast, clock: Clock, side: Side, field: Field, value: str
) -> None:
    system, actor = owned(cast, clock), {Side.AI: cast.ada, Side.IT: cast.ivo}[side]
    with pytest.raises(Invalid) as invalid:
        register.state(actor, system, side, {field: value}, version=0, at=clock())
    assert invalid.value.field == field
    assert system.missing == list(Field)


def test_the_database_refuses_an_authority_that_is_no_word_of_ours(cast: Cast) -> None:
    with pytest.raises(DBAPIError, match="authority"), db.session.begin_nested():
        db.session.execute(sa.text("UPDATE system SET authority = 'decides'"))


def test_the_ai_department_names_the_boundary_that_was_crossed(cast: Cast, clock: Clock) -> None:
    incident = factories.reported(cast, clock)
    for person in (cast.olu, cast.ivo, cast.iris):
        with pytest.raises(Refused, match="The AI department names the boundary"):
            register.name_boundary(person, incident, Boundary.CHANGE, "It paid.", clock())
    register.name_boundary(cast.ari, incident, Boundary.CHANGE, "It paid.", clock())
    register.name_boundary(cast.ada, incident, Boundary.CHANGE, "It paid out a refund.", clock())
    register.name_boundary(cast.ada, incident, Boundary.DECISION, "Only an agent decides.", clock())
    rows = db.session.scalars(sa.select(CrossedBoundary).order_by(CrossedBoundary.id)).all()
    assert [(row.boundary, row.explanation, row.person) for row in rows] == [
        (Boundary.CHANGE, "It paid out a refund.", cast.ada),
        (Boundary.DECISION, "Only an agent decides.", cast.ada),
    ]
    assert incident.acknowledged_ai_at is not None


def test_a_boundary_is_taken_back_with_a_reason_that_stays_in_the_record(cast: Cast, clock: Clock) -> None:
    incident = factories.reported(cast, clock)
    register.name_boundary(cast.ari, incident, Boundary.READ, "It read the payroll.", clock())
    row = db.session.scalars(sa.select(CrossedBoundary)).one()
    with pytest.raises(Invalid, match="Give a reason"):
        register.take_back_boundary(cast.ada, row, " ", clock())
    register.take_back_boundary(cast.ada, row, "It was a person.", clock())
    assert db.session.scalar(sa.select(CrossedBoundary)) is None
    told = [event.why for _, event in events_of(incident.id) if event.decision]
    assert told == ["It read the payroll.", "It was a person."]


def test_nothing_is_named_on_a_closed_incident(cast: Cast, clock: Clock) -> None:
    incident = factories.reported(cast, clock)
    for lead in (cast.ada, cast.ivo):
        incidents.decline(lead, incident, DeclineReason.NO_INCIDENT, "It was right.", clock())
    with pytest.raises(NotPossibleNow):
        register.name_boundary(cast.ada, incident, Boundary.READ, "It read.", clock())
