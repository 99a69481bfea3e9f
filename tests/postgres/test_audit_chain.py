"""With the triggers taken away somebody can change the audit trail, and the chain names the first broken link."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from incidents.models import AuditChain, AuditEntry, db
from incidents.queries.audit import Verdict, verify_all
from tests import factories
from tests.factories import Cast, Clock

pytestmark = pytest.mark.usefixtures("in_app")


@pytest.fixture
def chain(cast: Cast, clock: Clock) -> AuditChain:
    """A chain of an incident, and a database without triggers."""
    incident = factories.accepted(cast, clock)
    factories.reported(cast, clock, title="Another one")
    without_triggers()
    return db.session.scalars(sa.select(AuditChain).where(AuditChain.incident_id == incident.id)).one()


def without_triggers() -> None:
    """Take away what guards the table."""
    if db.engine.dialect.name == "postgresql":
        run("DROP TRIGGER audit_entry_no_change ON audit_entry")
        return
    names = db.session.scalars(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
    for name in names:
        run(f"DROP TRIGGER {name}")


def run(statement: str, **values: object) -> None:
    """Change something behind the back of the code."""
    db.session.execute(sa.text(statement), values)
    db.session.expire_all()


@contextmanager
def undone() -> Iterator[None]:
    """Take back what was changed inside."""
    savepoint = db.session.begin_nested()
    yield
    savepoint.rollback()
    db.session.expire_all()


def broken() -> dict[str, tuple[int | None, str]]:
    """What is wrong, by chain."""
    return {v.chain: (v.broken_at, v.finding) for v in verify_all() if v.broken_at is not None}


def test_chains_that_nobody_touched_are_whole(chain: AuditChain) -> None:
    verdicts = list(verify_all())
    assert {verdict.finding for verdict in verdicts} == {"whole"}
    assert [verdict.chain for verdict in verdicts] == ["organisation", "AI-1", "AI-2"]
    assert verdicts[1] == Verdict(chain.name, chain.length, chain.head, None, "whole")


CHANGED = "was changed after it was written"
CHANGES = {
    "at": ("at = '2026-09-01 07:00:00+00'", CHANGED),
    "a second of at": ("at = '2026-09-01 08:04:01+00'", CHANGED),
    "actor_id": ("actor_id = 1", CHANGED),
    "nobody as actor": ("actor_id = NULL", CHANGED),
    "event": ("event = 'CommentAdded'", CHANGED),
    "payload": ("payload = replace(payload, 'a', 'b')", CHANGED),
    "a space in payload": ("payload = payload || ' '", CHANGED),
    "previous": ("previous = sha256", "does not follow the entry before"),
    "sha256": ("sha256 = previous", CHANGED),
    "sequence": ("sequence = 1000", "entry 3 is missing"),
    "chain_id": ("chain_id = 1, sequence = 1000", "entry 3 is missing"),
}


def test_a_changed_entry_is_named(chain: AuditChain) -> None:
    number = chain.id
    for change, (assignment, finding) in CHANGES.items():
        with undone():
            run(f"UPDATE audit_entry SET {assignment} WHERE chain_id = :chain AND sequence = 3", chain=number)
            assert broken().get("AI-1") == (3, finding), change
    assert broken() == {}


def test_every_column_of_an_entry_but_its_number_is_covered() -> None:
    columns = {column.name for column in AuditEntry.__table__.columns} - {"id"}
    assert columns <= {word.split(" ")[-1] for word in CHANGES} | set(CHANGES)


Act = Callable[[AuditChain], None]


def _delete(chain: AuditChain) -> None:
    run("DELETE FROM audit_entry WHERE chain_id = :chain AND sequence = 2", chain=chain.id)


def _cut(chain: AuditChain) -> None:
    run("DELETE FROM audit_entry WHERE chain_id = :chain AND sequence = :last", chain=chain.id, last=chain.length)


def _empty(chain: AuditChain) -> None:
    run("DELETE FROM audit_entry WHERE chain_id = :chain", chain=chain.id)


def _swap(chain: AuditChain) -> None:
    for before, after in ((2, 0), (3, 2), (0, 3)):
        run(
            "UPDATE audit_entry SET sequence = :after WHERE chain_id = :chain AND sequence = :before",
            chain=chain.id,
            before=before,
            after=after,
        )


def _head(chain: AuditChain) -> None:
    run("UPDATE audit_chain SET head = :head WHERE id = :chain", chain=chain.id, head="0" * 64)


def _length(chain: AuditChain) -> None:
    run("UPDATE audit_chain SET length = length - 1 WHERE id = :chain", chain=chain.id)


def _name(chain: AuditChain) -> None:
    run("UPDATE audit_chain SET name = 'AI-1000' WHERE id = :chain", chain=chain.id)


LOSSES: list[tuple[Act, str, tuple[int | None, str]]] = [
    (_delete, "AI-1", (2, "entry 2 is missing")),
    (_cut, "AI-1", (None, "the chain does not end where its head says")),
    (_empty, "AI-1", (1, "the chain does not end where its head says")),
    (_swap, "AI-1", (2, "does not follow the entry before")),
    (_head, "AI-1", (None, "the chain does not end where its head says")),
    (_length, "AI-1", (None, "the chain does not end where its head says")),
    (_name, "AI-1000", (1, "was changed after it was written")),
]


def test_a_chain_that_lost_its_order_or_its_end_is_named(chain: AuditChain) -> None:
    whole = chain.length
    for act, name, (where, finding) in LOSSES:
        with undone():
            act(chain)
            end = whole if act is _cut else whole + 1
            assert broken().get(name) == (end if where is None else where, finding), act.__name__
    assert broken() == {}


def test_the_other_chains_are_still_whole(chain: AuditChain) -> None:
    _delete(chain)
    assert set(broken()) == {"AI-1"}


def test_an_incident_whose_whole_chain_is_gone_is_named(chain: AuditChain) -> None:
    _empty(chain)
    run("DELETE FROM audit_chain WHERE id = :chain", chain=chain.id)
    assert broken() == {"AI-1": (1, "the incident has no chain")}
