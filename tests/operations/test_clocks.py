"""Clocks follow the record: what starts and stops them, what severity changes, who pauses them."""

from datetime import UTC, datetime, timedelta

import pytest

from incidents.domain.clocks import DEFAULTS, ClockState, Measure
from incidents.domain.containment import ContainmentVerb
from incidents.domain.correction import CorrectionVerb
from incidents.domain.errors import Invalid, NotPossibleNow, Refused
from incidents.domain.vocabulary import DeclineReason, Severity, TaskKind
from incidents.models import Clock, Incident, Task
from incidents.operations import clocks, incidents, targets, tasks, tracks
from incidents.queries.clocks import ClockView, clocks_of, clocks_of_many, next_of
from incidents.queries.kept_events import events_of
from tests import factories
from tests.factories import Cast
from tests.factories import Clock as Ticking

HOUR = timedelta(hours=1)


def named(incident: Incident, at: datetime) -> dict[str, ClockView]:
    """The clocks of the present round by what they measure."""
    views = clocks_of(incident, at)
    return {view.measure.value: view for view in views if view.round == incident.reopened}


def row(incident: Incident, measure: Measure) -> Clock:
    return next(clock for clock in clocks.of_round(incident) if clock.measure is measure)


def test_a_report_starts_the_clocks_of_both_acknowledgements_and_no_other(cast: Cast, clock: Ticking) -> None:
    incident = factories.reported(cast, clock)
    kept = named(incident, clock())
    assert set(kept) == {"acknowledged_ai", "acknowledged_it"}
    assert kept["acknowledged_ai"].started_at == incident.reported_at
    assert kept["acknowledged_it"].target == "30 min round the clock", "a report that nobody rated counts as SEV-2"


def test_the_first_act_of_a_department_stops_its_acknowledgement_only(cast: Cast, clock: Ticking) -> None:
    incident = factories.reported(cast, clock)
    incidents.accept(cast.ari, incident, clock(), Severity.SEV_1)
    kept = named(incident, clock())
    assert kept["acknowledged_ai"].state is ClockState.MET
    assert kept["acknowledged_it"].state is ClockState.RUNNING
    assert kept["acknowledged_it"].target == "15 min round the clock", "and it counts as rated now"


def test_acceptance_starts_the_clocks_of_the_work_from_the_report_on(cast: Cast, clock: Ticking) -> None:
    incident = factories.accepted(cast, clock, Severity.SEV_2)
    kept = named(incident, clock())
    assert set(kept) == {"acknowledged_ai", "acknowledged_it", "contained", "corrected", "verified", "closed"}
    assert kept["contained"].due_at == incident.reported_at + timedelta(hours=8)
    assert incident.next_due_at == kept["contained"].due_at


def test_each_declaration_stops_its_clock_and_a_withdrawal_lets_it_run_on(cast: Cast, clock: Ticking) -> None:
    incident = factories.resolved(cast, clock, Severity.SEV_2)
    kept = named(incident, clock())
    assert {name for name, view in kept.items() if view.state is ClockState.MET} == set(kept) - {"closed"}
    due = kept["contained"].due_at
    tracks.declare_containment(cast.ivo, incident, ContainmentVerb.WITHDRAWN, "It is back.", clock())
    again = named(incident, clock())["contained"]
    assert (again.state, again.due_at, again.stopped_at) == (ClockState.RUNNING, due, None)


def test_what_is_not_needed_is_dropped_and_never_breached(cast: Cast, clock: Ticking) -> None:
    incident = factories.accepted(cast, clock)
    tracks.declare_containment(cast.ivo, incident, ContainmentVerb.NOT_NEEDED, "It only advises.", clock())
    tracks.declare_correction(cast.ada, incident, CorrectionVerb.NOT_NEEDED, "It is right.", clock())
    kept = named(incident, clock() + timedelta(days=90))
    assert {kept[name].state for name in ("contained", "corrected", "verified")} == {ClockState.DROPPED}
    assert kept["closed"].state is ClockState.BREACHED


def test_declining_a_report_leaves_no_clock_running(cast: Cast, clock: Ticking) -> None:
    incident = factories.reported(cast, clock)
    incidents.decline(cast.ada, incident, DeclineReason.NO_INCIDENT, "Nothing happened.", clock())
    incidents.decline(cast.ivo, incident, DeclineReason.NO_INCIDENT, "Nothing happened.", clock())
    assert all(view.state.over for view in named(incident, clock()).values())
    assert incident.next_due_at is None


def test_another_severity_sets_the_running_clocks_anew_and_leaves_the_stopped_ones(cast: Cast, clock: Ticking) -> None:
    incident = factories.accepted(cast, clock, Severity.SEV_2)
    before = named(incident, clock())
    incidents.rate_severity(cast.ari, incident, Severity.SEV_1, "Somebody was hurt.", clock())
    after = named(incident, clock())
    assert after["contained"].due_at == incident.reported_at + timedelta(hours=4)
    assert after["contained"].severity is Severity.SEV_1
    assert after["acknowledged_ai"] == before["acknowledged_ai"]


