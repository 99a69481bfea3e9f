"""What somebody means who searches, and which passage of a text answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.domain.passage import LENGTH, Piece, marked, passage
from incidents.domain.search import BYTES, TERMS, TYPED, Kind, Wanted, searchable, understood


def found(pieces: tuple[Piece, ...]) -> list[str]:
    return [piece.text for piece in pieces if piece.found]


def whole(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("", Wanted()),
        ("refund", Wanted((("refund",),), unfinished=True)),
        ("refund policy", Wanted((("refund",), ("policy",)), unfinished=True)),
        ('"refund policy"', Wanted((("refund", "policy"),))),
        ('said "refund policy', Wanted((("said",), ("refund", "policy")))),
        ("refund -voucher", Wanted((("refund",),), (("voucher",),))),
        ("chat-log.txt", Wanted((("chat", "log", "txt"),), unfinished=True)),
        ("re\N{SOFT HYPHEN}fund", Wanted((("refund",),), unfinished=True)),
        ("!? refund …", Wanted((("refund",),))),
        ("refund p", Wanted((("refund",), ("p",)))),
        ("AI-42", Wanted((("AI", "42"),), incident=42)),
        ("ai 42", Wanted((("ai",), ("42",)), incident=42)),
        ("AI-0", Wanted((("AI", "0"),))),
        ("AI-42 refund", Wanted((("AI", "42"), ("refund",)), unfinished=True)),
    ],
)
def test_what_was_typed_is_understood(typed: str, wanted: Wanted) -> None:
    assert understood(typed) == wanted


def test_of_a_long_search_the_beginning_is_read() -> None:
    assert len(understood("a " * TYPED).phrases) == TERMS
    assert understood("x" * 1_000).phrases == (("x" * TYPED,),)


def test_words_stand_once() -> None:
    assert understood('refund "refund policy"').words == ("refund", "policy")


@pytest.mark.parametrize(
    ("typed", "text", "marks"),
    [
        ("refund", "Refunds: it refunded a REFUND.", ["Refunds", "refunded", "REFUND"]),
        ("policies x", "A policy, two policies", ["policy", "policies"]),
        ("running x", "It runs, it was running", ["runs", "running"]),
        ("promised x", "It promises", ["promises"]),
        ("it x", "It is an item of IT", ["It", "IT"]),
        ("ref", "a refund prefers", ["refund"]),
        ("log", "chat_log.txt, log", ["log", "log"]),
        ("refund", "Nothing of it", []),
        ("", "Nothing of it", []),
    ],
)
def test_words_are_marked_whatever_their_ending(typed: str, text: str, marks: list[str]) -> None:
    pieces = marked(text, understood(typed))
    assert found(pieces) == marks
    assert whole(pieces) == text


def test_the_passage_is_where_most_of_the_words_stand_together() -> None:
    text = f"A refund at first. {'Nothing here. ' * 40}Then the policy on a refund was read. {'Nothing here. ' * 40}"
    pieces = passage(text, understood("refund policy"))
    assert found(pieces) == ["policy", "refund"]
    assert whole(pieces).startswith("… ")
    assert whole(pieces).endswith(" …")
    assert len(whole(pieces)) < LENGTH + 40


def test_a_text_without_the_words_shows_its_beginning() -> None:
    assert whole(passage("Short.", understood("refund"))) == "Short."
    assert whole(passage(f"Once {'and again ' * 90}", understood("refund"))).startswith("Once and again")


def test_a_passage_is_one_line() -> None:
    assert whole(passage("One\n\n  two\tthree", understood("two"))) == "One two three"


@given(text=st.text(max_size=600), typed=st.text(max_size=40))
def test_pieces_are_the_text_and_nothing_else(text: str, typed: str) -> None:
    wanted = understood(typed)
    assert whole(marked(text, wanted)) == text
    assert len(whole(passage(text, wanted))) <= LENGTH + 70
    assert all(piece.text for piece in marked(text, wanted))


@given(text=st.text(), typed=st.text())
def test_what_is_kept_can_be_kept_by_every_database(text: str, typed: str) -> None:
    kept = searchable(text, "", typed)
    assert "\x00" not in kept
    assert len(kept.encode()) <= BYTES
    assert all(word.isalnum() for word in understood(typed).words)


def test_a_text_is_cut_between_characters() -> None:
    assert searchable("ä" * BYTES) == "ä" * (BYTES // 2)
    assert searchable("half \ud800 of a pair") == "half  of a pair"


def test_space_of_any_kind_parts_words_and_what_nobody_sees_does_not() -> None:
    assert searchable("one\N{NO-BREAK SPACE}two\N{LINE SEPARATOR}three") == "one two three"
    assert searchable("re\N{ZERO WIDTH SPACE}fund\N{RIGHT-TO-LEFT OVERRIDE}") == "refund"


def test_kinds_have_words() -> None:
    assert [kind.plural for kind in Kind] == ["Incidents", "Tasks", "Evidence", "Reports", "AI systems"]
