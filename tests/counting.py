"""What the database is asked, so that a test can hold a page or a query to its number of questions."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that the database is sent meanwhile, whoever sends them. Fails where there are none."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
    assert sent, "Nothing was asked of the database, so that nothing was measured."
