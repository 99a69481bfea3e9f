"""How alike two reports are: the words that they share, and nothing that stands in every report."""

import pytest

from incidents.domain.likeness import likeness, telling_words


def alike(one: str, other: str) -> float:
    return likeness(telling_words(one), telling_words(other))


def test_two_shared_words_make_reports_alike_and_one_does_not() -> None:
    assert alike("It promised a refund", "A refund was PROMISED to her") > 0
    assert alike("It promised a refund", "No refund came") == 0


@pytest.mark.parametrize("common", ["What did they answer there?", "a b c d", "", "   "])
def test_words_that_stand_in_every_report_say_nothing(common: str) -> None:
    assert alike(common, common) == 0


def test_more_shared_words_are_more_alike_and_so_are_fewer_others() -> None:
    told = "Refund promised twice to a pensioner"
    assert alike(told, "Refund promised twice") > alike(told, "Refund promised")
    assert alike(told, "Refund promised") > alike(told, "Refund promised, parcel lost, courier missing")


def test_words_of_other_scripts_count_as_well() -> None:
    assert alike("Возврат обещан клиенту", "клиенту обещан возврат") > 0
