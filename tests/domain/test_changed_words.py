"""What a suggestion changes, word by word."""

from hypothesis import given
from hypothesis import strategies as st

from incidents.domain.changed_words import MOST_WORDS, Change, changed_words

TEXT = st.text(alphabet="ab \n", max_size=60)


def test_a_word_that_changed_stands_alone_between_those_that_stayed() -> None:
    assert [
        (run.change.value, run.text) for run in changed_words("It failed twice today.", "It failed once today.")
    ] == [
        ("same", "It failed "),
        ("removed", "twice "),
        ("added", "once "),
        ("same", "today."),
    ]


def test_a_paragraph_added_at_the_end_leaves_the_last_word_alone() -> None:
    assert changed_words("It failed.", "It failed.\n\nTwice.")[-1].text == "Twice."


@given(TEXT, TEXT)
def test_the_runs_are_the_new_text_with_what_went(before: str, after: str) -> None:
    runs = changed_words(before, after)
    assert "".join(run.text for run in runs if run.change is not Change.REMOVED) == after
    assert "".join(run.text for run in runs if run.change is Change.REMOVED).strip() in {"", *_runs_of(before, runs)}


def _runs_of(before: str, runs: list) -> set[str]:  # type: ignore[type-arg]
    removed = "".join(run.text for run in runs if run.change is Change.REMOVED).strip()
    return {removed} if all(word in before.split() for word in removed.split()) else set()


def test_a_text_without_end_is_compared_line_by_line() -> None:
    before = "\n".join(f"line {number} of many" for number in range(MOST_WORDS))
    runs = changed_words(before, before.replace("line 7 of", "line seven of"))
    assert [run.text for run in runs if run.change is Change.ADDED] == ["line seven of many\n"]