def test_a_severity_without_a_target_drops_the_clock_and_a_graver_one_brings_it_back(
    cast: Cast, clock: Ticking
) -> None:
    incident = factories.accepted(cast, clock, Severity.ISSUE)
    assert "contained" not in named(incident, clock())
    incidents.rate_severity(cast.ari, incident, Severity.SEV_1, "", clock())
    assert named(incident, clock())["contained"].state is ClockState.RUNNING
    incidents.rate_severity(cast.ada, incident, Severity.ISSUE, "A mistake.", clock())
    assert named(incident, clock())["contained"].state is ClockState.DROPPED


def test_later_targets_do_not_move_a_clock_that_runs(cast: Cast, clock: Ticking) -> None:
    incident = factories.accepted(cast, clock, Severity.SEV_2)
    before = named(incident, clock())
    shorter = {pair: span for pair, span in DEFAULTS.items() if pair[1] is not Measure.CONTAINED}
    assert targets.save(cast.max, shorter, clock()) == 1
    incidents.comment(cast.ada, incident, "Still at it.", clock())
    task = factories.task(cast, clock, TaskKind.ROLLBACK, incident)
    assert task.id
    after = named(incident, clock())
    assert (after["contained"].due_at, after["contained"].target_version) == (before["contained"].due_at, 0)
    assert "contained" not in named(factories.accepted(cast, clock, Severity.SEV_2), clock())


def test_a_reopened_incident_starts_its_clocks_anew_and_the_old_ones_stay(
    cast: Cast, clock: Ticking, own: object
) -> None:
    incident = factories.published(cast, clock, own).incident  # type: ignore[arg-type]
    first = clocks_of(incident, clock())
    assert all(view.state.over for view in first)
    moment = clock()
    incidents.reopen(cast.ada, incident, "Again.", moment)
    kept = named(incident, moment)
    assert set(kept) == {"contained", "corrected", "verified", "closed"}
    assert {view.started_at for view in kept.values()} == {moment}
    assert tuple(view for view in clocks_of(incident, moment) if view.round == 0) == first


def test_a_vendor_has_a_clock_from_the_start_of_the_escalation_to_its_answer(cast: Cast, clock: Ticking) -> None:
    incident = factories.accepted(cast, clock, Severity.SEV_2)
    task = factories.task(cast, clock, TaskKind.VENDOR_ESCALATION, incident)
    assert "vendor_answer" not in named(incident, clock())
    tasks.start(cast.ari, task, clock())
    view = named(incident, clock())["vendor_answer"]
    assert (view.started_at, view.due_at - view.started_at) == (task.started_at, timedelta(hours=48))
    tasks.finish(cast.ari, task, "They answered.", clock())
    assert named(incident, clock())["vendor_answer"].state is ClockState.MET


def due_task(cast: Cast, clock: Ticking) -> Task:
    incident = factories.accepted(cast, clock)
    at = clock()
    return tasks.raise_task(cast.ivo, incident, kind=TaskKind.ROLLBACK, title="Go back", due_at=at + 4 * HOUR, at=at)


def test_a_due_time_is_the_clock_of_its_task(cast: Cast, clock: Ticking) -> None:
    task = due_task(cast, clock)
    view = named(task.incident, clock())["task"]
    assert (view.due_at, view.department, view.task) == (task.due_at, task.owner, task.id)
    assert view.warn_at == task.raised_at + 3 * HOUR
    tasks.set_due(cast.ivo, task, task.raised_at + 8 * HOUR, clock())
    assert named(task.incident, clock())["task"].due_at == task.raised_at + 8 * HOUR
    tasks.set_due(cast.ivo, task, None, clock())
    assert named(task.incident, clock())["task"].state is ClockState.DROPPED


def test_a_cancelled_task_has_no_clock_and_a_handed_over_one_changes_hands_with_it(cast: Cast, clock: Ticking) -> None:
    task = due_task(cast, clock)
    tasks.offer_hand_over(cast.iris, task, TaskKind.CONFIGURATION_CHANGE, "It is the prompt.", clock())
    tasks.accept_hand_over(cast.ada, task, clock())
    assert named(task.incident, clock())["task"].department is task.owner is TaskKind.CONFIGURATION_CHANGE.owner
    tasks.cancel(cast.ada, task, "Not needed.", clock())
    assert named(task.incident, clock())["task"].state is ClockState.DROPPED


def test_only_a_lead_of_the_owner_sets_when_work_is_due_and_never_in_the_past(cast: Cast, clock: Ticking) -> None:
    task = due_task(cast, clock)
    for somebody in (cast.iris, cast.ada, cast.olu, cast.max):
        with pytest.raises(Refused):
            tasks.set_due(somebody, task, clock() + HOUR, clock())
    with pytest.raises(Invalid, match="lies in the past"):
        tasks.set_due(cast.ivo, task, task.raised_at, clock())
    at = clock()
    with pytest.raises(Invalid, match="IT sets when its work is due"):
        tasks.raise_task(cast.ada, task.incident, kind=TaskKind.ROLLBACK, title="Back", due_at=at + HOUR, at=at)


