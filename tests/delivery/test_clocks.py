"""Escalation: warning, breach, leadership; each once, whatever restarts or runs beside it."""

import threading
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from incidents.delivery import clocks as delivery
from incidents.delivery.clocks import escalate
from incidents.delivery.sweeps import SWEEPS
from incidents.domain.clocks import Measure, Step
from incidents.domain.containment import ContainmentVerb
from incidents.domain.notices import NoticeKind
from incidents.domain.vocabulary import Severity, TaskKind
from incidents.models import Clock, ClockStep, Incident, Notice, Person, db
from incidents.operations import clocks, escalation, incidents, restrictions, tasks, tracks
from incidents.queries import notices
from incidents.queries.kept_events import events_of
from tests import factories
from tests.factories import Cast
from tests.factories import Clock as Ticking

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def contained(cast: Cast, clock: Ticking) -> Clock:
    """The clock of containment of a SEV-2: 8 hours, and leadership 4 hours later. Nothing else is due before."""
    incident = factories.accepted(cast, clock, Severity.SEV_2)
    db.session.commit()
    return next(each for each in clocks.of_round(incident) if each.measure is Measure.CONTAINED)


def told(number: int) -> dict[str, set[str]]:
    """Who was told at which step of a clock, by first names."""
    query = sa.select(Person.name, Notice.key).join(Notice).where(Notice.key.startswith(f"clock:{number}:"))
    found: dict[str, set[str]] = {}
    for name, key in db.session.execute(query):
        found.setdefault(key.split(":")[2], set()).add(name)
    return found


def steps(number: int) -> list[Step]:
    return list(
        db.session.scalars(sa.select(ClockStep.step).where(ClockStep.clock_id == number).order_by(ClockStep.id))
    )


def sweep(moment: datetime) -> int:
    return escalate(lambda: moment)


def test_the_worker_sweeps_clocks() -> None:
    assert escalate in SWEEPS


def test_a_clock_goes_up_the_line_step_by_step(contained: Clock) -> None:
    number, due, warn = contained.id, contained.due_at, contained.warn_at
    assert sweep(warn - MINUTE) == 0
    assert sweep(warn) == 1
    assert told(number) == {"warned": {"Ivo", "Iris", "Ian"}}, "nobody has work of it yet, so all of IT"
    assert sweep(due) == 1
    assert told(number)["breached"] == {"Ivo", "Ian"}
    assert sweep(due + 4 * HOUR - MINUTE) == 0
    assert sweep(due + 4 * HOUR) == 1
    assert told(number)["escalated"] == {"Lea"}
    assert steps(number) == [Step.WARNED, Step.BREACHED, Step.ESCALATED]
    assert sweep(due + 12 * HOUR) == 0


def test_each_step_stands_in_the_record_as_the_act_of_the_product(contained: Clock) -> None:
    incident_id, due = contained.incident_id, contained.due_at
    sweep(contained.warn_at)
    sweep(due + 5 * HOUR)
    happened = [event for _entry, event in events_of(incident_id)][-3:]
    assert [event.actor.name for event in happened] == ["Countersign"] * 3
    assert [event.sentence for event in happened] == [
        "warned that the clock “Contained” of IT runs out soon",
        "noted that the clock “Contained” of IT was breached",
        "told leadership that the clock “Contained” of IT was breached",
    ]


def test_a_worker_that_slept_does_not_warn_of_what_is_breached(contained: Clock) -> None:
    number = contained.id
    assert sweep(contained.due_at + 9 * HOUR) == 2
    assert steps(number) == [Step.BREACHED, Step.ESCALATED]


def test_a_restart_repeats_nothing(contained: Clock) -> None:
    number, due = contained.id, contained.due_at
    sweep(due)
    # As if the worker had died between the row of the step and everything else that it remembers.
    db.session.execute(sa.update(Clock).where(Clock.id == number).values(next_at=due))
    db.session.commit()
    assert sweep(due + MINUTE) == 0
    assert steps(number) == [Step.BREACHED]
    assert db.session.scalar(sa.select(sa.func.count(Notice.id)).where(Notice.key.contains("breached"))) == 2


