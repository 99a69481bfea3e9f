"""The queue as lines for a spreadsheet: one column for each that the page shows, two for the next clock."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from incidents.domain.queue import Column
from incidents.domain.vocabulary import Department
from incidents.queries.queue import Row
from incidents.queries.queue_work import Work
from incidents.web.figure_lines import harmless


def as_text(rows: Iterable[Row], columns: Sequence[Column]) -> str:
    """Headings and rows. Times are UTC; what looks like a formula gets an apostrophe before it."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(heading for column in columns for heading in _headings(column))
    writer.writerows([harmless(cell) for column in columns for cell in _cells(row, column)] for row in rows)
    return text.getvalue()


def _headings(column: Column) -> tuple[str, ...]:
    if column is Column.AGE:
        return ("Reported at",)
    return (column.label, "Due at") if column is Column.CLOCK else (column.label,)


def _cells(row: Row, column: Column) -> Iterator[str]:
    incident = row.incident
    if column is Column.CLOCK:
        yield row.clock.name if row.clock else ""
        yield row.clock.due_at.isoformat() if row.clock else ""
        return
    yield {
        Column.REFERENCE: incident.reference,
        Column.TITLE: incident.title,
        Column.PHASE: incident.phase.label,
        Column.SEVERITY: incident.severity.label if incident.severity else "Not rated",
        Column.SYSTEM: incident.system.name,
        Column.AGE: incident.reported_at.isoformat(),
        Column.AI: _words(row.work[Department.AI]),
        Column.IT: _words(row.work[Department.IT]),
        Column.REPORTER: incident.reporter.name,
        Column.TASKS: str(sum(row.open_tasks.values())),
    }[column]


def _words(work: Work) -> str:
    free = [f"{work.free} that nobody has"] if work.free else []
    return "; ".join([*work.people, *free])
