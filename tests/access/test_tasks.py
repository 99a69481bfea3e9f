"""The hard line: whatever the kind of work, only the people of the department that owns it move it."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from incidents.access import Act, can, refusal
from incidents.config import Settings
from incidents.domain.errors import Refused
from incidents.domain.vocabulary import Department, TaskKind
from incidents.models import Incident, Person, Task, db
from incidents.operations import tasks
from tests import factories
from tests.conftest import settings_of
from tests.factories import Cast, Clock

OF_AI = (
    TaskKind.CONFIGURATION_CHANGE,
    TaskKind.DATA_ADJUSTMENT,
    TaskKind.POLICY_UPDATE,
    TaskKind.VENDOR_ESCALATION,
    TaskKind.BEHAVIOUR_EVALUATION,
)
OF_IT = (
    TaskKind.ACCESS_RESTRICTION,
    TaskKind.CONTROL_ENFORCEMENT,
    TaskKind.SYSTEM_ISOLATION,
    TaskKind.ROLLBACK,
    TaskKind.EVIDENCE_PRESERVATION,
    TaskKind.STABILITY_AND_RESTORATION,
)
PEOPLE = {Department.AI: {"Ada", "Ann", "Ari"}, Department.IT: {"Ivo", "Ian", "Iris"}}
LEADS = {Department.AI: {"Ada", "Ann"}, Department.IT: {"Ivo", "Ian"}}
MEMBER = {Department.AI: "Ari", Department.IT: "Iris"}
OWNED = dict.fromkeys(OF_AI, Department.AI) | dict.fromkeys(OF_IT, Department.IT)
KINDS = pytest.mark.parametrize("kind", TaskKind)

Move = Callable[[Person, Task, Clock], object]
MOVES: Mapping[str, Move] = {
    "take": lambda who, task, clock: tasks.assign(who, task, who, clock()),
    "start": lambda who, task, clock: tasks.start(who, task, clock()),
    "finish": lambda who, task, clock: tasks.finish(who, task, "Done.", clock()),
    "cancel": lambda who, task, clock: tasks.cancel(who, task, "Not needed.", clock()),
    "waive": lambda who, task, clock: tasks.waive(who, task, "Not needed.", clock()),
    "offer": lambda who, task, clock: tasks.offer_hand_over(
        who, task, OF_IT[3] if task.owner is Department.AI else OF_AI[0], "It is yours.", clock()
    ),
}
ACTS = {
    "take": Act.TAKE_TASK,
    "start": Act.START_TASK,
    "finish": Act.FINISH_TASK,
    "cancel": Act.CANCEL_TASK,
    "waive": Act.WAIVE_TASK,
    "offer": Act.OFFER_HAND_OVER,
}


@pytest.fixture
def settings(home: Path) -> Settings:
    """One database is enough: these rules stand in Python."""
    return settings_of(home)


def task_of(cast: Cast, clock: Clock, kind: TaskKind, incident: Incident | None = None) -> Task:
    """An open task that the owner's member has. Into the table itself: nobody raises the enforcement of a control."""
    member: Person = getattr(cast, MEMBER[OWNED[kind]].lower())
    task = Task(
        incident=incident or factories.accepted(cast, clock),
        kind=kind,
        owner=OWNED[kind],
        title="Do it",
        raised_by=cast.ada,
        raised_at=clock(),
        assignee=member,
        assignee_department=member.department,
    )
    db.session.add(task)
    db.session.flush()
    return task


def sentence_for(person: Person, kind: TaskKind) -> str:
    """What somebody who is not of the owner is told."""
    if person.name in {"Lea", "Sam", "Max"}:
        return "There is no such incident, or you may not see it."
    owner = {Department.AI: "the AI department", Department.IT: "IT"}
    if person.name == "Olu":
        return f"{kind.label} belongs to {owner[OWNED[kind]]}. You can comment."
    return (
        f"{kind.label} belongs to {owner[OWNED[kind]]}. You can comment, or raise work of {owner[OWNED[kind].other]}."
    )


def test_the_owners_are_those_of_the_table() -> None:
    assert {kind: kind.owner for kind in TaskKind} == OWNED


