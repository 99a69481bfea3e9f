"""Giving several tasks to one person at once: all of them, or none. And taking them back while nobody has begun."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from incidents.access import Act, assignable_to, refusal, require
from incidents.domain import events
from incidents.domain.errors import NotPossibleNow
from incidents.domain.phase import Phase
from incidents.domain.task import UNDONE_WITHIN
from incidents.models import Person, Task, db
from incidents.operations import tasks
from incidents.queries.assignments import assigned_since


def assign_all(actor: Person, work: Sequence[Task], assignee: Person, at: datetime) -> None:
    """Give tasks that nobody has to a person of the owning department. A lead of that department does.

    Every task is looked at before the first is assigned. Raises `NotPossibleNow` with what stands in the way of each
    that cannot be given; then nothing was assigned.
    """
    for task in work:
        require(actor, Act.ASSIGN_TASK, task)
    obstacles = [sentence for task in work if (sentence := _obstacle(task, assignee))]
    if obstacles or not work:
        raise NotPossibleNow(" ".join(["Nothing was assigned.", *obstacles]))
    with db.session.begin_nested():
        # One order for everybody: two leads who do this at once wait for each other, and never in a circle.
        for task in sorted(work, key=lambda one: (one.incident_id, one.id)):
            tasks.assign(actor, task, assignee, at)


@dataclass(frozen=True)
class Undone:
    """The tasks that nobody has any more, and why each of the others was left where it is."""

    taken: Sequence[Task]
    left: Sequence[str]


def undo(actor: Person, work: Sequence[Task], at: datetime) -> Undone:
    """Take back what the actor assigned just now, each task by itself: those that are still with that person."""
    taken: list[Task] = []
    left: list[str] = []
    for task, sentence in why_not_undone(actor, work, at).items():
        if sentence:
            left.append(f"{_named(task)}: {sentence}")
        else:
            tasks.release(actor, task, at)
            taken.append(task)
    return Undone(taken, left)


def why_not_undone(actor: Person, work: Sequence[Task], at: datetime) -> dict[Task, str]:
    """For each task the sentence that says why the actor cannot undo its assignment, empty where they can."""
    given = assigned_since(work, at - UNDONE_WITHIN)
    return {task: _why_not_undone(actor, task, given.get(task.id)) for task in work}


def _why_not_undone(actor: Person, task: Task, given: events.TaskAssigned | None) -> str:
    if given is None or given.actor.id != actor.id:
        return "You did not assign it in the last ten minutes."
    if task.assignee_id != given.assignee_id:
        return f"{task.assignee.name if task.assignee else 'Nobody'} has it by now."
    return refusal(actor, Act.ASSIGN_TASK, task) or tasks.why_not_released(task)


def _named(task: Task) -> str:
    return f"“{task.title}” of {task.incident.reference}"


def _obstacle(task: Task, assignee: Person) -> str:
    named = _named(task)
    if task.incident.phase is Phase.CLOSED:
        return f"{task.incident.reference} is closed."
    if task.state.ended:
        return f"{named} is {task.state.value} by now."
    if task.assignee is not None:
        return f"{task.assignee.name} has {named} by now."
    wrong = assignable_to(assignee, task)
    return f"{named}: {wrong}" if wrong else ""
