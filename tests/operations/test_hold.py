"""The evidence hold: who seals, what it keeps, and what it keeps shut until it is satisfied."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from incidents.context import Countersign
from incidents.domain import correction
from incidents.domain.containment import ContainmentVerb
from incidents.domain.errors import Invalid, NotPossibleNow, Refused
from incidents.domain.hold import GATED, HoldItem, HoldState, digest
from incidents.domain.override import Gate
from incidents.domain.vocabulary import TaskKind
from incidents.models import HoldEntry, Incident, Task, db
from incidents.operations import evidence, hold, incidents, overrides, tasks, tracks
from incidents.queries import hold as reading
from incidents.queries.kept_events import events_of
from tests import factories
from tests.factories import Cast, Clock

PROMPT = HoldItem.SYSTEM_PROMPT


def unheld(cast: Cast, clock: Clock, kind: TaskKind, incident: Incident) -> Task:
    """A task that its owner's member has, with nothing sealed for it."""
    lead, member = (cast.ada, cast.ari) if kind.owner.value == "ai" else (cast.ivo, cast.iris)
    raised = tasks.raise_task(lead, incident, kind=kind, title="Do it", at=clock())
    tasks.assign(lead, raised, member, clock())
    return raised


def happened(incident: Incident) -> list[str]:
    return [type(event).__name__ for _, event in events_of(incident.id)]


@pytest.mark.parametrize("kind", GATED)
def test_what_changes_the_system_waits_for_the_hold(cast: Cast, clock: Clock, kind: TaskKind) -> None:
    incident = factories.accepted(cast, clock)
    task = unheld(cast, clock, kind, incident)
    assert task.assignee is not None
    with pytest.raises(NotPossibleNow, match=r"comes first\. Not sealed yet: model and version, system"):
        tasks.start(task.assignee, task, clock())
    factories.held(cast, clock, incident)
    tasks.start(task.assignee, task, clock())


def test_the_gate_holds_a_rollback_and_whatever_begins_a_correction_and_nothing_else() -> None:
    assert set(GATED) == correction.BEGINS | {TaskKind.ROLLBACK}


@pytest.mark.parametrize(
    "kind", [TaskKind.ACCESS_RESTRICTION, TaskKind.SYSTEM_ISOLATION, TaskKind.EVIDENCE_PRESERVATION]
)
def test_restricting_isolating_and_sealing_never_wait(cast: Cast, clock: Clock, kind: TaskKind) -> None:
    incident = factories.reported(cast, clock)
    task = unheld(cast, clock, kind, incident)
    tasks.start(cast.iris, task, clock())
    assert hold.missing(incident) == list(HoldItem)


