"""The course of an incident as it stands: what the swimlane chart and the lists beside it are made of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from incidents.models import Incident
from incidents.queries import packet
from reports.figures import milestones
from reports.packet import Clock, Task, TimelineEntry
from reports.wording import Times


@dataclass(frozen=True)
class Course:
    """What happened, what was worked on, and which points were passed. `time_zone` names the zone of its reader."""

    time_zone: str
    timeline: Sequence[TimelineEntry]
    tasks: Sequence[Task]
    clocks: Sequence[Clock]

    @property
    def days(self) -> Iterator[tuple[str, list[TimelineEntry]]]:
        """The entries by the day on which they happened for the reader."""
        times = Times(self.time_zone)
        return ((day, list(entries)) for day, entries in groupby(self.timeline, key=lambda entry: times.day(entry.at)))

    @property
    def points(self) -> Sequence[tuple[int | None, Clock]]:
        """The points with their numbers in the chart; those that were not reached last, without one."""
        reached = enumerate(milestones(self.clocks), start=1)
        return [*reached, *((None, clock) for clock in self.clocks if clock.at is None)]

    @property
    def worked_on(self) -> Sequence[Task]:
        """The tasks that the chart has bars of."""
        return [task for task in self.tasks if task.started_at is not None]


def course_of(incident: Incident, time_zone: str, at: datetime) -> Course:
    """The course of an incident for a reader in a time zone. A fixed number of queries."""
    return Course(time_zone, packet.timeline_of(incident), packet.tasks_of(incident), packet.clocks_of(incident, at))
