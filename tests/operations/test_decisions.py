"""Joint decisions: two halves, two leads, one task of IT, one finding of the AI department."""

import pytest
import sqlalchemy as sa

from incidents.domain.containment import Containment, ContainmentVerb
from incidents.domain.errors import Invalid, LostUpdate, NotPossibleNow, Refused
from incidents.domain.joint import AgreementKind, ControlKind, DecisionState, Part
from incidents.domain.override import Gate
from incidents.domain.task import TaskState, TaskVerb
from incidents.domain.triage import Triage
from incidents.domain.vocabulary import Department, Severity, TaskKind
from incidents.models import Incident, JointDecision, Notice, Task, db
from incidents.operations import decisions, incidents, overrides, reviews, tasks, tracks, waivers
from incidents.queries.packet import _decisions as gathered
from incidents.queries.packet import events_of
from tests import decision_factories as given
from tests import factories
from tests.decision_factories import AI_HALF, IT_HALF
from tests.factories import Cast, Clock

pytestmark = pytest.mark.usefixtures("in_app")


def told(incident: Incident) -> list[str]:
    """The names of what happened, oldest first."""
    return [type(event).__name__ for _, event in events_of(incident.id)]


def last_task(decision: JointDecision) -> Task:
    """The newest task behind a decision."""
    return decision.enforcements[-1].task


def test_each_side_writes_its_half_both_leads_agree_and_it_gets_the_task(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    decision = given.proposed(cast, clock, incident)
    assert decision.state is DecisionState.PROPOSED
    assert [decision.text_of(part) for part in Part] == [*AI_HALF.values(), "", ""]
    decisions.write(cast.iris, decision, IT_HALF, 0, clock())

    decisions.agree(cast.ada, decision, clock())
    assert (decision.state, decision.task) == (DecisionState.PROPOSED, None)
    decisions.agree(cast.ivo, decision, clock())

    task = decision.task
    assert decision.state is DecisionState.AGREED
    assert task is not None
    assert (task.kind, task.owner, task.state) == (TaskKind.CONTROL_ENFORCEMENT, Department.IT, TaskState.OPEN)
    for text in (*AI_HALF.values(), *IT_HALF.values()):
        assert text in task.description
    agreed = [decision.agreement(AgreementKind.CONTROL, department) for department in Department]
    assert [row.person.name for row in agreed if row] == ["Ada", "Ivo"]


def test_it_enforces_and_the_ai_department_verifies(cast: Cast, clock: Clock) -> None:
    decision = given.enforced(cast, clock, factories.accepted(cast, clock))
    assert decision.state is DecisionState.ENFORCED
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
    assert decision.state is DecisionState.SENT_BACK
    assert last_task(decision) is not first
    assert "The mobile app still offers it." in last_task(decision).description
    with pytest.raises(NotPossibleNow):
        decisions.verify(cast.ari, decision, "It holds.", clock())
    given.carried_out(cast, clock, decision)
    assert decision.state is DecisionState.ENFORCED


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
    assert decision.state is DecisionState.PROPOSED


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
    assert [event.why for event in withdrawn] == ["«Risk» changed after it was given."] * 2

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
    assert decision.state is DecisionState.PROPOSED
    assert [row.department for row in decision.agreements] == [Department.IT]
    decisions.agree(cast.ann, decision, clock())
    assert decision.state is DecisionState.AGREED


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
    assert another.state is DecisionState.WITHDRAWN
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
    assert decision.state is DecisionState.VERIFIED
    with pytest.raises(NotPossibleNow, match="Ivo has agreed for IT already"):
        decisions.lift(cast.ian, decision, "Yes.", clock())
    decisions.lift(cast.ada, decision, "Verified twice.", clock())
    task = last_task(decision)
    assert decision.state is DecisionState.LIFTING
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
    assert decision.state is DecisionState.OVERRIDDEN
    assert override is not None
    assert (override.gate, override.subject) == (Gate.AGREEMENT, decision.title)
    assert overrides.unacknowledged(incident) == [override]
    given.carried_out(cast, clock, decision)
    assert decision.state is DecisionState.ENFORCED
    with pytest.raises(NotPossibleNow, match="without agreement"):
        decisions.verify(cast.ari, decision, "It holds.", clock())

    decisions.write(cast.iris, decision, IT_HALF, 0, clock())
    for lead in (cast.ada, cast.ivo):
        decisions.agree(lead, decision, clock())
    assert decision.state is DecisionState.ENFORCED
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
        "Completed the joint decision «No promises» (switch a feature off): agreed by a lead of each department"
    ]
    assert [row.why for row in rows if row.override] == ["It burns."]


def isolated(cast: Cast, clock: Clock) -> Incident:
    """Contained by isolating the system."""
    incident = factories.accepted(cast, clock)
    factories.done(cast, clock, TaskKind.SYSTEM_ISOLATION, incident)
    factories.held(cast, clock, incident)
    tracks.declare_containment(cast.ivo, incident, ContainmentVerb.CONTAINED, "Offline.", clock())
    return incident


def restore(cast: Cast, clock: Clock, incident: Incident) -> None:
    """Ivo declares the service restored."""
    tracks.declare_containment(cast.ivo, incident, ContainmentVerb.RESTORED, "It is back.", clock())


