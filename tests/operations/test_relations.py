"""Relations between incidents: said once, told by both records, taken back with a reason."""

import pytest
import sqlalchemy as sa

from incidents.domain.errors import Invalid, NotPossibleNow, Refused
from incidents.domain.events import IncidentReopened
from incidents.domain.phase import Phase
from incidents.domain.relation import RelationKind, closes_a_circle
from incidents.domain.triage import Triage
from incidents.domain.vocabulary import Severity
from incidents.models import Incident, Relation, db
from incidents.operations import actions, relations, restrictions, waivers
from incidents.queries import relations as queries
from incidents.queries.incident import page_of
from incidents.queries.kept_events import events_of
from tests import factories
from tests.factories import Cast, Clock

DUPLICATE, RECURRENCE, RELATED = RelationKind.DUPLICATE_OF, RelationKind.RECURRENCE_OF, RelationKind.RELATED_TO


@pytest.fixture
def three(cast: Cast, clock: Clock) -> tuple[Incident, Incident, Incident]:
    """AI-1, AI-2 and AI-3."""
    return (factories.reported(cast, clock), factories.reported(cast, clock), factories.reported(cast, clock))


Three = tuple[Incident, Incident, Incident]


def sentences(incident: Incident) -> list[str]:
    return [event.sentence for _, event in events_of(incident.id)]


@pytest.mark.parametrize(
    ("kind", "here", "there"),
    [
        (DUPLICATE, "Duplicate of", "Has duplicate"),
        (RECURRENCE, "Recurrence of", "Recurred as"),
        (RELATED, "Related to", "Related to"),
    ],
)
def test_both_records_tell_it_each_from_its_own_end(
    cast: Cast, clock: Clock, three: Three, kind: RelationKind, here: str, there: str
) -> None:
    one, two, _ = three
    relations.relate(cast.ari, two, one, kind, "Same words.", clock())
    assert [(line.words, line.other) for line in queries.lines_of(two, cast.ari)] == [(here, one)]
    assert [(line.words, line.other) for line in queries.lines_of(one, cast.ari)] == [(there, two)]
    assert sentences(two)[-1] == f"added a relation: {here.lower()} {one.reference}"
    assert sentences(one)[-1] == f"added a relation: {there.lower()} {two.reference}"


def test_an_incident_is_nothing_to_itself(cast: Cast, clock: Clock, three: Three) -> None:
    for kind in RelationKind:
        with pytest.raises(Invalid, match="itself"):
            relations.relate(cast.ari, three[0], three[0], kind, "", clock())


def test_the_database_refuses_it_too(cast: Cast, clock: Clock, three: Three) -> None:
    row = relations.relate(cast.ari, three[0], three[1], RELATED, "", clock())
    row.other = three[0]
    with pytest.raises(sa.exc.IntegrityError):
        db.session.flush()


@pytest.mark.parametrize("kind", [DUPLICATE, RECURRENCE])
def test_no_circle_of_duplicates_or_recurrences(cast: Cast, clock: Clock, three: Three, kind: RelationKind) -> None:
    one, two, more = three
    relations.relate(cast.ari, two, one, kind, "", clock())
    relations.relate(cast.ari, more, two, kind, "", clock())
    for back in (two, more):
        with pytest.raises(Invalid, match="cannot be both ways"):
            relations.relate(cast.ari, one, back, kind, "", clock())


def test_a_duplicate_has_one_original(cast: Cast, clock: Clock, three: Three) -> None:
    one, two, more = three
    relations.relate(cast.ari, more, one, DUPLICATE, "", clock())
    with pytest.raises(Invalid, match="has its original already"):
        relations.relate(cast.ari, more, two, DUPLICATE, "", clock())


def test_the_same_is_not_said_twice_nor_from_the_other_end(cast: Cast, clock: Clock, three: Three) -> None:
    one, two, _ = three
    relations.relate(cast.ari, one, two, RELATED, "", clock())
    for pair in ((one, two), (two, one)):
        with pytest.raises(Invalid, match="already"):
            relations.relate(cast.ari, *pair, RELATED, "", clock())


@pytest.mark.parametrize("name", ["olu", "lea", "sam", "max"])
def test_only_the_departments_relate(cast: Cast, clock: Clock, three: Three, name: str) -> None:
    with pytest.raises(Refused):
        relations.relate(getattr(cast, name), three[0], three[1], RELATED, "", clock())


def test_it_is_removed_with_a_reason_and_both_records_keep_it(cast: Cast, clock: Clock, three: Three) -> None:
    one, two, _ = three
    relation = relations.relate(cast.ari, two, one, DUPLICATE, "", clock())
    with pytest.raises(Invalid, match="reason"):
        relations.remove(cast.iris, relation, " ", clock())
    relations.remove(cast.iris, relation, "Another customer.", clock())
    assert queries.lines_of(one, cast.ari) == queries.lines_of(two, cast.ari) == []
    for incident in (one, two):
        assert "removed a relation" in sentences(incident)[-1]
    with pytest.raises(NotPossibleNow):
        relations.remove(cast.iris, relation, "Again.", clock())
    relations.relate(cast.ari, two, one, DUPLICATE, "It was after all.", clock())
    assert db.session.scalar(sa.select(sa.func.count(Relation.id))) == 2


