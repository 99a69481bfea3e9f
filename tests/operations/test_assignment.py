"""Giving several tasks at once: all or none, by a lead, within one department. And taking them back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from incidents.domain import events
from incidents.domain.errors import NotPossibleNow, Refused
from incidents.domain.vocabulary import Department, TaskKind
from incidents.models import Incident, Notice, Person, Task, db
from incidents.operations import assignment, restrictions, tasks
from incidents.queries.free_work import free_work
from incidents.signals import happened
from tests import factories
from tests.factories import Cast, Clock


@pytest.fixture
def work(cast: Cast, clock: Clock) -> list[Task]:
    """Three free tasks of IT on two incidents."""
    one, other = factories.accepted(cast, clock), factories.accepted(cast, clock)
    return [free(cast, clock, incident, f"Task {number}") for number, incident in enumerate((one, other, other))]


def free(cast: Cast, clock: Clock, incident: Incident, title: str, kind: TaskKind = TaskKind.ROLLBACK) -> Task:
    """A task that nobody has."""
    return tasks.raise_task(cast.ivo, incident, kind=kind, title=title, at=clock())


def holders(work: list[Task]) -> list[Person | None]:
    return [task.assignee for task in work]


def test_a_lead_gives_several_tasks_at_once_and_each_is_recorded(cast: Cast, clock: Clock, work: list[Task]) -> None:
    told: list[events.Event] = []
    with happened.connected_to(told.append):
        assignment.assign_all(cast.ivo, work, cast.iris, clock())
    assert holders(work) == [cast.iris] * 3
    given = [event for event in told if isinstance(event, events.TaskAssigned)]
    assert [(event.task_id, event.assignee) for event in given] == [(task.id, "Iris") for task in work]


def test_when_one_cannot_be_given_none_is_and_the_sentence_names_it(cast: Cast, clock: Clock, work: list[Task]) -> None:
    tasks.assign(cast.iris, work[1], cast.iris, clock())
    with pytest.raises(NotPossibleNow, match=r"Nothing was assigned\. Iris has “Task 1” of AI-2 by now\."):
        assignment.assign_all(cast.ivo, work, cast.ian, clock())
    assert holders(work) == [None, cast.iris, None]


def end(cast: Cast, clock: Clock, task: Task) -> None:
    tasks.cancel(cast.ivo, task, "Not needed.", clock())


def hide(cast: Cast, clock: Clock, task: Task) -> None:
    restrictions.restrict(cast.ivo, task.incident, [cast.ada], "It names a patient.", clock())


@pytest.mark.parametrize(
    ("prepare", "sentence"),
    [(end, "“Task 0” of AI-1 is cancelled by now"), (hide, "Iris is not named on this restricted incident")],
)
def test_what_changed_meanwhile_stops_all_of_it(
    cast: Cast, clock: Clock, work: list[Task], prepare: Callable[[Cast, Clock, Task], None], sentence: str
) -> None:
    prepare(cast, clock, work[0])
    with pytest.raises(NotPossibleNow, match=sentence):
        assignment.assign_all(cast.ivo, work, cast.iris, clock())
    assert holders(work) == [None] * 3


def test_nobody_of_the_other_department_gets_any(cast: Cast, clock: Clock, work: list[Task]) -> None:
    with pytest.raises(NotPossibleNow, match="Rollback belongs to IT"):
        assignment.assign_all(cast.ivo, work, cast.ari, clock())
    assert holders(work) == [None] * 3


@pytest.mark.parametrize("name", ["iris", "ada", "ari", "olu", "lea", "max"])
def test_only_a_lead_of_the_owner_gives_several(cast: Cast, clock: Clock, work: list[Task], name: str) -> None:
    with pytest.raises(Refused):
        assignment.assign_all(getattr(cast, name), work, cast.iris, clock())
    assert holders(work) == [None] * 3


def test_a_task_of_the_other_department_among_them_refuses_all(cast: Cast, clock: Clock, work: list[Task]) -> None:
    foreign = free(cast, clock, work[0].incident, "Theirs", TaskKind.POLICY_UPDATE)
    with pytest.raises(Refused):
        assignment.assign_all(cast.ivo, [*work, foreign], cast.iris, clock())
    assert holders([*work, foreign]) == [None] * 4


def test_free_work_is_what_nobody_has_of_ones_own_department(cast: Cast, clock: Clock, work: list[Task]) -> None:
    incidents = [task.incident_id for task in work]
    free(cast, clock, work[0].incident, "Theirs", TaskKind.POLICY_UPDATE)
    tasks.assign(cast.iris, work[2], cast.iris, clock())
    assert set(free_work(cast.ivo, Department.IT, incidents)) == set(work[:2])
    hide(cast, clock, work[0])
    assert list(free_work(cast.ian, Department.IT, incidents)) == [work[1]]


def test_a_lead_undoes_what_they_gave_and_each_task_is_recorded(cast: Cast, clock: Clock, work: list[Task]) -> None:
    assignment.assign_all(cast.ivo, work, cast.iris, clock())
    told: list[events.Event] = []
    with happened.connected_to(told.append):
        undone = assignment.undo(cast.ivo, work, clock())
    assert (undone.taken, undone.left) == (work, [])
    assert holders(work) == [None] * 3
    released = [event for event in told if isinstance(event, events.TaskReleased)]
    assert [event.task_id for event in released] == [task.id for task in work]
    assert released[0].sentence == "took the rollback “Task 0” back from Iris"
    notices = db.session.scalars(sa.select(Notice.text).where(Notice.person_id == cast.iris.id)).all()
    assert "AI-1: Ivo took the rollback “Task 0” back from you." in notices
    assert set(free_work(cast.ivo, Department.IT, [task.incident_id for task in work])) == set(work)


def begin(cast: Cast, clock: Clock, task: Task) -> None:
    factories.held(cast, clock, task.incident)
    tasks.start(cast.iris, task, clock())


def pass_on(cast: Cast, clock: Clock, task: Task) -> None:
    tasks.assign(cast.ivo, task, cast.ian, clock())
    tasks.assign(cast.ian, task, cast.iris, clock())


def take(cast: Cast, clock: Clock, task: Task) -> None:
    tasks.assign(cast.ian, task, cast.ian, clock())


def let_go(cast: Cast, clock: Clock, task: Task) -> None:
    tasks.release(cast.ian, task, clock())


def offer(cast: Cast, clock: Clock, task: Task) -> None:
    tasks.offer_hand_over(cast.iris, task, TaskKind.POLICY_UPDATE, "It is theirs.", clock())


@pytest.mark.parametrize(
    ("prepare", "sentence"),
    [
        (begin, "Iris has started this task."),
        (take, "You did not assign it in the last ten minutes."),
        (pass_on, "You did not assign it in the last ten minutes."),
        (let_go, "Nobody has it by now."),
        (offer, "This task is offered to the AI department. Wait for the answer."),
        (end, "This task is cancelled; nothing more is done on it."),
    ],
)
def test_what_cannot_be_taken_back_is_named_with_its_reason_and_the_rest_is_taken(
    cast: Cast, clock: Clock, work: list[Task], prepare: Callable[[Cast, Clock, Task], None], sentence: str
) -> None:
    moment = clock()
    assignment.assign_all(cast.ivo, work, cast.iris, moment)
    prepare(cast, clock, work[0])
    had = work[0].assignee
    undone = assignment.undo(cast.ivo, work, moment + timedelta(minutes=9))
    assert undone.left == [f"“Task 0” of AI-1: {sentence}"]
    assert holders(work) == [had, None, None]


def test_after_ten_minutes_nothing_is_undone(cast: Cast, clock: Clock, work: list[Task]) -> None:
    moment = clock()
    assignment.assign_all(cast.ivo, work, cast.iris, moment)
    assert set(assignment.why_not_undone(cast.ivo, work, moment + timedelta(minutes=10)).values()) == {""}
    undone = assignment.undo(cast.ivo, work, moment + timedelta(minutes=10, seconds=1))
    assert (undone.taken, len(undone.left)) == ([], 3)
    assert holders(work) == [cast.iris] * 3


@pytest.mark.parametrize("name", ["ian", "iris", "ada", "olu", "max"])
def test_nobody_undoes_what_somebody_else_gave(cast: Cast, clock: Clock, work: list[Task], name: str) -> None:
    assignment.assign_all(cast.ivo, work, cast.iris, clock())
    assert assignment.undo(getattr(cast, name), work, clock()).taken == []
    assert holders(work) == [cast.iris] * 3


@pytest.mark.parametrize("name", ["iris", "ada", "ari", "olu", "max"])
def test_only_a_lead_of_the_owner_takes_a_task_back(cast: Cast, clock: Clock, work: list[Task], name: str) -> None:
    tasks.assign(cast.ivo, work[0], cast.iris, clock())
    with pytest.raises(Refused):
        tasks.release(getattr(cast, name), work[0], clock())
    tasks.release(cast.ian, work[0], clock())
    with pytest.raises(NotPossibleNow, match="Nobody has this task"):
        tasks.release(cast.ian, work[0], clock())
