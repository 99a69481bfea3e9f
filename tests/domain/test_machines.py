"""The rules as plain data: tables that lead somewhere, a phase for every state, bounds that agree."""

import itertools
from collections.abc import Mapping
from enum import StrEnum

import pytest

from incidents.domain import text
from incidents.domain.action import ACTION, ActionState, ActionVerb
from incidents.domain.confirmation import CONFIRMATION, ConfirmationState, ConfirmationVerb
from incidents.domain.containment import CONTAINMENT, EMERGENCY, Containment, ContainmentVerb
from incidents.domain.containment import MAY_STAY_OPEN as CONTAINMENT_MAY
from incidents.domain.correction import CORRECTION, Correction, CorrectionVerb
from incidents.domain.correction import MAY_STAY_OPEN as CORRECTION_MAY
from incidents.domain.errors import Invalid, NotPossibleNow
from incidents.domain.joint import DECISION, DecisionState, DecisionVerb
from incidents.domain.machine import advance, possible
from incidents.domain.phase import Phase, phase
from incidents.domain.review import FROZEN, REVIEW, ReviewState, ReviewVerb
from incidents.domain.sections import Section
from incidents.domain.severity import lowers
from incidents.domain.task import TASK, TaskState, TaskVerb
from incidents.domain.triage import TRIAGE, Triage, TriageVerb
from incidents.domain.vocabulary import Department, Severity, TaskKind

Table = Mapping[tuple[StrEnum, StrEnum], StrEnum]
MACHINES: dict[str, tuple[Table, type[StrEnum], type[StrEnum], StrEnum]] = {
    "triage": (TRIAGE, Triage, TriageVerb, Triage.REPORTED),  # type: ignore[dict-item]
    "containment": (CONTAINMENT, Containment, ContainmentVerb, Containment.ASSESSING),  # type: ignore[dict-item]
    "correction": (CORRECTION, Correction, CorrectionVerb, Correction.ASSESSING),  # type: ignore[dict-item]
    "task": (TASK, TaskState, TaskVerb, TaskState.OPEN),  # type: ignore[dict-item]
    "decision": (DECISION, DecisionState, DecisionVerb, DecisionState.PROPOSED),  # type: ignore[dict-item]
    "review": (REVIEW, ReviewState, ReviewVerb, ReviewState.NONE),  # type: ignore[dict-item]
    "action": (ACTION, ActionState, ActionVerb, ActionState.DRAFTED),  # type: ignore[dict-item]
    "confirmation": (CONFIRMATION, ConfirmationState, ConfirmationVerb, ConfirmationState.NOT_ASKED),  # type: ignore[dict-item]
}


@pytest.mark.parametrize("name", MACHINES)
def test_every_state_is_reached_and_every_verb_does_something(name: str) -> None:
    table, states, verbs, first = MACHINES[name]
    reached, before = {first}, set[StrEnum]()
    while reached != before:
        before = set(reached)
        reached |= {after for (state, _verb), after in table.items() if state in before}
    assert reached == set(states)
    assert {verb for _state, verb in table} == set(verbs)


@pytest.mark.parametrize("name", MACHINES)
def test_what_the_table_does_not_name_is_refused_in_words(name: str) -> None:
    table, states, verbs, _first = MACHINES[name]
    for state, verb in itertools.product(states, verbs):
        if (state, verb) in table:
            assert advance(table, state, verb) is table[(state, verb)]
            assert verb in possible(table, state)
        else:
            with pytest.raises(NotPossibleNow, match="so it cannot be") as refused:
                advance(table, state, verb)
            assert "_" not in str(refused.value)


def test_a_task_that_ended_never_moves_again() -> None:
    for state in TaskState:
        assert (possible(TASK, state) == []) is state.ended


def test_a_reopened_track_assesses_again_wherever_it_stood() -> None:
    for contained in Containment:
        assert CONTAINMENT[(contained, ContainmentVerb.REOPENED)] is Containment.ASSESSING
    for corrected in Correction:
        assert CORRECTION[(corrected, CorrectionVerb.REOPENED)] is Correction.ASSESSING


def test_a_published_or_voided_revision_is_final() -> None:
    assert possible(REVIEW, ReviewState.PUBLISHED) == possible(REVIEW, ReviewState.VOIDED) == []
    assert ReviewState.DRAFTING not in FROZEN


def test_every_combination_has_a_phase_and_every_phase_is_met() -> None:
    met = {phase(*states) for states in itertools.product(Triage, Containment, Correction, ReviewState)}
    assert met == set(Phase)


@pytest.mark.parametrize(
    ("contained", "corrected", "expected"),
    [
        (Containment.ASSESSING, Correction.ASSESSING, Phase.RESPONDING),
        (Containment.CONTAINING, Correction.VERIFIED, Phase.RESPONDING),
        (Containment.CONTAINED, Correction.CORRECTED, Phase.CONTAINED),
        (Containment.NOT_NEEDED, Correction.CORRECTING, Phase.CONTAINED),
        (Containment.RESTORED, Correction.VERIFIED, Phase.RESOLVED),
        (Containment.NOT_NEEDED, Correction.NOT_NEEDED, Phase.RESOLVED),
    ],
)
def test_the_phase_follows_from_the_two_tracks(contained: Containment, corrected: Correction, expected: Phase) -> None:
    assert phase(Triage.ACCEPTED, contained, corrected, ReviewState.NONE) is expected
    assert phase(Triage.ACCEPTED, contained, corrected, ReviewState.VOIDED) is expected
    assert phase(Triage.REPORTED, contained, corrected, ReviewState.NONE) is Phase.REPORTED
    assert phase(Triage.DECLINED, contained, corrected, ReviewState.NONE) is Phase.CLOSED


def test_only_what_is_graver_may_be_said_without_a_lead() -> None:
    assert not any(lowers(None, severity) for severity in Severity)
    for before, after in itertools.product(Severity, Severity):
        order = list(Severity)
        assert lowers(before, after) is (order.index(after) > order.index(before))


def test_the_tables_name_only_work_of_their_own_side() -> None:
    for table, owner in ((CONTAINMENT_MAY, Department.IT), (CORRECTION_MAY, Department.AI)):
        for kinds in table.values():
            assert {kind.owner for kind in kinds} <= {owner}
    assert {kind.owner for kind in EMERGENCY} == {Department.IT}
    assert TaskKind.ROLLBACK not in EMERGENCY


def test_two_sections_have_an_owner_and_the_others_both() -> None:
    owners = {section: section.owner for section in Section if section.owner is not None}
    assert owners == {Section.BEHAVIOURAL_ANALYSIS: Department.AI, Section.CONTAINMENT_ANALYSIS: Department.IT}


def test_text_is_stripped_bounded_and_free_of_what_no_database_holds() -> None:
    assert text.line("title", " a\tb\n c ", "a title") == "a b c"
    assert text.bounded("note", "a\r\nb\x00 ") == "a\nb␀"
    assert text.bounded("note", "") == ""
    assert len(text.bounded("note", " " + "x" * 50_000 + " ")) == 50_000
    with pytest.raises(Invalid, match="Give a title") as invalid:
        text.required("title", " \x0b ", "a title")
    assert invalid.value.field == "title"
