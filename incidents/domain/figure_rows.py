"""What figures are computed from: narrow rows, as the database gives them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from incidents.domain.clocks import Measure
from incidents.domain.vocabulary import Department, Severity


class IncidentRow(NamedTuple):
    """An incident that counts. `steps` are when it was acknowledged by AI, by IT, contained, corrected, verified."""

    id: int
    system_id: int
    severity: Severity | None
    reported_at: datetime
    closed_at: datetime | None
    declined: bool
    reopened: bool
    steps: tuple[datetime | None, ...]


class ClockRow(NamedTuple):
    """A clock of an incident that was stopped because its step was done."""

    incident_id: int
    measure: Measure
    started_at: datetime
    stopped_at: datetime
    due_at: datetime


class ActionRow(NamedTuple):
    """An agreed action. `ended_at` without `done_at` means that it was dropped."""

    system_id: int
    department: Department
    due_on: date
    done_at: datetime | None
    ended_at: datetime | None


class StageRow(NamedTuple):
    """A stage of a reporting obligation with a deadline, and when its first report went out."""

    due_at: datetime
    sent_at: datetime | None


class SystemRow(NamedTuple):
    """A system; `unready` when it is registered for readiness and no assessment found it ready."""

    id: int
    name: str
    unready: bool


@dataclass(frozen=True)
class Facts:
    """Everything that figures are computed from. `recurring` and `reviewed` name incidents of the period.

    `reviewed` says whether the published review found that the failure was silent. `overrides` counts by system what
    nobody acknowledged; `costs` are minutes and hundredths by department.
    """

    incidents: Sequence[IncidentRow]
    clocks: Sequence[ClockRow]
    actions: Sequence[ActionRow]
    stages: Sequence[StageRow]
    systems: Sequence[SystemRow]
    recurring: frozenset[int]
    reviewed: Mapping[int, bool]
    overrides: Mapping[int, int]
    costs: Mapping[Department, tuple[int, int]]
    currency: str
