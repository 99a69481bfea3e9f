"""What a correction changes, by what its writer read and what stands now."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from incidents.domain.reported import Difference, ReportedField, difference, meant, spelt
from incidents.domain.text import digest

OUTPUT = ReportedField.OUTPUT


def compared(read: str, stands: str, typed: str) -> Difference:
    return difference({OUTPUT: stands}, {OUTPUT: typed}, {OUTPUT: digest(read)})


@pytest.mark.parametrize(
    ("read", "stands", "typed", "changed", "crossed"),
    [
        ("a", "a", "a", {}, {}),
        ("a", "a", "b", {OUTPUT: "b"}, {}),
        ("a", "b", "a", {}, {}),
        ("a", "b", "b", {}, {}),
        ("a", "b", "c", {}, {OUTPUT: "b"}),
        ("a", "", "c", {}, {OUTPUT: ""}),
        ("a", "a", "", {OUTPUT: ""}, {}),
    ],
)
def test_only_what_both_changed_otherwise_crosses(
    read: str, stands: str, typed: str, changed: dict[ReportedField, str], crossed: dict[ReportedField, str]
) -> None:
    assert compared(read, stands, typed) == Difference(changed, crossed)


def test_a_moment_is_spelt_in_utc_to_the_minute_and_read_again() -> None:
    paris = datetime(2026, 9, 1, 10, 30, 42, tzinfo=timezone(timedelta(hours=2)))
    assert spelt(paris) == "2026-09-01T08:30Z"
    assert meant(ReportedField.OCCURRED_AT, spelt(paris)) == datetime(2026, 9, 1, 8, 30, tzinfo=UTC)
    assert spelt(None) == ""
    assert meant(ReportedField.OCCURRED_AT, "") is None


def test_every_field_has_a_name_that_stands_in_a_sentence() -> None:
    for field in ReportedField:
        assert field.label[0].isupper()
        assert field.label[1:] == field.label[1:].lower()
