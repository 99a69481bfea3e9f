"""Mentions: `@ada.lindqvist` in a comment. What follows the sign is the first part of a person's mail address."""

import re
from collections.abc import Iterator

HANDLE = re.compile(r"(?<![\w@.+-])@(\w(?:[\w.+'-]{0,62}\w)?)")
"""A handle ends with a letter or a digit, so a full stop after it stays the sentence's; `a@b.c` is an address."""

MOST = 50
"""So many people one comment names; more would be a notice to everybody."""


def handle_of(email: str) -> str:
    """How a person is mentioned."""
    return email.partition("@")[0].casefold()


def handles(text: str) -> list[str]:
    """The handles in a text, each once, in the order of the text."""
    return list(dict.fromkeys(match.group(1).casefold() for match in HANDLE.finditer(text)))[:MOST]


def pieces(text: str, known: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """The text in pieces, and of each whether it is a mention of somebody known. Unknown ones are plain text."""
    end = 0
    for match in HANDLE.finditer(text):
        if match.group(1).casefold() in known:
            yield text[end : match.start()], False
            yield match.group(), True
            end = match.end()
    yield text[end:], False
