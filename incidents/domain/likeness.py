"""How alike two reports are, by the words that they share. Plain enough to be explained, and replaced later."""

import re

WORD = re.compile(r"\w{4,}")
_COMMON = (
    "about after also been before could does even every from gave have into just more only other over said same should"
    " some such than that their them then there these they this those today very want were what when where which while"
    " will with would your answer answered assistant system"
)
COMMON = frozenset(_COMMON.split())
"""Words that stand in every second report and say nothing about what happened."""

ENOUGH = 2
"""So many words must be shared."""


def telling_words(text: str) -> frozenset[str]:
    """The words of a text that say what it is about, in lower case."""
    return frozenset(WORD.findall(text.casefold())) - COMMON


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """0 where they share fewer than `ENOUGH` words; otherwise how many, and a little more the shorter they are."""
    shared = len(one & other)
    return shared + shared / len(one | other) if shared >= ENOUGH else 0
