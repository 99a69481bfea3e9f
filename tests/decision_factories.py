"""Short ways to bring a joint decision to where a test begins. All through the real operations."""

from incidents.domain.joint import ControlKind, DecisionState, Part
from incidents.domain.readiness import Purpose, Verdict
from incidents.domain.vocabulary import Department
from incidents.models import Incident, JointDecision, Readiness, Task
from incidents.operations import decisions, readiness, tasks
from tests import factories
from tests.factories import Cast, Clock

AI_HALF = {
    Part.REQUIREMENT: "The assistant promises no refund to anybody.",
    Part.RISK: "Customers rely on a promise that we do not keep.",
}
IT_HALF = {
    Part.CONSTRAINT: "The refund tool is gone for everybody, from tonight on.",
    Part.WAY_BACK: "One flag, five minutes, tried on the test system.",
}


def proposed(
    cast: Cast, clock: Clock, incident: Incident, control: ControlKind = ControlKind.FEATURE_OFF
) -> JointDecision:
    """Ari has proposed it with the half of the AI department."""
    return decisions.propose(cast.ari, incident, control=control, title="No promises", texts=AI_HALF, at=clock())


def written(
    cast: Cast, clock: Clock, incident: Incident, control: ControlKind = ControlKind.FEATURE_OFF
) -> JointDecision:
    """Iris has written the half of IT."""
    decision = proposed(cast, clock, incident, control)
    decisions.write(cast.iris, decision, IT_HALF, decision.version_of(Department.IT), clock())
    return decision


def agreed(
    cast: Cast, clock: Clock, incident: Incident, control: ControlKind = ControlKind.FEATURE_OFF
) -> JointDecision:
    """Ada and Ivo have agreed; IT has the task."""
    decision = written(cast, clock, incident, control)
    decisions.agree(cast.ada, decision, clock())
    decisions.agree(cast.ivo, decision, clock())
    return decision


def carried_out(cast: Cast, clock: Clock, decision: JointDecision) -> JointDecision:
    """Iris has done the task behind it."""
    factories.held(cast, clock, decision.incident)
    task = decision.task
    assert task is not None
    tasks.assign(cast.ivo, task, cast.iris, clock())
    tasks.start(cast.iris, task, clock())
    tasks.finish(cast.iris, task, "The flag is set on all nodes.", clock())
    return decision


def enforced(
    cast: Cast, clock: Clock, incident: Incident, control: ControlKind = ControlKind.FEATURE_OFF
) -> JointDecision:
    """IT has enforced it."""
    return carried_out(cast, clock, agreed(cast, clock, incident, control))


def verified(
    cast: Cast, clock: Clock, incident: Incident, control: ControlKind = ControlKind.FEATURE_OFF
) -> JointDecision:
    """Ari has verified that it does what it must."""
    decision = enforced(cast, clock, incident, control)
    decisions.verify(cast.ari, decision, "Twenty questions, not one promise.", clock())
    return decision


def ready_to_return(cast: Cast, clock: Clock, incident: Incident) -> Readiness:
    """Both departments have signed off the readiness of the system to return to service."""
    opened = readiness.open_readiness(cast.ada, incident.system, Purpose.RETURN_TO_SERVICE, clock(), incident)
    for finding in opened.findings:
        person = cast.ada if finding.area.department is Department.AI else cast.ivo
        readiness.assess(person, finding, Verdict.MET, "Checked on the test system.", clock())
    for lead in (cast.ada, cast.ivo):
        readiness.sign_off(lead, opened, "", clock())
    return opened


def last_task(decision: JointDecision) -> Task:
    """The newest task behind a decision."""
    return decision.enforcements[-1].task


def state(decision: JointDecision) -> DecisionState:
    """Where it stands now; a type checker would hold on to what the attribute was before."""
    return decision.state
