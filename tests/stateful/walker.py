"""What every walk has: people of all kinds, one or two incidents, and a way to try something and take it back."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize
from sqlalchemy.orm import selectinload
from sqlalchemy.sql.base import ExecutableOption

from incidents.context import Countersign
from incidents.domain.errors import CountersignError
from incidents.domain.phase import Phase
from incidents.models import AuditChain, AuditEntry, Incident, Person, Task, db
from incidents.queries.audit import verify
from tests import factories
from tests.conftest import ticking
from tests.factories import Cast
from tests.stateful.stages import STARTS

KINDS = {
    "specialist of the reporting unit": ("olu",),
    "specialist of another unit": ("sam",),
    "AI member": ("ari",),
    "AI lead": ("ada", "ann"),
    "IT member": ("iris",),
    "IT lead": ("ivo", "ian"),
    "leadership": ("lea",),
    "administrator": ("max",),
    "somebody who has left": ("zoe",),
}
"""The nine kinds of people, and who of the cast is one."""

NAMES = tuple(name for names in KINDS.values() for name in names)

who = st.sampled_from(("ada", "ivo", "ari", "iris") * 4 + NAMES)
leads = st.sampled_from(("ada", "ivo") * 6 + NAMES)
numbers = st.integers(0, 3)


class Walker(RuleBasedStateMachine):
    """One or two incidents, and everybody who might do something about them."""

    own: Countersign
    cast: Cast
    sealed_pdf: bytes
    staged: dict[tuple[str, bool], int]
    reached: set[Phase]
    happened: set[str]

    def __init__(self) -> None:
        super().__init__()
        self.clock = ticking(datetime(2026, 9, 1, 8, 0, tzinfo=UTC))
        self.told: list[Incident] = []
        self.read = 0
        self.changed = True

    def check_invariants(self, *args: Any, **kwargs: Any) -> None:
        """What held before a step that was refused holds after it: all of it was taken back."""
        if self.changed:
            super().check_invariants(*args, **kwargs)
            self.changed = False

    def teardown(self) -> None:
        told = [incident.id for incident in self.told]
        for chain in db.session.scalars(sa.select(AuditChain).where(AuditChain.incident_id.in_(told))):
            assert verify(chain).finding == "whole", chain.name
        db.session.rollback()

    @initialize(
        start=st.sampled_from((*STARTS, "proposed", "proposed", "resolved", "sealed", "half signed", "half signed")),
        grave=st.booleans(),
        second=st.booleans(),
    )
    def begin(self, start: str, grave: bool, second: bool) -> None:
        self.read = db.session.scalar(sa.select(sa.func.max(AuditEntry.id))) or 0
        self.told = [db.session.get_one(Incident, self.staged[start, grave])]
        if second:
            self.told.append(factories.reported(self.cast, self.clock))

    def attempt(self, act: Callable[[], object]) -> None:
        """Do it, or undo all of it when it is refused."""
        savepoint = db.session.begin_nested()
        try:
            act()
            db.session.flush()
        except CountersignError:
            savepoint.rollback()
        else:
            savepoint.commit()
            self.changed = True

    def person(self, name: str) -> Person:
        """Somebody of the cast, by first name."""
        found: Person = getattr(self.cast, name)
        return found

    def incident(self, number: int) -> Incident:
        """The first or the second incident of this walk."""
        return self.told[number % len(self.told)]

    def of_told(self, kind: type[Any], *options: ExecutableOption) -> list[Any]:
        """The rows of a table that belong to this walk's incidents, newest first."""
        told = [incident.id for incident in self.told]
        rows = sa.select(kind).where(kind.incident_id.in_(told)).order_by(kind.id.desc())
        return list(db.session.scalars(rows.options(*options)))

    def one_of_told(self, kind: type[Any], number: int) -> Any:
        """One of them, or None where there is none yet."""
        rows = self.of_told(kind)
        return rows[number % len(rows)] if rows else None

    def tasks(self) -> list[Task]:
        """The tasks of this walk's incidents."""
        return self.of_told(Task, selectinload(Task.hand_overs))

    def news(self) -> Iterator[tuple[AuditEntry, dict[str, Any]]]:
        """What stands in the record since this was asked last."""
        fresh = sa.select(AuditEntry).where(AuditEntry.id > self.read).order_by(AuditEntry.id)
        for entry in db.session.scalars(fresh).all():
            self.read = entry.id
            self.happened.add(entry.event)
            yield entry, json.loads(entry.payload)