def test_declining_as_a_duplicate_names_the_original(cast: Cast, clock: Clock, three: Three) -> None:
    one, two, _ = three
    relations.decline_duplicate(cast.ada, two, one, "Reported yesterday.", clock())
    relations.decline_duplicate(cast.ivo, two, one, "Indeed.", clock())
    assert two.triage is Triage.DECLINED
    assert [line.words for line in queries.lines_of(one, cast.ada)] == ["Has duplicate"]


def test_a_recurrence_reopens_the_closed_incident_or_only_names_it(cast: Cast, clock: Clock) -> None:
    closed = factories.resolved(cast, clock, Severity.SEV_4)
    for lead in (cast.ada, cast.ivo):
        waivers.waive(lead, closed, "Nothing new.", clock())
    again, third = factories.reported(cast, clock), factories.reported(cast, clock)
    relations.relate(cast.ari, again, closed, RECURRENCE, "The same.", clock())
    assert closed.derived_phase() is Phase.CLOSED
    with pytest.raises(Refused):
        relations.relate(cast.ari, third, closed, RECURRENCE, "The same.", clock(), reopen=True)
    db.session.rollback()


def test_leads_reopen_with_the_recurrence(cast: Cast, clock: Clock) -> None:
    closed = factories.resolved(cast, clock, Severity.SEV_4)
    for lead in (cast.ada, cast.ivo):
        waivers.waive(lead, closed, "Nothing new.", clock())
    again = factories.reported(cast, clock)
    with pytest.raises(Invalid, match="Only an incident that recurred"):
        relations.relate(cast.ada, again, closed, RELATED, "", clock(), reopen=True)
    relations.relate(cast.ada, again, closed, RECURRENCE, "The same.", clock(), reopen=True)
    assert (closed.reopened, closed.derived_phase()) == (1, Phase.RESPONDING)


def test_it_may_say_in_spite_of_which_action_it_recurred(cast: Cast, clock: Clock) -> None:
    review = factories.drafted(cast, clock)
    review.incident.published_revision = 1
    actions.set_running(cast.ada, review, clock())
    again, other = factories.reported(cast, clock), factories.reported(cast, clock)
    with pytest.raises(Invalid, match="is no action of"):
        relations.relate(cast.ada, again, other, RECURRENCE, "", clock(), action=review.actions[0])
    relation = relations.relate(cast.ada, again, review.incident, RECURRENCE, "", clock(), action=review.actions[0])
    assert relation.action is review.actions[0]


def test_what_one_may_not_see_is_not_related_in_the_list_nor_in_the_feed(
    cast: Cast, clock: Clock, three: Three
) -> None:
    one, two, more = three
    two.reporter, two.unit = cast.sam, cast.sam.unit
    relations.relate(cast.ari, one, two, RELATED, "", clock())
    relations.relate(cast.ari, one, more, RELATED, "", clock())
    assert [line.other for line in queries.lines_of(one, cast.olu)] == [more]
    feed = [happening.event.sentence for happening in page_of(one, cast.olu).feed]
    assert not any(two.reference in sentence for sentence in feed)
    assert any(more.reference in sentence for sentence in feed)
    seen = [happening.event.sentence for happening in page_of(one, cast.ari).feed]
    assert any(two.reference in sentence for sentence in seen)


def test_the_picker_finds_by_reference_and_by_title_what_one_may_see(cast: Cast, clock: Clock, three: Three) -> None:
    one, two, more = three
    two.title = "100% of a_b"
    for typed in (two.reference, two.reference.lower(), str(two.id), f" {two.reference} "):
        assert queries.find(cast.ari, typed) is two
        assert queries.find(cast.sam, typed) is None
    assert queries.find(cast.ari, "AI-99999999999") is None
    assert list(queries.search(cast.ari, "100% of a_b", one)) == [two]
    assert list(queries.search(cast.ari, "%", one)) == [two], "a percent sign is a letter like others"
    assert one not in queries.search(cast.ari, "refund", one)
    assert more in queries.search(cast.ari, "REFUND", one)
    assert list(queries.search(cast.sam, "refund", one)) == []


def test_a_circle_is_seen_and_an_old_one_does_not_hang() -> None:
    after = {1: 2, 2: 3, 5: 6, 6: 5}
    assert closes_a_circle(3, 1, after.get)
    assert not closes_a_circle(9, 1, after.get)
    assert not closes_a_circle(9, 5, after.get)


def test_the_record_of_the_reopened_incident_does_not_tell_of_a_restricted_one(cast: Cast, clock: Clock) -> None:
    closed = factories.resolved(cast, clock, Severity.SEV_4)
    for lead in (cast.ada, cast.ivo):
        waivers.waive(lead, closed, "Nothing new.", clock())
    again = factories.reported(cast, clock)
    restrictions.restrict(cast.ada, again, [cast.ivo], "It names a patient.", clock())
    relations.relate(cast.ada, again, closed, RECURRENCE, "", clock(), reopen=True)
    (reopened,) = [event for _, event in events_of(closed.id) if isinstance(event, IncidentReopened)]
    assert again.reference not in reopened.reason
