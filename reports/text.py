"""Hostile text made safe to print: nothing invisible, nothing that reorders, nothing without end.

Escaping is the template engine's work; this module is about characters. What is changed here is changed only in
print: the attached packet holds every original.
"""

import re
import unicodedata

LONG, CELL, SOURCE, LINE = 20_000, 4_000, 2_000, 300
"""Printed lengths in characters: a text of its own, a table cell, a named source, a name or heading."""

_MARKS_IN_A_ROW = 4
_JOINERS = "\u200c\u200d"


def visible(text: str) -> str:
    """Text with control, bidirectional and other invisible characters shown as pictures or as [U+202E].

    Line ends and tabs stay. Joiners stay between letters of scripts that need them (Persian, Hindi …).
    """
    text = text.replace("\r\n", "\n")
    return _limit_marks("".join(_shown(text, index) for index in range(len(text))))


def line(text: str) -> str:
    """Visible text for one line: line ends and tabs become spaces."""
    return " ".join(visible(text).split())


def bounded(text: str, limit: int) -> str:
    """Text cut for print, with a note that says how much is missing and where the whole stands."""
    if len(text) <= limit:
        return text
    missing = len(text) - limit
    return f"{text[:limit]}\u2026 [cut in print: {missing:,} more characters are in the attached packet.json]"


def shortened(text: str, limit: int) -> str:
    """A name or heading cut for print; the signature page says what the sign at its end means."""
    return text if len(text) <= limit else f"{text[:limit].rstrip()}\u2026"


def _shown(text: str, index: int) -> str:
    character = text[index]
    if character in "\n\t" or not unicodedata.category(character).startswith("C"):
        return _marker(character) if _hides(character) else character
    if character in _JOINERS and _between_letters(text, index):
        return character
    if character < " ":
        return chr(0x2400 + ord(character))
    return "\u2421" if character == "\x7f" else _marker(character)


def _hides(character: str) -> bool:
    """Separators that act as line ends, blank letters, and selectors that can smuggle text; emoji style stays."""
    return character in "\u2028\u2029\u115f\u1160\u3164\uffa0\u034f" or (
        "\ufe00" <= character <= "\ufe0e" or "\U000e0100" <= character <= "\U000e01ef"
    )


def _between_letters(text: str, index: int) -> bool:
    if not 0 < index < len(text) - 1:
        return False
    return all(unicodedata.category(text[near]) in {"Lo", "Mn", "Mc"} for near in (index - 1, index + 1))


def _marker(character: str) -> str:
    return f"[U+{ord(character):04X}]"


def _limit_marks(text: str) -> str:
    """Piled-up combining marks would paint over the lines around them."""
    return _PILE.sub(lambda found: f"{found[0][:_MARKS_IN_A_ROW]}[+{len(found[0]) - _MARKS_IN_A_ROW} marks]", text)


_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_PILE = re.compile(f"[{_MARKS}]{{{_MARKS_IN_A_ROW + 1},}}")
