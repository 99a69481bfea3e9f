"""The statement in docs/accessibility.md speaks about every criterion of WCAG 2.2 at levels A and AA."""

import re
from pathlib import Path

STATEMENT = Path(__file__).resolve().parents[2] / "docs" / "accessibility.md"
A = (
    "1.1.1 1.2.1 1.2.2 1.2.3 1.3.1 1.3.2 1.3.3 1.4.1 1.4.2 2.1.1 2.1.2 2.1.4 2.2.1 2.2.2 2.3.1 2.4.1 2.4.2 2.4.3 2.4.4 "
    "2.5.1 2.5.2 2.5.3 2.5.4 3.1.1 3.2.1 3.2.2 3.2.6 3.3.1 3.3.2 3.3.7 4.1.2"
)
AA = (
    "1.2.4 1.2.5 1.3.4 1.3.5 1.4.3 1.4.4 1.4.5 1.4.10 1.4.11 1.4.12 1.4.13 2.4.5 2.4.6 2.4.7 2.4.11 2.5.7 2.5.8 3.1.2 "
    "3.2.3 3.2.4 3.3.3 3.3.4 3.3.8 4.1.3"
)
STATES = {"Supported", "Partly", "Not supported", "Not applicable"}


def rows() -> list[tuple[str, str, str, str]]:
    """Criterion, level, state and how it was tested."""
    row = r"^\| (\d\.\d\.\d+) \| [^|]+ \| (A+) \| ([^|]+) \| ([^|]+) \|$"
    return re.findall(row, STATEMENT.read_text(), re.MULTILINE)


def test_every_criterion_is_there_once_with_its_level() -> None:
    levels = [(criterion, level) for criterion, level, _state, _how in rows()]
    assert len(levels) == 55
    assert sorted(levels) == sorted([(one, "A") for one in A.split()] + [(one, "AA") for one in AA.split()])


def test_every_state_is_one_of_four_and_says_how_it_is_known() -> None:
    for criterion, _level, state, how in rows():
        assert state in STATES, criterion
        assert len(how) > 3, criterion


def test_the_statement_names_only_tests_that_are_there() -> None:
    for path in re.findall(r"`((?:tests|docs)/[\w/]+\.py)", STATEMENT.read_text()):
        assert (STATEMENT.parents[1] / path).is_file(), path
