"""Playbooks: each lead takes the own half, once; no playbook crosses the line between the departments."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from incidents.domain.calendars import Counting
from incidents.domain.errors import Invalid, NotPossibleNow, Refused
from incidents.domain.playbook import Draft, Suits, TaskDraft, known_terms, score, shipped
from incidents.domain.vocabulary import Department, Severity, TaskKind
from incidents.models import IncidentTerm, Playbook, Task, db
from incidents.operations import incidents, playbooks, tracks
from incidents.operations.playbooks import Chosen
from incidents.queries.playbooks import best_of, proposals
from tests import factories
from tests.factories import Cast, Clock

DATA = "Personal data disclosed"
WORK = (TaskDraft(TaskKind.ROLLBACK, "Go back"), TaskDraft(TaskKind.DATA_ADJUSTMENT, "Take it out", minutes=90))


def named(name: str) -> Playbook:
    return db.session.scalars(sa.select(Playbook).where(Playbook.name == name)).one()


def half(playbook: Playbook, department: Department) -> list[Chosen]:
    return [Chosen(task, task.title, task.minutes) for task in playbook.tasks_of(department)]


def count(incident_id: int) -> int:
    return db.session.scalar(sa.select(sa.func.count()).where(Task.incident_id == incident_id)) or 0


def test_what_comes_with_the_product_has_work_of_both_departments_and_known_terms() -> None:
    known = dict(known_terms())
    assert len(shipped()) >= 6
    for draft in shipped():
        assert {task.kind.owner for task in draft.tasks} == set(Department)
        assert set(draft.terms) <= set(known)
        assert TaskKind.CONTROL_ENFORCEMENT not in {task.kind for task in draft.tasks}


def test_founding_adds_them_once(cast: Cast, clock: Clock) -> None:
    assert db.session.scalar(sa.select(sa.func.count(Playbook.id))) == len(shipped())
    assert playbooks.install(cast.max, clock()) == 0


def test_a_lead_raises_the_own_half_and_the_other_half_waits(cast: Cast, clock: Clock) -> None:
    incident, playbook = factories.accepted(cast, clock), named(DATA)
    at = clock()
    raised = playbooks.accept(cast.ivo, incident, playbook, half(playbook, Department.IT), at)
    assert {task.owner for task in raised} == {Department.IT}
    assert len(raised) == len(playbook.tasks_of(Department.IT))
    assert raised[0].due_at == at + timedelta(hours=1)
    assert proposals(incident)[0].waits_for == [Department.AI]
    playbooks.accept(cast.ada, incident, playbook, half(playbook, Department.AI), clock())
    assert proposals(incident)[0].waits_for == []
    assert count(incident.id) == len(playbook.tasks)


def test_a_lead_leaves_tasks_out_and_changes_title_and_due_time(cast: Cast, clock: Clock) -> None:
    incident, playbook = factories.accepted(cast, clock), named(DATA)
    first = playbook.tasks_of(Department.IT)[0]
    at = clock()
    (task,) = playbooks.accept(cast.ivo, incident, playbook, [Chosen(first, "Seal it all", 45)], at)
    assert (task.title, task.due_at, task.description) == ("Seal it all", at + timedelta(minutes=45), first.description)


def test_a_working_hours_task_is_due_in_working_hours(cast: Cast, clock: Clock) -> None:
    incident, playbook = factories.accepted(cast, clock), named(DATA)
    task = next(t for t in playbook.tasks_of(Department.IT) if t.counting is Counting.WORKING_HOURS)
    (raised,) = playbooks.accept(cast.ivo, incident, playbook, [Chosen(task, task.title, 16 * 60)], clock())
    assert raised.due_at is not None
    assert raised.due_at - raised.raised_at > timedelta(days=1), "two working days, not sixteen hours"


def test_each_half_is_accepted_once_in_a_round(cast: Cast, clock: Clock) -> None:
    incident, playbook = factories.accepted(cast, clock), named(DATA)
    playbooks.accept(cast.ivo, incident, playbook, half(playbook, Department.IT), clock())
    before = count(incident.id)
    for lead in (cast.ivo, cast.ian):
        with pytest.raises(NotPossibleNow, match="Ivo accepted the work of IT already"):
            playbooks.accept(lead, incident, playbook, half(playbook, Department.IT), clock())
    assert count(incident.id) == before


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_who_may_accept_which_half(cast: Cast, clock: Clock) -> None:
    able = {}
    for department in Department:
        for somebody in cast.everybody:
            incident, playbook = factories.accepted(cast, clock), named(DATA)
            try:
                playbooks.accept(somebody, incident, playbook, half(playbook, department), clock())
            except Refused:
                assert count(incident.id) == 0
                continue
            able.setdefault(department, set()).add(somebody.name)
    assert able == {Department.AI: {"Ada", "Ann"}, Department.IT: {"Ivo", "Ian"}}


def test_nothing_is_accepted_before_triage_is_through_or_without_a_task(cast: Cast, clock: Clock) -> None:
    playbook = named(DATA)
    incident = factories.reported(cast, clock)
    with pytest.raises(NotPossibleNow, match="Both departments accept the report first"):
        playbooks.accept(cast.ivo, incident, playbook, half(playbook, Department.IT), clock())
    with pytest.raises(Invalid, match="Tick at least one task"):
        playbooks.accept(cast.ivo, factories.accepted(cast, clock), playbook, [], clock())


def test_a_reopened_incident_may_take_its_playbook_again(cast: Cast, clock: Clock, own: object) -> None:
    incident = factories.published(cast, clock, own).incident  # type: ignore[arg-type]
    playbook = named(DATA)
    incidents.reopen(cast.ada, incident, "Again.", clock())
    assert tracks.unfinished(incident) == []
    playbooks.accept(cast.ivo, incident, playbook, half(playbook, Department.IT), clock())
    assert len(tracks.unfinished(incident)) == len(playbook.tasks_of(Department.IT))


@pytest.mark.parametrize(
    ("suits", "expected"),
    [
        (Suits({"h:a"}, None, None), 4),
        (Suits({"h:a", "h:b"}, None, None), 8),
        (Suits({"h:c"}, None, None), 0),
        (Suits(set(), 1, None), 3),
        (Suits({"h:a"}, 1, None), 7),
        (Suits({"h:a", "h:b"}, 2, None), 0),
        (Suits({"h:a"}, None, Severity.SEV_2), 0),
        (Suits({"h:a"}, None, Severity.SEV_3), 4),
        (Suits({"h:a"}, None, Severity.SEV_4), 4),
        (Suits(set(), None, None), 1),
    ],
)
def test_how_well_a_playbook_fits(suits: Suits, expected: int) -> None:
    assert score(suits, {"h:a", "h:b"}, 1, Severity.SEV_3) == expected


def test_the_harm_chooses_the_playbook(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    assert best_of(proposals(incident)) == [], "nothing is classified yet, so a person chooses"
    db.session.add(
        IncidentTerm(
            incident_id=incident.id,
            taxonomy="failure-modes",
            term="tool-misuse",
            chosen_by=cast.ada,
            chosen_at=clock(),
        )
    )
    best = best_of(proposals(incident))
    assert [each.playbook.name for each in best] == ["Prompt injection or misuse of tools"]


def test_an_administrator_writes_a_playbook_and_puts_it_away(cast: Cast, clock: Clock) -> None:
    draft = Draft("Price errors", "Ours.", (), WORK)
    playbook = playbooks.save(cast.max, None, draft, cast.system, clock())
    incident = factories.accepted(cast, clock)
    assert best_of(proposals(incident))[0].playbook is playbook, "by its system"
    playbooks.save(cast.max, playbook, Draft("Price errors", "", (), WORK[:1], Severity.SEV_2), None, clock())
    assert [task.title for task in playbook.tasks] == ["Go back"]
    playbooks.set_active(cast.max, playbook, False, clock())
    assert playbook not in [each.playbook for each in proposals(incident)]
    with pytest.raises(NotPossibleNow, match="put away"):
        playbooks.accept(cast.ivo, incident, playbook, half(playbook, Department.IT), clock())


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (Draft(" ", "", (), WORK), "name"),
        (Draft(DATA.upper(), "", (), WORK), "name"),
        (Draft("New", "", (), ()), "tasks"),
        (Draft("New", "", ("no:such",), WORK), "terms"),
        (Draft("New", "", (), (TaskDraft(TaskKind.CONTROL_ENFORCEMENT, "Off"),)), "tasks"),
        (Draft("New", "", (), (TaskDraft(TaskKind.ROLLBACK, " "),)), "tasks"),
        (Draft("New", "", (), (TaskDraft(TaskKind.ROLLBACK, "Back", minutes=0),)), "tasks"),
    ],
)
@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_wrong_playbook_is_refused_with_its_field(cast: Cast, clock: Clock, draft: Draft, field: str) -> None:
    with pytest.raises(Invalid) as invalid:
        playbooks.save(cast.max, None, draft, None, clock())
    assert invalid.value.field == field


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_only_administrators_write_playbooks(cast: Cast, clock: Clock) -> None:
    for somebody in cast.everybody:
        if not somebody.administrator:
            with pytest.raises(Refused, match="Only an administrator"):
                playbooks.save(somebody, None, Draft("New", "", (), WORK), None, clock())
