"""Joint decisions: two halves, two leads, one task of IT, one finding of the AI department."""

import pytest
import sqlalchemy as sa

from incidents.domain.containment import Containment
from incidents.domain.errors import Invalid, LostUpdate, NotPossibleNow, Refused
from incidents.domain.joint import AgreementKind, ControlKind, DecisionState, Part
from incidents.domain.task import TaskState, TaskVerb
from incidents.domain.vocabulary import Department, TaskKind
from incidents.models import Incident, Notice, db
from incidents.operations import decisions, tasks
from incidents.queries.kept_events import events_of
from tests import decision_factories as given
from tests import factories
from tests.decision_factories import AI_HALF, IT_HALF, last_task, state
from tests.factories import Cast, Clock

pytestmark = pytest.mark.usefixtures("in_app")


def told(incident: Incident) -> list[str]:
    """The names of what happened, oldest first."""
    return [type(event).__name__ for _, event in events_of(incident.id)]


def test_each_side_writes_its_half_both_leads_agree_and_it_gets_the_task(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    decision = given.proposed(cast, clock, incident)
    assert state(decision) is DecisionState.PROPOSED
    assert [decision.text_of(part) for part in Part] == [*AI_HALF.values(), "", ""]
    decisions.write(cast.iris, decision, IT_HALF, 0, clock())

    decisions.agree(cast.ada, decision, clock())
    assert (decision.state, decision.task) == (DecisionState.PROPOSED, None)
    decisions.agree(cast.ivo, decision, clock())

    task = decision.task
    assert state(decision) is DecisionState.AGREED
    assert task is not None
    assert (task.kind, task.owner, task.state) == (TaskKind.CONTROL_ENFORCEMENT, Department.IT, TaskState.OPEN)
    for text in (*AI_HALF.values(), *IT_HALF.values()):
        assert text in task.description
    agreed = [decision.agreement(AgreementKind.CONTROL, department) for department in Department]
    assert [row.person.name for row in agreed if row] == ["Ada", "Ivo"]


def test_it_enforces_and_the_ai_department_verifies(cast: Cast, clock: Clock) -> None:
    decision = given.enforced(cast, clock, factories.accepted(cast, clock))
    assert state(decision) is DecisionState.ENFORCED
    assert decision.enforced_at is not None
    assert decision.incident.containment is Containment.CONTAINING
    for person in (cast.ivo, cast.iris, cast.olu, cast.lea, cast.max, cast.sam):
        with pytest.raises(Refused):
            decisions.verify(person, decision, "It holds.", clock())
    with pytest.raises(Invalid, match="Give a finding"):
        decisions.verify(cast.ari, decision, " ", clock())
    decisions.verify(cast.ari, decision, "Twenty questions, no refund promised.", clock())
    assert (decision.state, decision.verified_by) == (DecisionState.VERIFIED, cast.ari)


def test_what_is_missing_goes_back_to_it_as_a_new_task(cast: Cast, clock: Clock) -> None:
    decision = given.enforced(cast, clock, factories.accepted(cast, clock))
    first = last_task(decision)
    decisions.send_back(cast.ari, decision, "The mobile app still offers it.", clock())
    assert state(decision) is DecisionState.SENT_BACK
    assert last_task(decision) is not first
    assert "The mobile app still offers it." in last_task(decision).description
    with pytest.raises(NotPossibleNow):
        decisions.verify(cast.ari, decision, "It holds.", clock())
    given.carried_out(cast, clock, decision)
    assert state(decision) is DecisionState.ENFORCED


@pytest.mark.parametrize("name", ["olu", "ari", "iris", "lea", "max", "sam"])
def test_only_leads_agree(cast: Cast, clock: Clock, name: str) -> None:
    decision = given.written(cast, clock, factories.accepted(cast, clock))
    with pytest.raises(Refused):
        decisions.agree(getattr(cast, name), decision, clock())
    assert decision.agreements == []


def test_it_takes_two_people_of_two_departments(cast: Cast, clock: Clock) -> None:
    decision = given.written(cast, clock, factories.accepted(cast, clock))
    decisions.agree(cast.ada, decision, clock())
    for lead in (cast.ada, cast.ann):
        with pytest.raises(NotPossibleNow, match="Ada has agreed for the AI department already"):
            decisions.agree(lead, decision, clock())
    cast.ada.affiliation = cast.ivo.affiliation
    with pytest.raises(NotPossibleNow, match="It takes two people"):
        decisions.agree(cast.ada, decision, clock())
    assert state(decision) is DecisionState.PROPOSED


def test_nobody_writes_the_other_departments_half(cast: Cast, clock: Clock) -> None:
    decision = given.proposed(cast, clock, factories.accepted(cast, clock))
    for person, half in ((cast.ivo, AI_HALF), (cast.iris, AI_HALF), (cast.ada, IT_HALF), (cast.olu, AI_HALF)):
        with pytest.raises(Refused):
            decisions.write(person, decision, half, decision.version_of(Department.AI), clock())
    assert decision.text_of(Part.CONSTRAINT) == ""


def test_a_business_person_proposes_nothing(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    for person in (cast.olu, cast.lea, cast.max, cast.sam):
        with pytest.raises(Refused):
            decisions.propose(person, incident, control=ControlKind.FEATURE_OFF, title="Off", texts=AI_HALF, at=clock())


def test_an_agreement_waits_for_the_whole_statement(cast: Cast, clock: Clock) -> None:
    decision = given.proposed(cast, clock, factories.accepted(cast, clock))
    with pytest.raises(NotPossibleNow, match="Still to be written by IT: the constraint and the way back"):
        decisions.agree(cast.ada, decision, clock())
    with pytest.raises(Invalid) as blank:
        decisions.write(cast.iris, decision, {Part.CONSTRAINT: "None.", Part.WAY_BACK: " "}, 0, clock())
    assert blank.value.field == "way_back"
    assert decision.text_of(Part.CONSTRAINT) == ""


def test_changing_a_text_withdraws_the_agreements_and_says_so(cast: Cast, clock: Clock) -> None:
    decision = given.agreed(cast, clock, factories.accepted(cast, clock))
    task = last_task(decision)
    changed = AI_HALF | {Part.RISK: "More people than we thought."}
    decisions.write(cast.ari, decision, changed, decision.version_of(Department.AI), clock())
    assert (decision.state, decision.agreements) == (DecisionState.PROPOSED, [])
    withdrawn = [event for _, event in events_of(decision.incident_id) if type(event).__name__ == "AgreementWithdrawn"]
    assert [event.why for event in withdrawn] == ["“Risk” changed after it was given."] * 2

    tasks.assign(cast.ivo, task, cast.iris, clock())
    with pytest.raises(NotPossibleNow, match="is proposed, so IT does not carry it out"):
        tasks.start(cast.iris, task, clock())
    assert "proposed" in (tasks.hindrance(task, TaskVerb.STARTED) or "")
    for lead in (cast.ivo, cast.ada):
        decisions.agree(lead, decision, clock())
    assert decision.task is task, "the open task is kept, not doubled"
    tasks.start(cast.iris, task, clock())


def test_saving_the_same_text_changes_nothing(cast: Cast, clock: Clock) -> None:
    decision = given.agreed(cast, clock, factories.accepted(cast, clock))
    before = told(decision.incident)
    decisions.write(cast.ari, decision, AI_HALF, decision.version_of(Department.AI), clock())
    assert (decision.state, told(decision.incident)) == (DecisionState.AGREED, before)


def test_neither_of_two_writers_loses_a_text(cast: Cast, clock: Clock) -> None:
    decision = given.written(cast, clock, factories.accepted(cast, clock))
    read = decision.version_of(Department.AI)
    decisions.write(cast.ari, decision, AI_HALF | {Part.RISK: "Theirs."}, read, clock())
    with pytest.raises(LostUpdate) as lost:
        decisions.write(cast.ada, decision, AI_HALF | {Part.RISK: "Mine."}, read, clock())
    assert "Theirs." in lost.value.theirs
    assert "Mine." in lost.value.mine
    assert lost.value.by == "Ari"


def test_what_it_has_begun_to_carry_out_is_not_rewritten(cast: Cast, clock: Clock) -> None:
    decision = given.agreed(cast, clock, factories.accepted(cast, clock))
    task = last_task(decision)
    tasks.assign(cast.ivo, task, cast.iris, clock())
    tasks.start(cast.iris, task, clock())
    with pytest.raises(NotPossibleNow, match="IT has begun"):
        decisions.write(cast.ari, decision, AI_HALF | {Part.RISK: "Less."}, 1, clock())
    with pytest.raises(NotPossibleNow, match="IT has begun"):
        decisions.take_back(cast.ada, decision, "I was wrong.", clock())


def test_a_lead_takes_an_agreement_back_before_it_has_begun(cast: Cast, clock: Clock) -> None:
    decision = given.agreed(cast, clock, factories.accepted(cast, clock))
    decisions.take_back(cast.ada, decision, "The vendor called.", clock())
    assert state(decision) is DecisionState.PROPOSED
    assert [row.department for row in decision.agreements] == [Department.IT]
    decisions.agree(cast.ann, decision, clock())
    assert state(decision) is DecisionState.AGREED


def test_an_enforcement_is_never_raised_handed_over_or_taken_over_by_hand(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    for lead in (cast.ada, cast.ivo):
        with pytest.raises(Invalid, match="only after a joint decision"):
            tasks.raise_task(lead, incident, kind=TaskKind.CONTROL_ENFORCEMENT, title="Off", at=clock())
    task = last_task(given.agreed(cast, clock, incident))
    with pytest.raises(NotPossibleNow, match="not handed over"):
        tasks.offer_hand_over(cast.ivo, task, TaskKind.CONFIGURATION_CHANGE, "Yours.", clock())
    assert "not handed over" in (tasks.hindrance(task, TaskVerb.HANDED_OVER) or "")
    other = factories.task(cast, clock, TaskKind.CONFIGURATION_CHANGE, incident)
    with pytest.raises(Invalid):
        tasks.offer_hand_over(cast.ari, other, TaskKind.CONTROL_ENFORCEMENT, "Yours.", clock())


@pytest.mark.parametrize("how", [tasks.cancel, tasks.waive])
def test_giving_the_task_up_hands_the_decision_back_to_both_leads(cast: Cast, clock: Clock, how: object) -> None:
    decision = given.agreed(cast, clock, factories.accepted(cast, clock))
    how(cast.ivo, last_task(decision), "The switch does not exist.", clock())  # type: ignore[operator]
    assert (decision.state, decision.agreements, decision.task) == (DecisionState.PROPOSED, [], None)
    assert told(decision.incident)[-1] == "EnforcementAbandoned"
    for lead in (cast.ada, cast.ivo):
        decisions.agree(lead, decision, clock())
    assert decision.task is not None


def test_a_proposal_is_declined_by_the_other_side_and_withdrawn_by_its_own(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    decision = given.proposed(cast, clock, incident)
    for person in (cast.ada, cast.ari, cast.iris, cast.olu):
        with pytest.raises(Refused):
            decisions.decline(person, decision, "No.", clock())
    with pytest.raises(Invalid):
        decisions.decline(cast.ivo, decision, "", clock())
    decisions.decline(cast.ivo, decision, "It would stop payments.", clock())
    assert (decision.state, decision.ended_reason) == (DecisionState.DECLINED, "It would stop payments.")

    another = given.proposed(cast, clock, incident)
    for person in (cast.ivo, cast.iris, cast.olu):
        with pytest.raises(Refused):
            decisions.withdraw(person, another, "No.", clock())
    decisions.withdraw(cast.ari, another, "The prompt did it.", clock())
    assert state(another) is DecisionState.WITHDRAWN
    with pytest.raises(NotPossibleNow, match="nothing more happens to it"):
        decisions.agree(cast.ada, another, clock())
    with pytest.raises(NotPossibleNow, match="nothing more happens to it"):
        decisions.write(cast.ari, another, AI_HALF, 1, clock())


def test_nobody_agrees_before_triage_is_through(cast: Cast, clock: Clock) -> None:
    incident = factories.reported(cast, clock)
    decision = given.written(cast, clock, incident)
    for act in (decisions.agree, lambda who, what, at: decisions.enforce_alone(who, what, "Now.", at)):
        with pytest.raises(NotPossibleNow, match="Both departments accept the report first"):
            act(cast.ivo, decision, clock())


def test_a_control_is_lifted_by_both_leads_and_by_a_task_of_it(cast: Cast, clock: Clock) -> None:
    decision = given.verified(cast, clock, factories.accepted(cast, clock))
    with pytest.raises(Refused):
        decisions.lift(cast.ari, decision, "Corrected.", clock())
    decisions.lift(cast.ivo, decision, "The correction holds.", clock())
    assert state(decision) is DecisionState.VERIFIED
    with pytest.raises(NotPossibleNow, match="Ivo has agreed for IT already"):
        decisions.lift(cast.ian, decision, "Yes.", clock())
    decisions.lift(cast.ada, decision, "Verified twice.", clock())
    task = last_task(decision)
    assert state(decision) is DecisionState.LIFTING
    assert task.title.startswith("Lift: ")
    assert task.description.startswith("Way back:")
    given.carried_out(cast, clock, decision)
    assert (decision.state, decision.ended_at is not None) == (DecisionState.LIFTED, True)


def test_lifting_that_is_given_up_leaves_the_control_in_force(cast: Cast, clock: Clock) -> None:
    decision = given.verified(cast, clock, factories.accepted(cast, clock))
    for lead in (cast.ivo, cast.ada):
        decisions.lift(lead, decision, "Corrected.", clock())
    tasks.cancel(cast.ivo, last_task(decision), "It came back.", clock())
    assert (decision.state, decision.verified_by) == (DecisionState.ENFORCED, None)
    assert decision.agreed_by_both(AgreementKind.CONTROL)
    assert not decision.agreed_by_both(AgreementKind.LIFTING)
    decisions.verify(cast.ari, decision, "Still off.", clock())


def test_a_proposal_to_lift_can_be_taken_back(cast: Cast, clock: Clock) -> None:
    decision = given.verified(cast, clock, factories.accepted(cast, clock))
    decisions.lift(cast.ivo, decision, "The correction holds.", clock())
    decisions.take_back(cast.ian, decision, "It came back.", clock())
    assert decision.agreement(AgreementKind.LIFTING, Department.IT) is None
    assert decision.agreed_by_both()


def test_the_other_leads_are_told_once(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    decision = given.written(cast, clock, incident)
    decisions.agree(cast.ada, decision, clock())
    of_decisions = sa.select(Notice).where(Notice.person_id == cast.ian.id, Notice.key.startswith("decision:"))
    rows = db.session.scalars(of_decisions.order_by(Notice.id)).all()
    assert [row.path for row in rows] == [f"/incidents/{incident.reference}/decisions#decision-{decision.id}"] * 2
    assert "waits for your agreement" in rows[-1].text


def test_it_is_asked_for_what_both_agreed_to_last_and_never_for_what_stood_there_before(
    cast: Cast, clock: Clock
) -> None:
    decision = given.agreed(cast, clock, factories.accepted(cast, clock))
    task = decision.task
    assert task is not None
    anew = AI_HALF | {Part.REQUIREMENT: "Only answers about refunds are switched off."}
    decisions.write(cast.ari, decision, anew, decision.version_of(Department.AI), clock())
    for lead in (cast.ada, cast.ivo):
        decisions.agree(lead, decision, clock())
    assert decision.task is task
    assert anew[Part.REQUIREMENT] in task.description
    assert AI_HALF[Part.REQUIREMENT] not in task.description