def test_an_isolated_system_is_restored_only_by_a_joint_return_to_service(cast: Cast, clock: Clock) -> None:
    incident = isolated(cast, clock)
    with pytest.raises(NotPossibleNow, match="nobody proposed one"):
        restore(cast, clock, incident)
    decision = given.written(cast, clock, incident, ControlKind.RETURN_TO_SERVICE)
    with pytest.raises(NotPossibleNow, match="is proposed so far"):
        restore(cast, clock, incident)
    given.ready_to_return(cast, clock, incident)
    for lead in (cast.ada, cast.ivo):
        decisions.agree(lead, decision, clock())
    with pytest.raises(NotPossibleNow, match="Still to be finished"):
        restore(cast, clock, incident)
    given.carried_out(cast, clock, decision)
    assert incident.containment is Containment.CONTAINED, "returning is not containing again"
    restore(cast, clock, incident)
    assert incident.containment is Containment.RESTORED


def test_a_return_to_service_waits_for_containment_and_for_readiness(cast: Cast, clock: Clock) -> None:
    early = given.written(cast, clock, factories.accepted(cast, clock), ControlKind.RETURN_TO_SERVICE)
    with pytest.raises(NotPossibleNow, match="contained before the system returns"):
        decisions.agree(cast.ada, early, clock())
    decision = given.written(cast, clock, isolated(cast, clock), ControlKind.RETURN_TO_SERVICE)
    with pytest.raises(NotPossibleNow, match="not assessed yet"):
        decisions.agree(cast.ada, decision, clock())
    overrides.cross(cast.ivo, decision.incident, Gate.READINESS, "Hospitals wait for it.", clock())
    decisions.agree(cast.ada, decision, clock())


def test_overriding_readiness_restores_without_a_decision(cast: Cast, clock: Clock) -> None:
    incident = isolated(cast, clock)
    overrides.cross(cast.ivo, incident, Gate.READINESS, "Hospitals wait for it.", clock())
    restore(cast, clock, incident)
    assert incident.containment is Containment.RESTORED


def test_a_feature_that_was_switched_off_needs_a_return_too_until_it_is_lifted(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    decision = given.verified(cast, clock, incident)
    factories.held(cast, clock, incident)
    tracks.declare_containment(cast.ivo, incident, ContainmentVerb.CONTAINED, "Off.", clock())
    with pytest.raises(NotPossibleNow, match="Return to service"):
        restore(cast, clock, incident)
    for lead in (cast.ivo, cast.ada):
        decisions.lift(lead, decision, "Corrected.", clock())
    given.carried_out(cast, clock, decision)
    restore(cast, clock, incident)


def test_raised_logging_keeps_nobody_from_restoring(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    given.verified(cast, clock, incident, ControlKind.LOGGING_RAISED)
    factories.held(cast, clock, incident)
    tracks.declare_containment(cast.ivo, incident, ContainmentVerb.CONTAINED, "Watched.", clock())
    restore(cast, clock, incident)


def test_no_review_is_ready_and_none_is_waived_over_an_open_override_or_decision(cast: Cast, clock: Clock) -> None:
    incident = factories.resolved(cast, clock, Severity.SEV_3)
    override = overrides.cross(cast.ivo, incident, Gate.READINESS, "It had to be.", clock())
    decision = given.proposed(cast, clock, incident)
    with pytest.raises(NotPossibleNow, match="not acknowledged yet"):
        waivers.waive(cast.ada, incident, "Nothing new.", clock())
    review = factories.drafted(cast, clock, incident)
    lacking = reviews.missing(review)
    assert "The joint decision «No promises» is proposed." in lacking
    assert "The override of «Readiness to return to service» by Ivo is not acknowledged yet" in " ".join(lacking)
    with pytest.raises(NotPossibleNow, match="Not ready yet"):
        reviews.mark_ready(cast.ada, review, clock())
    overrides.acknowledge(cast.ada, override, clock())
    decisions.withdraw(cast.ari, decision, "Not needed.", clock())
    assert reviews.missing(review) == []


def test_a_closed_incident_keeps_its_decisions_as_they_are(cast: Cast, clock: Clock) -> None:
    incident = factories.resolved(cast, clock)
    decision = given.verified(cast, clock, incident)
    for lead in (cast.ada, cast.ivo):
        waivers.waive(lead, incident, "Nothing new.", clock())
    for lead in (cast.ada, cast.ivo):
        with pytest.raises(NotPossibleNow, match="closed"):
            decisions.lift(lead, decision, "Not needed.", clock())
    incidents.reopen(cast.ada, incident, "Again.", clock())
    decisions.lift(cast.ada, decision, "Not needed.", clock())


def test_the_other_leads_are_told_once(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    decision = given.written(cast, clock, incident)
    decisions.agree(cast.ada, decision, clock())
    rows = db.session.scalars(sa.select(Notice).where(Notice.person_id == cast.ian.id).order_by(Notice.id)).all()
    assert [row.path for row in rows] == [f"/incidents/{incident.reference}/decisions#decision-{decision.id}"] * 2
    assert "waits for your agreement" in rows[-1].text
