"""Guidance: written by the AI department, published by its leads, acknowledged by the units that it addresses."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from incidents.access import Act, can
from incidents.domain.bulletin import BulletinState
from incidents.domain.errors import Invalid, LostUpdate, NotPossibleNow, Refused
from incidents.domain.vocabulary import TaskKind
from incidents.models import AuditEntry, Bulletin, Notice, Unit, db
from incidents.operations import bulletins
from incidents.queries import bulletins as queries
from tests import factories
from tests.factories import Cast

Clock = Callable[[], datetime]
LEADS, AI = {"Ada", "Ann"}, {"Ada", "Ann", "Ari"}
AFFILIATED = {"Olu", "Sam", "Ada", "Ann", "Ari", "Ivo", "Ian", "Iris", "Lea"}


def unit(name: str = "Customer Operations") -> Unit:
    return db.session.scalars(sa.select(Unit).where(Unit.name == name)).one()


def drafted(cast: Cast, clock: Clock, **fields: Any) -> Bulletin:
    given: dict[str, Any] = {
        "title": "Check refunds",
        "body": "Look them up first.",
        "system": cast.system,
        "units": [unit()],
        "for_all": False,
    }
    return bulletins.draft(cast.ari, **given | fields, at=clock())


def published(cast: Cast, clock: Clock, **fields: Any) -> Bulletin:
    bulletin = drafted(cast, clock, **fields)
    bulletins.publish_bulletin(cast.ada, bulletin, clock())
    return bulletin


def told() -> list[tuple[str, str]]:
    rows = db.session.execute(sa.select(Notice.person_id, Notice.text).order_by(Notice.id)).all()
    names = {person.id: person.name for person in Cast().everybody}
    return [(names[number], text) for number, text in rows]


def may(cast: Cast, act: Act, bulletin: Bulletin) -> set[str]:
    return {person.name for person in cast.everybody if can(person, act, bulletin)}


def test_just_these_write_publish_withdraw_and_acknowledge(cast: Cast, clock: Clock) -> None:
    bulletin = published(cast, clock)
    assert may(cast, Act.WRITE_GUIDANCE, bulletin) == AI
    assert may(cast, Act.PUBLISH_GUIDANCE, bulletin) == LEADS
    assert may(cast, Act.WITHDRAW_GUIDANCE, bulletin) == LEADS
    assert may(cast, Act.ACKNOWLEDGE_GUIDANCE, bulletin) == {"Olu"}
    for_all = published(cast, clock, for_all=True, units=[])
    assert may(cast, Act.ACKNOWLEDGE_GUIDANCE, for_all) == {"Olu", "Sam"}


def test_whoever_may_not_is_refused_and_nothing_changes(cast: Cast, clock: Clock) -> None:
    bulletin = drafted(cast, clock)
    for person in cast.everybody:
        if person.name not in AI:
            with pytest.raises(Refused):
                bulletins.draft(person, title="T", body="B", system=None, units=[], for_all=True, at=clock())
        if person.name not in LEADS:
            with pytest.raises(Refused):
                bulletins.publish_bulletin(person, bulletin, clock())
            with pytest.raises(Refused):
                bulletins.withdraw(person, bulletin, "No.", clock())
    assert bulletin.state is BulletinState.DRAFT
    assert told() == []


def test_drafts_are_read_by_the_ai_department_and_published_guidance_by_everybody_affiliated(
    cast: Cast, clock: Clock
) -> None:
    drafted(cast, clock)
    published(cast, clock)
    for person in cast.everybody:
        drafts = queries.shelf(person, queries.Shelf.DRAFTS).rows
        in_force = queries.shelf(person, queries.Shelf.IN_FORCE).rows
        assert (len(drafts), len(in_force)) == (int(person.name in AI), int(person.name in AFFILIATED)), person.name


def test_publishing_tells_the_people_of_the_units_it_addresses_once(cast: Cast, clock: Clock) -> None:
    published(cast, clock)
    assert told() == [("Olu", "Guidance to acknowledge: “Check refunds”")]
    published(cast, clock, title="For all of you", for_all=True, units=[])
    assert {name for name, text in told() if "For all of you" in text} == {"Olu", "Sam"}


def test_a_unit_acknowledges_once_and_its_question_reaches_author_and_publisher(cast: Cast, clock: Clock) -> None:
    bulletin = published(cast, clock)
    assert [one.title for one in queries.to_acknowledge(cast.olu)] == ["Check refunds"]
    assert queries.to_acknowledge(cast.sam) == []
    given = bulletins.acknowledge(cast.olu, bulletin, clock(), "Also for vouchers?")
    assert (given.unit.name, given.person.name, given.question) == ("Customer Operations", "Olu", "Also for vouchers?")
    assert queries.to_acknowledge(cast.olu) == []
    asked = {name for name, text in told() if text == "Customer Operations asks about the guidance “Check refunds”"}
    assert asked == {"Ari", "Ada"}
    with pytest.raises(NotPossibleNow, match="Olu has acknowledged it for Customer Operations already"):
        bulletins.acknowledge(cast.olu, bulletin, clock())


def test_only_what_is_in_force_is_acknowledged(cast: Cast, clock: Clock) -> None:
    bulletin = drafted(cast, clock)
    with pytest.raises(NotPossibleNow, match="It is draft"):
        bulletins.acknowledge(cast.olu, bulletin, clock())


def test_a_new_revision_takes_the_place_of_the_old_one_and_asks_again(cast: Cast, clock: Clock) -> None:
    first = published(cast, clock)
    bulletins.acknowledge(cast.olu, first, clock())
    second = bulletins.revise(cast.ari, first, clock())
    assert (first.state, second.state, second.revision) == (BulletinState.PUBLISHED, BulletinState.DRAFT, 2)
    assert queries.to_acknowledge(cast.olu) == []
    with pytest.raises(NotPossibleNow, match="exists already"):
        bulletins.revise(cast.ada, first, clock())

    bulletins.publish_bulletin(cast.ann, second, clock())

    assert (first.state, second.state) == (BulletinState.SUPERSEDED, BulletinState.PUBLISHED)
    assert queries.to_acknowledge(cast.olu) == [second]
    assert [text for name, text in told() if name == "Olu"] == ["Guidance to acknowledge: “Check refunds”"] * 2
    assert queries.reading(first, cast.olu).newest is second


def test_a_withdrawn_draft_of_a_revision_makes_room_for_another(cast: Cast, clock: Clock) -> None:
    first = published(cast, clock)
    second = bulletins.revise(cast.ari, first, clock())
    bulletins.withdraw(cast.ada, second, "Not needed.", clock())
    third = bulletins.revise(cast.ari, first, clock())
    assert (second.state, third.state, first.state) == ("withdrawn", "draft", "published")
    assert [text for _, text in told() if "withdrawn" in text] == []


def test_withdrawing_needs_a_reason_and_tells_the_units(cast: Cast, clock: Clock) -> None:
    bulletin = published(cast, clock)
    with pytest.raises(Invalid) as blank:
        bulletins.withdraw(cast.ada, bulletin, "  ", clock())
    assert blank.value.field == "reason"
    assert bulletin.state is BulletinState.PUBLISHED
    bulletins.withdraw(cast.ada, bulletin, "The tariff changed.", clock())
    assert bulletin.state is BulletinState.WITHDRAWN
    assert ("Olu", "Guidance was withdrawn: “Check refunds”") in told()
    assert queries.to_acknowledge(cast.olu) == []
    with pytest.raises(NotPossibleNow):
        bulletins.publish_bulletin(cast.ada, bulletin, clock())


def test_what_is_published_is_never_edited_and_two_writers_lose_nothing(cast: Cast, clock: Clock) -> None:
    bulletin = drafted(cast, clock)
    text: dict[str, Any] = {"title": "T", "system": None, "units": [], "for_all": True}
    bulletins.edit(cast.ada, bulletin, body="Hers.", version=1, **text, at=clock())
    with pytest.raises(LostUpdate) as lost:
        bulletins.edit(cast.ari, bulletin, body="His.", version=1, **text, at=clock())
    assert (lost.value.theirs, lost.value.mine, lost.value.by, lost.value.version) == ("Hers.", "His.", "Ada", 2)
    bulletins.publish_bulletin(cast.ada, bulletin, clock())
    with pytest.raises(NotPossibleNow, match="Write a new revision"):
        bulletins.edit(cast.ari, bulletin, body="Later.", version=2, **text, at=clock())
    assert bulletin.body == "Hers."


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"title": " "}, "title"), ({"body": ""}, "body"), ({"body": "x" * 20_001}, "body"), ({"units": []}, "units")],
)
def test_what_is_missing_is_named(cast: Cast, clock: Clock, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        drafted(cast, clock, **fields)
    assert refused.value.field == field


def test_guidance_is_born_from_a_policy_update_that_is_done(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    task = factories.task(cast, clock, TaskKind.POLICY_UPDATE, incident)
    with pytest.raises(NotPossibleNow, match="Finish the task first"):
        drafted(cast, clock, task=task)
    factories.tasks.start(cast.ari, task, clock())
    factories.tasks.finish(cast.ari, task, "A new rule.", clock())
    bulletin = drafted(cast, clock, task=task)
    assert queries.of_task(task, cast.ari) == [bulletin]
    assert queries.of_task(task, cast.iris) == []
    bulletins.publish_bulletin(cast.ada, bulletin, clock())
    revision = bulletins.revise(cast.ari, bulletin, clock())
    bulletins.publish_bulletin(cast.ada, revision, clock())
    assert queries.of_task(task, cast.iris) == [revision]
    other = factories.done(cast, clock, TaskKind.BEHAVIOUR_EVALUATION, incident)
    with pytest.raises(NotPossibleNow):
        drafted(cast, clock, task=other)


def test_a_system_knows_the_guidance_in_force_about_it(cast: Cast, clock: Clock) -> None:
    about_all = published(cast, clock, title="Everywhere", system=None)
    own = published(cast, clock, title="Here")
    drafted(cast, clock)
    assert queries.of_system(cast.system) == [own, about_all]


def test_every_step_is_in_the_audit_trail_of_the_organisation(cast: Cast, clock: Clock) -> None:
    bulletin = published(cast, clock)
    bulletins.acknowledge(cast.olu, bulletin, clock())
    second = bulletins.revise(cast.ari, bulletin, clock())
    bulletins.publish_bulletin(cast.ada, second, clock())
    bulletins.withdraw(cast.ada, second, "Wrong.", clock())
    kept = db.session.scalars(
        sa.select(AuditEntry.event).where(AuditEntry.event.startswith("Bulletin")).order_by(AuditEntry.id)
    ).all()
    assert kept == [
        "BulletinDrafted",
        "BulletinPublished",
        "BulletinAcknowledged",
        "BulletinDrafted",
        "BulletinPublished",
        "BulletinSuperseded",
        "BulletinWithdrawn",
    ]
