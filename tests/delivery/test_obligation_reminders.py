"""Reminding of reporting obligations: a warning and a breach, once each, to those who can do something."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from incidents.delivery.obligations import remind
from incidents.delivery.sweeps import SWEEPS
from incidents.domain.notices import NoticeKind
from incidents.domain.obligations import Said
from incidents.domain.regimes import QUESTIONS
from incidents.models import Notice, Obligation, Person, db
from incidents.operations import obligation_questions, obligation_reports, obligations, restrictions
from incidents.queries.obligations import board_of, urgent_for
from tests import factories
from tests.factories import Cast, Clock

LEADS = ["Ada", "Ann", "Ian", "Ivo"]


def proposed(cast: Cast, clock: Clock, *yes: str) -> Obligation:
    incident = factories.accepted(cast, clock)
    said = dict.fromkeys(QUESTIONS, Said.NO) | dict.fromkeys(yes, Said.YES)
    obligation_questions.answer(cast.ari, incident, said, clock())
    return board_of(incident).views[0].obligation


def due(cast: Cast, clock: Clock, *yes: str) -> Obligation:
    """Owned by Ari, assessed by Ada, counted from the report."""
    obligation = proposed(cast, clock, *yes)
    first = obligations.regime_of(obligation).triggers[0].key
    moments = {first: obligation.incident.reported_at}
    obligations.assess_due(cast.ada, obligation, owner=cast.ari, triggers=moments, rationale="Yes.", at=clock())
    return obligation


def told() -> list[tuple[str, str]]:
    """Who was reminded of what."""
    reminders = Notice.kind.in_([NoticeKind.DUE, NoticeKind.BREACHED])
    query = sa.select(Person.name, Notice.text).join(Notice.person).where(reminders)
    return sorted((name, text) for name, text in db.session.execute(query))


def at(obligation: Obligation, hours: float) -> datetime:
    return obligation.incident.reported_at + timedelta(hours=hours)


def test_the_owner_is_warned_once_and_the_leads_hear_of_the_breach_once(cast: Cast, clock: Clock) -> None:
    obligation = due(cast, clock, "eu", "personal_data", "controller")
    assert remind(lambda: at(obligation, 53)) == 0
    assert remind(lambda: at(obligation, 55)) == 1
    assert remind(lambda: at(obligation, 56)) == 0
    ((name, text),) = told()
    assert (name, text.split(" is due ")[0]) == ("Ari", "GDPR, Art. 33, Notification")
    assert remind(lambda: at(obligation, 73)) == 5
    assert remind(lambda: at(obligation, 99)) == 0
    assert sorted({name for name, text in told() if text.endswith("and is not sent.")}) == sorted([*LEADS, "Ari"])


def test_what_was_sent_is_not_reminded_of(cast: Cast, clock: Clock) -> None:
    obligation = due(cast, clock, "eu", "personal_data", "controller")
    moment = clock()
    obligation_reports.record_sent(
        cast.ari, obligation, stage="notification", sent_at=moment, recipient="CNIL", note="Receipt.", at=moment
    )
    assert remind(lambda: at(obligation, 500)) == 0


def test_a_moved_deadline_warns_again(cast: Cast, clock: Clock) -> None:
    obligation = due(cast, clock, "eu", "personal_data", "controller")
    assert remind(lambda: at(obligation, 60)) == 1
    earlier = at(obligation, -2)
    obligations.date_trigger(cast.ada, obligation, "aware", earlier, "The log shows it.", at(obligation, 60))
    assert remind(lambda: at(obligation, 61)) == 1


def test_leads_hear_that_nobody_has_decided_while_the_limit_runs(cast: Cast, clock: Clock) -> None:
    obligation = proposed(cast, clock, "eu", "personal_data", "controller")
    assert remind(lambda: at(obligation, 60)) == 4
    assert [name for name, _ in told()] == LEADS
    assert all(text.startswith("Nobody has decided on GDPR, Art. 33") for _, text in told())
    obligations.assess_not_applicable(cast.ivo, obligation, "Encrypted.", at(obligation, 61))
    assert remind(lambda: at(obligation, 100)) == 0


def test_at_once_is_reminded_of_after_a_day(cast: Cast, clock: Clock) -> None:
    obligation = due(cast, clock, "eu", "high_risk_deployer", "death")
    assert remind(lambda: at(obligation, 23)) == 0
    assert remind(lambda: at(obligation, 25)) == 10
    assert remind(lambda: at(obligation, 50)) == 0


def test_an_owner_who_has_left_is_replaced_by_the_leads(cast: Cast, clock: Clock) -> None:
    obligation = due(cast, clock, "eu", "personal_data", "controller")
    cast.ari.active = False
    assert remind(lambda: at(obligation, 60)) == 4


def test_home_shows_what_presses_to_owners_and_leads(cast: Cast, clock: Clock) -> None:
    obligation = due(cast, clock, "eu", "personal_data", "controller")
    assert urgent_for(cast.ari, at(obligation, 1)) == []
    for person in (cast.ari, cast.ivo):
        assert urgent_for(person, at(obligation, 60)) == obligation.stages
    for person in (cast.iris, cast.olu, cast.lea, cast.max):
        assert urgent_for(person, at(obligation, 60)) == []


def test_the_worker_reminds_every_minute() -> None:
    assert remind in SWEEPS


def test_the_leads_hear_in_time_of_an_obligation_whose_owner_may_not_see_it_any_more(cast: Cast, clock: Clock) -> None:
    obligation = due(cast, clock, "eu", "personal_data", "controller")
    restrictions.restrict(cast.ada, obligation.incident, [cast.ivo], "It names a patient.", clock())
    assert remind(lambda: at(obligation, 60)) == 2
    assert sorted(name for name, _text in told()) == ["Ada", "Ivo"]
