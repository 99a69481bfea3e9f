"""The time axis of a system: in order, inside its frame, and no mark on top of another while there is room."""

from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise

from incidents.queries.history import Happening, Kind
from incidents.web.axis import FOOT, LABEL, LEFT, RADIUS, WIDTH, axis_of

MOMENT = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)


def happening(kind: Kind, hours: float) -> Happening:
    return Happening(kind, MOMENT + timedelta(hours=hours), f"{kind.label} after {hours} hours", None)


def history(*happenings: Happening) -> list[Happening]:
    """Newest first, as the query gives it."""
    return sorted(happenings, key=lambda each: each.at, reverse=True)


def test_one_moment_makes_no_axis() -> None:
    assert axis_of([], UTC) is None
    assert axis_of([happening(Kind.INCIDENT, 0)], UTC) is None


def test_what_came_later_stands_further_right_under_the_number_of_the_list() -> None:
    told = history(*(happening(kind, hour) for hour, kind in enumerate((*Kind, *Kind))))
    axis = axis_of(told, UTC)
    assert axis is not None
    marks = sorted((mark for row in axis.rows for mark in row.marks), key=lambda mark: mark.x)
    assert [mark.number for mark in marks] == [6, 5, 4, 3, 2, 1]
    assert [row.kind for row in axis.rows] == list(Kind)
    assert all(LEFT <= mark.x <= LEFT + WIDTH for mark in marks)
    assert all(0 <= mark.y <= axis.height - FOOT for mark in marks)


def test_marks_close_together_stand_above_each_other() -> None:
    told = history(*(happening(Kind.CHANGE, hours) for hours in (0, 0.01, 0.02, 500, 1000)))
    axis = axis_of(told, UTC)
    assert axis is not None
    marks = next(row for row in axis.rows if row.kind is Kind.CHANGE).marks
    assert len(marks) == 5
    for one, other in combinations(marks, 2):
        assert abs(one.x - other.x) >= 2 * RADIUS or abs(one.y - other.y) >= 2 * RADIUS


def test_an_axis_carries_labels_of_round_times() -> None:
    axis = axis_of(history(happening(Kind.INCIDENT, 0), happening(Kind.DECISION, 30)), UTC)
    assert axis is not None
    assert axis.labels
    assert all(label.above for label in axis.labels)


def test_dates_do_not_lie_over_each_other() -> None:
    axis = axis_of(history(*(happening(Kind.CHANGE, hours) for hours in (0, 5, 900, 905, 4_000, 4_100))), UTC)
    assert axis is not None
    places = [label.x for label in axis.labels]
    assert len(places) > 1
    assert all(after - before >= LABEL for before, after in pairwise(places))
