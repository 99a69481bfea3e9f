"""Runs of the cases on a version: begun by hand or asked of the worker, results given, checked and judged."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from incidents.access import Act, require
from incidents.domain import events, text
from incidents.domain.case import OUTPUT_LENGTH, RUN, Purpose, RunState, RunVerb, Source, Verdict, judge, results_digest
from incidents.domain.errors import Invalid, NotPossibleNow
from incidents.domain.events import Actor
from incidents.domain.machine import advance
from incidents.models import CaseResult, CaseRun, Incident, ModelEndpoint, Person, ReproductionCase, db
from incidents.operations import patterns
from incidents.operations.incidents import acknowledge, refuse_closed
from incidents.queries.cases import cases_of, count_active, results_of
from incidents.signals import publish

VERSION_LENGTH = 120


def begin(actor: Person, incident: Incident, *, version: str, purpose: Purpose, at: datetime) -> CaseRun:
    """Begin a run whose results people give, one by one or as a file."""
    run = _begun(actor, incident, version, purpose, None, at)
    publish(events.RunBegun(**_common(actor.as_actor(), run, at)))
    return run


def ask(
    actor: Person, incident: Incident, *, endpoint: ModelEndpoint, version: str, purpose: Purpose, at: datetime
) -> CaseRun:
    """Have the worker put every active case to an endpoint of the incident's system."""
    if endpoint.system_id != incident.system_id or not endpoint.active:
        raise Invalid("endpoint", "That endpoint does not belong to this system. Choose one of the list.")
    run = _begun(actor, incident, version or endpoint.model, purpose, endpoint, at)
    publish(events.RunAsked(**_common(actor.as_actor(), run, at), endpoint=endpoint.name, attempt=run.attempt))
    return run


def ask_again(actor: Person, run: CaseRun, at: datetime) -> None:
    """Go on with a run that failed, or that lacks cases which came later. Answers that are there stay."""
    require(actor, Act.KEEP_CASES, run.incident)
    refuse_closed(run.incident)
    if run.endpoint is None:
        raise NotPossibleNow("This run is by hand. Give the missing results on its page.")
    run.state = advance(RUN, run.state, RunVerb.ASKED)
    run.attempt, run.error, run.finished_at = run.attempt + 1, "", None
    publish(events.RunAsked(**_common(actor.as_actor(), run, at), endpoint=run.endpoint.name, attempt=run.attempt))


def give(actor: Person, run: CaseRun, outputs: Sequence[tuple[int, str]], at: datetime) -> list[CaseResult]:
    """Give results (case number, output) of a run by hand, all or none. A result that is there is never replaced."""
    require(actor, Act.KEEP_CASES, run.incident)
    refuse_closed(run.incident)
    if run.source is not Source.HAND:
        raise NotPossibleNow("The worker gives the results of this run. Begin another by hand.")
    cases = {case.number: case for case in cases_of(run.incident, active_only=True)}
    there = results_of(run)
    for number, _ in outputs:
        _refuse_unfit(cases.get(number), number, there)
    if len({number for number, _ in outputs}) < len(outputs):
        raise Invalid("results", "A case stands there twice. Give one result for each.")
    given = [_record(run, cases[number], output, actor, at) for number, output in outputs]
    said = results_digest(outputs)
    publish(events.ResultsGiven(**_common(actor.as_actor(), run, at), count=len(given), sha256=said))
    return given


def judge_result(actor: Person, result: CaseResult, verdict: Verdict, note: str, at: datetime) -> None:
    """Say whether the output is what was expected. Against a check, or once judged, only with a reason."""
    run = result.run
    require(actor, Act.KEEP_CASES, run.incident)
    refuse_closed(run.incident)
    overruled = result.checked is not None and result.checked is not verdict
    note = text.bounded("note", note, text.REASON_LENGTH)
    if overruled or result.judged is not None:
        text.required("note", note, "a reason: this goes against what stands there already")
    result.judged, result.judged_by, result.judged_at, result.judged_note = verdict, actor, at, note
    publish(
        events.ResultJudged(
            **_common(actor.as_actor(), run, at),
            number=result.case.number,
            verdict=verdict,
            overruled=overruled,
            sha256=results_digest([(result.case.number, result.output)]),
            reason=note,
        )
    )