def test_one_open_item_is_enough_to_hold(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    for item in list(HoldItem)[:-1]:
        hold.seal(cast.iris, incident, item, note="As it is.", at=clock())
    assert hold.obstacle(incident) == (
        "The evidence hold comes first. Not sealed yet: traces. A lead can override it with a reason."
    )
    hold.not_applicable(cast.iris, incident, HoldItem.TRACES, "The vendor keeps none.", clock())
    assert hold.obstacle(incident) is None
    assert happened(incident).count("HoldCompleted") == 1


def test_contained_and_corrected_are_not_declared_before_the_hold(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    task = unheld(cast, clock, TaskKind.ACCESS_RESTRICTION, incident)
    tasks.start(cast.iris, task, clock())
    tasks.finish(cast.iris, task, "Nobody reaches it.", clock())
    with pytest.raises(NotPossibleNow, match="evidence hold comes first"):
        tracks.declare_containment(cast.ivo, incident, ContainmentVerb.CONTAINED, "Closed.", clock())
    overrides.cross(cast.ivo, incident, Gate.EVIDENCE_HOLD, "The vendor deletes tonight.", clock())
    tracks.declare_containment(cast.ivo, incident, ContainmentVerb.CONTAINED, "Closed.", clock())


def test_a_lead_overrides_the_hold_and_it_is_shut_again_after_a_reopening(
    cast: Cast, clock: Clock, own: Countersign
) -> None:
    review = factories.published(cast, clock, own)
    incident = review.incident
    incidents.reopen(cast.ada, incident, "It happened again.", clock())
    task = unheld(cast, clock, TaskKind.ROLLBACK, incident)
    with pytest.raises(NotPossibleNow, match="evidence hold"):
        tasks.start(cast.iris, task, clock())
    assert [one.satisfied for one in reading.rounds_of(incident)] == [True, False]
    overrides.cross(cast.ada, incident, Gate.EVIDENCE_HOLD, "People are being harmed.", clock())
    tasks.start(cast.iris, task, clock())


def test_only_it_seals_and_the_ai_department_supplies(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    for person in (cast.ada, cast.ari, cast.olu, cast.lea, cast.max):
        with pytest.raises(Refused):
            hold.seal(person, incident, PROMPT, note="You are Wren.", at=clock())
        with pytest.raises(Refused):
            hold.not_applicable(person, incident, PROMPT, "There is none.", clock())
    for person in (cast.iris, cast.olu, cast.sam):
        with pytest.raises(Refused):
            hold.supply(person, incident, PROMPT, note="You are Wren.", at=clock())


def test_what_is_supplied_settles_nothing_until_it_seals_it_as_it_is(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    hold.supply(cast.ari, incident, PROMPT, note="You are Wren.", at=clock())
    assert PROMPT in hold.missing(incident)
    entry = hold.seal(cast.iris, incident, PROMPT, at=clock())
    assert (entry.note, entry.by, entry.supplied_by) == ("You are Wren.", cast.iris, cast.ari)
    assert PROMPT not in hold.missing(incident)
    with pytest.raises(NotPossibleNow, match="sealed already"):
        hold.supply(cast.ari, incident, PROMPT, note="You are Robin.", at=clock())


def test_a_correction_is_a_new_sealing_with_a_reason_that_keeps_the_old_one(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    hold.seal(cast.iris, incident, PROMPT, note="Version 56", at=clock())
    with pytest.raises(Invalid, match="why again") as refused:
        hold.seal(cast.iris, incident, PROMPT, note="Version 57", at=clock())
    assert refused.value.field == "reason"
    hold.seal(cast.ivo, incident, PROMPT, note="Version 57", reason="It was the wrong file.", at=clock())
    item = next(item for item in reading.hold_of(incident).items if item.item is PROMPT)
    assert [entry.note for entry in item.entries] == ["Version 56", "Version 57"]
    assert happened(incident).count("HoldItemSealed") == 2


def test_a_sealed_file_is_named_and_hashed_with_the_note(cast: Cast, clock: Clock, own: Countersign) -> None:
    incident = factories.accepted(cast, clock)
    file = evidence.add(cast.iris, incident, name="w-57.txt", content=b"You are Wren.", store=own.store, at=clock())
    entry = hold.seal(cast.iris, incident, PROMPT, note="Bundle w-57", evidence=file, at=clock())
    assert entry.sha256 == digest(PROMPT, "Bundle w-57", file.sha256) != digest(PROMPT, "Bundle w-57", None)
    exported = reading.export(incident)["rounds"][0]["entries"][0]
    assert exported["file"]["sha256"] == file.sha256
    assert digest(HoldItem(exported["item"]), exported["note"], exported["file"]["sha256"]) == exported["sha256"]


def test_a_file_of_another_incident_is_refused(cast: Cast, clock: Clock, own: Countersign) -> None:
    first, second = factories.accepted(cast, clock), factories.accepted(cast, clock)
    file = evidence.add(cast.iris, first, name="a.txt", content=b"a", store=own.store, at=clock())
    with pytest.raises(Invalid, match="another incident"):
        hold.seal(cast.iris, second, PROMPT, evidence=file, at=clock())


def test_an_empty_sealing_names_the_field(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    with pytest.raises(Invalid, match="what is sealed") as refused:
        hold.seal(cast.iris, incident, PROMPT, note="  ", at=clock())
    assert refused.value.field == "note"
    with pytest.raises(Invalid, match="why does this not apply"):
        hold.not_applicable(cast.iris, incident, PROMPT, " ", clock())


def test_several_are_sealed_at_once(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    hold.supply(cast.ari, incident, PROMPT, note="You are Wren.", at=clock())
    notes = {HoldItem.TRACES: "120 days exported", HoldItem.TOOL_SCOPES: "  "}
    assert hold.seal_several(cast.iris, incident, notes, {PROMPT}, clock()) == 2
    assert {HoldItem.TRACES, PROMPT}.isdisjoint(hold.missing(incident))
    with pytest.raises(Invalid, match="Nothing is filled in"):
        hold.seal_several(cast.iris, incident, {}, set(), clock())


@pytest.mark.parametrize("change", ["UPDATE hold_entry SET note = 'Other'", "DELETE FROM hold_entry"])
def test_the_database_refuses_to_change_what_is_sealed(cast: Cast, clock: Clock, change: str) -> None:
    factories.held(cast, clock, factories.accepted(cast, clock))
    with pytest.raises(DatabaseError, match="never changed"):
        db.session.execute(sa.text(change))


def test_a_closed_incident_is_sealed_no_more(cast: Cast, clock: Clock, own: Countersign) -> None:
    incident = factories.published(cast, clock, own).incident
    with pytest.raises(NotPossibleNow, match="read-only"):
        hold.seal(cast.iris, incident, PROMPT, note="Late.", reason="Late.", at=clock())


def test_the_button_says_why_before_it_is_pressed(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    task = unheld(cast, clock, TaskKind.ROLLBACK, incident)
    sentence = tasks.hindrance(task, tasks.TaskVerb.STARTED)
    assert sentence is not None
    assert sentence.startswith("A rollback replaces the state that misbehaved. The evidence hold comes first.")


def test_entries_carry_their_moment_and_round(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    entry = hold.seal(cast.iris, incident, PROMPT, note="w-57", at=clock())
    assert isinstance(entry.at, datetime)
    assert (entry.round, entry.state) == (0, HoldState.SEALED)
    assert db.session.scalar(sa.select(sa.func.count(HoldEntry.id))) == 1
