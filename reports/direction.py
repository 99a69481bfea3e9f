"""Which way a text runs, and keeping it from pulling its neighbours along (Unicode Standard Annex #9).

A name in Arabic before a comma and a number would otherwise turn both around. Every text that holds such letters is
therefore set by itself, in the direction of its first letter.
"""

import unicodedata

from markupsafe import Markup, escape

_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_STRONG = _RIGHT_TO_LEFT | {"L"}


def turns(text: str) -> bool:
    """Whether any letter of the text runs from right to left."""
    return not text.isascii() and any(unicodedata.bidirectional(one) in _RIGHT_TO_LEFT for one in text)


def leads_right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction runs from right to left (UAX #9, P2 and P3)."""
    return next((kind in _RIGHT_TO_LEFT for kind in map(unicodedata.bidirectional, text) if kind in _STRONG), False)


def attribute(text: str) -> Markup:
    """The attribute that sets an element from right to left, or nothing."""
    return Markup(' dir="rtl"') if turns(text) and leads_right_to_left(text) else Markup()


def apart(text: str) -> str | Markup:
    """The text, set by itself where it turns."""
    return Markup("<bdi{}>{}</bdi>").format(attribute(text), escape(text)) if turns(text) else text
