"""The outbox: one worker wins a row, failures back off and are told, and repeating changes nothing."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from incidents.context import Countersign
from incidents.delivery import outbox, rendering
from incidents.delivery.outbox import ATTEMPTS, CLAIM, FIRST_WAIT, deliver_due
from incidents.domain.review import ReviewState
from incidents.models import OutboxRow, Review, db
from incidents.operations import signing
from tests import factories
from tests.factories import Cast, Clock

NOW = datetime(2026, 9, 10, 8, 0, tzinfo=UTC)


def ask(number: int = 1, due_at: datetime = NOW) -> OutboxRow:
    """Ask the worker for something."""
    row = OutboxRow(kind="render_report", key=f"test:{number}", subject_id=number, due_at=due_at)
    db.session.add(row)
    db.session.commit()
    return row


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What the worker carried out: rendering is only noted here."""
    subjects: list[int] = []
    handlers = {"render_report": (lambda subject, _clock: subjects.append(subject), lambda _subject, _error: None)}
    monkeypatch.setattr(outbox, "HANDLERS", handlers)
    return subjects


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing and sealing take no time."""
    monkeypatch.setattr("reports.pdf.render", lambda _packet, tell: tell(50, "Drawing") or b"drawn")
    monkeypatch.setattr("reports.sign.seal", lambda pdf, _signer, **_at: pdf + b" and sealed")


def test_of_several_workers_one_claims_a_row(app: Flask, in_app: None) -> None:
    for number in range(3):
        ask(number)
    barrier, won = threading.Barrier(4), []

    def claim() -> None:
        with app.app_context():
            barrier.wait()
            for _turn in range(3):
                row = outbox._claim(NOW)
                if row is not None:
                    won.append(row.subject_id)
            db.session.remove()

    threads = [threading.Thread(target=claim) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [0, 1, 2]
    assert set(db.session.scalars(sa.select(OutboxRow.attempts))) == {1}


@pytest.mark.usefixtures("in_app")
def test_a_claim_of_a_worker_that_died_is_taken_over_once_it_has_run_out() -> None:
    ask()
    first = outbox._claim(NOW)
    assert first is not None
    assert first.claimed_until == NOW + CLAIM
    assert outbox._claim(NOW + CLAIM) is None
    second = outbox._claim(NOW + CLAIM + timedelta(seconds=1))
    assert second is not None
    assert second.attempts == 2


@pytest.mark.usefixtures("in_app")
def test_everything_that_is_due_is_delivered_once_and_nothing_before(done: list[int]) -> None:
    ask(1)
    ask(2)
    ask(3, NOW + timedelta(seconds=1))
    assert deliver_due(lambda: NOW) == 2
    assert deliver_due(lambda: NOW) == 0
    assert done == [1, 2]
    assert deliver_due(lambda: NOW + timedelta(minutes=1)) == 1
    assert done == [1, 2, 3]


def test_a_failure_backs_off_longer_each_time_and_at_last_says_so(
    cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = factories.frozen(cast, clock)

    def fail(*_args: object) -> None:
        raise RuntimeError("the printer is on fire")

    monkeypatch.setattr("reports.pdf.render", fail)
    row = db.session.scalars(sa.select(OutboxRow)).one()
    moment = row.due_at
    for attempt in range(1, ATTEMPTS + 1):
        assert deliver_due(lambda: moment) == 0  # noqa: B023 - called before it changes
        db.session.expire_all()
        assert (row.attempts, row.claimed_until, row.done_at) == (attempt, None, None)
        assert row.error == "RuntimeError: the printer is on fire"
        assert row.due_at - moment == FIRST_WAIT * 2 ** (attempt - 1)
        assert (row.given_up_at is not None) is (attempt == ATTEMPTS)
        assert deliver_due(lambda: moment) == 0, "it waits"  # noqa: B023
        assert row.attempts == attempt
        moment = row.due_at
    assert review.rendering is not None
    assert review.rendering.step == "The report could not be rendered"
    assert review.rendering.error == "RuntimeError: the printer is on fire"
    assert deliver_due(lambda: moment + timedelta(days=30)) == 0, "given up is given up"
    following = signing.void(cast.ada, review, "It cannot be drawn.", clock())
    assert following.state is ReviewState.DRAFTING


@pytest.mark.usefixtures("in_app")
def test_what_kills_every_worker_is_given_up_as_well(done: list[int]) -> None:
    row = ask()
    moment = NOW
    for _worker in range(ATTEMPTS):
        assert outbox._claim(moment) is row, "and here the worker is killed"
        moment += CLAIM + timedelta(seconds=1)
    assert deliver_due(lambda: moment) == 0
    db.session.expire_all()
    assert done == []
    assert (row.given_up_at, row.error) == (
        moment,
        "RuntimeError: Each worker that tried this ended before it was done.",
    )


@pytest.mark.usefixtures("drawn")
def test_one_failure_does_not_keep_the_next_row_waiting(cast: Cast, clock: Clock) -> None:
    ask(1000, NOW - timedelta(days=30))
    review = factories.frozen(cast, clock)
    assert deliver_due(lambda: NOW) == 1
    db.session.expire_all()
    assert review.state is ReviewState.SIGNING


@pytest.mark.usefixtures("drawn")
def test_rendering_twice_is_rendering_once(cast: Cast, clock: Clock, own: Countersign) -> None:
    review = factories.sealed(cast, clock)
    assert review.rendering is not None
    before = (review.rendering.sha256, review.rendering.size, review.state)
    assert before[:2] == (review.rendering.sealed_sha256, len(b"drawn and sealed"))
    row = db.session.scalars(sa.select(OutboxRow)).one()
    row.done_at = row.claimed_until = None
    db.session.commit()
    assert deliver_due(lambda: NOW) == 1
    rendering.render(review.id, clock)
    db.session.expire_all()
    assert (review.rendering.sha256, review.rendering.size, review.state) == before
    assert review.rendering.percent == 100


@pytest.mark.usefixtures("drawn")
def test_a_review_that_was_withdrawn_meanwhile_is_not_sealed(cast: Cast, clock: Clock) -> None:
    review = factories.frozen(cast, clock)
    signing.void(cast.ada, review, "A number is wrong.", clock())
    db.session.commit()
    assert deliver_due(lambda: NOW) == 1
    db.session.expire_all()
    assert review.rendering is not None
    assert (review.state, review.rendering.sha256) == (ReviewState.VOIDED, None)


def test_a_review_that_is_withdrawn_while_it_is_drawn_is_not_sealed(
    cast: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch, drawn: None
) -> None:
    review = factories.frozen(cast, clock)

    def draw(_packet: object, _tell: Callable[[int, str], None]) -> bytes:
        signing.void(cast.ada, review, "A number is wrong.", clock())
        db.session.commit()
        return b"drawn"

    monkeypatch.setattr("reports.pdf.render", draw)
    assert deliver_due(lambda: NOW) == 1
    db.session.expire_all()
    assert review.rendering is not None
    assert (review.state, review.rendering.sha256) == (ReviewState.VOIDED, None)
    assert db.session.scalars(sa.select(Review.state).order_by(Review.revision)).all() == [
        ReviewState.VOIDED,
        ReviewState.DRAFTING,
    ]


@pytest.mark.usefixtures("drawn")
def test_a_wake_up_goes_through_the_queue_and_the_worker_delivers(cast: Cast, clock: Clock, own: Countersign) -> None:
    huey = own.queue.huey
    review = factories.frozen(cast, clock)
    assert huey.pending_count() == 0
    own.queue.wake_worker()
    assert huey.pending_count() == 1
    huey.execute(huey.dequeue())
    assert huey.pending_count() == 0
    db.session.expire_all()
    assert review.state is ReviewState.SIGNING


@pytest.mark.usefixtures("drawn")
def test_a_wake_up_that_was_lost_is_made_up_for_by_the_sweep(cast: Cast, clock: Clock, own: Countersign) -> None:
    review = factories.frozen(cast, clock)
    sweeps = own.queue.huey.read_periodic(datetime(2026, 9, 1, 8, 7))  # noqa: DTZ001 - Huey's own naive clock
    assert [task.name for task in sweeps] == ["sweep"]
    own.queue.huey.execute(sweeps[0])
    db.session.expire_all()
    assert review.state is ReviewState.SIGNING


@pytest.mark.usefixtures("in_app")
def test_a_queue_that_is_down_does_not_undo_what_was_saved(
    own: Countersign, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_args: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(own.queue.huey, "enqueue", refuse)
    own.queue.wake_worker()
    assert "The worker could not be woken; its next sweep will find the work." in caplog.text
