"""Readiness: both departments, two different people, and nothing that is not met."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError

from incidents.domain.errors import Invalid, NotPossibleNow, Refused
from incidents.domain.override import Gate
from incidents.domain.readiness import Area, Outcome, Purpose, Verdict
from incidents.domain.vocabulary import Affiliation, Department, Severity
from incidents.models import Incident, Person, Readiness, ReadinessFinding, System, db
from incidents.operations import overrides, readiness, waivers
from incidents.queries import register as reading
from incidents.queries.kept_events import events_of
from tests import factories
from tests.factories import Cast, Clock


def begun(cast: Cast, clock: Clock, incident: Incident | None = None) -> Readiness:
    """Ari has begun it."""
    purpose = Purpose.RETURN_TO_SERVICE if incident else Purpose.FIRST_USE
    return readiness.open_readiness(cast.ari, cast.system, purpose, clock(), incident)


def area(row: Readiness, wanted: Area) -> ReadinessFinding:
    return next(finding for finding in row.findings if finding.area is wanted)


def assessed(cast: Cast, clock: Clock, row: Readiness, *departments: Department) -> Readiness:
    """Every area of these departments is met."""
    for department in departments or tuple(Department):
        member = cast.ari if department is Department.AI else cast.iris
        for finding in row.findings_of(department):
            readiness.assess(member, finding, Verdict.MET, "Seen in test 4.", clock())
    return row


def test_one_sign_off_alone_is_not_enough(cast: Cast, clock: Clock) -> None:
    row = assessed(cast, clock, begun(cast, clock))
    found = []
    for lead in (cast.ada, cast.ivo):
        readiness.sign_off(lead, row, "", clock())
        found.append((row.outcome, reading.entry(cast.system, cast.ada).ready))
    assert found == [(Outcome.OPEN, None), (Outcome.READY, True)]


def test_both_sign_offs_are_those_of_two_people_and_two_departments(cast: Cast, clock: Clock) -> None:
    row = assessed(cast, clock, begun(cast, clock))
    readiness.sign_off(cast.ada, row, "", clock())
    for lead in (cast.ada, cast.ann):
        with pytest.raises(NotPossibleNow, match="Ada has signed it off for the AI department already"):
            readiness.sign_off(lead, row, "", clock())
    ada = cast.ada
    ada.affiliation = Affiliation.IT
    with pytest.raises(NotPossibleNow, match="It takes two people"):
        readiness.sign_off(ada, row, "", clock())


@pytest.mark.parametrize("name", ["olu", "ari", "iris", "lea", "max", "sam"])
def test_only_leads_sign_off_or_refuse(cast: Cast, clock: Clock, name: str) -> None:
    row = assessed(cast, clock, begun(cast, clock))
    person: Person = getattr(cast, name)
    for act in (readiness.sign_off, readiness.reject):
        with pytest.raises(Refused):
            act(person, row, "No.", clock())


@pytest.mark.parametrize("wanted", Area)
def test_an_area_is_assessed_by_its_own_department_only(cast: Cast, clock: Clock, wanted: Area) -> None:
    finding = area(begun(cast, clock), wanted)
    other = cast.ivo if wanted.department is Department.AI else cast.ada
    own = cast.ari if wanted.department is Department.AI else cast.iris
    for person in (other, cast.olu, cast.lea, cast.max):
        with pytest.raises(Refused):
            readiness.assess(person, finding, Verdict.MET, "Fine.", clock())
    readiness.assess(own, finding, Verdict.MET, "Fine.", clock())
    assert (finding.verdict, finding.by) == (Verdict.MET, own)


def test_what_is_not_met_or_not_assessed_stops_its_departments_sign_off_only(cast: Cast, clock: Clock) -> None:
    row = assessed(cast, clock, begun(cast, clock), Department.AI)
    readiness.assess(cast.ari, area(row, Area.HARM), Verdict.NOT_MET, "Nobody asked who is hurt.", clock())
    with pytest.raises(NotPossibleNow, match="Not met: Risk of harm"):
        readiness.sign_off(cast.ada, row, "", clock())
    with pytest.raises(NotPossibleNow, match="Still to be assessed by IT"):
        readiness.sign_off(cast.ivo, row, "", clock())
    assessed(cast, clock, row, Department.IT)
    readiness.sign_off(cast.ivo, row, "", clock())
    assert row.outcome is Outcome.OPEN


def test_what_does_not_apply_does_not_stop_a_sign_off_but_says_why(cast: Cast, clock: Clock) -> None:
    row = assessed(cast, clock, begun(cast, clock))
    with pytest.raises(Invalid, match="why does this not apply"):
        readiness.assess(cast.ari, area(row, Area.VENDOR_RISK), Verdict.NOT_APPLICABLE, " ", clock())
    readiness.assess(cast.ari, area(row, Area.VENDOR_RISK), Verdict.NOT_APPLICABLE, "It is our own.", clock())
    readiness.sign_off(cast.ada, row, "", clock())
    assert row.sign_off(Department.AI) is not None


def test_assessing_again_withdraws_the_departments_own_sign_off(cast: Cast, clock: Clock) -> None:
    row = assessed(cast, clock, begun(cast, clock))
    readiness.sign_off(cast.ada, row, "", clock())
    readiness.assess(cast.iris, area(row, Area.CAPACITY), Verdict.MET, "Measured again.", clock())
    assert row.sign_off(Department.AI) is not None
    readiness.assess(cast.ari, area(row, Area.BEHAVIOUR), Verdict.MET, "Run again.", clock())
    assert row.sign_off(Department.AI) is None
    readiness.sign_off(cast.ivo, row, "", clock())
    assert row.outcome is Outcome.OPEN


def test_a_lead_refuses_with_a_reason_and_another_assessment_may_follow(cast: Cast, clock: Clock) -> None:
    row = begun(cast, clock)
    with pytest.raises(NotPossibleNow, match="being assessed already"):
        begun(cast, clock)
    with pytest.raises(Invalid, match="Give a reason"):
        readiness.reject(cast.ivo, row, "", clock())
    readiness.reject(cast.ivo, row, "There is no way back.", clock())
    assert reading.entry(cast.system, cast.ada).ready is False
    with pytest.raises(NotPossibleNow, match="This assessment ended"):
        readiness.assess(cast.ari, row.findings[0], Verdict.MET, "Fine.", clock())
    again = assessed(cast, clock, begun(cast, clock))
    readiness.sign_off(cast.ada, again, "", clock())
    readiness.sign_off(cast.ian, again, "", clock())
    assert reading.entry(cast.system, cast.ada).ready is True


def test_a_return_to_service_waits_for_both_and_says_for_whom(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    said = readiness.obstacle_to_return
    assert "not assessed yet" in str(said(cast.system, incident))
    row = assessed(cast, clock, begun(cast, clock, incident))
    assert "by the AI department and IT" in str(said(cast.system, incident))
    readiness.sign_off(cast.ada, row, "", clock())
    assert str(said(cast.system, incident)).endswith("signed off yet by IT.")
    readiness.sign_off(cast.ivo, row, "", clock())
    assert said(cast.system, incident) is None
    told = [type(event).__name__ for _, event in events_of(incident.id)]
    assert told.count("ReadinessSignedOff") == 2
    assert told[-1] == "SystemFoundReady"


def test_a_refused_return_says_why_and_an_override_opens_the_gate(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    readiness.reject(cast.ivo, begun(cast, clock, incident), "Logs are missing.", clock())
    assert "Logs are missing." in str(readiness.obstacle_to_return(cast.system, incident))
    overrides.cross(cast.ada, incident, Gate.READINESS, "Clinics are waiting.", clock())
    assert readiness.obstacle_to_return(cast.system, incident) is None


def test_a_reopened_incident_is_assessed_anew(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    row = assessed(cast, clock, begun(cast, clock, incident))
    readiness.sign_off(cast.ada, row, "", clock())
    readiness.sign_off(cast.ivo, row, "", clock())
    incident.reopened += 1
    assert "not assessed yet" in str(readiness.obstacle_to_return(cast.system, incident))


def test_readiness_for_first_use_says_nothing_about_a_return(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    row = assessed(cast, clock, begun(cast, clock))
    readiness.sign_off(cast.ada, row, "", clock())
    readiness.sign_off(cast.ivo, row, "", clock())
    assert "not assessed yet" in str(readiness.obstacle_to_return(cast.system, incident))
    assert reading.entry(cast.system, cast.ada).ready is True


def test_a_return_names_an_incident_of_the_same_system(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    other = System(name="Another")
    db.session.add(other)
    for system, purpose, of in (
        (other, Purpose.RETURN_TO_SERVICE, incident),
        (cast.system, Purpose.RETURN_TO_SERVICE, None),
        (cast.system, Purpose.FIRST_USE, incident),
    ):
        with pytest.raises(Invalid):
            readiness.open_readiness(cast.ada, system, purpose, clock(), of)


def insert(table: str, **values: Any) -> None:
    columns, places = ", ".join(values), ", ".join(f":{name}" for name in values)
    db.session.execute(sa.text(f"INSERT INTO {table} ({columns}) VALUES ({places})"), values)


def test_the_database_takes_one_sign_off_a_department_and_a_person(cast: Cast, clock: Clock) -> None:
    row = assessed(cast, clock, begun(cast, clock))
    readiness.sign_off(cast.ada, row, "", clock())
    for person, department in ((cast.ann, Department.AI), (cast.ada, Department.IT)):
        with pytest.raises(IntegrityError), db.session.begin_nested():
            insert(
                "readiness_sign_off",
                readiness_id=row.id,
                department=department.value,
                person_id=person.id,
                note="",
                at="2026-09-01 08:00:00",
            )


def test_the_database_refuses_a_return_without_its_incident(cast: Cast) -> None:
    values = {"system_id": cast.system.id, "round": 0, "opened_by_id": cast.ada.id, "reason": ""}
    with pytest.raises(DBAPIError, match="return_has_an_incident"), db.session.begin_nested():
        insert("readiness", **values, purpose="return_to_service", outcome="open", opened_at="2026-09-01 08:00:00")


def test_the_readiness_of_a_closed_incident_is_read_only(cast: Cast, clock: Clock) -> None:
    incident = factories.resolved(cast, clock, Severity.SEV_4)
    row = assessed(cast, clock, begun(cast, clock, incident))
    for lead in (cast.ada, cast.ivo):
        waivers.waive(lead, incident, "Nothing new.", clock())
    with pytest.raises(NotPossibleNow, match="closed"):
        readiness.sign_off(cast.ada, row, "", clock())
