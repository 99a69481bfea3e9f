"""The queue's orders, filters and pages, on both databases: nothing twice, nothing left out, and by an index."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from incidents.domain.queue import Sort, Whose
from incidents.domain.severity import NOT_RATED
from incidents.domain.vocabulary import DeclineReason, Department, Severity, TaskKind
from incidents.models import Incident, Person, db
from incidents.operations import incidents, restrictions, tasks
from incidents.queries.queue import all_of, page_of
from incidents.queries.queue_filters import Filters
from tests import factories
from tests.counting import counted
from tests.factories import Cast, Clock

MOMENT = datetime(2026, 9, 1, tzinfo=UTC)
MANY = 3_000


def listed(person: Person, filters: Filters, size: int = 50) -> list[int]:
    """The incidents of every page, in order."""
    found: list[int] = []
    while True:
        page = page_of(person, filters, size)
        found += [row.incident.id for row in page.rows]
        if page.following is None:
            return found
        filters = replace(filters, after=page.following)


def several(cast: Cast) -> list[Incident]:
    """Seven incidents, reported at four moments in another order than that of their numbers, of all severities."""
    days = (3, 1, 2, 1, 3, 0, 1)
    rated = (None, Severity.SEV_2, Severity.ISSUE, Severity.SEV_1, Severity.SEV_2, None, Severity.SEV_4)
    told = [
        Incident(
            title=f"Refund {number}",
            what_happened="It promised one.",
            system=cast.system,
            reporter=cast.olu,
            unit=cast.olu.unit,
            severity=severity,
            reported_at=MOMENT + timedelta(days=day),
            next_due_at=MOMENT + timedelta(hours=number % 3) if number != 4 else None,
        )
        for number, (day, severity) in enumerate(zip(days, rated, strict=True))
    ]
    for incident in told:
        db.session.add(incident)
        db.session.flush()
    return told


def key(sort: Sort, incident: Incident) -> tuple[Any, int]:
    """What an order sorts by, said once more."""
    rank = incident.severity.rank if incident.severity else NOT_RATED
    return {
        Sort.NEWEST: (incident.reported_at, incident.id),
        Sort.OLDEST: (incident.reported_at, incident.id),
        Sort.CLOCK: (incident.next_due_at, incident.id),
        Sort.SEVERITY: (rank, incident.id),
    }[sort]


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("size", [1, 2, 3, 50])
def test_every_order_pages_through_all_of_them_once(cast: Cast, sort: Sort, size: int) -> None:
    told = [incident for incident in several(cast) if sort is not Sort.CLOCK or incident.next_due_at]
    expected = sorted(told, key=lambda incident: key(sort, incident), reverse=sort is Sort.NEWEST)
    assert listed(cast.ada, Filters(sort=sort), size) == [incident.id for incident in expected]


def test_the_rank_of_a_severity_follows_it(cast: Cast, clock: Clock) -> None:
    incident = factories.reported(cast, clock)
    assert incident.severity_rank == NOT_RATED
    incidents.rate_severity(cast.ada, incident, Severity.SEV_1, "", clock())
    db.session.flush()
    assert incident.severity_rank == 0
    incidents.rate_severity(cast.ada, incident, Severity.SEV_4, "Nobody was harmed.", clock())
    db.session.flush()
    assert incident.severity_rank == Severity.SEV_4.rank


def test_unassigned_is_work_of_ones_own_department_that_nobody_has(cast: Cast, clock: Clock) -> None:
    ours, theirs, taken = (factories.accepted(cast, clock) for _ in range(3))
    tasks.raise_task(cast.ivo, ours, kind=TaskKind.ROLLBACK, title="Back", at=clock())
    tasks.raise_task(cast.ada, theirs, kind=TaskKind.POLICY_UPDATE, title="Rule", at=clock())
    factories.task(cast, clock, TaskKind.STABILITY_AND_RESTORATION, taken)
    unassigned = Filters(whose=Whose.UNASSIGNED)
    assert listed(cast.ivo, unassigned) == [ours.id]
    assert listed(cast.ari, unassigned) == [theirs.id]
    assert listed(cast.olu, unassigned) == [theirs.id, ours.id]


def test_open_is_every_phase_but_closed(cast: Cast, clock: Clock) -> None:
    declined, running = factories.reported(cast, clock), factories.accepted(cast, clock)
    for lead in (cast.ada, cast.ivo):
        incidents.decline(lead, declined, DeclineReason.NOT_AN_AI_MATTER, "It is a printer.", clock())
    db.session.flush()
    assert listed(cast.ada, Filters()) == [running.id, declined.id]
    assert listed(cast.ada, Filters(unclosed=True)) == [running.id]


def test_a_row_names_who_has_work_and_counts_what_nobody_has(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    kind = TaskKind.STABILITY_AND_RESTORATION
    for assignee in (cast.iris, cast.iris, cast.ian, None):
        raised = tasks.raise_task(cast.ivo, incident, kind=kind, title="Watch it", at=clock())
        if assignee:
            tasks.assign(cast.ivo, raised, assignee, clock())
    row = page_of(cast.ada, Filters()).rows[0]
    work = row.work[Department.IT]
    assert (work.open, work.free, work.people) == (4, 1, ("Ian", "Iris"))
    assert row.open_tasks == {Department.AI: 0, Department.IT: 4}


def test_a_stamp_changes_with_what_is_shown_and_not_with_time(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)

    def stamp() -> str:
        db.session.flush()
        return page_of(cast.ada, Filters(), at=clock()).rows[0].stamp

    seen = [stamp()]
    assert stamp() == seen[0]
    incidents.comment(cast.iris, incident, "I am looking at it.", clock())
    assert stamp() == seen[0]
    incidents.rate_severity(cast.ada, incident, Severity.SEV_1, "", clock())
    seen.append(stamp())
    raised = tasks.raise_task(cast.ivo, incident, kind=TaskKind.ROLLBACK, title="Back", at=clock())
    seen.append(stamp())
    tasks.assign(cast.ivo, raised, cast.iris, clock())
    seen.append(stamp())
    assert len(set(seen)) == 4


def test_an_export_has_every_page_and_nothing_that_one_may_not_see(
    cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("incidents.queries.queue.EXPORTED_AT_ONCE", 2)
    told = [factories.reported(cast, clock).id for _ in range(5)]
    hidden = factories.accepted(cast, clock)
    restrictions.restrict(cast.ada, hidden, [cast.ivo], "It names a patient.", clock())
    found = [row.incident.id for row in all_of(cast.ann, Filters(sort=Sort.OLDEST), clock())]
    assert found == told


@contextmanager
def plans() -> Iterator[list[str]]:
    """How the database goes about each question for incidents that is asked meanwhile."""
    found: list[str] = []
    explain = "EXPLAIN QUERY PLAN" if db.engine.dialect.name == "sqlite" else "EXPLAIN"

    def note(
        connection: sa.Connection, _cursor: object, statement: str, parameters: Any, _context: object, _many: bool
    ) -> None:
        if not statement.startswith("EXPLAIN") and "FROM incident" in statement:
            rows = connection.exec_driver_sql(f"{explain} {statement}", parameters)
            found.append("\n".join(str(row[-1]) for row in rows))

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)


def fill(cast: Cast) -> None:
    """So many incidents that no database reads them all for one page."""
    rows = [
        {
            "title": "x",
            "what_happened": "x",
            "system_id": cast.system.id,
            "reporter_id": cast.olu.id,
            "unit_id": cast.olu.unit_id,
            "severity_rank": number % 6,
            "reported_at": MOMENT + timedelta(minutes=number),
            "next_due_at": MOMENT + timedelta(minutes=number),
        }
        for number in range(MANY)
    ]
    db.session.execute(sa.insert(Incident), rows)
    db.session.execute(sa.text("ANALYZE"))


INDEX = {
    Sort.NEWEST: "ix_incident_reported",
    Sort.OLDEST: "ix_incident_reported",
    Sort.CLOCK: "ix_incident_next_due",
    Sort.SEVERITY: "ix_incident_severity_rank",
}


def test_each_page_of_each_order_is_found_by_an_index(cast: Cast) -> None:
    fill(cast)
    for sort, index in INDEX.items():
        first = page_of(cast.ada, Filters(sort=sort))
        with plans() as found:
            page_of(cast.ada, Filters(sort=sort))
            page_of(cast.ada, Filters(sort=sort, after=first.following))
        assert len(found) == 2
        for plan in found:
            assert index in plan, plan
            assert "TEMP B-TREE" not in plan, plan
            assert "Sort Key" not in plan, plan


def test_a_page_asks_as_often_however_much_stands_on_it(cast: Cast, clock: Clock) -> None:
    def asked() -> int:
        db.session.flush()
        db.session.expire_all()
        assert cast.ada.active
        with counted() as questions:
            for row in page_of(cast.ada, Filters(), at=clock()).rows:
                assert all((row.stamp, row.incident.system.name, row.incident.reporter.name, row.work))
        return len(questions)

    factories.task(cast, clock, TaskKind.ROLLBACK)
    few = asked()
    for _ in range(6):
        factories.task(cast, clock, TaskKind.POLICY_UPDATE)
    assert asked() == few
