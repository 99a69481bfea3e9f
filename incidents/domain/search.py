"""What can be found, and what somebody who types into the search box means by it."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

TYPED = 200
"""Characters of a search that are read."""

TERMS = 12
"""Words and phrases of a search that are read."""

BYTES = 200_000
"""Of one thing, so much text is searched (UTF-8). PostgreSQL refuses words of more than a megabyte a row."""

_TERM = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>\S+))')
_WORD = re.compile(r"[^\W_]+")
_REFERENCE = re.compile(r"AI[ -]?([1-9][0-9]{0,8})", re.ASCII | re.IGNORECASE)


class Kind(StrEnum):
    """The kinds of things that are found, in the order in which pages name them."""

    INCIDENT = "incident"
    TASK = "task"
    EVIDENCE = "evidence"
    REPORT = "report"
    SYSTEM = "system"

    @property
    def label(self) -> str:
        """The word beside a result."""
        return "AI system" if self is Kind.SYSTEM else self.value.capitalize()

    @property
    def plural(self) -> str:
        """The word for all of them."""
        return self.label if self is Kind.EVIDENCE else f"{self.label}s"


Phrase = tuple[str, ...]
"""Words that stand beside each other; mostly one."""


@dataclass(frozen=True)
class Wanted:
    """A search as it was understood: all of `phrases`, none of `excluded`.

    The last word may be `unfinished`, unless it is a single letter: nearly every text has a word that begins with it.
    `incident` is the number of the incident whose reference was typed, and nothing else.
    """

    phrases: tuple[Phrase, ...] = ()
    excluded: tuple[Phrase, ...] = ()
    unfinished: bool = False
    incident: int | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """Every word that a result has."""
        return tuple(dict.fromkeys(word for phrase in self.phrases for word in phrase))


def understood(typed: str) -> Wanted:
    """What somebody means: words, "phrases in quotes", and -words that must not be there."""
    typed = _plain(typed[:TYPED]).strip()
    phrases, excluded, unfinished = [], [], False
    for term in list(_TERM.finditer(typed))[:TERMS]:
        words = tuple(_WORD.findall(term["word"] or term["phrase"] or ""))
        if words and term["minus"]:
            excluded.append(words)
        elif words:
            phrases.append(words)
        unfinished = bool(words) and not term["minus"] and term["word"] is not None and len(words[-1]) > 1
    reference = _REFERENCE.fullmatch(typed)
    number = int(reference.group(1)) if reference else None
    return Wanted(tuple(phrases), tuple(excluded), unfinished and number is None, number)


def searchable(*parts: str) -> str:
    """The text of a thing as it is indexed: composed characters, nothing invisible, at most `BYTES`."""
    return _plain("\n".join(part for part in parts if part)).encode(errors="replace")[:BYTES].decode(errors="ignore")


def _plain(text: str) -> str:
    """Without what nobody sees, such as a soft hyphen inside a word; whatever else is space is a space."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_seen, unicodedata.normalize("NFC", text)))


def _seen(character: str) -> str:
    if character.isprintable() or character in "\n\t":
        return character
    return " " if character.isspace() else ""
