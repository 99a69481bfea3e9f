"""Migrations go up, down and up; the tables that they make are those of the models."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory

from incidents.database import alembic_config, migrate, newest_revision
from incidents.models import Base
from tests.conftest import execute

Shape = dict[str, tuple[object, ...]]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: str = request.getfixturevalue("postgresql")
    execute(server, "CREATE DATABASE empty")
    yield server.replace("/postgres?", "/empty?")
    execute(server, "DROP DATABASE empty WITH (FORCE)")


def shape(url: str) -> Shape:
    """Columns, constraints and indexes of every table."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    inspector = sa.inspect(engine)
    return {
        table: (
            sorted((c["name"], str(c["type"]), c["nullable"]) for c in inspector.get_columns(table)),
            sorted((c["name"], " ".join(c["sqltext"].split())) for c in inspector.get_check_constraints(table)),
            sorted((c["name"], c["column_names"]) for c in inspector.get_unique_constraints(table)),
            sorted((i["name"], i["column_names"], bool(i["unique"])) for i in inspector.get_indexes(table)),
            sorted(
                (f["name"], f["constrained_columns"], f["referred_table"]) for f in inspector.get_foreign_keys(table)
            ),
            inspector.get_pk_constraint(table)["constrained_columns"],
        )
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def mapped(whole: Shape) -> Shape:
    """What models can say: without the words of the search index, which each database keeps in its own way."""
    named = {table: parts for table, parts in whole.items() if not table.startswith("search_words")}
    columns, checks, uniques, indexes, *more = named["search_entry"]
    assert isinstance(columns, list)
    assert isinstance(indexes, list)
    kept = [column for column in columns if column[0] != "words"], [i for i in indexes if i[1] != ["words"]]
    return named | {"search_entry": (kept[0], checks, uniques, kept[1], *more)}


def triggers(url: str) -> int:
    """How many triggers guard the record."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        where = (
            "sqlite_master WHERE type = 'trigger'" if url.startswith("sqlite") else "pg_trigger WHERE NOT tgisinternal"
        )
        return connection.scalar(sa.text(f"SELECT count(*) FROM {where}")) or 0


def test_there_is_one_head_and_one_way_to_it() -> None:
    scripts = ScriptDirectory.from_config(alembic_config("sqlite://"))
    assert scripts.get_heads() == [newest_revision()]
    numbers = [script.revision for script in scripts.walk_revisions()]
    assert numbers == sorted(numbers, reverse=True)


def test_migrations_go_up_and_down_and_up(empty: str) -> None:
    migrate(empty)
    up, guards = shape(empty), triggers(empty)
    assert up
    assert guards >= 3
    command.downgrade(alembic_config(empty), "base")
    assert shape(empty) == {}
    assert triggers(empty) == 0
    migrate(empty)
    assert (shape(empty), triggers(empty)) == (up, guards)


def test_each_migration_goes_down_by_itself(empty: str) -> None:
    scripts = ScriptDirectory.from_config(alembic_config("sqlite://"))
    for script in reversed(list(scripts.walk_revisions())):
        command.upgrade(alembic_config(empty), script.revision)
        command.downgrade(alembic_config(empty), "-1")
        command.upgrade(alembic_config(empty), script.revision)


def test_a_migration_run_twice_changes_nothing(empty: str) -> None:
    migrate(empty)
    before = shape(empty)
    migrate(empty)
    assert shape(empty) == before


def test_models_and_migrations_agree(empty: str) -> None:
    migrate(empty)
    command.check(alembic_config(empty))
    migrated = mapped(shape(empty))
    command.downgrade(alembic_config(empty), "base")
    Base.metadata.create_all(sa.create_engine(empty, poolclass=sa.NullPool))
    made = mapped(shape(empty))
    assert set(migrated) == set(made)
    for table in made:
        assert migrated[table] == made[table], table
