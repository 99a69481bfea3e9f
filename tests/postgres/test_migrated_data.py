"""Migrating a database in which people work: rows stay, and the guards of the record stand afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command

from incidents.database import alembic_config, migrate
from tests.conftest import execute

ISSUE_1 = "0002"
"""The newest revision before the operating model."""

BEFORE_NOTICE_CHOICES = "0016"
"""The newest revision before notices had kinds."""

GUARDS = {
    "sqlite": {
        *("audit_entry_no_update", "audit_entry_no_delete", "audit_entry_no_replace"),
        *("task_assignee_insert", "task_assignee_update", "task_enforcement_insert", "task_enforcement_update"),
        *("joint_decision_agreed_insert", "joint_decision_agreed_update"),
        *("agreement_by_a_lead_insert", "agreement_by_a_lead_update"),
        *("decision_part_writer_insert", "decision_part_writer_update"),
        *("hold_entry_no_update", "hold_entry_no_delete"),
    },
    "postgresql": {
        *("audit_entry_no_change", "audit_entry_no_truncate", "task_assignee", "task_enforcement"),
        *("joint_decision_agreed", "agreement_by_a_lead", "decision_part_writer", "hold_entry_no_change"),
    },
}
"""The triggers that hold the line for whoever comes round the code, by name."""


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database of the first issue, with a reported incident and its reviewed action."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'old.db'}"
        command.upgrade(alembic_config(url), ISSUE_1)
        fill(url)
        yield url
        return
    server: str = request.getfixturevalue("postgresql")
    execute(server, "CREATE DATABASE old")
    url = server.replace("/postgres?", "/old?")
    command.upgrade(alembic_config(url), ISSUE_1)
    fill(url)
    yield url
    execute(server, "DROP DATABASE old WITH (FORCE)")


def fill(url: str) -> None:
    """A row in every table that has to have one for an action to stand in a review."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    tables = sa.MetaData()
    tables.reflect(engine)
    given = {
        "person": {"affiliation": "ai", "rank": "lead", "email": "ada@example.org", "unit_id": None},
        "incident": {
            "severity": "sev-3",
            "triage": "accepted",
            "containment": "contained",
            "correction": "verified",
            "phase": "resolved",
        },
        "review": {"state": "published"},
        "action": {"department": "ai", "title": "Ask first", "action_class": "prevent"},
        "system": {"name": "Helpdesk assistant", "acts": True},
    }
    with engine.begin() as connection:
        for name in ("person", "system", "incident", "review", "action"):
            connection.execute(tables.tables[name].insert().values(row(tables.tables[name], given[name])))


def row(table: sa.Table, given: dict[str, object]) -> dict[str, object]:
    """What is given, and something harmless for every other column that must not be empty."""
    moment = sa.text("CURRENT_TIMESTAMP")
    plain: dict[type, object] = {
        sa.Integer: 1,
        sa.Boolean: False,
        sa.DateTime: moment,
        sa.Date: sa.text("CURRENT_DATE"),
    }
    values = {
        column.name: next((value for kind, value in plain.items() if isinstance(column.type, kind)), "none")
        for column in table.columns
        if not column.nullable and column.computed is None
    }
    return values | {name: value for name, value in given.items() if name in table.columns}


def told(url: str) -> tuple[object, ...]:
    """What the rows say that must survive."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    said = "SELECT a.title, a.department, s.name, i.severity FROM action a, system s, incident i"
    with engine.connect() as connection:
        return tuple(connection.execute(sa.text(said)).one())


def guards(url: str) -> set[str]:
    """The names of the triggers."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    sqlite = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    postgresql = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with engine.connect() as connection:
        return set(connection.scalars(sa.text(sqlite if url.startswith("sqlite") else postgresql)))


def test_rows_stay_on_the_way_up_and_down_and_up(old: str) -> None:
    before = told(old)
    assert before == ("Ask first", "ai", "Helpdesk assistant", "sev-3")
    migrate(old)
    assert told(old) == before
    command.downgrade(alembic_config(old), ISSUE_1)
    assert told(old) == before
    migrate(old)
    assert told(old) == before


def test_what_was_there_stands_in_the_search_index_by_its_title(old: str) -> None:
    migrate(old)
    engine = sa.create_engine(old, poolclass=sa.NullPool)
    said = sa.text("SELECT kind, title, body, stale FROM search_entry ORDER BY kind")
    words = "search_words MATCH 'none'" if old.startswith("sqlite") else "words @@ to_tsquery('countersign', 'none')"
    table = "search_words" if old.startswith("sqlite") else "search_entry"
    with engine.connect() as connection:
        assert [tuple(row) for row in connection.execute(said)] == [
            ("incident", "none", "", True),
            ("system", "Helpdesk assistant", "", True),
        ]
        assert connection.scalar(sa.text(f"SELECT count(*) FROM {table} WHERE {words}")) == 1


def test_every_guard_stands_after_all_migrations(old: str) -> None:
    migrate(old)
    wanted = GUARDS["sqlite" if old.startswith("sqlite") else "postgresql"]
    assert wanted <= guards(old), wanted - guards(old)


def test_what_was_told_before_gets_a_kind_and_who_reported_watches(old: str) -> None:
    command.upgrade(alembic_config(old), BEFORE_NOTICE_CHOICES)
    keys = {
        "clock:1:warned": "due",
        "clock:1:breached": "breached",
        "clock:1:escalated": "breached",
        "obligation:1:notification:warning:202609010800": "due",
        "obligation:1:notification:breach:202609010800": "breached",
        "obligation:1:owner:20260901080000": "assigned",
        "action:1:2026-09-01:week": "due",
        "guidance:1:reminder": "guidance",
        "certificate:1:revoked": "account",
        "decision:1:proposed": "decision",
    }
    engine = sa.create_engine(old, poolclass=sa.NullPool)
    tell = "INSERT INTO notice (person_id, key, text, path, at) VALUES (1, :key, 'x', '', CURRENT_TIMESTAMP)"
    with engine.begin() as connection:
        connection.execute(sa.text(tell), [{"key": key} for key in keys])
    migrate(old)
    with engine.connect() as connection:
        told = {row.key: row.kind for row in connection.execute(sa.text("SELECT key, kind FROM notice"))}
        watching = connection.execute(sa.text("SELECT incident_id, person_id, attention FROM watch")).all()
    assert told == keys
    assert [tuple(one) for one in watching] == [(1, 1, "watching")]