def started(run: CaseRun) -> None:
    """The worker has begun. Doing it again changes nothing."""
    run.state = advance(RUN, run.state, RunVerb.STARTED)


def next_case(run: CaseRun) -> ReproductionCase | None:
    """The first active case that has no result in this run."""
    there = sa.select(CaseResult.case_id).where(CaseResult.run_id == run.id)
    query = sa.select(ReproductionCase).where(
        ReproductionCase.incident_id == run.incident_id,
        ReproductionCase.set_aside_at.is_(None),
        ReproductionCase.id.not_in(there),
    )
    return db.session.scalar(query.order_by(ReproductionCase.number).limit(1))


def record(run: CaseRun, case: ReproductionCase, output: str, at: datetime) -> None:
    """Keep what the endpoint answered, unless an answer is there already."""
    if case.id not in results_of(run):
        _record(run, case, output, None, at)
        run.error = ""


def finished(run: CaseRun, at: datetime) -> None:
    """Every active case has its answer."""
    run.state, run.finished_at = advance(RUN, run.state, RunVerb.FINISHED), at
    results = list(results_of(run).values())
    verdicts = [result.verdict for result in results]
    publish(
        events.RunFinished(
            **_common(events.SYSTEM, run, at),
            passed=verdicts.count(Verdict.PASS),
            failed=verdicts.count(Verdict.FAIL),
            undecided=verdicts.count(None),
            sha256=results_digest((result.case.number, result.output) for result in results),
        )
    )


def failed(run: CaseRun, error: str, at: datetime) -> None:
    """The endpoint gave no usable answer; the run says so, and a person can ask again."""
    run.state, run.error = advance(RUN, run.state, RunVerb.FAILED), error[: text.REASON_LENGTH]
    publish(events.RunFailed(**_common(events.SYSTEM, run, at), reason=run.error))


def _begun(
    actor: Person, incident: Incident, version: str, purpose: Purpose, endpoint: ModelEndpoint | None, at: datetime
) -> CaseRun:
    require(actor, Act.KEEP_CASES, incident)
    refuse_closed(incident)
    if not count_active(incident):
        raise NotPossibleNow("There is no case to run yet. Add one first.")
    acknowledge(actor, incident, at)
    run = CaseRun(
        incident=incident,
        round=incident.reopened,
        version=text.line("version", version, "the version that is run", VERSION_LENGTH),
        purpose=purpose,
        source=Source.HAND if endpoint is None else Source.ENDPOINT,
        state=RunState.OPEN if endpoint is None else RunState.WAITING,
        endpoint=endpoint,
        attempt=1,
        started_by=actor,
        started_at=at,
    )
    db.session.add(run)
    db.session.flush()
    return run


def _record(run: CaseRun, case: ReproductionCase, output: str, giver: Person | None, at: datetime) -> CaseResult:
    output = text.bounded("output", output, OUTPUT_LENGTH)
    result = CaseResult(
        run=run,
        case=case,
        output=output,
        given_by=giver,
        at=at,
        checked=judge(case.check_kind, case.value, output, patterns.found),
    )
    db.session.add(result)
    db.session.flush()
    return result


def _refuse_unfit(case: ReproductionCase | None, number: int, there: dict[int, CaseResult]) -> None:
    if case is None:
        raise Invalid("results", f"There is no active case {number} on this incident.")
    if case.id in there:
        raise Invalid("results", f"Case {number} has a result in this run already. Begin another run.")


def _common(actor: Actor, run: CaseRun, at: datetime) -> dict[str, Any]:
    return {
        "incident_id": run.incident_id,
        "actor": actor,
        "at": at,
        "run_id": run.id,
        "version": run.version,
        "purpose": run.purpose,
    }
