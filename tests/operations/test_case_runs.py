"""Runs by hand: results are given once, checked, judged by people, and overruled only with a reason."""

import json

import pytest
import sqlalchemy as sa

from incidents.domain.case import CaseText, Check, Purpose, RunState, Verdict, judge
from incidents.domain.errors import Invalid, NotPossibleNow, Refused
from incidents.models import AuditEntry, CaseRun, Incident, db
from incidents.operations import case_runs, cases, endpoints
from incidents.operations.patterns import found
from incidents.queries.cases import before_and_after, judged_how, results_of, summary_of
from incidents.queries.kept_events import events_of
from tests import factories
from tests.factories import Cast, Clock


def begun(cast: Cast, clock: Clock, purpose: Purpose = Purpose.BEFORE) -> tuple[Incident, CaseRun]:
    """Two cases, one with a check and one for a person, and a run by hand."""
    incident = factories.accepted(cast, clock)
    factories.case(cast, clock, incident)
    factories.case(cast, clock, incident, check=Check.PERSON, value="", title="Read it")
    return incident, case_runs.begin(cast.ari, incident, version="v1", purpose=purpose, at=clock())


def test_results_by_hand_are_checked_at_once(cast: Cast, clock: Clock) -> None:
    incident, run = begun(cast, clock)
    first, second = case_runs.give(cast.ari, run, [(1, "Yes, a refund."), (2, "Hm.")], clock())
    assert (first.verdict, judged_how(first)) == (Verdict.FAIL, "Check: does not contain “refund”")
    assert (second.verdict, judged_how(second)) == (None, "")
    summary = summary_of(run)
    assert (summary.passed, summary.failed, summary.undecided, summary.percent) == (0, 1, 1, 100)
    row = before_and_after(incident)[0]
    assert row.before is not None
    assert (row.before.version, row.before.output, row.after) == ("v1", "Yes, a refund.", None)


def test_a_person_judges_and_overrules_a_check_only_with_a_reason(cast: Cast, clock: Clock) -> None:
    incident, run = begun(cast, clock)
    first, second = case_runs.give(cast.ari, run, [(1, "We give no refund."), (2, "Hm.")], clock())
    case_runs.judge_result(cast.ari, second, Verdict.PASS, "", clock())
    with pytest.raises(Invalid, match="goes against what stands there") as refused:
        case_runs.judge_result(cast.ari, first, Verdict.PASS, " ", clock())
    assert refused.value.field == "note"
    case_runs.judge_result(cast.ada, first, Verdict.PASS, "It refuses the refund; the check is too coarse.", clock())
    assert (first.checked, first.verdict, judged_how(first)) == (Verdict.FAIL, Verdict.PASS, "Ada, against the check")
    with pytest.raises(Invalid, match="goes against"):
        case_runs.judge_result(cast.ari, second, Verdict.FAIL, "", clock())
    said = [event.sentence for _, event in events_of(incident.id)][-1]
    assert said == "judged case 1 on the incident's version “v1” as passed, against its check"


def test_judging_belongs_to_the_ai_department(cast: Cast, clock: Clock) -> None:
    _, run = begun(cast, clock)
    (result,) = case_runs.give(cast.ari, run, [(2, "Hm.")], clock())
    for person in (cast.olu, cast.ivo, cast.iris, cast.lea):
        with pytest.raises(Refused):
            case_runs.judge_result(person, result, Verdict.PASS, "Fine.", clock())
        with pytest.raises(Refused):
            case_runs.give(person, run, [(1, "x")], clock())


@pytest.mark.parametrize(
    ("outputs", "sentence"),
    [
        ([(1, "a"), (3, "b")], "no active case 3"),
        ([(1, "a"), (1, "b")], "stands there twice"),
        ([(1, "y" * 50_001)], "50,000 are the most"),
    ],
)
def test_results_are_given_all_or_none(cast: Cast, clock: Clock, outputs: list[tuple[int, str]], sentence: str) -> None:
    _, run = begun(cast, clock)
    with pytest.raises(Invalid, match=sentence):
        case_runs.give(cast.ari, run, outputs, clock())
    assert results_of(run) == {}


def test_a_result_is_never_replaced(cast: Cast, clock: Clock) -> None:
    _, run = begun(cast, clock)
    case_runs.give(cast.ari, run, [(1, "Yes, a refund.")], clock())
    with pytest.raises(Invalid, match="has a result in this run already"):
        case_runs.give(cast.ari, run, [(1, "No.")], clock())


