"""Telling people: once, by the channels that they chose."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from incidents.context import Countersign
from incidents.domain.errors import Invalid, Refused
from incidents.domain.notices import DEFAULTS, Attention, Choice, Mail, NoticeKind
from incidents.models import Notice, NoticeChoice, OutboxRow, Person, db
from incidents.operations import notices, watching
from incidents.queries.notices import choices_of
from tests import factories
from tests.factories import Cast

Clock = Callable[[], datetime]
QUIET = Choice(False, Mail.NONE)


@pytest.fixture
def mailing(own: Countersign, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is a mail server, by its settings: nothing is sent here."""
    settings = replace(own.settings, mail_host="mail.example.org", mail_sender="notices@example.org")
    monkeypatch.setattr(own, "settings", settings)


def tell(person: Person, clock: Clock, key: str = "test:1", **more: Any) -> bool:
    given = {"kind": NoticeKind.DUE, "path": "/incidents/AI-7"} | more
    return notices.tell(person, key, "A clock runs short.", at=clock(), **given)


def one(person: Person, key: str = "test:1") -> Notice:
    return db.session.scalars(sa.select(Notice).where(Notice.person_id == person.id, Notice.key == key)).one()


def mails() -> int:
    return db.session.scalar(sa.select(sa.func.count()).where(OutboxRow.kind == "mail_notice")) or 0


def test_the_same_key_is_told_to_a_person_once_and_to_another_person_too(cast: Cast, clock: Clock) -> None:
    assert tell(cast.ada, clock)
    assert not tell(cast.ada, clock)
    assert tell(cast.ivo, clock)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Notice)) == 2


def test_several_people_are_told_at_once_and_those_who_know_it_are_no_news(cast: Cast, clock: Clock) -> None:
    tell(cast.ada, clock)
    people = [cast.ada, cast.ivo, cast.ivo, cast.lea]
    more = {"kind": NoticeKind.DUE, "path": "", "at": clock(), "incident": None}
    assert notices.tell_all(people, "test:1", "A clock runs short.", **more) == 2
    assert notices.tell_all([], "test:1", "A clock runs short.", **more) == 0


def test_without_a_mail_server_nothing_waits_to_be_mailed(cast: Cast, clock: Clock) -> None:
    notices.choose(cast.ada, {NoticeKind.DUE: Choice(True, Mail.AT_ONCE)}, 8)
    tell(cast.ada, clock)
    assert (one(cast.ada).mail, mails()) == (Mail.NONE, 0)


def test_a_notice_keeps_the_channels_that_were_chosen_when_it_was_told(cast: Cast, clock: Clock, mailing: None) -> None:
    notices.choose(cast.ada, {NoticeKind.DUE: Choice(False, Mail.AT_ONCE)}, 8)
    tell(cast.ada, clock)
    notices.choose(cast.ada, {}, 8)
    tell(cast.ada, clock, "test:2")
    assert (one(cast.ada).shown, one(cast.ada).mail) == (False, Mail.AT_ONCE)
    assert (one(cast.ada, "test:2").shown, one(cast.ada, "test:2").mail) == (True, Mail.DAILY)
    assert mails() == 1


def test_who_wants_nothing_is_told_nothing_and_not_later_either(cast: Cast, clock: Clock, mailing: None) -> None:
    notices.choose(cast.ada, {NoticeKind.GUIDANCE: QUIET}, 8)
    assert tell(cast.ada, clock, kind=NoticeKind.GUIDANCE)
    notices.choose(cast.ada, {}, 8)
    assert not tell(cast.ada, clock, kind=NoticeKind.GUIDANCE)
    assert (one(cast.ada).shown, one(cast.ada).mail, mails()) == (False, Mail.NONE, 0)


@pytest.mark.parametrize("kind", [kind for kind in NoticeKind if kind.always_shown])
def test_what_must_be_known_cannot_be_switched_off_and_says_why(cast: Cast, kind: NoticeKind) -> None:
    with pytest.raises(Invalid, match=r"always stands in the product\. [A-Z]") as refused:
        notices.choose(cast.ada, {kind: QUIET}, 8)
    assert refused.value.field == f"shown_{kind.value}"
    assert choices_of(cast.ada) == {}


def test_an_hour_that_no_day_has_is_refused(cast: Cast) -> None:
    with pytest.raises(Invalid, match="0 to 23"):
        notices.choose(cast.ada, {}, 24)


def test_only_what_differs_from_the_default_is_kept(cast: Cast) -> None:
    quiet = {NoticeKind.WATCHED: QUIET, NoticeKind.DUE: DEFAULTS[NoticeKind.DUE]}
    notices.choose(cast.ada, quiet, 17)
    assert choices_of(cast.ada) == {NoticeKind.WATCHED: QUIET}
    assert (cast.ada.digest_hour, choices_of(cast.ivo)) == (17, {})
    notices.choose(cast.ada, {}, 17)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(NoticeChoice)) == 0


def test_a_muted_incident_tells_only_what_waits_for_the_person(cast: Cast, clock: Clock, mailing: None) -> None:
    incident = factories.accepted(cast, clock)
    watching.choose(cast.ada, incident, Attention.MUTED, clock())
    tell(cast.ada, clock, "test:watched", kind=NoticeKind.WATCHED, incident=incident)
    tell(cast.ada, clock, "test:decision", kind=NoticeKind.DECISION, incident=incident)
    assert [one(cast.ada, f"test:{what}").shown for what in ("watched", "decision")] == [False, True]


def test_nobody_reads_the_notice_of_somebody_else(cast: Cast, clock: Clock) -> None:
    tell(cast.ada, clock)
    with pytest.raises(Refused):
        notices.read(cast.ivo, one(cast.ada), clock())
    assert one(cast.ada).read_at is None


def test_all_read_means_what_was_seen_and_nothing_that_came_since(cast: Cast, clock: Clock) -> None:
    for number in range(3):
        tell(cast.ada, clock, f"test:{number}", kind=NoticeKind.GUIDANCE if number == 1 else NoticeKind.DUE)
    second = one(cast.ada, "test:1").id
    assert notices.read_all(cast.ada, clock(), up_to=second, kind=NoticeKind.DUE) == 1
    assert notices.read_all(cast.ada, clock(), up_to=second) == 1
    assert one(cast.ada, "test:2").read_at is None
    assert notices.read_all(cast.ada, clock()) == 1
