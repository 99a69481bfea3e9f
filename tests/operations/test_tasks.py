"""Tasks and hand-overs: work has an owner at every moment, and only the owner moves it."""

import pytest
import sqlalchemy as sa

from incidents.domain.containment import Containment
from incidents.domain.correction import Correction
from incidents.domain.errors import Invalid, NotPossibleNow, Refused
from incidents.domain.joint import RESTRICTING
from incidents.domain.task import TaskState, TaskVerb
from incidents.domain.vocabulary import Department, TaskKind
from incidents.models import HandOver, Task, db
from incidents.operations import tasks
from incidents.queries.kept_events import events_of
from tests import factories
from tests.factories import Cast, Clock

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)

EMERGENCY = {TaskKind.ACCESS_RESTRICTION, TaskKind.SYSTEM_ISOLATION, TaskKind.EVIDENCE_PRESERVATION}
RAISABLE = [kind for kind in TaskKind if kind is not TaskKind.CONTROL_ENFORCEMENT]


def test_a_task_goes_from_open_to_done(cast: Cast, clock: Clock) -> None:
    task = factories.task(cast, clock, TaskKind.ROLLBACK)
    assert (task.state, task.owner, task.assignee) == (TaskState.OPEN, Department.IT, cast.iris)
    tasks.start(cast.iris, task, clock())
    assert task.state is TaskState.STARTED
    tasks.finish(cast.iris, task, " Version 3 is back. ", clock())
    assert (task.state, task.outcome) == (TaskState.DONE, "Version 3 is back.")
    assert task.ended_at is not None
    told = [event.sentence for _entry, event in events_of(task.incident_id)][-4:]
    assert told == [
        "assigned the rollback “Do the rollback” to Iris",
        "started the rollback “Do the rollback”",
        "moved containment from assessing to containing",
        "finished the rollback “Do the rollback”",
    ]


