"""Two people write at once: what they typed is all there, or a person is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.domain.merging import MOST_LINES, keeps, merged

LINE = st.sampled_from(["It promised a refund.", "Nobody looked.", "- a rule", "- a test", "Luck helped.", "Twice."])
TEXT = st.lists(LINE, max_size=7).map("\n\n".join)


def lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def test_changes_in_different_paragraphs_stand_together() -> None:
    base = "One.\n\nTwo.\n\nThree."
    assert merged(base, "One, by Ari.\n\nTwo.\n\nThree.", "One.\n\nTwo.\n\nThree, by Iris.") == (
        "One, by Ari.\n\nTwo.\n\nThree, by Iris."
    )


def test_what_both_added_at_one_place_stands_one_after_the_other() -> None:
    assert merged("One.", "One.\n\nBy Ari.", "One.\n\nBy Iris.") == "One.\n\nBy Ari.\n\nBy Iris."
    assert merged("", "By Ari.", "By Iris.") == "By Ari.\n\nBy Iris."


def test_somebody_who_types_on_beside_a_new_paragraph_goes_on() -> None:
    assert merged("The assi", "The assi\n\nCustomers", "The assistant") == "The assistant\n\nCustomers"


def test_neighbouring_lines_are_not_the_same_line() -> None:
    assert merged("One.\nTwo.", "One!\nTwo.", "One.\nTwo!") == "One!\nTwo!"


@pytest.mark.parametrize(
    ("theirs", "mine"), [("One, says Ari.", "One, says Iris."), ("", "One, says Iris."), ("Two.\n\nThree.", "One!")]
)
def test_the_same_paragraph_changed_by_both_needs_a_person(theirs: str, mine: str) -> None:
    assert merged("One.", theirs, mine) is None


def test_a_text_that_is_too_long_to_compare_needs_a_person() -> None:
    endless = "\n".join(str(number) for number in range(MOST_LINES + 1))
    assert merged(endless, f"{endless}\nTheirs", f"Mine\n{endless}") is None


def test_blank_lines_that_one_of_them_set_stay() -> None:
    assert merged("One.\nTwo.\nThree.", "One.\n\nTwo.\nThree.", "One.\nTwo.\nThree, longer.") == (
        "One.\n\nTwo.\nThree, longer."
    )


@given(TEXT, TEXT, TEXT)
def test_nothing_that_was_typed_is_lost(base: str, theirs: str, mine: str) -> None:
    together = merged(base, theirs, mine)
    if together is None:
        return
    for text in (theirs, mine):
        assert set(lines(text)) - set(lines(base)) <= set(lines(together))
    assert set(lines(together)) <= {*lines(base), *lines(theirs), *lines(mine)}


@given(TEXT, TEXT)
def test_who_writes_alone_gets_what_was_written(base: str, mine: str) -> None:
    assert merged(base, base, mine) == mine
    assert merged(base, mine, base) == mine
    assert merged(base, mine, mine) == mine


@given(TEXT, TEXT, TEXT)
def test_it_takes_a_person_whoever_saved_first(base: str, theirs: str, mine: str) -> None:
    assert (merged(base, theirs, mine) is None) == (merged(base, mine, theirs) is None)


@given(TEXT, TEXT, TEXT)
def test_bringing_together_again_changes_nothing(base: str, theirs: str, mine: str) -> None:
    together = merged(base, theirs, mine)
    if together is not None:
        assert merged(mine, together, mine) == together


def test_a_text_keeps_another_when_every_line_stands_in_it() -> None:
    assert keeps("One.\n\nTwo.\nThree.", "Three.\n\nOne.")
    assert not keeps("One. Two.", "One.")
