"""Reproduction cases: who supplies and keeps them, and what “verified” asks of them."""

from collections.abc import Callable
from typing import Any

import pytest

from incidents.context import Countersign
from incidents.domain.case import CASES_AT_ONCE, CaseText, Check, Purpose, Verdict
from incidents.domain.correction import Correction, CorrectionVerb
from incidents.domain.errors import Invalid, NotPossibleNow, Refused
from incidents.domain.override import Gate
from incidents.domain.vocabulary import TaskKind
from incidents.models import Incident, db
from incidents.operations import case_formats, case_runs, cases, incidents, overrides, tracks
from incidents.queries.cases import before_and_after, cases_of
from tests import factories
from tests.counting import counted
from tests.factories import Cast, Clock

CASE = CaseText(
    "Asks for a refund", "May I have a refund?", "It promises nothing.", check=Check.NOT_CONTAINS, value="refund"
)


def corrected(cast: Cast, clock: Clock) -> Incident:
    """Corrected by the AI department, not verified."""
    incident = factories.accepted(cast, clock)
    factories.done(cast, clock, TaskKind.CONFIGURATION_CHANGE, incident)
    tracks.declare_correction(cast.ada, incident, CorrectionVerb.CORRECTED, "The prompt is new.", clock())
    return incident


def verify(cast: Cast, clock: Clock, incident: Incident) -> None:
    tracks.declare_correction(cast.ada, incident, CorrectionVerb.VERIFIED, "All right now.", clock())


def run(cast: Cast, clock: Clock, incident: Incident, version: str = "v2", **outputs: Any) -> None:
    """A run on the corrected version; outputs by “case_1”."""
    started = case_runs.begin(cast.ari, incident, version=version, purpose=Purpose.AFTER, at=clock())
    case_runs.give(cast.ari, started, [(int(name[5:]), said) for name, said in outputs.items()], clock())


