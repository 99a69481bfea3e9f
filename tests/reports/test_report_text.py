"""Hostile characters are shown, not obeyed."""

import pytest

from reports.glyphs import drawable
from reports.text import bounded, line, shortened, visible


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("a\x00b", "a␀b"),
        ("\x1b[31m", "␛[31m"),
        ("\x7f\x85", "␡[U+0085]"),
        ("x\u202efdp.exe", "x[U+202E]fdp.exe"),
        ("\u2066a\u2069", "[U+2066]a[U+2069]"),
        ("a\u200bb\ufeff", "a[U+200B]b[U+FEFF]"),
        ("soft\u00adhyphen", "soft[U+00AD]hyphen"),
        ("line\u2028end", "line[U+2028]end"),
        ("tag\U000e0041", "tag[U+E0041]"),
        ("hidden\ufe01\U000e0101", "hidden[U+FE01][U+E0101]"),
        ("blank\u3164", "blank[U+3164]"),
        ("half \ud83d", "half [U+D83D]"),
        ("windows\r\nend, lone\rreturn", "windows\nend, lone␍return"),
    ],
)
def test_invisible_characters_become_visible(hostile, shown):
    assert visible(hostile) == shown


FAIR = ["tab\tand\nnewline", "Ivo Marković", "النظام", "שלום", "می\u200cخواهم", "क्\u200dष"]  # noqa: RUF001 - Arabic is meant


@pytest.mark.parametrize("fair", FAIR)
def test_fair_text_stays_as_it_is(fair):
    assert visible(fair) == fair


def test_a_joiner_between_latin_letters_is_shown():
    assert visible("pass\u200dword\u200c") == "pass[U+200D]word[U+200C]"


def test_piled_marks_are_limited_and_counted():
    assert visible("Z" + "\u0301" * 30) == "Z" + "\u0301" * 4 + "[+26 marks]"


def test_a_line_has_no_line_ends():
    assert line(" two\nlines\tand  more ") == "two lines and more"


def test_long_text_is_cut_with_a_pointer_to_the_packet():
    assert bounded("a" * 10, 10) == "a" * 10
    assert (
        bounded("a" * 1_510, 10) == "a" * 10 + "… [cut in print: 1,500 more characters are in the attached packet.json]"
    )
    assert shortened("a" * 20, 10) == "a" * 10 + "…"


def test_characters_without_a_glyph_are_printed_as_their_code():
    assert drawable("fine: é ć Ω \U0010fffd") == "fine: é ć Ω [U+10FFFD]"
