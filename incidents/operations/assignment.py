"""Giving several tasks to one person at once: all of them, or none."""

from collections.abc import Sequence
from datetime import datetime

from incidents.access import Act, assignable_to, require
from incidents.domain.errors import NotPossibleNow
from incidents.domain.phase import Phase
from incidents.models import Person, Task, db
from incidents.operations import tasks


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


def _obstacle(task: Task, assignee: Person) -> str:
    named = f"«{task.title}» of {task.incident.reference}"
    if task.incident.phase is Phase.CLOSED:
        return f"{task.incident.reference} is closed."
    if task.state.ended:
        return f"{named} is {task.state.value} by now."
    if task.assignee is not None:
        return f"{task.assignee.name} has {named} by now."
    wrong = assignable_to(assignee, task)
    return f"{named}: {wrong}" if wrong else ""
