"""Reproduction cases put to an OpenAI-compatible endpoint by the worker, over real HTTP and through the real outbox."""

import json
import logging
import socket
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from incidents.delivery import case_runs as delivery
from incidents.delivery import chat
from incidents.delivery.outbox import ATTEMPTS, deliver_due
from incidents.domain.case import OUTPUT_LENGTH, Purpose, RunState, Verdict
from incidents.domain.correction import CorrectionVerb
from incidents.domain.vocabulary import TaskKind
from incidents.models import AuditEntry, CaseRun, Incident, ModelEndpoint, OutboxRow, db
from incidents.operations import case_runs, tracks
from incidents.operations.endpoints import save_endpoint
from incidents.queries.cases import before_and_after, results_of
from tests import factories
from tests.delivery.model_server import BROKEN, MENDED, SECRET, ModelServer, serving
from tests.factories import Cast, Clock

VARIABLE = "COUNTERSIGN_MODEL_KEY_TESTS"
Way = Callable[[Any], None]


@pytest.fixture
def server() -> Iterator[ModelServer]:
    """A model that answers."""
    with serving() as running:
        yield running


def endpoint(cast: Cast, clock: Clock, url: str, model: str, variable: str = "") -> ModelEndpoint:
    return save_endpoint(
        cast.max,
        None,
        system=cast.system,
        name=model,
        base_url=url,
        model=model,
        key_variable=variable,
        at=clock(),
    )


def asked(
    cast: Cast, clock: Clock, url: str, model: str, purpose: Purpose = Purpose.BEFORE, incident: Incident | None = None
) -> CaseRun:
    """A run that waits for the worker. Commits."""
    if incident is None:
        incident = factories.accepted(cast, clock)
        factories.case(cast, clock, incident)
    where = endpoint(cast, clock, url, model)
    run = case_runs.ask(cast.ari, incident, endpoint=where, version="", purpose=purpose, at=clock())
    db.session.commit()
    return run


def deliver(clock: Clock, times: int = 1) -> None:
    """Let the worker work, and time pass between."""
    first = clock()
    for hour in range(times):
        moment = first + timedelta(hours=hour)
        deliver_due(lambda moment=moment: moment)  # type: ignore[misc]


def misbehaving(server: ModelServer, cast: Cast, clock: Clock, way: Way) -> CaseRun:
    """A run against a model that answers like this, delivered once."""
    server.ways["odd"] = way
    run = asked(cast, clock, server.url, "odd")
    deliver(clock)
    db.session.refresh(run)
    return run


def test_the_incidents_version_fails_the_check_and_the_fix_passes(
    cast: Cast, clock: Clock, server: ModelServer
) -> None:
    incident = factories.accepted(cast, clock)
    factories.case(cast, clock, incident, context="You are a helpdesk.")
    before = asked(cast, clock, server.url, BROKEN, Purpose.BEFORE, incident)
    deliver(clock)
    assert (before.state, results_of(before)[1].verdict) == (RunState.DONE, Verdict.FAIL)
    factories.done(cast, clock, TaskKind.CONFIGURATION_CHANGE, incident)
    tracks.declare_correction(cast.ada, incident, CorrectionVerb.CORRECTED, "New version.", clock())
    asked(cast, clock, server.url, MENDED, Purpose.AFTER, incident)
    deliver(clock)
    (row,) = before_and_after(incident)
    assert row.before is not None
    assert row.after is not None
    assert (row.before.version, row.before.verdict) == (BROKEN, Verdict.FAIL)
    assert (row.after.version, row.after.verdict, row.after.by) == (
        MENDED,
        Verdict.PASS,
        "Check: does not contain “refund”",
    )
    tracks.declare_correction(cast.ada, incident, CorrectionVerb.VERIFIED, "It holds.", clock())


