"""The queue costs as many queries for five hundred incidents as for ten. Times are printed, and judged by nobody."""

import time
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from incidents.domain.vocabulary import Department, TaskKind
from incidents.models import Incident, Task, db
from incidents.queries.queue import PAGE, page_of
from incidents.queries.queue_filters import Filters
from tests.factories import Cast

MOMENT = datetime(2026, 9, 1, tzinfo=UTC)
FEW, MANY = 10, 500


def fill(cast: Cast, number: int) -> None:
    """So many incidents, each with a task of either department."""
    told = [
        Incident(
            title=f"Refund {index}",
            what_happened="It promised one.",
            system=cast.system,
            reporter=cast.olu,
            unit=cast.olu.unit,
            reported_at=MOMENT,
        )
        for index in range(number)
    ]
    db.session.add_all(told)
    db.session.flush()
    for incident in told:
        for kind in (TaskKind.ROLLBACK, TaskKind.POLICY_UPDATE):
            db.session.add(
                Task(incident=incident, kind=kind, owner=kind.owner, title="x", raised_by=cast.ada, raised_at=MOMENT)
            )
    db.session.flush()


def measured(cast: Cast) -> tuple[int, float, int]:
    """Queries, seconds and rows of one page, read with an empty session."""
    queries: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        queries.append(statement)

    db.session.flush()
    person = cast.ada
    db.session.expire_all()
    db.session.refresh(person)
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        begun = time.perf_counter()
        page = page_of(person, Filters())
        for row in page.rows:
            assert row.incident.system.name
            assert row.incident.reporter.name
            assert row.open_tasks == {Department.AI: 1, Department.IT: 1}
        return len(queries), time.perf_counter() - begun, len(page.rows)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.usefixtures("in_app")
def test_the_queue_asks_as_often_for_five_hundred_incidents_as_for_ten(cast: Cast) -> None:
    fill(cast, FEW)
    measured(cast)  # the first time compiles the statements
    few = measured(cast)
    fill(cast, MANY - FEW)
    many = measured(cast)
    assert db.session.scalar(sa.select(sa.func.count(Incident.id))) == MANY
    assert (few[2], many[2]) == (FEW, PAGE)
    assert few[0] == many[0] <= 3
    print(f"\nqueue, {db.engine.dialect.name}: {MANY} incidents take {many[1] / few[1]:.1f} times as long as {FEW}")
