"""Doing what is due row by row: a row that fails is logged, and the others are done."""

import logging
from collections.abc import Callable, Iterable

from incidents.models import db

log = logging.getLogger(__name__)


def each(numbers: Iterable[int], what: str, do: Callable[[int], int]) -> int:
    """Do it for each row, every one in a transaction of its own. Returns how much was done, as `do` counts it."""
    return sum(_guarded(number, what, do) for number in numbers)


def _guarded(number: int, what: str, do: Callable[[int], int]) -> int:
    try:
        done = do(number)
        db.session.commit()
    except Exception:
        db.session.rollback()
        log.exception("The %s %s failed; the next minute tries again", what, number)
        return 0
    return done
