"""Reading the query string: what makes no sense there is as if it were missing."""

from enum import StrEnum
from typing import TypeVar

from flask import request
from werkzeug.datastructures import MultiDict

W = TypeVar("W", bound=StrEnum)
DIGITS = 9
"""The longest number that every database takes for a row's id."""


def number(name: str, given: MultiDict[str, str] | None = None) -> int | None:
    """A whole number, from the address or from what else is given."""
    value = (request.args if given is None else given).get(name, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) <= DIGITS else None


def numbers(name: str, most: int) -> list[int]:
    """The whole numbers that were sent under a name, in the address or in a form; `most` of them."""
    found = (number(name, MultiDict({name: value})) for value in request.values.getlist(name)[:most])
    return [one for one in found if one]


def word(name: str, vocabulary: type[W]) -> W | None:
    """A word of a vocabulary."""
    value = request.args.get(name, "")
    return vocabulary(value) if value in set(vocabulary) else None


def text(name: str, longest: int = 100) -> str:
    """What somebody searches for."""
    return " ".join(request.args.get(name, "").replace("\x00", " ").split())[:longest]
