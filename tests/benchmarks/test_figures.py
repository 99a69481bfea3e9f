"""Figures of ten thousand incidents cost as many queries as those of a thousand, and about ten times as long."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from incidents.domain.calendars import Counting
from incidents.domain.clocks import Measure
from incidents.domain.period import named
from incidents.domain.vocabulary import Severity
from incidents.models import Clock, Incident, db
from incidents.queries.figures import Scope, compared
from tests.factories import Cast

MOMENT = datetime(2026, 7, 1, tzinfo=UTC)
FEW, TIMES, ALLOWED = 1_000, 10, 20
"""Twice what a straight line would take, because other tests run beside this one; a square would take a hundred."""
SEVERITIES = (*Severity, None)


def fill(cast: Cast, number: int) -> None:
    """So many incidents, half of them closed, each with a clock that was stopped. By statement, not by object."""
    start = db.session.scalar(sa.select(sa.func.count(Incident.id))) or 0
    rows = [
        {
            "id": index + 1, "title": "x", "what_happened": "x", "system_id": cast.system.id,
            "reporter_id": cast.olu.id,
            "unit_id": cast.olu.unit_id, "severity": SEVERITIES[index % 6], "restricted": False, "reopened": 0,
            "reported_at": MOMENT + timedelta(minutes=index % 100_000),
            "acknowledged_ai_at": MOMENT + timedelta(days=80),
            "closed_at": MOMENT + timedelta(days=81) if index % 2 else None,
        }
        for index in range(start, start + number)
    ]  # fmt: skip
    db.session.execute(sa.insert(Incident), rows)
    clocks = [
        {
            "incident_id": row["id"], "round": 0, "key": "contained", "measure": Measure.CONTAINED, "minutes": 60,
            "severity": Severity.SEV_2, "counting": Counting.ROUND_THE_CLOCK, "target_version": 0, "dropped": False,
            "started_at": row["reported_at"], "warn_at": row["reported_at"], "due_at": MOMENT + timedelta(days=40),
            "stopped_at": MOMENT + timedelta(days=80),
        }
        for row in rows
    ]  # fmt: skip
    db.session.execute(sa.insert(Clock), clocks)
    db.session.flush()


def measured(cast: Cast) -> tuple[int, float, int]:
    """Queries, seconds (the best of three) and incidents counted."""
    queries: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        queries.append(statement)

    scope, at, best, counted = Scope(named("2026-Q3")), MOMENT + timedelta(days=90), 1e9, 0
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        for _ in range(3):
            queries.clear()
            begun = time.perf_counter()
            counted = compared(cast.lea, scope, at).now.reported
            best = min(best, time.perf_counter() - begun)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(queries), best, counted


@pytest.mark.usefixtures("in_app")
def test_ten_times_the_incidents_take_about_ten_times_as_long(cast: Cast) -> None:
    fill(cast, FEW)
    measured(cast)  # the first time compiles the statements
    few = measured(cast)
    fill(cast, FEW * (TIMES - 1))
    many = measured(cast)
    assert (few[2], many[2]) == (FEW, FEW * TIMES)
    assert few[0] == many[0] <= 24
    ratio = many[1] / few[1]
    print(f"\nfigures, {db.engine.dialect.name}: {many[2]} incidents take {many[1]:.2f} s, {ratio:.1f} times {FEW}")
    assert ratio < ALLOWED
