"""Paging by key: however far a person pages, the database starts at the right row and reads one page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """The rows of a page, and the id after which the next one begins: None on the last page."""

    rows: Sequence[Row]
    following: int | None


def page_of(rows: Sequence[Row], ids: Sequence[int], size: int) -> Page[Row]:
    """A page from `size` + 1 rows that were asked for: the one too many tells that another page follows."""
    return Page(rows[:size], ids[size - 1] if len(rows) > size else None)