def test_work_of_the_other_department_is_a_request_and_theirs_from_the_start(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    task = tasks.raise_task(cast.ari, incident, kind=TaskKind.ROLLBACK, title="Go back", at=clock())
    assert (task.owner, task.assignee) == (Department.IT, None)
    with pytest.raises(Refused, match="Rollback belongs to IT"):
        tasks.assign(cast.ari, task, cast.ari, clock())


def test_nobody_raises_the_enforcement_of_a_control_by_hand(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    with pytest.raises(Invalid, match="only after a joint decision") as invalid:
        tasks.raise_task(cast.ivo, incident, kind=TaskKind.CONTROL_ENFORCEMENT, title="Off", at=clock())
    assert invalid.value.field == "kind"


def test_olu_raises_no_task(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    with pytest.raises(Refused, match="work of the AI department and IT"):
        tasks.raise_task(cast.olu, incident, kind=TaskKind.ROLLBACK, title="Go back", at=clock())


@pytest.mark.parametrize("kind", RAISABLE)
def test_before_triage_is_through_only_emergency_work_starts(cast: Cast, clock: Clock, kind: TaskKind) -> None:
    incident = factories.reported(cast, clock)
    task = factories.task(cast, clock, kind, incident)
    assert task.assignee is not None
    if kind in EMERGENCY:
        tasks.start(task.assignee, task, clock())
        assert task.state is TaskState.STARTED
        started = next(event for _entry, event in events_of(incident.id) if type(event).__name__ == "TaskStarted")
        alone = started.sentence.endswith("alone in an emergency, before triage was through")
        assert alone is started.decides is (kind in RESTRICTING), "sealing evidence restricts nobody"
        return
    with pytest.raises(NotPossibleNow, match="Both departments accept the report first"):
        tasks.start(task.assignee, task, clock())
    assert tasks.hindrance(task, TaskVerb.STARTED) is not None
    assert tasks.hindrance(task, TaskVerb.CANCELLED) is None


def test_nothing_is_started_that_nobody_has(cast: Cast, clock: Clock) -> None:
    incident = factories.held(cast, clock, factories.accepted(cast, clock))
    task = tasks.raise_task(cast.ivo, incident, kind=TaskKind.ROLLBACK, title="Go back", at=clock())
    with pytest.raises(Refused, match=r"Nobody has this task yet. Take it first"):
        tasks.start(cast.iris, task, clock())
    with pytest.raises(NotPossibleNow, match=r"Nobody has this task yet. Take or assign it first"):
        tasks.start(cast.ivo, task, clock())
    tasks.assign(cast.iris, task, cast.iris, clock())
    tasks.start(cast.iris, task, clock())


def test_nothing_is_finished_without_an_outcome_or_before_it_started(cast: Cast, clock: Clock) -> None:
    task = factories.task(cast, clock, TaskKind.ROLLBACK)
    with pytest.raises(NotPossibleNow, match="It is open, so it cannot be finished now"):
        tasks.finish(cast.iris, task, "Done.", clock())
    tasks.start(cast.iris, task, clock())
    with pytest.raises(Invalid, match="what was done, and what did it show") as invalid:
        tasks.finish(cast.iris, task, "  ", clock())
    assert invalid.value.field == "outcome"
    with pytest.raises(NotPossibleNow, match="It is started, so it cannot be started now"):
        tasks.start(cast.iris, task, clock())


def test_a_member_neither_waives_nor_cancels(cast: Cast, clock: Clock) -> None:
    task = factories.task(cast, clock, TaskKind.ROLLBACK)
    for move in (tasks.waive, tasks.cancel):
        with pytest.raises(Refused, match="Only a lead of IT can do this"):
            move(cast.iris, task, "Not needed.", clock())
    for move in (tasks.waive, tasks.cancel):
        with pytest.raises(Invalid, match="Give a reason"):
            move(cast.ivo, task, "", clock())
    tasks.waive(cast.ivo, task, "The version is gone.", clock())
    assert (task.state, task.outcome) == (TaskState.WAIVED, "The version is gone.")


@pytest.mark.parametrize("state", [TaskState.DONE, TaskState.CANCELLED, TaskState.WAIVED])
def test_an_ended_task_is_not_moved_again(cast: Cast, clock: Clock, state: TaskState) -> None:
    task = factories.task(cast, clock, TaskKind.ROLLBACK)
    if state is TaskState.DONE:
        tasks.start(cast.iris, task, clock())
        tasks.finish(cast.iris, task, "Done.", clock())
    else:
        (tasks.cancel if state is TaskState.CANCELLED else tasks.waive)(cast.ivo, task, "Enough.", clock())
    for move in (
        lambda: tasks.start(cast.ivo, task, clock()),
        lambda: tasks.finish(cast.ivo, task, "Done.", clock()),
        lambda: tasks.cancel(cast.ivo, task, "Enough.", clock()),
        lambda: tasks.waive(cast.ivo, task, "Enough.", clock()),
        lambda: tasks.assign(cast.ivo, task, cast.ivo, clock()),
        lambda: tasks.offer_hand_over(cast.ivo, task, TaskKind.POLICY_UPDATE, "Yours.", clock()),
    ):
        with pytest.raises(NotPossibleNow, match=f"This task is {state.value}; nothing more is done on it"):
            move()
    assert task.state is state


def offered(cast: Cast, clock: Clock) -> Task:
    """A vendor escalation that Ari would hand over to IT as a rollback."""
    task = factories.task(cast, clock, TaskKind.VENDOR_ESCALATION)
    tasks.offer_hand_over(cast.ari, task, TaskKind.ROLLBACK, "The vendor says: go back.", clock())
    return task


def test_while_a_hand_over_waits_the_giver_keeps_it_and_nobody_moves_it(cast: Cast, clock: Clock) -> None:
    task = offered(cast, clock)
    assert (task.owner, task.assignee, task.kind) == (Department.AI, cast.ari, TaskKind.VENDOR_ESCALATION)
    for move in (
        lambda: tasks.start(cast.ari, task, clock()),
        lambda: tasks.finish(cast.ari, task, "Done.", clock()),
        lambda: tasks.cancel(cast.ada, task, "Enough.", clock()),
        lambda: tasks.waive(cast.ada, task, "Enough.", clock()),
        lambda: tasks.offer_hand_over(cast.ada, task, TaskKind.ROLLBACK, "Yours.", clock()),
    ):
        with pytest.raises(NotPossibleNow, match=r"This task is offered to IT. Wait for the answer"):
            move()
    with pytest.raises(Refused, match="Vendor escalation belongs to the AI department"):
        tasks.start(cast.ivo, task, clock())
    assert tasks.hindrance(task, TaskVerb.STARTED) == "This task is offered to IT. Wait for the answer."


def test_an_accepted_hand_over_changes_kind_and_owner_together(cast: Cast, clock: Clock) -> None:
    task = offered(cast, clock)
    tasks.accept_hand_over(cast.ivo, task, clock(), "We take it.")
    assert (task.kind, task.owner) == (TaskKind.ROLLBACK, Department.IT)
    assert (task.assignee, task.assignee_department, task.offer) == (None, None, None)
    assert task.hand_overs[0].accepted is True
    with pytest.raises(Refused, match="Rollback belongs to IT"):
        tasks.assign(cast.ari, task, cast.ari, clock())
    tasks.assign(cast.iris, task, cast.iris, clock())


def test_started_work_that_is_handed_over_starts_anew(cast: Cast, clock: Clock) -> None:
    task = factories.task(cast, clock, TaskKind.VENDOR_ESCALATION)
    tasks.start(cast.ari, task, clock())
    tasks.offer_hand_over(cast.ari, task, TaskKind.ROLLBACK, "The vendor says: go back.", clock())
    tasks.accept_hand_over(cast.ivo, task, clock())
    assert (task.state, task.started_at) == (TaskState.OPEN, None)


def test_work_that_is_sent_back_stays_as_it_was(cast: Cast, clock: Clock) -> None:
    task = offered(cast, clock)
    with pytest.raises(Invalid, match="why does it stay where it is"):
        tasks.send_back(cast.ivo, task, "", clock())
    tasks.send_back(cast.ivo, task, "There is no older version.", clock())
    assert (task.kind, task.owner, task.assignee) == (TaskKind.VENDOR_ESCALATION, Department.AI, cast.ari)
    assert task.offer is None
    tasks.start(cast.ari, task, clock())
    for answer in (
        lambda: tasks.accept_hand_over(cast.ivo, task, clock()),
        lambda: tasks.send_back(cast.ivo, task, "No.", clock()),
    ):
        with pytest.raises(NotPossibleNow, match="No hand-over of this task is waiting"):
            answer()


@pytest.mark.parametrize("name", ["ada", "ann", "ari", "iris", "olu"])
def test_only_a_lead_of_the_receiver_answers(cast: Cast, clock: Clock, name: str) -> None:
    task = offered(cast, clock)
    for answer in (
        lambda: tasks.accept_hand_over(getattr(cast, name), task, clock()),
        lambda: tasks.send_back(getattr(cast, name), task, "No.", clock()),
    ):
        with pytest.raises(Refused, match="A lead of IT accepts this or sends it back"):
            answer()


@pytest.mark.parametrize("kind", [TaskKind.POLICY_UPDATE, TaskKind.VENDOR_ESCALATION, TaskKind.CONTROL_ENFORCEMENT])
def test_work_is_not_offered_to_the_own_side_nor_as_a_control(cast: Cast, clock: Clock, kind: TaskKind) -> None:
    task = factories.task(cast, clock, TaskKind.VENDOR_ESCALATION)
    with pytest.raises(Invalid, match="Choose a kind of work that belongs to IT") as invalid:
        tasks.offer_hand_over(cast.ari, task, kind, "Yours.", clock())
    assert invalid.value.field == "to_kind"
    with pytest.raises(Invalid, match="why is this the other department's"):
        tasks.offer_hand_over(cast.ari, task, TaskKind.ROLLBACK, " ", clock())
    assert db.session.scalar(sa.select(sa.func.count(HandOver.id))) == 0


def test_starting_work_begins_the_track_of_its_owner_once(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    for kind in (TaskKind.BEHAVIOUR_EVALUATION, TaskKind.VENDOR_ESCALATION, TaskKind.EVIDENCE_PRESERVATION):
        factories.done(cast, clock, kind, incident)
    assert (incident.containment, incident.correction) == (Containment.ASSESSING, Correction.ASSESSING)
    for kind in (TaskKind.ROLLBACK, TaskKind.ACCESS_RESTRICTION, TaskKind.DATA_ADJUSTMENT, TaskKind.POLICY_UPDATE):
        factories.done(cast, clock, kind, incident)
    assert (incident.containment, incident.correction) == (Containment.CONTAINING, Correction.CORRECTING)
    names = [entry.event for entry, _event in events_of(incident.id)]
    assert (names.count("ContainmentMoved"), names.count("CorrectionMoved")) == (1, 1)
