"""What the database itself refuses about joint decisions, to whoever comes round the code."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from incidents.domain.joint import AgreementKind
from incidents.domain.task import TaskState
from incidents.domain.vocabulary import Department, TaskKind
from incidents.models import Agreement, JointDecision, Person, db
from tests import decision_factories as given
from tests import factories
from tests.factories import Cast, Clock
from tests.postgres.test_guards import insert_task, refused

pytestmark = pytest.mark.usefixtures("in_app")


@pytest.fixture
def written(cast: Cast, clock: Clock) -> JointDecision:
    """A decision with both halves, and nobody's agreement."""
    return given.written(cast, clock, factories.accepted(cast, clock))


def agree(decision: JointDecision, person: Person, department: Department, kind: str = "control") -> None:
    """An agreement straight into the table."""
    values = {"kind": AgreementKind(kind), "department": department, "person_id": person.id, "reason": ""}
    with db.session.begin_nested():
        moment = decision.proposed_at
        db.session.execute(sa.insert(Agreement).values(decision_id=decision.id, at=moment, **values))


def test_nothing_is_agreed_or_verified_without_two_agreements(cast: Cast, written: JointDecision) -> None:
    for state in ("agreed", "sent_back", "verified"):
        refused(f"UPDATE joint_decision SET state = '{state}'", "agreed by a lead of each department")
    agree(written, cast.ada, Department.AI)
    refused("UPDATE joint_decision SET state = 'agreed'", "agreed by a lead of each department")
    agree(written, cast.ivo, Department.IT)
    db.session.execute(sa.text("UPDATE joint_decision SET state = 'agreed'"))


@pytest.mark.parametrize("name", ["ari", "iris", "ivo", "olu", "lea", "max"])
def test_only_a_lead_of_the_department_agrees_for_it(cast: Cast, written: JointDecision, name: str) -> None:
    with pytest.raises(DBAPIError, match="only a lead of the department"):
        agree(written, getattr(cast, name), Department.AI)


def test_a_department_agrees_once_and_a_person_for_one_only(cast: Cast, written: JointDecision) -> None:
    agree(written, cast.ada, Department.AI)
    with pytest.raises(DBAPIError, match=r"(?i)unique"):
        agree(written, cast.ann, Department.AI)
    db.session.execute(sa.text("UPDATE person SET affiliation = 'it' WHERE id = :ada"), {"ada": cast.ada.id})
    with pytest.raises(DBAPIError, match=r"(?i)unique"):
        agree(written, cast.ada, Department.IT)


def test_a_part_belongs_to_its_department_and_to_its_people(cast: Cast, written: JointDecision) -> None:
    refused("UPDATE decision_part SET owner = 'it' WHERE part = 'risk'", "owner_follows_from_part|department that owns")
    refused("UPDATE decision_part SET part = 'forgotten' WHERE part = 'risk'", "owner_follows_from_part")
    for person in (cast.ivo, cast.iris, cast.olu, cast.max):
        refused("UPDATE decision_part SET written_by_id = :who WHERE part = 'risk'", "people of", who=person.id)


def test_no_enforcement_starts_without_an_agreed_decision(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    insert_task(cast, incident.id, kind=TaskKind.CONTROL_ENFORCEMENT.value)
    refused("UPDATE task SET state = 'started' WHERE kind = 'control_enforcement'", "only by an agreed joint decision")
    with pytest.raises(DBAPIError, match="only by an agreed joint decision"), db.session.begin_nested():
        insert_task(cast, incident.id, kind=TaskKind.CONTROL_ENFORCEMENT.value, state=TaskState.STARTED.value)
    decision = given.agreed(cast, clock, incident)
    assert decision.task is not None
    start = "UPDATE task SET state = 'started' WHERE id = :task"
    task = decision.task.id
    db.session.execute(sa.text("UPDATE joint_decision SET state = 'proposed'"))
    refused(start, "only by an agreed joint decision", task=task)
    db.session.execute(sa.text("UPDATE joint_decision SET state = 'agreed'"))
    db.session.execute(sa.text(start), {"task": task})


def test_a_decision_stands_nowhere_but_in_the_vocabulary(written: JointDecision) -> None:
    for column in ("control", "state", "proposed_for"):
        refused(f"UPDATE joint_decision SET {column} = 'forgotten'", column)
    refused("UPDATE joint_decision SET verified_at = proposed_at", "verified_by_somebody")
    refused("UPDATE joint_decision SET ended_at = proposed_at", "ended_by_somebody")


def test_two_people_stand_under_an_override_in_the_database(cast: Cast, clock: Clock, written: JointDecision) -> None:
    from incidents.operations import decisions

    decisions.enforce_alone(cast.ivo, written, "It burns.", clock())
    change = "UPDATE override SET acknowledged_at = at, acknowledged_by_id = :who"
    refused(change, "two_people", who=cast.ivo.id)
    refused("UPDATE override SET acknowledged_by_id = :who", "acknowledged_by_somebody", who=cast.ada.id)
