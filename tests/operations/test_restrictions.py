"""Restricted incidents: seen by those who are named, whoever they are, and by nobody else."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from incidents import access
from incidents.access import assignable_to, readable_by, sees, visible_to
from incidents.delivery.actions import remind
from incidents.domain.errors import Invalid, NotPossibleNow, Refused
from incidents.domain.relation import RelationKind
from incidents.domain.vocabulary import Department, TaskKind
from incidents.models import Incident, Notice, Person, Review, db
from incidents.operations import actions, learning, relations, restrictions
from incidents.queries import home, queue
from incidents.queries import relations as related
from incidents.queries import tasks as desks
from incidents.queries.kept_events import events_of
from incidents.queries.queue_filters import Filters
from tests import factories
from tests.factories import Cast, Clock


@pytest.fixture
def incident(cast: Cast, clock: Clock) -> Incident:
    """Restricted to Ada, Ivo and Olu, who reported it."""
    reported = factories.reported(cast, clock)
    restrictions.restrict(cast.ada, reported, [cast.ivo], "It names a patient.", clock())
    return reported


def who_sees(cast: Cast, incident: Incident) -> set[str]:
    """By name, after asking Python and the database: they must agree about everybody."""
    by_rule = {person.name for person in cast.everybody if sees(person, incident)}
    listed = sa.select(Incident.id).where(Incident.id == incident.id)
    by_query = {p.name for p in cast.everybody if db.session.scalar(listed.where(visible_to(p))) is not None}
    assert by_rule == by_query
    assert by_rule == set(db.session.scalars(sa.select(Person.name).where(access.who_sees(incident))))
    return by_rule


def test_only_the_named_the_actor_and_the_reporter_see_it(cast: Cast, incident: Incident) -> None:
    assert who_sees(cast, incident) == {"Ada", "Ivo", "Olu"}


@pytest.mark.parametrize("published", [False, True])
def test_python_and_sql_agree_about_everybody_for_every_choice_of_names(
    cast: Cast, clock: Clock, published: bool
) -> None:
    incident = factories.reported(cast, clock)
    incident.published_revision = 1 if published else None
    choice = [cast.ari, cast.iris, cast.lea, cast.sam, cast.ian]
    for number in range(2 ** len(choice)):
        named = [person for place, person in enumerate(choice) if number >> place & 1]
        restrictions.restrict(cast.ada, incident, [cast.ivo, *named], "It names a patient.", clock())
        assert who_sees(cast, incident) == {"Ada", "Ivo", "Olu", *(person.name for person in named)}
        restrictions.lift(cast.ada, incident, "Next.", clock())


def test_who_has_left_does_not_see_it_though_named(cast: Cast, clock: Clock, incident: Incident) -> None:
    restrictions.name_person(cast.ada, incident, cast.ari, "", clock())
    cast.ari.active = False
    db.session.flush()
    assert who_sees(cast, incident) == {"Ada", "Ivo", "Olu"}


def test_leadership_reads_the_report_only_when_named(cast: Cast, clock: Clock, incident: Incident) -> None:
    incident.published_revision = 1
    assert not sees(cast.lea, incident)
    restrictions.name_person(cast.ada, incident, cast.lea, "She answers for it.", clock())
    assert sees(cast.lea, incident)
    assert db.session.scalars(sa.select(Review).join(Incident).where(readable_by(cast.lea))).all() == []


def test_administration_gives_no_right_here(cast: Cast, clock: Clock, incident: Incident) -> None:
    cast.sam.administrator = True
    assert not sees(cast.sam, incident)
    with pytest.raises(Invalid, match="only administers"):
        restrictions.name_person(cast.ada, incident, cast.max, "", clock())


@pytest.mark.parametrize("name", ["ari", "iris", "olu", "lea", "sam", "max"])
def test_only_a_lead_restricts(cast: Cast, clock: Clock, name: str) -> None:
    reported = factories.reported(cast, clock)
    with pytest.raises(Refused):
        restrictions.restrict(getattr(cast, name), reported, [cast.ada, cast.ivo], "I say so.", clock())


def test_a_lead_who_is_not_named_can_do_nothing_with_it(cast: Cast, clock: Clock, incident: Incident) -> None:
    acts: list[Callable[[], object]] = [
        lambda: restrictions.lift(cast.ann, incident, "Let me in.", clock()),
        lambda: restrictions.name_person(cast.ann, incident, cast.ann, "Let me in.", clock()),
        lambda: restrictions.restrict(cast.ann, incident, [cast.ann], "Let me in.", clock()),
    ]
    for act in acts:
        with pytest.raises(Refused, match="There is no such incident"):
            act()


def test_a_lead_of_each_department_stays_named(cast: Cast, clock: Clock, incident: Incident) -> None:
    with pytest.raises(NotPossibleNow, match="only named lead of IT"):
        restrictions.unname_person(cast.ada, incident, cast.ivo, "On leave.", clock())
    restrictions.name_person(cast.ada, incident, cast.ian, "In for Ivo.", clock())
    restrictions.unname_person(cast.ada, incident, cast.ivo, "On leave.", clock())
    assert who_sees(cast, incident) == {"Ada", "Ian", "Olu"}


def test_without_a_lead_of_each_department_nothing_is_restricted(cast: Cast, clock: Clock) -> None:
    reported = factories.reported(cast, clock)
    with pytest.raises(Invalid, match="at least one lead of IT") as lacking:
        restrictions.restrict(cast.ada, reported, [cast.iris], "It names a patient.", clock())
    assert lacking.value.field == "people"
    assert not reported.restricted


def test_the_reporter_and_who_has_open_work_stay_named(cast: Cast, clock: Clock) -> None:
    accepted = factories.accepted(cast, clock)
    factories.task(cast, clock, TaskKind.ROLLBACK, accepted)
    restrictions.restrict(cast.ada, accepted, [cast.ivo], "It names a patient.", clock())
    assert who_sees(cast, accepted) == {"Ada", "Ivo", "Olu", "Iris"}
    for person in (cast.olu, cast.iris):
        with pytest.raises(NotPossibleNow, match="must see it"):
            restrictions.unname_person(cast.ada, accepted, person, "Not needed.", clock())


def test_work_on_it_goes_only_to_those_who_see_it(cast: Cast, clock: Clock) -> None:
    review = factories.drafted(cast, clock)
    task = factories.task(cast, clock, TaskKind.VENDOR_ESCALATION, review.incident)
    restrictions.restrict(cast.ada, review.incident, [cast.ivo], "It names a patient.", clock())
    assert assignable_to(cast.ann, task) == "Ann is not named on this restricted incident."
    assert assignable_to(cast.ada, task) is None
    with pytest.raises(Invalid, match="Ann may not see this restricted incident"):
        learning.add_action(
            cast.ada,
            review,
            title="Test",
            owner=cast.ann,
            due_on=clock().date(),
            action_class=review.actions[0].action_class,
            verification="So.",
            at=clock(),
        )


def test_adding_removing_and_lifting_stand_in_the_record(cast: Cast, clock: Clock, incident: Incident) -> None:
    restrictions.name_person(cast.ivo, incident, cast.sam, "From Legal.", clock())
    restrictions.unname_person(cast.ada, incident, cast.sam, "Done.", clock())
    with pytest.raises(Invalid, match="reason"):
        restrictions.lift(cast.ada, incident, " ", clock())
    restrictions.lift(cast.ada, incident, "The patient agreed.", clock())
    told = [(event.sentence, event.why) for _, event in events_of(incident.id)][-4:]
    assert told == [
        ("restricted the incident to Ada, Olu, Ivo", "It names a patient."),
        ("named Sam among those who see the incident", "From Legal."),
        ("took Sam from those who see the incident", "Done."),
        ("lifted the restriction of the incident", "The patient agreed."),
    ]
    assert who_sees(cast, incident) == {"Ada", "Ann", "Ari", "Ivo", "Ian", "Iris", "Olu"}
    restrictions.restrict(cast.ivo, incident, [cast.ann], "Again.", clock())
    assert who_sees(cast, incident) == {"Ann", "Ivo", "Olu"}


def test_it_is_neither_listed_nor_counted_for_others(cast: Cast, clock: Clock, incident: Incident) -> None:
    task = factories.task(cast, clock, TaskKind.ROLLBACK)
    factories.task(cast, clock, TaskKind.ROLLBACK, task.incident)
    restrictions.restrict(cast.ada, task.incident, [cast.ivo], "It names a patient.", clock())
    db.session.flush()
    assert queue.page_of(cast.ann, Filters()).rows == []
    assert home.of_department(cast.ann, Department.AI, clock()).to_triage == []
    assert set(desks.desk(cast.ian, desks.Shelf.DEPARTMENT).counts.values()) == {0}
    assert desks.desk(cast.ivo, desks.Shelf.DEPARTMENT).counts[desks.Shelf.DEPARTMENT] == 2


def test_neither_relations_nor_the_picker_name_it_to_others(cast: Cast, clock: Clock, incident: Incident) -> None:
    other = factories.reported(cast, clock)
    relations.relate(cast.ada, other, incident, RelationKind.RELATED_TO, "", clock())
    assert related.lines_of(other, cast.ann) == []
    assert related.find(cast.ann, incident.reference) is None
    assert list(related.search(cast.ann, incident.title, other)) == []
    with pytest.raises(Refused):
        relations.relate(cast.ann, other, incident, RelationKind.DUPLICATE_OF, "", clock())


def test_nobody_is_told_of_what_they_may_not_see(cast: Cast, clock: Clock) -> None:
    review = factories.drafted(cast, clock)
    action = review.actions[0]
    review.incident.published_revision = 1
    actions.set_running(cast.ada, review, clock())
    restrictions.restrict(cast.ada, review.incident, [cast.ivo], "It names a patient.", clock())
    db.session.execute(sa.delete(Notice))
    late = clock().replace(year=2027)
    assert remind(lambda: late) == 2
    heard = {notice.person.name for notice in db.session.scalars(sa.select(Notice))}
    assert heard == {"Ari", "Ada"}, "not Ann, who leads the AI department as well"
    assert action.owner is cast.ari


def test_a_person_is_named_once(cast: Cast, clock: Clock, incident: Incident) -> None:
    with pytest.raises(Invalid, match="named already"):
        restrictions.name_person(cast.ada, incident, cast.ivo, "", clock())
    with pytest.raises(Invalid, match="not named here"):
        restrictions.unname_person(cast.ada, incident, cast.sam, "No.", clock())
    gone: Person = cast.sam
    gone.active = False
    with pytest.raises(Invalid, match="has left"):
        restrictions.name_person(cast.ada, incident, gone, "", clock())