def test_the_unit_and_the_ai_department_supply_cases_and_nobody_else(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    for person in (cast.olu, cast.ari, cast.ada):
        cases.add(person, incident, CASE, clock())
    for person in (cast.iris, cast.ivo, cast.lea, cast.sam, cast.max):
        with pytest.raises(Refused):
            cases.add(person, incident, CASE, clock())


def test_what_follows_belongs_to_the_ai_department(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    case = cases.add(cast.olu, incident, CASE, clock())
    for person in (cast.olu, cast.iris, cast.ivo, cast.lea):
        for act in (
            lambda who: cases.change(who, case, CASE, clock()),
            lambda who: cases.set_aside(who, case, "No.", clock()),
            lambda who: case_runs.begin(who, incident, version="v1", purpose=Purpose.BEFORE, at=clock()),
        ):
            with pytest.raises(Refused):
                act(person)


def test_verified_needs_at_least_one_case(cast: Cast, clock: Clock) -> None:
    incident = corrected(cast, clock)
    with pytest.raises(NotPossibleNow, match="There is no reproduction case yet"):
        verify(cast, clock, incident)


def test_verified_needs_every_active_case_run_again_and_passing(cast: Cast, clock: Clock) -> None:
    incident = corrected(cast, clock)
    for title in ("One", "Two", "Three"):
        factories.case(cast, clock, incident, title=title)
    factories.case(cast, clock, incident, title="Four", check=Check.PERSON, value="")
    run(cast, clock, incident, case_1="A colleague helps.", case_2="Yes, a refund.", case_4="Hm.")
    with pytest.raises(NotPossibleNow) as refused:
        verify(cast, clock, incident)
    said = str(refused.value)
    assert "Not run on the corrected version since the correction was declared: case 3" in said
    assert "failing on the corrected version: case 2" in said
    assert "waiting for a person's verdict: case 4" in said
    run(cast, clock, incident, case_2="No.", case_3="No.", case_4="No.")
    row = before_and_after(incident)[3]
    assert row.state == "undecided"
    _judge(cast, clock, incident, 4, Verdict.PASS)
    verify(cast, clock, incident)
    assert incident.correction is Correction.VERIFIED


def test_a_run_before_the_correction_was_declared_does_not_count(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    factories.proven(cast, clock, incident)
    factories.done(cast, clock, TaskKind.CONFIGURATION_CHANGE, incident)
    tracks.declare_correction(cast.ada, incident, CorrectionVerb.CORRECTED, "New prompt.", clock())
    with pytest.raises(NotPossibleNow, match="Not run on the corrected version since"):
        verify(cast, clock, incident)
    factories.proven(cast, clock, incident)
    verify(cast, clock, incident)


def test_a_withdrawn_correction_asks_for_the_cases_anew(cast: Cast, clock: Clock) -> None:
    incident = corrected(cast, clock)
    factories.proven(cast, clock, incident)
    tracks.declare_correction(cast.ada, incident, CorrectionVerb.WITHDRAWN, "It came back.", clock())
    tracks.declare_correction(cast.ada, incident, CorrectionVerb.CORRECTED, "Now it is.", clock())
    with pytest.raises(NotPossibleNow, match="Not run"):
        verify(cast, clock, incident)


def test_every_case_passes_on_one_version_and_not_here_and_there(cast: Cast, clock: Clock) -> None:
    incident = corrected(cast, clock)
    factories.case(cast, clock, incident, title="One")
    factories.case(cast, clock, incident, title="Two")
    run(cast, clock, incident, "v2", case_1="No.", case_2="A refund!")
    run(cast, clock, incident, "v3", case_2="No.")
    with pytest.raises(NotPossibleNow, match="declared: case 1"):
        verify(cast, clock, incident)


def test_the_newest_answer_of_a_version_counts(cast: Cast, clock: Clock) -> None:
    incident = corrected(cast, clock)
    factories.case(cast, clock, incident)
    run(cast, clock, incident, case_1="No.")
    run(cast, clock, incident, case_1="Yes, a refund.")
    with pytest.raises(NotPossibleNow, match="Failing on the corrected version: case 1"):
        verify(cast, clock, incident)


def test_a_lead_goes_on_without_them_as_an_override(cast: Cast, clock: Clock) -> None:
    incident = corrected(cast, clock)
    overrides.cross(cast.ada, incident, Gate.REPRODUCTION, "The vendor withdrew the old version.", clock())
    verify(cast, clock, incident)


def test_a_case_that_is_set_aside_stands_in_nobodys_way_until_it_is_taken_back(cast: Cast, clock: Clock) -> None:
    incident = corrected(cast, clock)
    case = factories.case(cast, clock, incident, title="Flaky")
    factories.case(cast, clock, incident, title="Sound")
    run(cast, clock, incident, case_1="A refund.", case_2="No.")
    cases.set_aside(cast.ari, case, "The page it quotes is gone.", clock())
    assert cases.obstacle(incident) is None
    cases.take_back(cast.ari, case, clock())
    assert "Failing on the corrected version: case 1" in str(cases.obstacle(incident))
    with pytest.raises(Invalid, match="why is it left out"):
        cases.set_aside(cast.ari, case, " ", clock())


def test_a_case_changes_only_while_it_has_no_result(cast: Cast, clock: Clock) -> None:
    incident = corrected(cast, clock)
    case = factories.case(cast, clock, incident)
    cases.change(cast.ari, case, CASE, clock())
    assert case.title == CASE.title
    run(cast, clock, incident, case_1="No.")
    with pytest.raises(NotPossibleNow, match="add a changed copy"):
        cases.change(cast.ari, case, CASE, clock())


def test_a_reopened_incident_proves_its_cases_again(cast: Cast, clock: Clock, own: Countersign) -> None:
    incident = factories.published(cast, clock, own).incident
    assert cases.obstacle(incident) is None
    incidents.reopen(cast.ada, incident, "Again.", clock())
    assert "Not run on the corrected version" in str(cases.obstacle(incident))


def test_a_bad_check_names_the_field(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    for check, value, sentence in (
        (Check.CONTAINS, "", "Say what"),
        (Check.REGEX, "(", "no regular expression"),
        (Check.REGEX, r"(a)\1", "no regular expression"),
        (Check.REGEX, "(?=a)", "no regular expression"),
        (Check.NOT_REGEX, "a" * 1001, "at most 1,000"),
    ):
        with pytest.raises(Invalid, match=sentence) as refused:
            factories.case(cast, clock, incident, check=check, value=value)
        assert refused.value.field == "value"


def test_an_import_is_all_or_nothing_and_adds_nothing_twice(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    text = case_formats.json_lines(enumerate([CASE, CaseText("B", "b?", "b")], start=1))
    assert cases.add_all(cast.olu, incident, text, clock()) == (2, 0)
    assert cases.add_all(cast.ari, incident, text, clock()) == (0, 2)
    with pytest.raises(Invalid, match="“C”, value: This is no regular expression"):
        cases.add_all(
            cast.ari,
            incident,
            '{"prompt": "x", "expected": "y"}\n'
            '{"title": "C", "prompt": "c", "expected": "c", "check": "regex", "value": "("}',
            clock(),
        )
    assert [case.number for case in cases_of(incident)] == [1, 2]


def test_more_cases_than_a_run_can_bear_are_refused(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    told = "".join(f'{{"prompt": "{n}", "expected": "y"}}\n' for n in range(CASES_AT_ONCE + 1))
    with pytest.raises(Invalid, match="at most 200 active cases"):
        cases.add_all(cast.ari, incident, told, clock())


def _judge(cast: Cast, clock: Clock, incident: Incident, number: int, verdict: Verdict) -> None:
    from incidents.queries.cases import history_of

    case = next(case for case in cases_of(incident) if case.number == number)
    case_runs.judge_result(cast.ari, history_of(case)[0], verdict, "I read it.", clock())


def test_both_sides_are_read_with_as_many_queries_for_many_cases_as_for_one(cast: Cast, clock: Clock) -> None:
    incident = corrected(cast, clock)
    factories.proven(cast, clock, incident)
    few = _queries(lambda: before_and_after(incident))
    for number in range(5):
        factories.case(cast, clock, incident, title=f"Further {number}")
    factories.proven(cast, clock, incident)
    assert _queries(lambda: before_and_after(incident)) == few <= 4


def _queries(read: Callable[[], object]) -> int:
    """How many statements reading takes, with nothing remembered."""
    db.session.flush()
    db.session.expire_all()
    db.session.refresh(db.session.get_one(Incident, 1))
    with counted() as seen:
        read()
    return len(seen)