def test_a_pause_needs_a_reason_and_adds_its_time(cast: Cast, clock: Ticking) -> None:
    incident = factories.accepted(cast, clock, Severity.SEV_2)
    contained = row(incident, Measure.CONTAINED)
    due, warn, at = contained.due_at, contained.warn_at, clock()
    with pytest.raises(Invalid, match="Give a reason"):
        clocks.pause(cast.ivo, contained, " ", at)
    clocks.pause(cast.ivo, contained, "The vendor's window opens at noon.", at)
    view = named(incident, at + 90 * HOUR)["contained"]
    assert (view.state, view.words) == (ClockState.PAUSED, "paused")
    assert incident.next_due_at != due
    with pytest.raises(NotPossibleNow, match="paused already"):
        clocks.pause(cast.ivo, contained, "Again.", clock())
    clocks.resume(cast.ian, contained, at + 3 * HOUR)
    assert (contained.due_at, contained.warn_at) == (due + 3 * HOUR, warn + 3 * HOUR)
    told = [event.sentence for _entry, event in events_of(incident.id)][-2:]
    assert told == ["paused the clock “Contained” of IT", "let the clock “Contained” of IT run on"]


def test_a_pause_over_a_weekend_adds_only_working_time(cast: Cast, clock: Ticking) -> None:
    incident = factories.accepted(cast, clock, Severity.SEV_3)
    contained = row(incident, Measure.CONTAINED)
    # From Thursday 3 September 2026, 16:00, to Monday, 10:00, in Paris: 1 + 8 + 1 hours.

    contained.due_at = contained.warn_at = datetime(2026, 9, 8, 8, tzinfo=UTC)
    clocks.pause(cast.ivo, contained, "Waiting.", datetime(2026, 9, 3, 14, tzinfo=UTC))
    clocks.resume(cast.ivo, contained, datetime(2026, 9, 7, 8, tzinfo=UTC))
    assert contained.due_at == datetime(2026, 9, 9, 10, tzinfo=UTC)


def test_what_is_done_while_its_clock_is_paused_ends_the_pause(cast: Cast, clock: Ticking) -> None:
    incident = factories.accepted(cast, clock, Severity.SEV_2)
    factories.done(cast, clock, TaskKind.ROLLBACK, incident)
    contained = row(incident, Measure.CONTAINED)
    clocks.pause(cast.ivo, contained, "Waiting.", clock())
    tracks.declare_containment(cast.ivo, incident, ContainmentVerb.CONTAINED, "Done.", clock())
    view = named(incident, clock())["contained"]
    assert view.state is ClockState.MET
    assert view.pauses[0].resumed_at == view.stopped_at


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("measure", "may"),
    [
        (Measure.CONTAINED, {"Ivo", "Ian"}),
        (Measure.CORRECTED, {"Ada", "Ann"}),
        (Measure.VERIFIED, {"Ada", "Ann"}),
        (Measure.CLOSED, {"Ada", "Ann", "Ivo", "Ian"}),
        (Measure.ACKNOWLEDGED_AI, set()),
        (Measure.ACKNOWLEDGED_IT, set()),
    ],
)
def test_who_may_pause_which_clock(cast: Cast, clock: Ticking, measure: Measure, may: set[str]) -> None:
    incident = factories.accepted(cast, clock, Severity.SEV_2)
    paused = row(incident, measure)
    able = set()
    for somebody in cast.everybody:
        try:
            clocks.pause(somebody, paused, "Waiting.", clock())
        except (Refused, NotPossibleNow):
            continue
        able.add(somebody.name)
        clocks.resume(somebody, paused, clock())
    assert able == may


def test_a_breached_clock_cannot_be_paused(cast: Cast, clock: Ticking) -> None:
    incident = factories.accepted(cast, clock, Severity.SEV_1)
    contained = row(incident, Measure.CONTAINED)
    with pytest.raises(NotPossibleNow, match="breached already"):
        clocks.pause(cast.ivo, contained, "Waiting.", contained.due_at + HOUR)


def test_many_incidents_are_read_at_once_and_the_next_clock_is_the_first_due(cast: Cast, clock: Ticking) -> None:
    first, second = factories.accepted(cast, clock, Severity.SEV_1), factories.resolved(cast, clock, Severity.SEV_2)
    at = clock()
    both = clocks_of_many([first.id, second.id], at)
    assert both[first.id] == clocks_of(first, at)
    nexts = next_of([first.id, second.id], at)
    assert {number: view.measure for number, view in nexts.items()} == {
        first.id: Measure.CONTAINED,
        second.id: Measure.CLOSED,
    }


def test_only_an_administrator_sets_targets_and_the_calendar(cast: Cast, clock: Ticking) -> None:
    for somebody in cast.everybody:
        if somebody.administrator:
            continue
        with pytest.raises(Refused, match="Only an administrator"):
            targets.save(somebody, {}, clock())
        with pytest.raises(Refused, match="Only an administrator"):
            targets.close_day(somebody, clock().date(), "Inventory", clock())
