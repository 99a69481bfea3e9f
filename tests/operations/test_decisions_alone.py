"""What IT does alone in an emergency, and how the report tells it from what both decided."""

import pytest

from incidents.domain.errors import Invalid, NotPossibleNow, Refused
from incidents.domain.joint import ControlKind, DecisionState
from incidents.domain.override import Gate
from incidents.domain.triage import Triage
from incidents.domain.vocabulary import TaskKind
from incidents.operations import decisions, overrides, tasks
from incidents.queries.packet import _decisions as gathered
from tests import decision_factories as given
from tests import factories
from tests.decision_factories import IT_HALF, last_task, state
from tests.factories import Cast, Clock

pytestmark = pytest.mark.usefixtures("in_app")


def test_in_an_emergency_it_enforces_alone_and_that_is_an_override(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    decision = given.proposed(cast, clock, incident)
    for person in (cast.ada, cast.ari, cast.iris, cast.olu, cast.lea, cast.max):
        with pytest.raises(Refused):
            decisions.enforce_alone(person, decision, "It burns.", clock())
    with pytest.raises(Invalid):
        decisions.enforce_alone(cast.ivo, decision, "", clock())
    decisions.enforce_alone(cast.ivo, decision, "It pays money out every minute.", clock())
    override = decision.override
    assert state(decision) is DecisionState.OVERRIDDEN
    assert override is not None
    assert (override.gate, override.subject) == (Gate.AGREEMENT, decision.title)
    assert overrides.unacknowledged(incident) == [override]
    given.carried_out(cast, clock, decision)
    assert state(decision) is DecisionState.ENFORCED
    with pytest.raises(NotPossibleNow, match="without agreement"):
        decisions.verify(cast.ari, decision, "It holds.", clock())

    decisions.write(cast.iris, decision, IT_HALF, 0, clock())
    for lead in (cast.ada, cast.ivo):
        decisions.agree(lead, decision, clock())
    assert state(decision) is DecisionState.ENFORCED
    assert len(decision.enforcements) == 1, "agreeing afterwards raises no second task"
    decisions.verify(cast.ari, decision, "It holds.", clock())


def test_each_control_has_its_own_override(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    for _ in range(2):
        decision = given.proposed(cast, clock, incident)
        decisions.enforce_alone(cast.ivo, decision, "It burns.", clock())
    assert len(overrides.unacknowledged(incident)) == 2
    with pytest.raises(NotPossibleNow):
        decisions.enforce_alone(cast.ivo, decision, "It burns.", clock())


def test_an_overridden_decision_that_both_agree_to_is_an_agreed_one(cast: Cast, clock: Clock) -> None:
    decision = given.written(cast, clock, factories.accepted(cast, clock))
    decisions.enforce_alone(cast.ivo, decision, "It burns.", clock())
    task = last_task(decision)
    for lead in (cast.ivo, cast.ada):
        decisions.agree(lead, decision, clock())
    assert (decision.state, decision.task) == (DecisionState.AGREED, task)


def test_a_return_to_service_is_never_forced(cast: Cast, clock: Clock) -> None:
    decision = given.written(cast, clock, factories.accepted(cast, clock), ControlKind.RETURN_TO_SERVICE)
    with pytest.raises(NotPossibleNow, match="takes both leads"):
        decisions.enforce_alone(cast.ivo, decision, "Sales want it.", clock())


def test_an_isolation_before_triage_is_marked_as_it_alone_in_the_record(cast: Cast, clock: Clock) -> None:
    incident = factories.reported(cast, clock)
    for kind in (TaskKind.SYSTEM_ISOLATION, TaskKind.EVIDENCE_PRESERVATION):
        task = factories.task(cast, clock, kind, incident)
        tasks.start(cast.iris, task, clock())
    assert incident.triage is Triage.REPORTED
    alone = [row for row in gathered(incident) if "alone in an emergency" in row.what]
    assert [(row.by.name, row.joint, row.override) for row in alone] == [("Iris", False, False)]
    assert "Emergency restriction by IT alone" in alone[0].why


def test_the_report_gathers_decisions_as_joint_and_overrides_as_overrides(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    given.agreed(cast, clock, incident)
    decisions.enforce_alone(cast.ivo, given.proposed(cast, clock, incident), "It burns.", clock())
    rows = list(gathered(incident))
    assert [row.what for row in rows if row.joint][1:] == [
        "Completed the joint decision “No promises” (switch a feature off): agreed by a lead of each department"
    ]
    assert [row.why for row in rows if row.override] == ["It burns."]
