"""Watching, muting, and being mentioned."""

from collections.abc import Callable
from datetime import datetime

import pytest
import sqlalchemy as sa

from incidents.domain.errors import Refused
from incidents.domain.notices import Attention, NoticeKind
from incidents.models import Incident, Mention, Notice, Person, Watch, db
from incidents.operations import incidents, restrictions, watching
from incidents.queries.people import mentionable
from tests import factories
from tests.factories import Cast

Clock = Callable[[], datetime]


@pytest.fixture
def incident(cast: Cast, clock: Clock) -> Incident:
    """Reported by Olu, not touched by anybody else."""
    return factories.reported(cast, clock)


def told(person: Person, kind: NoticeKind) -> list[str]:
    query = sa.select(Notice.text).where(Notice.person_id == person.id, Notice.kind == kind, Notice.shown)
    return list(db.session.scalars(query.order_by(Notice.id)))


def watching_names(incident: Incident) -> set[str]:
    return {person.name for person in watching.watchers(incident.id)}


def test_who_reports_or_acts_watches_and_nobody_else(cast: Cast, clock: Clock, incident: Incident) -> None:
    assert watching_names(incident) == {"Olu"}
    incidents.comment(cast.ari, incident, "I look at it.", clock())
    assert watching_names(incident) == {"Olu", "Ari"}


def test_who_stopped_watching_is_not_made_to_watch_again_by_acting(
    cast: Cast, clock: Clock, incident: Incident
) -> None:
    watching.choose(cast.ari, incident, Attention.STOPPED, clock())
    watching.choose(cast.olu, incident, Attention.MUTED, clock())
    incidents.comment(cast.ari, incident, "I look at it.", clock())
    incidents.comment(cast.olu, incident, "Thank you.", clock())
    assert watching_names(incident) == set()
    watching.choose(cast.ari, incident, Attention.WATCHING, clock())
    assert watching_names(incident) == {"Ari"}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Watch)) == 2


def test_nobody_watches_what_they_may_not_see(cast: Cast, clock: Clock, incident: Incident) -> None:
    with pytest.raises(Refused, match="no such incident"):
        watching.choose(cast.sam, incident, Attention.WATCHING, clock())


def test_a_watcher_who_may_not_see_it_any_more_is_told_nothing(cast: Cast, clock: Clock, incident: Incident) -> None:
    incidents.comment(cast.ari, incident, "I look at it.", clock())
    restrictions.restrict(cast.ada, incident, [cast.ivo], "It names a patient.", clock())
    before = told(cast.ari, NoticeKind.WATCHED)
    incidents.comment(cast.olu, incident, "More of it.", clock())
    assert told(cast.ari, NoticeKind.WATCHED) == before
    assert told(cast.ada, NoticeKind.WATCHED)[-1] == "AI-1: Olu commented."


def test_who_is_mentioned_is_told_once_and_as_mentioned(cast: Cast, clock: Clock, incident: Incident) -> None:
    incidents.comment(cast.ari, incident, "I look at it.", clock())
    incidents.comment(cast.olu, incident, "@ari, @Ari and @iris: see this, and ivo@example.org.", clock())
    for person in (cast.ari, cast.iris):
        assert told(person, NoticeKind.MENTIONED) == ["AI-1: Olu mentioned you in a comment."]
    assert told(cast.ari, NoticeKind.WATCHED) == [], "not a second time, as somebody who watches"
    assert told(cast.ivo, NoticeKind.MENTIONED) == []


def test_who_mentions_themselves_hears_nothing(cast: Cast, clock: Clock, incident: Incident) -> None:
    incidents.comment(cast.ari, incident, "Note to @ari.", clock())
    assert told(cast.ari, NoticeKind.MENTIONED) == []


def test_who_may_not_see_the_incident_is_plain_text(cast: Cast, clock: Clock, incident: Incident) -> None:
    cast.iris.active = False
    incidents.comment(cast.olu, incident, "@sam @lea @max @iris @nobody @%", clock())
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Mention)) == 0
    for person in (cast.sam, cast.lea, cast.max, cast.iris):
        assert told(person, NoticeKind.MENTIONED) == []


def test_the_picker_offers_those_who_may_see_it_by_name_or_handle(cast: Cast, incident: Incident) -> None:
    def names(search: str) -> set[str]:
        return {person.name for person in mentionable(incident, search, most=20)}

    assert names("") == {"Olu", "Ada", "Ann", "Ari", "Ivo", "Ian", "Iris"}
    assert names("a") == {"Ada", "Ann", "Ari"}
    assert names("IV") == {"Ivo"}
    assert names("sam") == names("lea") == names("%") == names("_") == set()
    cast.ada.name = "Ada Lindqvist"
    assert names("lind") == {"Ada Lindqvist"}
    assert len(mentionable(incident, "", most=2)) == 2


def test_of_a_restricted_incident_only_the_named_are_offered(cast: Cast, clock: Clock, incident: Incident) -> None:
    restrictions.restrict(cast.ada, incident, [cast.ivo, cast.lea], "It names a patient.", clock())
    assert {person.name for person in mentionable(incident, "")} == {"Ada", "Ivo", "Lea", "Olu"}
