"""What a person may see, as SQL and as Python: the two say the same about everybody and everything."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.access import Act, can, sees, visible_to, who_sees
from incidents.domain.vocabulary import Affiliation, Rank
from incidents.models import Incident, Person, Unit, db
from tests import factories
from tests.factories import Cast, Clock

MOMENT = datetime(2026, 9, 1, tzinfo=UTC)
UNITS = ("Customer Operations", "Property")


@dataclass(frozen=True)
class Sketch:
    """A person to be: where they stand and whether the account is open."""

    affiliation: Affiliation | None
    rank: Rank | None
    unit: str | None
    active: bool
    administrator: bool


@st.composite
def people(draw: st.DrawFn) -> Sketch:
    affiliation = draw(st.sampled_from([*Affiliation, None]))
    in_department = affiliation in (Affiliation.AI, Affiliation.IT)
    return Sketch(
        affiliation=affiliation,
        rank=draw(st.sampled_from(Rank)) if in_department else None,
        unit=draw(st.sampled_from(UNITS)) if affiliation is Affiliation.BUSINESS else None,
        active=draw(st.integers(0, 4)) > 0,
        administrator=draw(st.booleans()),
    )


reports = st.tuples(st.integers(0, 4), st.sampled_from([*UNITS, None]), st.sampled_from([None, 1, 2]))
"""Number of the reporter, unit, published revision."""


@pytest.mark.usefixtures("in_app")
@given(crowd=st.lists(people(), min_size=1, max_size=5), told=st.lists(reports, min_size=1, max_size=8))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_the_database_lists_is_what_a_person_may_see(
    cast: Cast, crowd: list[Sketch], told: list[tuple[int, str | None, int | None]]
) -> None:
    savepoint = db.session.begin_nested()
    units = {unit.name: unit for unit in db.session.scalars(sa.select(Unit))}
    persons = [_person(sketch, units) for sketch in crowd]
    db.session.add_all(persons)
    db.session.flush()
    rows = [
        Incident(
            title="It promised a refund",
            what_happened="It did.",
            system_id=cast.system.id,
            reporter=persons[reporter % len(persons)],
            unit=units[unit] if unit else None,
            published_revision=revision,
            reported_at=MOMENT,
        )
        for reporter, unit, revision in told
    ]
    db.session.add_all(rows)
    db.session.flush()
    for person in (*persons, *cast.everybody):
        listed = set(db.session.scalars(sa.select(Incident.id).where(visible_to(person))))
        assert listed == {row.id for row in rows if sees(person, row)}, person
        assert listed == {row.id for row in rows if can(person, Act.SEE, row)}, person
    for row in rows:
        seeing = set(db.session.scalars(sa.select(Person.id).where(who_sees(row))))
        assert seeing == {person.id for person in (*persons, *cast.everybody) if sees(person, row)}, row
    savepoint.rollback()


def _person(sketch: Sketch, units: dict[str, Unit]) -> Person:
    unique = uuid.uuid4().hex
    return Person(
        name="Somebody",
        email=f"{unique}@example.org",
        password="",
        fs_uniquifier=unique,
        active=sketch.active,
        affiliation=sketch.affiliation,
        rank=sketch.rank,
        unit=units[sketch.unit] if sketch.unit else None,
        administrator=sketch.administrator,
        created_at=MOMENT,
    )


def test_olu_and_both_departments_see_the_report_and_nobody_else(cast: Cast, clock: Clock) -> None:
    incident = factories.reported(cast, clock)
    seeing = {person.name for person in cast.everybody if sees(person, incident)}
    assert seeing == {"Olu", "Ada", "Ari", "Ann", "Ivo", "Iris", "Ian"}


def test_lea_sees_an_incident_once_its_report_is_published(cast: Cast, clock: Clock) -> None:
    incident = factories.reported(cast, clock)
    assert not sees(cast.lea, incident)
    incident.published_revision = 1
    assert sees(cast.lea, incident)
    assert not sees(cast.sam, incident), "another unit still does not"
    assert not sees(cast.max, incident), "administration gives no right over incidents"


def test_who_has_left_sees_nothing_not_even_the_own_report(cast: Cast, clock: Clock) -> None:
    incident = factories.reported(cast, clock)
    cast.olu.active = False
    assert not sees(cast.olu, incident)
    assert db.session.scalars(sa.select(Incident).where(visible_to(cast.olu))).all() == []
