"""Putting reproduction cases to an OpenAI-compatible endpoint. A repeated delivery asks only for what is missing.

Nothing is held open while the network answers: what is needed is read, the transaction ends, then the call begins.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from incidents.delivery.chat import Question, Unanswered, Unusable, complete
from incidents.domain.case import RunState
from incidents.listeners.outbox import RUN_CASES
from incidents.models import CaseRun, OutboxRow, ReproductionCase, db
from incidents.operations import case_runs

BUDGET = 30.0
"""Seconds of one delivery. Then the run goes to the end of the outbox, so that other work is not kept waiting."""

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class _Next:
    case_id: int
    question: Question


def run_cases(run_id: int, clock: Clock) -> None:
    """Ask for every active case without an answer. Raises what may pass; what will not fails the run at once."""
    until = time.monotonic() + BUDGET
    while (following := _following(run_id, clock)) is not None:
        try:
            output = complete(following.question)
        except Unusable as error:
            _fail(run_id, str(error), clock())
            return
        except Unanswered as error:
            _tell(run_id, f"{error} It is tried again soon.")
            raise
        _keep(run_id, following.case_id, output, clock())
        if time.monotonic() > until:
            _go_on_later(run_id, clock())
            return


def give_up(run_id: int, error: str) -> None:
    """Say on the page that no answer came, and let a person ask again."""
    run = db.session.get_one(CaseRun, run_id)
    if run.state in (RunState.WAITING, RunState.RUNNING):
        case_runs.failed(run, error.partition(": ")[2] or error, datetime.now(UTC))


def _following(run_id: int, clock: Clock) -> _Next | None:
    """The next case as plain values, the transaction ended; None when nothing is left, and the run is finished."""
    run = db.session.get_one(CaseRun, run_id, populate_existing=True, with_for_update=True)
    if run.state not in (RunState.WAITING, RunState.RUNNING) or run.endpoint is None:
        db.session.rollback()
        return None
    case_runs.started(run)
    case = case_runs.next_case(run)
    if case is None:
        case_runs.finished(run, clock())
        found = None
    else:
        endpoint = run.endpoint
        asked = Question(endpoint.base_url, endpoint.model, endpoint.key_variable, case.context, case.prompt)
        found = _Next(case.id, asked)
    db.session.commit()
    return found


def _keep(run_id: int, case_id: int, output: str, at: datetime) -> None:
    run = db.session.get_one(CaseRun, run_id, populate_existing=True, with_for_update=True)
    case_runs.record(run, db.session.get_one(ReproductionCase, case_id), output, at)
    db.session.commit()


def _fail(run_id: int, sentence: str, at: datetime) -> None:
    case_runs.failed(db.session.get_one(CaseRun, run_id, populate_existing=True, with_for_update=True), sentence, at)
    db.session.commit()


def _tell(run_id: int, sentence: str) -> None:
    db.session.rollback()
    db.session.get_one(CaseRun, run_id).error = sentence
    db.session.commit()


def _go_on_later(run_id: int, at: datetime) -> None:
    run = db.session.get_one(CaseRun, run_id)
    key = f"{RUN_CASES}:{run_id}:{run.attempt}:{len(run.results)}"
    if db.session.scalar(sa.select(OutboxRow.id).where(OutboxRow.key == key)) is None:
        db.session.add(OutboxRow(kind=RUN_CASES, key=key, subject_id=run_id, due_at=at))
    db.session.commit()
