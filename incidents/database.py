"""Connections: what SQLite and PostgreSQL each need to keep the record safe under several writers."""

from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from incidents.config import Settings
from incidents.models import db

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"

writing: ContextVar[bool] = ContextVar("writing", default=True)
"""Whether the transaction that begins next may write. Reading requests say no and never wait for a writer."""


def engine_options(settings: Settings) -> dict[str, Any]:
    """Options of the engine, by database."""
    if settings.sqlite:
        return {"connect_args": {"timeout": 15}}
    return {"pool_pre_ping": True, "pool_size": settings.threads, "max_overflow": 4}


def prepare(app: Flask) -> None:
    """Tell SQLite what PostgreSQL does by itself."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _set_up_sqlite)
            event.listen(db.engine, "begin", _begin_sqlite)


def migrate(url: str) -> None:
    """Bring the database's tables up to the newest revision. Costs one small query where they are there already."""
    if _revision(url) == newest_revision():
        return
    from alembic import command

    command.upgrade(alembic_config(url), "head")


def dispose() -> None:
    """Close every connection, before a process forks: a connection cannot be shared with a child."""
    db.session.remove()
    db.engine.dispose()


def newest_revision() -> str:
    """The number of the newest migration; a test proves that Alembic agrees."""
    return max(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def alembic_config(url: str) -> "Config":
    """Alembic's configuration for a database address; there is no ini file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    return config


def _revision(url: str) -> str | None:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        revision: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        return revision


def _set_up_sqlite(connection: Any, record: Any) -> None:  # noqa: ARG001
    # The driver's own transactions begin too late to protect a read that leads to a write: SQLAlchemy emits BEGIN.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=15000", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    # A transaction that reads first and writes later fails at once when another wrote in between; IMMEDIATE waits.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing.get() else "BEGIN")
