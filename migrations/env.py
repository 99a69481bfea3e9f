"""Alembic's environment: one connection, one transaction for all revisions."""

from typing import Any

import sqlalchemy as sa
from alembic import context

from incidents.models import Base

config = context.config


def render_item(kind: str, item: Any, _autogen_context: Any) -> str | bool:
    """Write our own column types as what they are in the database: a migration must not change with the code."""
    if kind == "type" and isinstance(item, sa.TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def include_name(name: str | None, kind: str, parents: Any) -> bool:
    """Leave out what no model says: how each database keeps the words of the search index (see revision 0017)."""
    if kind == "column":
        return (parents["table_name"], name) != ("search_entry", "words")
    return not (name or "").startswith(("search_words", "ix_search_entry_words"))


def run() -> None:
    """Run the migrations on the database that the caller names."""
    engine = sa.create_engine(config.attributes["url"], poolclass=sa.NullPool)
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL lock_timeout = '10s'")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            compare_type=True,
            include_name=include_name,
            render_item=render_item,
        )
        context.run_migrations()


run()
