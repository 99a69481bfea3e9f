"""Choices of how people are told, and what counts as a mention."""

import pytest

from incidents.domain.mentions import handle_of, handles, pieces
from incidents.domain.notices import ALWAYS_SHOWN, DEFAULTS, PERSONAL, Choice, Mail, NoticeKind, channels

NOTHING = Choice(False, Mail.NONE)


@pytest.mark.parametrize("kind", NoticeKind)
def test_who_has_chosen_nothing_is_told_in_the_product(kind: NoticeKind) -> None:
    assert channels(kind, None, muted=False) == DEFAULTS[kind]
    assert DEFAULTS[kind].shown


@pytest.mark.parametrize("kind", NoticeKind)
def test_what_must_be_known_stands_in_the_product_whatever_was_chosen(kind: NoticeKind) -> None:
    assert channels(kind, NOTHING, muted=False).shown is (kind in ALWAYS_SHOWN)
    assert bool(kind.always_shown) is (kind in ALWAYS_SHOWN)


@pytest.mark.parametrize("kind", NoticeKind)
def test_muting_silences_all_but_what_waits_for_the_person(kind: NoticeKind) -> None:
    loud = Choice(True, Mail.AT_ONCE)
    assert channels(kind, loud, muted=True) == (loud if kind in PERSONAL else NOTHING)


def test_what_nobody_switches_off_is_never_silenced_by_muting() -> None:
    assert set(ALWAYS_SHOWN) <= PERSONAL


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_kind_has_its_words(kind: NoticeKind) -> None:
    assert kind.label
    assert kind.help.endswith(".")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@ada.lindqvist look", ["ada.lindqvist"]),
        ("Ask @ada.lindqvist.", ["ada.lindqvist"]),
        ("(@Ada, @ada and @IVO)", ["ada", "ivo"]),
        ("write to ada@example.org", []),
        ("@ ada", []),
        ("@@ada", []),
        ("@o'brien-smith+it!", ["o'brien-smith+it"]),
        ("@åsa.öberg", ["åsa.öberg"]),
        ("@" + "a" * 200, []),
    ],
)
def test_a_mention_is_a_handle_and_an_address_is_none(text: str, found: list[str]) -> None:
    if "a" * 200 in text:
        assert all(len(handle) <= 64 for handle in handles(text))
        return
    assert handles(text) == found


def test_one_comment_names_fifty_people_at_most() -> None:
    assert len(handles(" ".join(f"@person{number}" for number in range(80)))) == 50


def test_only_known_people_are_marked_and_no_letter_is_lost() -> None:
    text = "@ada and @nobody: see @Ada."
    parts = list(pieces(text, frozenset({"ada"})))
    assert "".join(piece for piece, _ in parts) == text
    assert [piece for piece, named in parts if named] == ["@ada", "@Ada"]


def test_a_handle_is_the_first_part_of_the_address() -> None:
    assert handle_of("Ada.Lindqvist@example.org") == "ada.lindqvist"
