"""Paging by key: however far a person pages, the database starts at the right row and reads one page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """The rows of a page, and the id after which the next one begins: None on the last page."""

    rows: Sequence[Row]
    following: int | None


def page_of(rows: Sequence[Row], ids: Sequence[int], size: int) -> Page[Row]:
    """A page from `size` + 1 rows that were asked for: the one too many tells that another page follows."""
    return Page(rows[:size], ids[size - 1] if len(rows) > size else None)


def after_name(
    name: InstrumentedAttribute[str], key: InstrumentedAttribute[int], following: int
) -> sa.ColumnElement[bool]:
    """What sorts after a row by name. Where that row is gone, nothing does."""
    last = sa.select(sa.func.lower(name)).where(key == following).scalar_subquery()
    return sa.or_(sa.func.lower(name) > last, sa.and_(sa.func.lower(name) == last, key > following))
