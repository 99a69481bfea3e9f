"""Giving several tasks at once: all or none, by a lead, within one department."""

from collections.abc import Callable

import pytest

from incidents.domain import events
from incidents.domain.errors import NotPossibleNow, Refused
from incidents.domain.vocabulary import Department, TaskKind
from incidents.models import Incident, Person, Task
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
    with pytest.raises(NotPossibleNow, match=r"Nothing was assigned\. Iris has «Task 1» of AI-2 by now\."):
        assignment.assign_all(cast.ivo, work, cast.ian, clock())
    assert holders(work) == [None, cast.iris, None]


def end(cast: Cast, clock: Clock, task: Task) -> None:
    tasks.cancel(cast.ivo, task, "Not needed.", clock())


def hide(cast: Cast, clock: Clock, task: Task) -> None:
    restrictions.restrict(cast.ivo, task.incident, [cast.ada], "It names a patient.", clock())


@pytest.mark.parametrize(
    ("prepare", "sentence"),
    [(end, "«Task 0» of AI-1 is cancelled by now"), (hide, "Iris is not named on this restricted incident")],
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