def test_the_question_is_the_openai_form_at_temperature_0(cast: Cast, clock: Clock, server: ModelServer) -> None:
    incident = factories.accepted(cast, clock)
    factories.case(cast, clock, incident, prompt="Refund?", context="You are a helpdesk.")
    asked(cast, clock, server.url, MENDED, Purpose.BEFORE, incident)
    deliver(clock)
    (question,) = server.asked
    assert question == {
        "path": "/v1/chat/completions",
        "key": None,
        "model": MENDED,
        "temperature": 0,
        "messages": [
            {"role": "system", "content": "You are a helpdesk."},
            {"role": "user", "content": "Refund?"},
        ],
    }


def test_the_key_comes_from_the_environment_and_stays_out_of_database_and_logs(
    cast: Cast,
    clock: Clock,
    server: ModelServer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv(VARIABLE, SECRET)
    caplog.set_level(logging.DEBUG)
    server.ways["echo"] = lambda handler: handler.say(f"Your key is {SECRET}.")
    server.ways["refuse"] = lambda handler: handler.raw(
        json.dumps({"error": {"message": f"Bad key {SECRET}"}}).encode(), 401
    )
    incident = factories.accepted(cast, clock)
    factories.case(cast, clock, incident)
    for model in ("echo", "refuse"):
        where = endpoint(cast, clock, server.url, model, VARIABLE)
        case_runs.ask(cast.ari, incident, endpoint=where, version="", purpose=Purpose.BEFORE, at=clock())
        db.session.commit()
        deliver(clock)
    assert {question["key"] for question in server.asked} == {f"Bearer {SECRET}"}
    runs = list(db.session.scalars(sa.select(CaseRun).order_by(CaseRun.id)))
    assert results_of(runs[0])[1].output == "Your key is [key]."
    assert runs[1].error == "The endpoint answered with status 401: “Bad key [key]”."
    kept = "".join(db.session.scalars(sa.select(AuditEntry.payload))) + "".join(
        db.session.scalars(sa.select(OutboxRow.error))
    )
    assert SECRET not in kept + caplog.text


def test_a_variable_that_is_not_set_or_not_a_models_is_said(cast: Cast, clock: Clock, server: ModelServer) -> None:
    incident = factories.accepted(cast, clock)
    factories.case(cast, clock, incident)
    where = endpoint(cast, clock, server.url, MENDED, VARIABLE)
    run = case_runs.ask(cast.ari, incident, endpoint=where, version="", purpose=Purpose.BEFORE, at=clock())
    db.session.commit()
    deliver(clock)
    assert run.state is RunState.FAILED
    assert run.error.startswith(f"The variable {VARIABLE} is not set for the worker.")
    assert server.asked == []


def test_no_other_variable_is_ever_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERSIGN_SECRET_KEY", SECRET)
    with pytest.raises(chat.Unusable, match="is not set"):
        chat.complete(chat.Question("http://127.0.0.1:1", "m", "COUNTERSIGN_SECRET_KEY", "", "Hello"))


@pytest.mark.parametrize(
    ("way", "sentence"),
    [
        (lambda h: h.say("", 302, Location="/elsewhere"), "sent us elsewhere (status 302). Redirects are not followed"),
        (lambda h: h.say("", 307, Location="/elsewhere"), "sent us elsewhere (status 307)"),
        (lambda h: h.raw(b"x" * 10_000_000), "answer is larger than 1 MB"),
        (lambda h: h.raw(b"<html>"), "not the JSON of a chat completion"),
        (lambda h: h.raw(b'{"choices": []}'), "not the JSON of a chat completion"),
        (lambda h: h.raw(b'{"choices": [{"message": {"content": null}}]}'), "not the JSON of a chat completion"),
        (lambda h: h.raw(b"[" * 500_000), "not the JSON of a chat completion"),
        (lambda h: h.say("y" * (OUTPUT_LENGTH + 1)), "50,000 are the most"),
        (lambda h: h.raw(b'{"error": {"message": "no such model"}}', 404), "status 404: “no such model”"),
    ],
)
def test_what_cannot_be_used_fails_the_run_at_once_and_says_so(
    cast: Cast, clock: Clock, server: ModelServer, way: Way, sentence: str
) -> None:
    run = misbehaving(server, cast, clock, way)
    assert run.state is RunState.FAILED
    assert sentence in run.error
    assert results_of(run) == {}
    assert len(server.asked) == 1, "neither followed nor repeated"


def test_hostile_output_is_kept_as_it_is(cast: Cast, clock: Clock, server: ModelServer) -> None:
    hostile = "<script>alert(1)</script>\u202e{{ 7*7 }}'; DROP TABLE case_run;--"
    run = misbehaving(server, cast, clock, lambda handler: handler.say(f"\x00{hostile}\ud800"))
    assert results_of(run)[1].output == f"\N{SYMBOL FOR NULL}{hostile}?"


def test_a_pattern_made_to_hang_does_not(cast: Cast, clock: Clock, server: ModelServer) -> None:
    from incidents.domain.case import Check

    incident = factories.accepted(cast, clock)
    factories.case(cast, clock, incident, check=Check.REGEX, value=r"^(a+)+$")
    server.ways["odd"] = lambda handler: handler.say("a" * 49_000 + "!")
    run = asked(cast, clock, server.url, "odd", Purpose.BEFORE, incident)
    deliver(clock)
    assert results_of(run)[1].verdict is Verdict.FAIL


def test_a_refused_connection_is_tried_again_told_and_given_up_visibly(cast: Cast, clock: Clock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        nobody = f"http://127.0.0.1:{probe.getsockname()[1]}/v1"
    run = asked(cast, clock, nobody, MENDED)
    deliver(clock)
    db.session.refresh(run)
    assert run.state is RunState.RUNNING
    assert run.error == "The endpoint could not be reached (ConnectError). It is tried again soon."
    deliver(clock, ATTEMPTS)
    db.session.refresh(run)
    assert (run.state, run.error) == (RunState.FAILED, "The endpoint could not be reached (ConnectError).")


def test_a_busy_endpoint_is_asked_again_and_answers(cast: Cast, clock: Clock, server: ModelServer) -> None:
    def busy_once(handler: Any) -> None:
        server.ways.clear()
        handler.raw(b"{}", 429)

    run = misbehaving(server, cast, clock, busy_once)
    assert run.state is RunState.RUNNING
    deliver(clock, 3)
    db.session.refresh(run)
    assert (run.state, run.error, len(server.asked)) == (RunState.DONE, "", 2)


def test_a_slow_endpoint_is_left_and_tried_again(
    cast: Cast, clock: Clock, server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    monkeypatch.setattr(chat, "READ_SECONDS", 0.2)
    run = misbehaving(server, cast, clock, lambda handler: (time.sleep(0.6), handler.say("Late.")))
    assert run.error == "The endpoint did not answer in time. It is tried again soon."


def test_an_endpoint_that_drips_is_left_when_its_time_is_over(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    def drip(handler: Any) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(20):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.1)

    monkeypatch.setattr(chat, "TOTAL_SECONDS", 0.3)
    server.ways["drip"] = drip
    with pytest.raises(chat.Unanswered, match="took longer"):
        chat.complete(chat.Question(server.url, "drip", "", "", "Hello"))


def test_a_repeated_delivery_asks_only_for_what_is_missing(
    cast: Cast, clock: Clock, server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    incident = factories.accepted(cast, clock)
    for prompt in ("One?", "Two?", "Three?"):
        factories.case(cast, clock, incident, prompt=prompt, title=prompt)
    run = asked(cast, clock, server.url, MENDED, Purpose.BEFORE, incident)
    monkeypatch.setattr(delivery, "BUDGET", -1.0)
    moment = clock()
    delivery.run_cases(run.id, lambda: moment)
    delivery.run_cases(run.id, lambda: moment)
    assert [question["messages"][-1]["content"] for question in server.asked] == ["One?", "Two?"]
    monkeypatch.undo()
    deliver(clock)
    delivery.run_cases(run.id, lambda: moment)
    assert len(server.asked) == 3
    db.session.refresh(run)
    assert (run.state, len(results_of(run))) == (RunState.DONE, 3)


def test_a_long_run_goes_to_the_end_of_the_outbox_and_is_finished_there(
    cast: Cast, clock: Clock, server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    incident = factories.accepted(cast, clock)
    for prompt in ("One?", "Two?", "Three?"):
        factories.case(cast, clock, incident, prompt=prompt, title=prompt)
    run = asked(cast, clock, server.url, MENDED, Purpose.BEFORE, incident)
    monkeypatch.setattr(delivery, "BUDGET", -1.0)
    deliver(clock)
    db.session.refresh(run)
    assert run.state is RunState.DONE
    assert db.session.scalar(sa.select(sa.func.count(OutboxRow.id))) == 4


def test_after_a_failure_a_person_asks_again_and_answers_that_are_there_stay(
    cast: Cast, clock: Clock, server: ModelServer
) -> None:
    incident = factories.accepted(cast, clock)
    for prompt in ("One?", "Two?"):
        factories.case(cast, clock, incident, prompt=prompt, title=prompt)

    def second_fails(handler: Any) -> None:
        if len(server.asked) == 2:
            handler.raw(b"nonsense")
        else:
            handler.say("Fine.")

    server.ways["odd"] = second_fails
    run = asked(cast, clock, server.url, "odd", Purpose.BEFORE, incident)
    deliver(clock)
    db.session.refresh(run)
    assert (run.state, len(results_of(run))) == (RunState.FAILED, 1)
    case_runs.ask_again(cast.ari, run, clock())
    db.session.commit()
    deliver(clock)
    db.session.refresh(run)
    assert (run.state, run.attempt, len(server.asked)) == (RunState.DONE, 2, 3)


def test_the_worker_holds_no_transaction_open_while_it_asks(cast: Cast, clock: Clock, server: ModelServer) -> None:
    seen: list[bool] = []
    real = delivery.complete

    def complete(question: chat.Question) -> str:
        seen.append(db.session().in_transaction())
        return real(question)

    run = asked(cast, clock, server.url, MENDED)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delivery, "complete", complete)
        deliver(clock)
    assert (seen, run.state) == ([False], RunState.DONE)


def test_a_finished_run_stands_in_the_record_as_the_products_own_doing(
    cast: Cast, clock: Clock, server: ModelServer
) -> None:
    from incidents.queries.kept_events import events_of

    run = asked(cast, clock, server.url, BROKEN)
    deliver(clock)
    event = [event for _, event in events_of(run.incident_id)][-1]
    assert isinstance(event.at, datetime)
    assert f"{event.actor.name} {event.sentence}" == (
        f"Countersign ran the reproduction cases on the incident's version “{BROKEN}”: 0 passed, 1 failed"
    )


def test_a_long_run_lets_the_other_sweeps_have_their_minute(
    cast: Cast, clock: Clock, server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "BUDGET", -1.0)
    incident = factories.accepted(cast, clock)
    for number in range(3):
        factories.case(cast, clock, incident, prompt=f"Refund {number}?")
    asked(cast, clock, server.url, MENDED, Purpose.BEFORE, incident)
    deliver_due(clock)
    assert len(server.asked) == 1, "the rest waits for the next time"
    for _minute in range(3):
        deliver_due(clock)
    assert len(server.asked) == 3


def test_half_a_key_at_the_end_of_a_long_error_is_no_key(
    cast: Cast, clock: Clock, server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, SECRET)
    said = json.dumps({"error": {"message": "x" * 290 + SECRET}}).encode()
    server.ways["refuse"] = lambda handler: handler.raw(said, 401)
    incident = factories.accepted(cast, clock)
    factories.case(cast, clock, incident)
    where = endpoint(cast, clock, server.url, "refuse", VARIABLE)
    run = case_runs.ask(cast.ari, incident, endpoint=where, version="", purpose=Purpose.BEFORE, at=clock())
    db.session.commit()
    deliver(clock)
    db.session.refresh(run)
    assert SECRET[:8] not in run.error
