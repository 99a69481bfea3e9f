"""Who may do what with a joint decision and an override: written out by hand, for everybody of the cast."""

import pytest

from incidents.access import Act, can
from incidents.domain.override import Gate
from incidents.domain.vocabulary import Department
from incidents.models import JointDecision
from incidents.operations import overrides
from tests import decision_factories as given
from tests import factories
from tests.access.test_rules import AI, DEPARTMENTS, IT, LEADS, LEADS_OF_AI, LEADS_OF_IT
from tests.factories import Cast, Clock

ON_A_DECISION_OF_AI: dict[Act, set[str]] = {
    Act.AGREE_DECISION: LEADS,
    Act.DECLINE_DECISION: LEADS_OF_IT,
    Act.WITHDRAW_DECISION: LEADS_OF_AI | {"Ari"},
    Act.ENFORCE_ALONE: LEADS_OF_IT,
    Act.VERIFY_CONTROL: AI,
    Act.LIFT_CONTROL: LEADS,
}
ON_ITS_INCIDENT: dict[Act, set[str]] = {Act.PROPOSE_DECISION: DEPARTMENTS, Act.OVERRIDE: LEADS}


@pytest.fixture
def decision(cast: Cast, clock: Clock) -> JointDecision:
    """Ari has proposed it for the AI department."""
    return given.proposed(cast, clock, factories.accepted(cast, clock))


def allowed(cast: Cast, act: Act, thing: object) -> set[str]:
    """The names of everybody who may."""
    return {person.name for person in cast.everybody if can(person, act, thing)}


def test_each_step_of_a_decision_is_just_these_peoples(cast: Cast, decision: JointDecision) -> None:
    for act, people in ON_A_DECISION_OF_AI.items():
        assert allowed(cast, act, decision) == people, act
    for act, people in ON_ITS_INCIDENT.items():
        assert allowed(cast, act, decision.incident) == people, act


def test_each_part_is_written_by_its_own_department(cast: Cast, decision: JointDecision) -> None:
    for part in decision.parts:
        assert allowed(cast, Act.WRITE_STATEMENT, part) == (AI if part.owner is Department.AI else IT), part.part


def test_an_override_is_acknowledged_by_the_other_leads(cast: Cast, clock: Clock, decision: JointDecision) -> None:
    for lead, others in ((cast.ivo, LEADS_OF_AI), (cast.ada, LEADS_OF_IT)):
        gate = Gate.READINESS if lead is cast.ivo else Gate.REPRODUCTION
        override = overrides.cross(lead, decision.incident, gate, "It had to be.", clock())
        assert allowed(cast, Act.ACKNOWLEDGE_OVERRIDE, override) == others