def test_a_run_needs_a_case_and_a_label(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    with pytest.raises(NotPossibleNow, match="no case to run"):
        case_runs.begin(cast.ari, incident, version="v1", purpose=Purpose.AFTER, at=clock())
    cases.add(cast.olu, incident, CaseText("A", "a?", "a"), clock())
    with pytest.raises(Invalid, match="the version that is run") as refused:
        case_runs.begin(cast.ari, incident, version=" ", purpose=Purpose.AFTER, at=clock())
    assert refused.value.field == "version"


def test_a_run_by_hand_is_not_asked_of_the_worker(cast: Cast, clock: Clock) -> None:
    _, run = begun(cast, clock)
    assert run.state is RunState.OPEN
    with pytest.raises(NotPossibleNow, match="by hand"):
        case_runs.ask_again(cast.ari, run, clock())


@pytest.mark.parametrize(
    ("check", "value", "output", "verdict"),
    [
        (Check.PERSON, "", "x", None),
        (Check.CONTAINS, "Paris", "It is Paris.", Verdict.PASS),
        (Check.CONTAINS, "Paris", "It is paris.", Verdict.FAIL),
        (Check.NOT_CONTAINS, "refund", "", Verdict.PASS),
        (Check.REGEX, r"\d{2} days", "Within 90 days.", Verdict.PASS),
        (Check.NOT_REGEX, r"\d{2} days", "Within 90 days.", Verdict.FAIL),
        (Check.EQUALS, "42", " 42\n", Verdict.PASS),
        (Check.EQUALS, "42", "It is 42", Verdict.FAIL),
    ],
)
def test_what_each_check_says(check: Check, value: str, output: str, verdict: Verdict | None) -> None:
    assert judge(check, value, output, found) is verdict


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"base_url": "ftp://models.example"}, "base_url"),
        ({"base_url": "javascript:alert(1)"}, "base_url"),
        ({"base_url": "https://me:secret@models.example/v1"}, "base_url"),
        ({"base_url": "https://models.example/v1?key=secret"}, "base_url"),
        ({"base_url": "https://"}, "base_url"),
        ({"base_url": "https://models.example:99999/v1"}, "base_url"),
        ({"key_variable": "PATH"}, "key_variable"),
        ({"key_variable": "sk-0123456789"}, "key_variable"),
        ({"key_variable": "COUNTERSIGN_SECRET_KEY"}, "key_variable"),
        ({"key_variable": "COUNTERSIGN_MODEL_KEY_"}, "key_variable"),
        ({"model": " "}, "model"),
    ],
)
def test_a_bad_endpoint_names_the_field(cast: Cast, clock: Clock, fields: dict[str, str], field: str) -> None:
    told = {"name": "Live", "base_url": "https://models.example/v1/", "model": "m"} | fields
    with pytest.raises(Invalid) as refused:
        endpoints.save_endpoint(cast.max, None, system=cast.system, at=clock(), **told)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_only_an_administrator_configures_endpoints_and_each_name_once(cast: Cast, clock: Clock) -> None:
    told = {"name": "Live", "base_url": "https://models.example/v1/", "model": "m", "system": cast.system}
    for person in (cast.ada, cast.ivo, cast.olu):
        with pytest.raises(Refused):
            endpoints.save_endpoint(person, None, at=clock(), **told)  # type: ignore[arg-type]
    saved = endpoints.save_endpoint(cast.max, None, at=clock(), **told)  # type: ignore[arg-type]
    assert saved.base_url == "https://models.example/v1"
    with pytest.raises(Invalid, match="of this name already"):
        endpoints.save_endpoint(cast.max, None, at=clock(), **told)  # type: ignore[arg-type]


def test_a_retired_endpoint_is_not_asked(cast: Cast, clock: Clock) -> None:
    incident, _ = begun(cast, clock)
    where = endpoints.save_endpoint(
        cast.max, None, system=cast.system, name="Old", base_url="http://x.example", model="m", active=False, at=clock()
    )
    with pytest.raises(Invalid, match="Choose one of the list"):
        case_runs.ask(cast.ari, incident, endpoint=where, version="", purpose=Purpose.AFTER, at=clock())


def test_the_record_keeps_where_an_endpoint_sends_to_and_which_key_it_names(cast: Cast, clock: Clock) -> None:
    told = {"system": cast.system, "name": "Staging", "model": "m-1", "key_variable": "COUNTERSIGN_MODEL_KEY_A"}
    where = endpoints.save_endpoint(cast.max, None, base_url="https://models.example/v1", at=clock(), **told)  # type: ignore[arg-type]
    endpoints.save_endpoint(cast.max, where, base_url="https://elsewhere.example/v1", at=clock(), **told)  # type: ignore[arg-type]
    query = sa.select(AuditEntry.payload).where(AuditEntry.event == "ModelEndpointSaved").order_by(AuditEntry.id)
    saved = [json.loads(payload) for payload in db.session.scalars(query)]
    assert [each["base_url"] for each in saved] == ["https://models.example/v1", "https://elsewhere.example/v1"]
    assert {each["key_variable"] for each in saved} == {"COUNTERSIGN_MODEL_KEY_A"}