@KINDS
def test_who_is_not_of_the_owner_moves_nothing_and_is_told_whose_it_is(
    cast: Cast, clock: Clock, kind: TaskKind
) -> None:
    task = task_of(cast, clock, kind)
    before = (task.state, task.owner, task.assignee_id)
    for person in cast.everybody:
        if person.name in PEOPLE[OWNED[kind]]:
            continue
        for name, move in MOVES.items():
            with pytest.raises(Refused) as refused:
                move(person, task, clock)
            assert str(refused.value) == sentence_for(person, kind), (person.name, name)
    assert (task.state, task.owner, task.assignee_id) == before


@KINDS
def test_the_owners_people_move_it_each_as_far_as_their_rank_goes(cast: Cast, clock: Clock, kind: TaskKind) -> None:
    task = task_of(cast, clock, kind)
    owner = OWNED[kind]
    may = {name: {p.name for p in cast.everybody if can(p, act, task)} for name, act in ACTS.items()}
    everybody, leads = PEOPLE[owner], LEADS[owner]
    assert may == {
        "take": everybody,
        "start": everybody,  # the member has it, and leads always can
        "finish": everybody,
        "cancel": leads,
        "waive": leads,
        "offer": everybody,
    }


@KINDS
def test_a_member_who_has_not_the_task_neither_starts_nor_finishes_it(cast: Cast, clock: Clock, kind: TaskKind) -> None:
    task = task_of(cast, clock, kind)
    lead, member = (cast.ada, cast.ari) if OWNED[kind] is Department.AI else (cast.ivo, cast.iris)
    tasks.assign(lead, task, lead, clock())
    for act in (Act.START_TASK, Act.FINISH_TASK):
        told = refusal(member, act, task)
        assert told == f"{lead.name} has this task. A lead of {OWNED[kind].label} can assign it to you."
    task.assignee = task.assignee_department = None
    assert refusal(member, Act.START_TASK, task) == "Nobody has this task yet. Take it first."


@KINDS
def test_only_a_lead_of_the_owner_assigns_it_to_others(cast: Cast, clock: Clock, kind: TaskKind) -> None:
    task = task_of(cast, clock, kind)
    may = {person.name for person in cast.everybody if can(person, Act.ASSIGN_TASK, task)}
    assert may == LEADS[OWNED[kind]]


@KINDS
def test_only_people_of_the_owner_can_be_given_it(cast: Cast, clock: Clock, kind: TaskKind) -> None:
    task = task_of(cast, clock, kind)
    lead = cast.ada if OWNED[kind] is Department.AI else cast.ivo
    for person in cast.everybody:
        if person.name in PEOPLE[OWNED[kind]]:
            tasks.assign(lead, task, person, clock())
            assert task.assignee is person
            continue
        with pytest.raises(Refused) as refused:
            tasks.assign(lead, task, person, clock())
        assert str(refused.value) == (f"{kind.label} belongs to {OWNED[kind].label}. You can hand it over or comment.")


@KINDS
def test_only_a_lead_of_the_other_side_answers_a_hand_over(cast: Cast, clock: Clock, kind: TaskKind) -> None:
    task = task_of(cast, clock, kind)
    may = {person.name for person in cast.everybody if can(person, Act.ANSWER_HAND_OVER, task)}
    assert may == LEADS[OWNED[kind].other]


def test_a_rollback_is_never_given_to_the_ai_department(cast: Cast, clock: Clock) -> None:
    task = task_of(cast, clock, TaskKind.ROLLBACK)
    with pytest.raises(Refused, match=r"^Rollback belongs to IT\. You can hand it over or comment\.$"):
        tasks.assign(cast.ivo, task, cast.ari, clock())


def test_somebody_who_has_left_is_given_nothing(cast: Cast, clock: Clock) -> None:
    task = task_of(cast, clock, TaskKind.ROLLBACK)
    cast.ian.active = False
    with pytest.raises(Refused, match=r"^Ian has left\.$"):
        tasks.assign(cast.ivo, task, cast.ian, clock())


def test_iris_does_not_take_a_task_that_ian_has(cast: Cast, clock: Clock) -> None:
    task = task_of(cast, clock, TaskKind.ROLLBACK)
    tasks.assign(cast.ivo, task, cast.ian, clock())
    with pytest.raises(Refused, match=r"^Ian has this task\. A lead can give it to you\.$"):
        tasks.assign(cast.iris, task, cast.iris, clock())
    assert task.assignee is cast.ian