def test_a_step_that_fails_is_undone_whole_and_taken_the_next_minute(
    contained: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    number, due = contained.id, contained.due_at

    def fail(*_args: object) -> None:
        raise RuntimeError("the database is full")

    with monkeypatch.context() as broken:
        broken.setattr(escalation, "_tell", fail)
        assert sweep(due) == 0
    assert (steps(number), told(number)) == ([], {})
    assert "could not be escalated" in caplog.text
    assert sweep(due + MINUTE) == 1


def test_of_two_workers_at_once_one_takes_the_step(app: Flask, contained: Clock) -> None:
    number, due = contained.id, contained.due_at
    db.session.remove()
    barrier, taken = threading.Barrier(4), []

    def work() -> None:
        with app.app_context():
            barrier.wait()
            taken.append(delivery._one(number, due))
            db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [False, False, False, True]
    assert steps(number) == [Step.BREACHED]
    assert told(number) == {"breached": {"Ivo", "Ian"}}


def test_what_is_done_or_paused_is_not_escalated(cast: Cast, clock: Ticking, contained: Clock) -> None:
    incident, number = contained.incident, contained.id
    clocks.pause(cast.ivo, contained, "Waiting.", clock())
    db.session.commit()
    due = contained.due_at
    sweep(due + HOUR)
    assert steps(number) == []
    clocks.resume(cast.ivo, contained, clock())
    factories.done(cast, clock, TaskKind.ROLLBACK, incident)
    tracks.declare_containment(cast.ivo, incident, ContainmentVerb.CONTAINED, "Done.", clock())
    db.session.commit()
    sweep(due + 90 * HOUR)
    assert steps(number) == []


def test_a_warning_goes_to_who_has_work_of_the_department_in_the_incident(
    cast: Cast, clock: Ticking, contained: Clock
) -> None:
    factories.task(cast, clock, TaskKind.ROLLBACK, contained.incident)
    db.session.commit()
    sweep(contained.warn_at)
    assert told(contained.id) == {"warned": {"Iris"}}


def test_the_due_time_of_a_task_goes_to_its_assignee_and_then_to_the_leads(cast: Cast, clock: Ticking) -> None:
    incident = factories.accepted(cast, clock, Severity.SEV_4)
    at = clock()
    task = tasks.raise_task(
        cast.ada, incident, kind=TaskKind.DATA_ADJUSTMENT, title="Take it out", due_at=at + HOUR, at=at
    )
    tasks.assign(cast.ada, task, cast.ari, clock())
    db.session.commit()
    number = db.session.scalars(sa.select(Clock.id).where(Clock.task_id == task.id)).one()
    sweep(at + timedelta(minutes=45))
    sweep(at + 2 * HOUR)
    assert told(number) == {"warned": {"Ari"}, "breached": {"Ada", "Ann"}}
    due = sa.select(Notice).where(Notice.person_id == cast.ari.id, Notice.kind == NoticeKind.DUE)
    notice = db.session.scalars(due).one()
    assert notice.text.startswith("“Take it out” of AI-1 is due 1 Sep")
    assert notice.path == f"/tasks/{task.id}"


def test_leadership_learns_the_reference_and_never_a_title_or_a_text(cast: Cast, contained: Clock) -> None:
    sweep(contained.due_at)
    sweep(contained.due_at + 4 * HOUR)
    (notice,) = db.session.scalars(sa.select(Notice).where(Notice.person_id == cast.lea.id))
    assert notice.text.startswith("AI-1 (SEV-2): the target “Contained” of IT was breached")
    assert contained.incident.title not in notice.text
    assert notice.path == ""
    (group,) = notices.inbox(cast.lea, notices.Filters()).groups
    assert [one.path for one in group.notices] == [""]


def test_nobody_learns_of_a_clock_of_a_restricted_incident_who_is_not_named_on_it(
    cast: Cast, clock: Ticking, contained: Clock
) -> None:
    restrictions.restrict(cast.ada, contained.incident, [cast.ivo], "It names a patient.", clock())
    db.session.commit()
    for moment in (contained.warn_at, contained.due_at, contained.due_at + 4 * HOUR):
        assert sweep(moment) == 1
    assert told(contained.id) == {"warned": {"Ivo"}, "breached": {"Ivo"}}


def test_what_leadership_was_told_is_hidden_once_the_incident_is_restricted(
    cast: Cast, clock: Ticking, contained: Clock
) -> None:
    sweep(contained.due_at)
    sweep(contained.due_at + 4 * HOUR)
    assert notices.unread(cast.lea) == 1
    restrictions.restrict(cast.ada, contained.incident, [cast.ivo], "It names a patient.", clock())
    db.session.commit()
    assert (notices.unread(cast.lea), len(notices.inbox(cast.lea, notices.Filters()).groups)) == (0, 0)


def test_a_clock_of_both_departments_goes_to_the_leads_of_both(cast: Cast, clock: Ticking) -> None:
    incident: Incident = factories.resolved(cast, clock, Severity.SEV_2)
    db.session.commit()
    closed = next(each for each in clocks.of_round(incident) if each.measure is Measure.CLOSED)
    sweep(closed.warn_at)
    assert told(closed.id) == {"warned": {"Ada", "Ann", "Ivo", "Ian"}}


def test_another_severity_may_breach_a_clock_at_once_and_then_it_is_told(
    cast: Cast, clock: Ticking, contained: Clock
) -> None:
    number, at = contained.id, contained.started_at + 5 * HOUR
    assert sweep(at) == 0
    incidents.rate_severity(cast.ari, contained.incident, Severity.SEV_1, "Worse.", at)
    db.session.commit()
    assert sweep(at) == 2, "four hours are the target of a SEV-1, and leadership hears after one"
    assert steps(number) == [Step.BREACHED, Step.ESCALATED]
