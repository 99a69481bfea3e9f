"""A task's life. Assignment is not a state; whoever it is assigned to, the owner follows from the kind."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType


class TaskState(StrEnum):
    """Where a task stands."""

    OPEN = "open"
    STARTED = "started"
    DONE = "done"
    CANCELLED = "cancelled"
    WAIVED = "waived"

    @property
    def ended(self) -> bool:
        """Nothing more will be done on it."""
        return self not in UNFINISHED


class TaskVerb(StrEnum):
    """Past participles: what happens to a task."""

    STARTED = "started"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    WAIVED = "waived"
    HANDED_OVER = "handed_over"


TASK: Mapping[tuple[TaskState, TaskVerb], TaskState] = MappingProxyType(
    {
        (TaskState.OPEN, TaskVerb.STARTED): TaskState.STARTED,
        (TaskState.STARTED, TaskVerb.FINISHED): TaskState.DONE,
        (TaskState.OPEN, TaskVerb.HANDED_OVER): TaskState.OPEN,
        (TaskState.STARTED, TaskVerb.HANDED_OVER): TaskState.OPEN,
        (TaskState.OPEN, TaskVerb.CANCELLED): TaskState.CANCELLED,
        (TaskState.STARTED, TaskVerb.CANCELLED): TaskState.CANCELLED,
        (TaskState.OPEN, TaskVerb.WAIVED): TaskState.WAIVED,
        (TaskState.STARTED, TaskVerb.WAIVED): TaskState.WAIVED,
    }
)

UNDONE_WITHIN = timedelta(minutes=10)
"""For so long a lead undoes what they assigned."""

UNFINISHED = frozenset({TaskState.OPEN, TaskState.STARTED})
