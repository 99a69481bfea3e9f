"""What the database itself refuses, on SQLite and on PostgreSQL, to whoever comes round the code."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError

from incidents.domain.review import MarkKind
from incidents.domain.vocabulary import OWNER, Department, TaskKind
from incidents.models import AuditEntry, HandOver, Organisation, Person, ReviewMark, SigningIdentity, Task, db
from incidents.operations import reviews, tasks
from tests import factories
from tests.factories import Cast, Clock

pytestmark = pytest.mark.usefixtures("in_app")

OWNER_RULE = "owner_follows_from_kind"
ASSIGNEE_RULE = "assignee_is_of_the_owner|people of the department that owns it"


def refused(statement: str, because: str | None = None, **values: Any) -> None:
    """The database refuses the statement, and nothing of it stays."""
    with pytest.raises(DBAPIError, match=because), db.session.begin_nested():
        db.session.execute(sa.text(statement), values)


def insert_task(cast: Cast, incident_id: int, **fields: Any) -> None:
    """A rollback straight into the table, by SQL."""
    values: dict[str, Any] = {
        "incident_id": incident_id,
        "kind": "rollback",
        "owner": "it",
        "title": "Do it",
        "description": "",
        "state": "open",
        "raised_by_id": cast.ivo.id,
        "raised_at": "2026-09-01 08:00:00",
        "assignee_id": None,
        "assignee_department": None,
        "outcome": "",
    } | fields
    columns = ", ".join(values)
    places = ", ".join(f":{name}" for name in values)
    db.session.execute(sa.text(f"INSERT INTO task ({columns}) VALUES ({places})"), values)


def test_no_task_changes_its_owner_without_its_kind(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    for kind, owner in OWNER.items():
        other = owner.other.value
        insert_task(cast, incident.id, kind=kind.value, owner=owner.value)
        refused("UPDATE task SET owner = :owner WHERE kind = :kind", OWNER_RULE, owner=other, kind=kind.value)
        with pytest.raises(IntegrityError, match=OWNER_RULE), db.session.begin_nested():
            insert_task(cast, incident.id, kind=kind.value, owner=other)
    assert db.session.scalar(sa.select(sa.func.count(Task.id))) == len(OWNER)


def test_a_rollback_does_not_become_a_task_of_the_ai_department(cast: Cast, clock: Clock) -> None:
    rollback = factories.task(cast, clock, TaskKind.ROLLBACK)
    refused("UPDATE task SET owner = 'ai'", f"{OWNER_RULE}|{ASSIGNEE_RULE}")
    refused("UPDATE task SET kind = 'policy_update'", OWNER_RULE)
    refused("UPDATE task SET owner = 'ai', kind = 'policy_update'", ASSIGNEE_RULE)
    refused("UPDATE task SET owner = 'nobody'", f"{OWNER_RULE}|{ASSIGNEE_RULE}")
    refused("UPDATE task SET owner = NULL")
    db.session.refresh(rollback)
    assert (rollback.owner, rollback.kind) == (Department.IT, TaskKind.ROLLBACK)


def test_a_rollback_is_given_to_nobody_of_another_department(cast: Cast, clock: Clock) -> None:
    rollback = factories.task(cast, clock, TaskKind.ROLLBACK)
    for person in (cast.ari, cast.ada, cast.olu, cast.lea, cast.max):
        refused("UPDATE task SET assignee_id = :who", ASSIGNEE_RULE, who=person.id)
        refused("UPDATE task SET assignee_id = :who, assignee_department = 'ai'", who=person.id)
    refused("UPDATE task SET assignee_department = 'ai'", ASSIGNEE_RULE)
    refused("UPDATE task SET assignee_department = NULL", ASSIGNEE_RULE)
    refused("UPDATE task SET assignee_id = NULL", ASSIGNEE_RULE)
    for person in (cast.ari, cast.olu, cast.max):
        with pytest.raises(DBAPIError, match=ASSIGNEE_RULE), db.session.begin_nested():
            insert_task(cast, rollback.incident_id, assignee_id=person.id, assignee_department="it")
    insert_task(cast, rollback.incident_id, assignee_id=cast.ian.id, assignee_department="it")


AUDIT = "append-only"


def test_the_audit_trail_is_only_ever_added_to(cast: Cast, clock: Clock) -> None:
    factories.accepted(cast, clock)
    before = db.session.execute(sa.select(AuditEntry.__table__)).all()
    for column in ("chain_id", "sequence", "at", "actor_id", "event", "payload", "previous", "sha256", "id"):
        refused(f"UPDATE audit_entry SET {column} = {column}", AUDIT)
    refused("DELETE FROM audit_entry", AUDIT)
    refused("DELETE FROM audit_entry WHERE id = (SELECT max(id) FROM audit_entry)", AUDIT)
    assert db.session.execute(sa.select(AuditEntry.__table__)).all() == before


def test_the_audit_trail_is_not_overwritten_by_adding_to_it(cast: Cast, clock: Clock) -> None:
    factories.accepted(cast, clock)
    before = db.session.execute(sa.select(AuditEntry.__table__)).all()
    if db.engine.dialect.name == "postgresql":
        refused("TRUNCATE audit_entry", AUDIT)
        refused(
            "INSERT INTO audit_entry SELECT * FROM audit_entry ON CONFLICT (id) DO UPDATE SET payload = 'nothing'",
            AUDIT,
        )
    else:
        refused("INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry", AUDIT)
        refused(
            "REPLACE INTO audit_entry SELECT id + 100000, chain_id, sequence, at, actor_id, event, '{}', previous,"
            " sha256 FROM audit_entry",
            AUDIT,
        )
    assert db.session.execute(sa.select(AuditEntry.__table__)).all() == before


STANDINGS = [
    ("ada", "affiliation = 'robots'", "affiliation"),
    ("ada", "rank = 'admiral'", "rank"),
    ("ada", "rank = NULL", "rank_goes_with_department"),
    ("ada", "affiliation = NULL", "rank_goes_with_department"),
    ("ada", "unit_id = 1", "unit_goes_with_business"),
    ("olu", "unit_id = NULL", "unit_goes_with_business"),
    ("olu", "rank = 'lead'", "rank_goes_with_department"),
    ("lea", "rank = 'lead'", "rank_goes_with_department"),
    ("lea", "unit_id = 1", "unit_goes_with_business"),
    ("max", "rank = 'lead'", "rank_goes_with_department"),
    ("max", "unit_id = 1", "unit_goes_with_business"),
    ("sam", "email = 'olu@example.org'", "email"),
]


def test_nobody_stands_where_no_person_can(cast: Cast) -> None:
    for name, change, because in STANDINGS:
        person: Person = getattr(cast, name)
        refused(f"UPDATE person SET {change} WHERE id = :who", because, who=person.id)


def test_an_incident_stands_nowhere_but_in_the_vocabulary(cast: Cast, clock: Clock) -> None:
    factories.reported(cast, clock)
    for column in ("triage", "containment", "correction", "review_state", "phase", "severity"):
        refused(f"UPDATE incident SET {column} = 'forgotten'", column)


def test_declining_has_a_reason_and_accepting_has_none(cast: Cast, clock: Clock) -> None:
    factories.accepted(cast, clock)
    refused("UPDATE triage_answer SET answer = 'decline'", "declining_has_a_reason")
    refused("UPDATE triage_answer SET reason = 'duplicate'", "declining_has_a_reason")


def test_only_one_hand_over_of_a_task_waits(cast: Cast, clock: Clock) -> None:
    task = factories.task(cast, clock, TaskKind.VENDOR_ESCALATION)
    tasks.offer_hand_over(cast.ari, task, TaskKind.ROLLBACK, "It is yours.", clock())
    second = sa.insert(HandOver).values(
        task_id=task.id,
        from_kind=task.kind,
        to_kind=TaskKind.ROLLBACK,
        reason="Again.",
        answer="",
        offered_by_id=cast.ada.id,
        offered_at=clock(),
    )
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(second)
    tasks.send_back(cast.ivo, task, "It stays yours.", clock())
    tasks.offer_hand_over(cast.ari, task, TaskKind.ROLLBACK, "It is yours after all.", clock())


def test_a_department_and_a_person_put_one_mark_of_a_kind(cast: Cast, clock: Clock) -> None:
    review = reviews.open_review(cast.ada, factories.resolved(cast, clock), clock())

    def mark(kind: MarkKind, person: Person, department: Department) -> None:
        values = {"review_id": review.id, "kind": kind, "department": department, "reason": "", "at": clock()}
        with db.session.begin_nested():
            db.session.execute(sa.insert(ReviewMark).values(person_id=person.id, **values))

    for kind in MarkKind:
        mark(kind, cast.ada, Department.AI)
        for person, department in ((cast.ann, Department.AI), (cast.ada, Department.IT)):
            with pytest.raises(IntegrityError):
                mark(kind, person, department)
        mark(kind, cast.ivo, Department.IT)


def test_there_is_one_organisation_and_no_second(cast: Cast, clock: Clock) -> None:
    for number in (1, 2):
        second = sa.insert(Organisation).values(
            id=number, name="Another", demo=False, time_zone="UTC", founded_at=clock()
        )
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.execute(second)


def test_a_person_has_one_current_signing_identity(cast: Cast, clock: Clock) -> None:
    row = dict(
        db.session.execute(sa.select(SigningIdentity.__table__).where(SigningIdentity.person_id == cast.ada.id))
        .mappings()
        .one()
    )
    second = sa.insert(SigningIdentity).values(row | {"id": 1000, "serial": "other"})
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(second)


def test_nothing_refers_to_what_is_not_there(cast: Cast, clock: Clock) -> None:
    incident = factories.reported(cast, clock)
    with pytest.raises(IntegrityError), db.session.begin_nested():
        insert_task(cast, incident.id + 1000)
