"""Change notices: both halves by both departments, and what an incident suspects."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from incidents.domain.change import ChangeState, Origin, Part, Suspicion, SuspicionVerb
from incidents.domain.errors import Invalid, NotPossibleNow, Refused
from incidents.domain.vocabulary import Affiliation, Department
from incidents.models import ChangeNotice, Notice, System, db
from incidents.operations import changes
from incidents.queries import changes as reading
from incidents.queries.kept_events import events_of
from tests import factories
from tests.factories import Cast, Clock

FINDING = "Twenty of twenty cases as before."


def noticed(cast: Cast, clock: Clock, **fields: Any) -> ChangeNotice:
    """Ari has recorded that the vendor changed the model."""
    told: dict[str, Any] = {
        "origin": Origin.VENDOR,
        "part": Part.MODEL,
        "title": "Model 5",
        "effective_at": clock(),
    } | fields
    return changes.notice(cast.ari, cast.system, at=clock(), **told)


def test_a_change_is_reviewed_only_when_both_departments_have_said_their_half(cast: Cast, clock: Clock) -> None:
    row = noticed(cast, clock)
    states = []
    for person, accepted in ((cast.ari, True), (cast.iris, False)):
        changes.review(person, row, accepted, FINDING, clock())
        states.append(row.state)
    assert states == [ChangeState.OPEN, ChangeState.REVIEWED]
    assert [(each.department, each.accepted) for each in row.reviews] == [
        (Department.AI, True),
        (Department.IT, False),
    ]


def test_one_department_alone_never_completes_a_review(cast: Cast, clock: Clock) -> None:
    row = noticed(cast, clock)
    for person in (cast.ari, cast.ada, cast.ann):
        changes.review(person, row, True, FINDING, clock())
    assert row.state is ChangeState.OPEN
    assert [review.person for review in row.reviews] == [cast.ann]


@pytest.mark.parametrize("name", ["olu", "lea", "max", "sam"])
def test_nobody_outside_the_departments_records_or_reviews_a_change(cast: Cast, clock: Clock, name: str) -> None:
    row = noticed(cast, clock)
    person = getattr(cast, name)
    with pytest.raises(Refused):
        changes.review(person, row, True, FINDING, clock())
    with pytest.raises(Refused):
        changes.notice(
            person,
            cast.system,
            origin=Origin.OWN,
            part=Part.DATA,
            title="New index",
            effective_at=clock(),
            at=clock(),
        )


def test_a_review_says_what_was_found_and_a_reviewed_notice_is_fixed(cast: Cast, clock: Clock) -> None:
    row = noticed(cast, clock)
    with pytest.raises(Invalid, match="a finding on behavioural impact"):
        changes.review(cast.ari, row, True, "  ", clock())
    changes.review(cast.ari, row, True, FINDING, clock())
    changes.review(cast.ivo, row, True, "Image 41 stays for a month.", clock())
    with pytest.raises(NotPossibleNow, match="reviewed"):
        changes.review(cast.ada, row, False, "No.", clock())
    with pytest.raises(NotPossibleNow, match="reviewed"):
        changes.withdraw(cast.ada, row, "No.", clock())


def test_a_notice_in_error_is_withdrawn_by_who_recorded_it_or_a_lead(cast: Cast, clock: Clock) -> None:
    row = noticed(cast, clock)
    with pytest.raises(Refused, match="Ari, who recorded it, or a lead"):
        changes.withdraw(cast.iris, row, "Wrong system.", clock())
    changes.withdraw(cast.ari, row, "Wrong system.", clock())
    assert (row.state, row.withdrawn_reason) == (ChangeState.WITHDRAWN, "Wrong system.")
    assert row not in reading.waiting_for(Department.IT)


def test_a_notice_waits_for_each_department_until_it_has_said_its_half(cast: Cast, clock: Clock) -> None:
    row = noticed(cast, clock)
    assert row in reading.waiting_for(Department.AI)
    assert row in reading.waiting_for(Department.IT)
    changes.review(cast.iris, row, True, "Rolled back for a test.", clock())
    assert row in reading.waiting_for(Department.AI)
    assert row not in reading.waiting_for(Department.IT)


def test_the_owners_or_else_the_leads_are_told_once_but_not_who_recorded_it(cast: Cast, clock: Clock) -> None:
    cast.system.owner_for_safety = cast.ari
    row = noticed(cast, clock)
    query = sa.select(Notice.person_id).where(Notice.key == f"change:{row.id}")
    assert set(db.session.scalars(query)) == {cast.ivo.id, cast.ian.id}


def test_an_announcement_cannot_lie_in_the_future_though_its_effect_may(cast: Cast, clock: Clock) -> None:
    later = clock() + timedelta(days=30)
    with pytest.raises(Invalid) as invalid:
        noticed(cast, clock, announced_on=later.date())
    assert invalid.value.field == "announced_on"
    assert noticed(cast, clock, effective_at=later).effective_at == later


def test_changes_are_suggested_by_how_shortly_before_they_took_effect(cast: Cast, clock: Clock) -> None:
    incident = factories.reported(cast, clock)
    moment = incident.occurred_at or incident.reported_at
    near = noticed(cast, clock, title="An hour before", effective_at=moment - timedelta(hours=1))
    week = noticed(cast, clock, title="A week before", effective_at=moment - timedelta(days=7))
    edge = noticed(cast, clock, title="60 days before", effective_at=moment - timedelta(days=60))
    noticed(cast, clock, title="61 days before", effective_at=moment - timedelta(days=61))
    noticed(cast, clock, title="After", effective_at=moment + timedelta(minutes=1))
    gone = noticed(cast, clock, title="Withdrawn", effective_at=moment - timedelta(days=1))
    changes.withdraw(cast.ari, gone, "In error.", clock())
    assert list(reading.suggestions(incident)) == [near, week, edge]
    assert reading.suggested(incident) == 3
    changes.suspect(cast.ada, incident, near, "It began then.", clock())
    assert list(reading.suggestions(incident)) == [week, edge]


def test_nearness_counts_from_when_it_occurred_where_that_is_known(cast: Cast, clock: Clock) -> None:
    incident = factories.reported(cast, clock)
    incident.occurred_at = incident.reported_at - timedelta(days=10)
    noticed(cast, clock, title="Between both", effective_at=incident.reported_at - timedelta(days=5))
    before = noticed(cast, clock, title="Before", effective_at=incident.occurred_at - timedelta(days=5))
    assert list(reading.suggestions(incident)) == [before]


def test_a_change_of_another_system_is_neither_suggested_nor_taken(cast: Cast, clock: Clock) -> None:
    incident = factories.reported(cast, clock)
    other = System(name="Another")
    db.session.add(other)
    row = noticed(cast, clock, effective_at=incident.reported_at)
    row.system = other
    db.session.flush()
    assert reading.suggestions(incident) == []
    with pytest.raises(Invalid, match="of this incident's system"):
        changes.suspect(cast.ada, incident, row, "It fits.", clock())


@pytest.mark.parametrize(("part", "may", "may_not"), [(Part.MODEL, "ari", "ivo"), (Part.INFRASTRUCTURE, "iris", "ada")])
def test_a_suspicion_is_settled_by_the_department_that_owns_what_changed(
    cast: Cast, clock: Clock, part: Part, may: str, may_not: str
) -> None:
    incident = factories.accepted(cast, clock)
    row = changes.suspect(cast.ada, incident, noticed(cast, clock, part=part), "It fits.", clock())
    for verb in (SuspicionVerb.CONFIRMED, SuspicionVerb.RULED_OUT):
        with pytest.raises(Refused, match="confirms or rules out"):
            changes.settle(getattr(cast, may_not), row, verb, "So it is.", clock())
    changes.settle(getattr(cast, may), row, SuspicionVerb.CONFIRMED, "Reproduced on both versions.", clock())
    assert row.state is Suspicion.CONFIRMED
    changes.settle(getattr(cast, may), row, SuspicionVerb.RULED_OUT, "The old one does it too.", clock())
    told = [event.sentence for _, event in events_of(incident.id)][-3:]
    assert told[0].startswith("named the change “Model 5”")
    assert told[1].startswith("confirmed the change")
    assert told[2].startswith("ruled out the change")


def test_a_suspicion_is_taken_back_with_a_reason_and_may_be_taken_up_again(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    notice = noticed(cast, clock)
    row = changes.suspect(cast.ada, incident, notice, "It fits.", clock())
    with pytest.raises(Invalid, match="why is it taken back"):
        changes.settle(cast.ivo, row, SuspicionVerb.CLEARED, "", clock())
    changes.settle(cast.ivo, row, SuspicionVerb.CLEARED, "It was another system.", clock())
    assert row.state is Suspicion.CLEARED
    assert changes.suspect(cast.ada, incident, notice, "After all.", clock()) is row
    with pytest.raises(NotPossibleNow):
        changes.suspect(cast.ada, incident, notice, "Again.", clock())


@pytest.mark.parametrize("name", ["olu", "lea", "max", "sam"])
def test_only_the_departments_name_a_suspected_change(cast: Cast, clock: Clock, name: str) -> None:
    incident = factories.accepted(cast, clock)
    with pytest.raises(Refused):
        changes.suspect(getattr(cast, name), incident, noticed(cast, clock), "It fits.", clock())


def test_who_changed_departments_does_not_review_the_other_half_too(cast: Cast, clock: Clock) -> None:
    row = noticed(cast, clock)
    changes.review(cast.ada, row, True, FINDING, clock())
    cast.ada.affiliation = Affiliation.IT
    with pytest.raises(NotPossibleNow, match="It takes two people"):
        changes.review(cast.ada, row, True, "Image 41 stays for a month.", clock())
