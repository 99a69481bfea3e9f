"""Which passphrases are good enough for a private key. Length counts, not symbols (NIST SP 800-63B)."""

import re
from collections.abc import Callable, Iterator, Sequence

from reports.key_errors import WeakPassphrase

PASSPHRASE_LENGTH = 12
"""The shortest signing passphrase, in characters."""

DIFFERENT_CHARACTERS = 5

NAME_LENGTH = 4
"""Letters. Shorter parts of a name stand inside ordinary words (“Ada” in “adapter”) and give nothing away."""

COMMON = frozenset(
    {
        "administrator", "changemeplease", "changethispassword", "correcthorsebatterystaple", "iloveyouforever",
        "iloveyousomuch", "itwasthebestoftimes", "letmeinletmein", "letmeinplease", "maytheforcebewithyou",
        "mypassphrase", "mypassphraseislong", "mypasswordislong", "onceuponatime", "openthedoorplease", "opensesame",
        "passwordpassword", "signingpassphrase", "thequickbrownfox", "thequickbrownfoxjumpsoverthelazydog",
        "thisismypassphrase", "thisismypassword", "thisisapassword", "thisisnotapassword", "tobeornottobe",
        "tobeornottobethatisthequestion", "twinkletwinklelittlestar", "verylongpassphrase", "verylongpassword",
        "welcomewelcome", "winteriscoming",
    }
)  # fmt: skip
"""Long passphrases that many people think of, in letters only: spaces, digits and signs around them do not help."""

_SHORT_COMMON = frozenset({"password", "passwort", "passphrase", "secret", "welcome", "letmein", "countersign"})
"""Words that are a passphrase's whole content when nothing but digits and signs is put around them."""

_ROWS = ("abcdefghijklmnopqrstuvwxyz", "0123456789", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm")


def check_passphrase(passphrase: str, *, personal: Sequence[str] = ()) -> None:
    """Raise `WeakPassphrase` when a passphrase is easy to guess. `personal`: name and address of whom it belongs to."""
    for weak, sentence in _faults(passphrase, personal):
        if weak():
            raise WeakPassphrase(sentence)


def _faults(passphrase: str, personal: Sequence[str]) -> Iterator[tuple[Callable[[], bool], str]]:
    plain = passphrase.casefold()
    yield (
        lambda: len(passphrase) < PASSPHRASE_LENGTH,
        f"The signing passphrase needs at least {PASSPHRASE_LENGTH} characters.",
    )
    yield (
        lambda: len(set(plain)) < DIFFERENT_CHARACTERS or _repeats(re.sub(r"\s", "", plain)),
        "The signing passphrase repeats too few different characters.",
    )
    yield (
        lambda: _is_sequence(re.sub(r"\s", "", plain)),
        "The signing passphrase is a plain sequence of letters or digits. Choose words that do not belong together.",
    )
    yield (
        lambda: any(part in plain for part in _parts(personal)),
        "The signing passphrase contains your name or address. Choose one that says nothing about you.",
    )
    yield (
        lambda: _is_common("".join(filter(str.isalpha, plain))),
        "Many people choose this passphrase. Choose words that do not belong together.",
    )


def _repeats(text: str) -> bool:
    """Whether the whole text is one piece again and again, the last time perhaps cut off: “abcabcabcab”."""
    return any(
        all(text[index] == text[index - period] for index in range(period, len(text)))
        for period in range(1, len(text) // 2 + 1)
    )


def _is_sequence(text: str) -> bool:
    """Whether the text runs along the alphabet, the digits or the keys of a keyboard, round and round, or backwards."""
    return any(text in row * (len(text) // len(row) + 2) for forward in _ROWS for row in (forward, forward[::-1]))


def _parts(personal: Sequence[str]) -> Iterator[str]:
    for text in personal:
        yield from (part for part in re.split(r"[\W_]+", text.casefold()) if len(part) >= NAME_LENGTH)


def _is_common(letters: str) -> bool:
    return letters in COMMON or letters in _SHORT_COMMON
