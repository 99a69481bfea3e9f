"""The passage of a text that a search is about, with what was found marked: as pieces, never as markup."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, takewhile

from incidents.domain.search import Wanted

LENGTH = 220
"""Characters of a passage, more or less: it begins and ends between words."""

LEAD = 60
"""So many of them stand before the first word that was found."""

LOOKED_AT = 500
"""So many places of a text are compared; the passage is the best of them."""

_ENDINGS = (("ies", "i"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""), ("y", "i"))
_SHORT = 3
"""Words of so few letters are found only as they are: “it” is not the beginning of “item”."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, and whether it is what was searched for."""

    text: str
    found: bool = False


def marked(text: str, wanted: Wanted) -> tuple[Piece, ...]:
    """The whole text in pieces."""
    return tuple(_pieces(text, _pattern(wanted)))


def passage(text: str, wanted: Wanted) -> tuple[Piece, ...]:
    """Where most of the words stand together, or the beginning of the text where none does."""
    pattern = _pattern(wanted)
    start, end = _bounds(text, _densest(text, pattern))
    cut = " ".join(text[start:end].split())
    return tuple(_pieces(f"{'… ' if start else ''}{cut}{' …' if end < len(text) else ''}", pattern))


def _densest(text: str, pattern: re.Pattern[str] | None) -> int:
    """The place from which on the most different words follow each other, the first of equals."""
    places = (
        [(match.start(), match.lastindex) for match in islice(pattern.finditer(text), LOOKED_AT)] if pattern else []
    )

    def different(index: int) -> int:
        end = places[index][0] + LENGTH - LEAD
        return len({word for _place, word in takewhile(lambda place: place[0] < end, places[index:])})

    return places[max(range(len(places)), key=different)][0] if places else 0


def _bounds(text: str, place: int) -> tuple[int, int]:
    start = _between_words(text, max(place - LEAD, 0), place)
    return start, _between_words(text, min(start + LENGTH, len(text)), len(text))


def _between_words(text: str, place: int, latest: int) -> int:
    """The next place at which a word begins; a text without spaces is cut where it is."""
    if place in (0, len(text)):
        return place
    space = re.compile(r"\s").search(text, place, min(latest, place + 30))
    return space.end() if space else place


def _pieces(text: str, pattern: re.Pattern[str] | None) -> Iterator[Piece]:
    place = 0
    for match in pattern.finditer(text) if pattern else ():
        if match.start() > place:
            yield Piece(text[place : match.start()])
        yield Piece(match.group(), found=True)
        place = match.end()
    if place < len(text):
        yield Piece(text[place:])


def _pattern(wanted: Wanted) -> re.Pattern[str] | None:
    """What is found, each word a group: alone, and whatever its ending where it is long enough or unfinished."""
    if not wanted.words:
        return None
    last = wanted.phrases[-1][-1]
    spelt = [f"({_spelt(word, unfinished=wanted.unfinished and word == last)})" for word in wanted.words]
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(spelt)})(?![^\W_])", re.IGNORECASE)


def _spelt(word: str, *, unfinished: bool) -> str:
    if unfinished:
        return rf"{_stem(word)}[^\W_]*|{word}[^\W_]*"
    return rf"{_stem(word)}[^\W_]*" if len(word) > _SHORT else word


def _stem(word: str) -> str:
    """The pattern of a word without its commonest English ending, as the databases read it: “policies” is “policy”."""
    for ending, instead in _ENDINGS:
        stem = word[: -len(ending)] + instead
        if len(stem) >= _SHORT and word.lower().endswith(ending):
            doubled = ending in ("ing", "ed") and len(stem) > _SHORT and stem[-1] == stem[-2]
            stem = stem[:-1] if doubled else stem
            return f"{stem[:-1]}[iy]" if stem[-1] == "i" else stem
    return word
