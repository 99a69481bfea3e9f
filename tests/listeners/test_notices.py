"""Who is told what by ordinary acts: once, never of one's own, and never of what one may not see."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
import sqlalchemy as sa

from incidents.context import Countersign
from incidents.domain import events
from incidents.domain.notices import NoticeKind
from incidents.domain.override import Gate
from incidents.domain.vocabulary import DeclineReason, TaskKind
from incidents.listeners.notices import TOLD
from incidents.models import Notice, Person, db
from incidents.operations import confirmations, incidents, overrides, restrictions, reviews, tasks
from incidents.queries.notices import one as readable
from incidents.signals import publish
from tests import factories
from tests.factories import Cast

Clock = Callable[[], datetime]


def told(kind: NoticeKind, part: str = "") -> dict[str, list[str]]:
    """What stands in whose inbox, by name."""
    query = sa.select(Person.name, Notice.text).join(Notice, Notice.person_id == Person.id)
    query = query.where(Notice.kind == kind, Notice.text.contains(part)).order_by(Notice.id)
    found: dict[str, list[str]] = {}
    for name, text in db.session.execute(query):
        found.setdefault(name, []).append(text)
    return found


def paths() -> Iterator[str]:
    yield from db.session.scalars(sa.select(Notice.path))


def test_a_report_waits_for_the_leads_of_both_departments(cast: Cast, clock: Clock) -> None:
    factories.reported(cast, clock)
    said = told(NoticeKind.DECISION, "waits for triage")
    assert set(said) == {"Ada", "Ann", "Ivo", "Ian"}
    assert said["Ada"] == ["AI-1: Olu reported “It promised a refund”. It waits for triage."]


def test_the_reporter_hears_that_the_report_was_accepted(cast: Cast, clock: Clock) -> None:
    factories.accepted(cast, clock)
    assert told(NoticeKind.ANSWERED) == {"Olu": ["AI-1: both departments accepted your report."]}


def test_the_reporter_hears_that_the_report_was_declined(cast: Cast, clock: Clock) -> None:
    incident = factories.reported(cast, clock)
    for lead in (cast.ada, cast.ivo):
        incidents.decline(lead, incident, DeclineReason.NOT_AN_AI_MATTER, "It is a telephone.", clock())
    assert [text[:44] for text in told(NoticeKind.ANSWERED)["Olu"]] == ["AI-1: both departments declined your report."]


def test_who_is_given_a_task_hears_it_and_who_takes_one_does_not(cast: Cast, clock: Clock) -> None:
    task = factories.task(cast, clock, TaskKind.POLICY_UPDATE)
    assert told(NoticeKind.ASSIGNED) == {"Ari": ["AI-1: Ada gave you the policy update “Do the policy update”."]}
    assert f"/tasks/{task.id}" in set(paths())
    own = tasks.raise_task(cast.iris, task.incident, kind=TaskKind.SYSTEM_ISOLATION, title="Stop it", at=clock())
    tasks.assign(cast.iris, own, cast.iris, clock())
    assert "Iris" not in told(NoticeKind.ASSIGNED)


@pytest.mark.parametrize("accepts", [True, False])
def test_a_hand_over_waits_for_the_other_leads_and_its_answer_goes_back(
    cast: Cast, clock: Clock, accepts: bool
) -> None:
    task = factories.task(cast, clock, TaskKind.POLICY_UPDATE)
    tasks.offer_hand_over(cast.ari, task, TaskKind.ACCESS_RESTRICTION, "It is about access.", clock())
    assert set(told(NoticeKind.DECISION, "offers you")) == {"Ivo", "Ian"}
    if accepts:
        tasks.accept_hand_over(cast.ivo, task, clock())
    else:
        tasks.send_back(cast.ivo, task, "It is about words.", clock())
    assert set(told(NoticeKind.ANSWERED, "accepted the" if accepts else "sent the")) == {"Ari"}


def test_an_override_waits_for_the_other_department(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    overrides.cross(cast.ivo, incident, Gate.EVIDENCE_HOLD, "It must stop now.", clock())
    assert set(told(NoticeKind.DECISION, "overrode")) == {"Ada", "Ann"}


def test_the_leads_hear_what_the_unit_says(cast: Cast, clock: Clock) -> None:
    incident = factories.verified(cast, clock)
    assert set(told(NoticeKind.DECISION, "does the fix hold")) == {"Olu"}
    confirmations.answer(cast.olu, incident, holds=False, words="It does it again.", at=clock())
    assert set(told(NoticeKind.DECISION, "does NOT hold")) == {"Ada", "Ann", "Ivo", "Ian"}


def test_a_review_waits_for_the_other_side_and_for_both_signatures(cast: Cast, clock: Clock, own: Countersign) -> None:
    review = factories.drafted(cast, clock)
    reviews.mark_ready(cast.ada, review, clock())
    assert set(told(NoticeKind.DECISION, "review ready")) == {"Ivo", "Ian"}
    reviews.mark_ready(cast.ivo, review, clock())
    assert set(told(NoticeKind.DECISION, "review ready")) == {"Ivo", "Ian"}, "nothing waits for Ada: she was first"


def test_a_published_report_is_for_leadership_and_closes_the_reporters_matter(
    cast: Cast, clock: Clock, own: Countersign
) -> None:
    factories.published(cast, clock, own)
    assert set(told(NoticeKind.DECISION, "sealed and waits")) == {"Ada", "Ann", "Ivo", "Ian"}
    assert told(NoticeKind.PUBLISHED) == {"Lea": ["AI-1: the countersigned report is published."]}
    assert told(NoticeKind.ANSWERED, "closed")["Olu"] == ["AI-1: your incident is closed, and its report is published."]


def test_nobody_is_told_of_their_own_act_and_nobody_twice_of_one_event(
    cast: Cast, clock: Clock, own: Countersign
) -> None:
    factories.published(cast, clock, own)
    for person in cast.everybody:
        keys = db.session.scalars(sa.select(Notice.key).where(Notice.person_id == person.id)).all()
        texts = db.session.scalars(sa.select(Notice.text).where(Notice.person_id == person.id)).all()
        assert len(keys) == len(set(keys))
        assert not [text for text in texts if text.startswith(f"AI-1: {person.name} ")], person.name


def test_the_same_event_is_told_once_whatever_comes_twice(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    said = events.IncidentReopened(incident_id=incident.id, actor=cast.ada.as_actor(), at=clock(), reason="Again.")
    publish(said)
    before = db.session.scalar(sa.select(sa.func.count()).select_from(Notice))
    publish(said)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Notice)) == before


def test_of_a_restricted_incident_nobody_hears_who_is_not_named(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    restrictions.restrict(cast.ada, incident, [cast.ivo], "It names a patient.", clock())
    overrides.cross(cast.ada, incident, Gate.EVIDENCE_HOLD, "It must stop now.", clock())
    assert set(told(NoticeKind.DECISION, "overrode")) == {"Ivo"}


def test_what_people_typed_is_never_a_pattern_and_never_without_end(cast: Cast, clock: Clock) -> None:
    task = factories.task(cast, clock, TaskKind.POLICY_UPDATE)
    tasks.offer_hand_over(cast.ari, task, TaskKind.ACCESS_RESTRICTION, "{e.actor}{0}\n\n" + "because " * 200, clock())
    (text,) = told(NoticeKind.DECISION, "offers you")["Ivo"]
    assert "{e.actor}{0} because" in text
    assert len(text) <= 400


def test_every_path_of_the_table_is_one_that_its_reader_may_open(cast: Cast, clock: Clock, own: Countersign) -> None:
    factories.published(cast, clock, own)
    for notice in db.session.scalars(sa.select(Notice)):
        assert readable(notice.person, notice.id) is notice
        assert notice.path.startswith("/")


def test_the_table_tells_only_events_that_happen() -> None:
    assert set(TOLD) <= set(events.EVENTS.values())
