"""People, units, the register of AI systems, and the founding of the organisation."""

from typing import Any

import pytest
import sqlalchemy as sa

from incidents.context import Countersign
from incidents.domain.errors import Invalid, NotPossibleNow, Refused
from incidents.domain.vocabulary import Affiliation, Rank, TaskKind
from incidents.founding import found_organisation
from incidents.models import Person, System, Unit, db
from incidents.operations import organisation, people, register, tasks
from tests import factories
from tests.factories import Cast, Clock

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


def hire(cast: Cast, clock: Clock, **fields: Any) -> Person:
    values: dict[str, Any] = {
        "name": "Ines",
        "email": "ines@example.org",
        "password": "a long password",
        "affiliation": Affiliation.IT,
        "rank": Rank.MEMBER,
    }
    return people.add_person(cast.max, at=clock(), **values | fields)


def change(cast: Cast, clock: Clock, person: Person, actor: Person | None = None, **fields: Any) -> None:
    values: dict[str, Any] = {
        "affiliation": person.affiliation,
        "rank": person.rank,
        "unit": person.unit,
        "administrator": person.administrator,
        "active": person.active,
    }
    people.change_person(actor or cast.max, person, at=clock(), **values | fields)


def test_max_adds_a_person_whose_password_is_never_kept(cast: Cast, clock: Clock) -> None:
    person = hire(cast, clock, email="INES@Example.org", name=" Ines  Novak ")
    assert (person.email, person.name) == ("ines@example.org", "Ines Novak")
    assert person.password.startswith("$argon2")


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("name", {"name": " "}),
        ("name", {"name": "x" * 121}),
        ("email", {"email": "nobody"}),
        ("email", {"email": "olu@example.org"}),
        ("email", {"email": "OLU@EXAMPLE.ORG"}),
        ("password", {"password": "elevenchars"}),
        ("rank", {"rank": None}),
        ("rank", {"affiliation": Affiliation.LEADERSHIP}),
        ("unit", {"affiliation": Affiliation.BUSINESS, "rank": None}),
        ("affiliation", {"affiliation": None, "rank": None}),
        ("time_zone", {"time_zone": "Europe/Atlantis"}),
        ("title", {"title": "x" * 121}),
    ],
)
def test_a_person_who_stands_nowhere_is_not_added(cast: Cast, clock: Clock, field: str, fields: dict[str, Any]) -> None:
    before = len(cast.everybody)
    with pytest.raises(Invalid) as invalid:
        hire(cast, clock, **fields)
    assert invalid.value.field == field
    assert len(cast.everybody) == before


@pytest.mark.parametrize("name", ["olu", "ada", "ivo", "lea"])
def test_only_an_administrator_looks_after_people(cast: Cast, clock: Clock, name: str) -> None:
    actor: Person = getattr(cast, name)
    for act in (
        lambda: people.add_unit(actor, "Legal", clock()),
        lambda: people.give_password(actor, cast.sam, "a long password", clock()),
        lambda: change(cast, clock, cast.sam, actor, administrator=True),
        lambda: change(cast, clock, actor, actor, administrator=True),
    ):
        with pytest.raises(Refused, match="Only an administrator can do this"):
            act()


def test_somebody_with_unfinished_tasks_does_not_move_nor_leave(cast: Cast, clock: Clock) -> None:
    task = factories.task(cast, clock, TaskKind.ROLLBACK)
    for fields in ({"affiliation": Affiliation.AI}, {"active": False}):
        with pytest.raises(Invalid, match=r"Iris has unfinished tasks. A lead assigns them to others first") as invalid:
            change(cast, clock, cast.iris, **fields)
        assert invalid.value.field == "affiliation"
    assert cast.iris.affiliation is Affiliation.IT
    tasks.assign(cast.ivo, task, cast.ian, clock())
    change(cast, clock, cast.iris, affiliation=Affiliation.AI)
    assert cast.iris.affiliation is Affiliation.AI


def test_a_change_of_standing_ends_every_log_in(cast: Cast, clock: Clock) -> None:
    before = cast.ari.fs_uniquifier
    change(cast, clock, cast.ari)
    assert cast.ari.fs_uniquifier == before, "nothing was changed"
    change(cast, clock, cast.ari, rank=Rank.LEAD)
    after = cast.ari.fs_uniquifier
    assert after != before
    people.give_password(cast.max, cast.ari, "a new long password", clock())
    assert cast.ari.fs_uniquifier != after


def test_max_does_not_lock_himself_out(cast: Cast, clock: Clock) -> None:
    for fields in ({"active": False}, {"administrator": False, "affiliation": Affiliation.LEADERSHIP}):
        with pytest.raises(Invalid, match="You cannot take your own administration away"):
            change(cast, clock, cast.max, **fields)
    assert cast.max.administrator


def test_a_unit_has_a_name_of_its_own(cast: Cast, clock: Clock) -> None:
    assert people.add_unit(cast.max, " Legal ", clock()).name == "Legal"
    for name in ("legal", "PROPERTY", ""):
        with pytest.raises(Invalid) as invalid:
            people.add_unit(cast.max, name, clock())
        assert invalid.value.field == "name"


def save_system(cast: Cast, clock: Clock, system: System | None = None, **fields: Any) -> System:
    values: dict[str, Any] = {
        "name": "Screening",
        "unit": None,
        "owner_for_value": cast.olu,
        "owner_for_safety": cast.ari,
        "owner_for_platform": cast.iris,
    }
    return register.save_system(cast.max, system, at=clock(), **values | fields)


def test_a_system_has_three_owners_of_three_places(cast: Cast, clock: Clock) -> None:
    system = save_system(cast, clock)
    assert (system.owner_for_value, system.owner_for_safety, system.owner_for_platform) == (
        cast.olu,
        cast.ari,
        cast.iris,
    )
    for field, wrong in (("value", cast.ari), ("safety", cast.iris), ("platform", cast.olu)):
        with pytest.raises(Invalid, match="Choose somebody who is") as invalid:
            save_system(cast, clock, system, **{f"owner_for_{field}": wrong})
        assert invalid.value.field == f"owner_for_{field}"


def test_a_system_has_a_name_of_its_own_and_may_keep_it(cast: Cast, clock: Clock) -> None:
    system = save_system(cast, clock)
    assert save_system(cast, clock, system, owner_for_value=cast.sam).owner_for_value is cast.sam
    with pytest.raises(Invalid, match="There is a system named"):
        save_system(cast, clock, name="helpdesk ASSISTANT")
    with pytest.raises(Refused):
        register.save_system(
            cast.ada,
            system,
            name="Screening",
            unit=None,
            owner_for_value=None,
            owner_for_safety=None,
            owner_for_platform=None,
            at=clock(),
        )


def test_an_organisation_is_founded_once(cast: Cast, clock: Clock, own: Countersign) -> None:
    before = [db.session.scalar(sa.select(sa.func.count(table.id))) for table in (Person, Unit)]
    root = own.authority.root_certificate_pem
    with pytest.raises(NotPossibleNow, match="An organisation lives here already"):
        found_organisation(
            own,
            organisation="Another",
            time_zone="UTC",
            name="Eve",
            email="eve@example.org",
            password="a long password",
            units=["Sales"],
            at=clock(),
        )
    assert before == [db.session.scalar(sa.select(sa.func.count(table.id))) for table in (Person, Unit)]
    assert own.authority.root_certificate_pem == root
    here = organisation.here()
    assert here is not None
    assert here.name == "Example Group"
