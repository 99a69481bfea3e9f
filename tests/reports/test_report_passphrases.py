"""A passphrase that is easy to guess is refused with the reason."""

import pytest

from reports.keys import WeakPassphrase, check_passphrase

ADA = ("Ada Lindqvist", "ada.l@meridian.example")

WEAK = {
    "eleven chars"[:11]: "at least 12 characters",
    "aaaaaaaaaaaaaaaa": "repeats",
    "abababababababab": "repeats",
    "abcabcabcabc": "repeats",
    "horse horse horse ": "repeats",
    "Staple Staple": "repeats",
    "123456789012": "plain sequence",
    "1234 5678 9012": "plain sequence",
    "987654321098": "plain sequence",
    "abcdefghijkl": "plain sequence",
    "ZYXWVUTSRQPO": "plain sequence",
    "qwertyuiopasdf": "plain sequence",
    "qwertzuiopasdf": "plain sequence",
    "the Lindqvist family": "your name or address",
    "LINDQVIST2026!": "your name or address",
    "meridian in winter": "your name or address",
    "correct horse battery staple": "Many people choose",
    "Correct-Horse-Battery-Staple-1": "Many people choose",
    "password12345678": "Many people choose",
    "!!! Let me in please !!!": "Many people choose",
    "To be, or not to be": "Many people choose",
}


@pytest.mark.parametrize("passphrase", WEAK)
def test_a_passphrase_that_is_easy_to_guess_is_refused(passphrase):
    with pytest.raises(WeakPassphrase, match=WEAK[passphrase]):
        check_passphrase(passphrase, personal=ADA)


@pytest.mark.parametrize(
    "passphrase",
    [
        "staple of the battery horse",
        "an adapter for the kettle",
        "Winterreise, Lied 5!",
        "дождь над старым мостом",
        "九月の雨が静かに降っています",
        "x7#Kq9!vLm2p",
        "12345678901 wolves",
        "countersign demo signature",
    ],
)
def test_words_that_do_not_belong_together_are_welcome(passphrase):
    check_passphrase(passphrase, personal=ADA)


def test_a_name_only_counts_for_whom_it_belongs_to():
    check_passphrase("the Lindqvist family", personal=("Ivo Marković", "ivo@example.org"))
    check_passphrase("the Lindqvist family")


def test_an_empty_passphrase_is_a_short_one():
    with pytest.raises(WeakPassphrase, match="at least 12"):
        check_passphrase("")
