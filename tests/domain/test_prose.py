"""Prose as people type it."""

from incidents.domain.prose import Block, blocks


def test_blank_lines_part_paragraphs() -> None:
    assert blocks("One.\nStill one.\n\n\nTwo.") == [Block(False, ("One.", "Still one.")), Block(False, ("Two.",))]


def test_dashes_make_a_list_also_right_after_a_sentence() -> None:
    assert blocks("We saw:\n- this\n- that\nEnd.") == [
        Block(False, ("We saw:",)),
        Block(True, ("this", "that")),
        Block(False, ("End.",)),
    ]


def test_an_empty_text_has_no_blocks() -> None:
    assert blocks(" \n ") == []
