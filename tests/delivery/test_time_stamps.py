"""Signatures wait for a real authority's time-stamps, or go on without, and published reports are made to last."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from incidents import database
from incidents.config import Settings
from incidents.context import Countersign
from incidents.delivery import time_stamps as delivery
from incidents.delivery.outbox import deliver_due
from incidents.domain.errors import NotPossibleNow, Refused
from incidents.domain.review import Level, ReviewState
from incidents.domain.time_stamps import QUICK
from incidents.models import AuditEntry, Organisation, Rendering, Review, db
from incidents.operations import signing, time_stamps
from reports.verify import verify
from tests.conftest import copy_rows, execute, stamping_settings
from tests.factories import PASSPHRASE, Cast, Clock
from tests.putting_back import SharedDatabase
from tests.time_authority import TimeAuthority


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(
    request: pytest.FixtureRequest, tmp_path: Path, stamping_model: Path, time_service: TimeAuthority
) -> Settings:
    """A copy of the home that stamps, on each database."""
    home = shutil.copytree(stamping_model, tmp_path / "home")
    if request.param == "sqlite":
        return stamping_settings(home, time_service)
    shared: SharedDatabase = request.getfixturevalue("stamping_database")
    return stamping_settings(home, time_service, COUNTERSIGN_DATABASE=shared.put_back())


@pytest.fixture(scope="session")
def stamping_database(postgresql: str, stamping_model: Path) -> SharedDatabase:
    """The rows of that home in PostgreSQL."""
    execute(postgresql, "CREATE DATABASE stamping_model")
    url = postgresql.replace("/postgres?", "/stamping_model?")
    database.migrate(url)
    copy_rows(f"sqlite:///{stamping_model / 'countersign.db'}", url)
    return SharedDatabase(postgresql, "stamping_model", "stamping")


@pytest.fixture
def review(cast: Cast) -> Review:
    """The revision whose seal has its time-stamp and that waits for both signatures."""
    return db.session.scalars(sa.select(Review)).one()


@pytest.fixture
def closed(time_service: TimeAuthority) -> Iterator[TimeAuthority]:
    """The authority answers nobody, until the test opens it."""
    time_service.down = True
    yield time_service
    time_service.down = False


def sign(person, review: Review, own: Countersign, clock: Clock) -> None:
    """Sign and commit, as a request does."""
    signing.sign(person, review, PASSPHRASE, own.store, clock())
    db.session.commit()


def file_of(review: Review, own: Countersign) -> bytes:
    rendering = drawn(review)
    assert rendering.sha256 is not None
    return own.store.get(rendering.sha256)


def drawn(review: Review) -> Rendering:
    db.session.expire_all()
    assert review.rendering is not None
    return review.rendering


def events() -> list[str]:
    return list(db.session.scalars(sa.select(AuditEntry.event).order_by(AuditEntry.id)))


def test_the_seal_has_its_time_stamp_before_anybody_signs(review: Review, own: Countersign) -> None:
    assert (drawn(review).level, drawn(review).stamp_waits_since) == (Level.TIMED, None)
    (seal,) = verify(file_of(review, own), own.trust).signatures
    assert seal.stamped_by == "Chronos Time Stamping Unit"


def test_each_signature_waits_for_its_time_stamp_and_the_second_publishes(
    cast: Cast, clock: Clock, own: Countersign, review: Review
) -> None:
    sign(cast.ada, review, own, clock)
    with pytest.raises(NotPossibleNow, match="still waits for its time-stamp"):
        signing.sign(cast.ivo, review, PASSPHRASE, own.store, clock())
    db.session.rollback()
    assert deliver_due(clock) == 1
    sign(cast.ivo, review, own, clock)
    assert review.state is ReviewState.SIGNING
    assert deliver_due(clock) == 1
    assert (drawn(review).level, review.state) == (Level.LASTING, ReviewState.PUBLISHED)
    outcome = verify(file_of(review, own), own.trust)
    assert outcome.ok, outcome.problems
    assert outcome.level is Level.LASTING
    assert events().count("ReportTimeStamped") == 3
    assert review.incident.closed_at is not None


def test_while_the_authority_is_closed_signing_waits_and_says_so(
    cast: Cast, clock: Clock, own: Countersign, review: Review, closed: TimeAuthority
) -> None:
    sign(cast.ada, review, own, clock)
    assert deliver_due(clock) == 1
    rendering = drawn(review)
    assert rendering.stamp_error == "The time-stamping authority gave no time-stamp: it answered with status 503."
    assert rendering.stamp_tried_at is not None
    assert rendering.stamp_next_at == rendering.stamp_tried_at + QUICK
    with pytest.raises(NotPossibleNow, match="still waits for its time-stamp"):
        signing.sign(cast.ivo, review, PASSPHRASE, own.store, clock())
    db.session.rollback()
    closed.down = False
    delivery.catch_up(clock)
    assert (drawn(review).stamp_waits_since, drawn(review).level) == (None, Level.TIMED)
    sign(cast.ivo, review, own, clock)
    deliver_due(clock)
    assert review.state is ReviewState.PUBLISHED


def test_the_authority_is_asked_less_often_when_it_stays_closed(
    cast: Cast, clock: Clock, own: Countersign, review: Review, closed: TimeAuthority
) -> None:
    sign(cast.ada, review, own, clock)
    since = drawn(review).stamp_waits_since
    assert since is not None
    asked = closed.asked
    for minute in range(1, 60):
        delivery.catch_up(lambda minute=minute: since + timedelta(minutes=minute))
    assert closed.asked - asked in range(18, 24)


def test_an_organisation_may_go_on_without_and_the_time_stamp_comes_later(
    cast: Cast, clock: Clock, own: Countersign, review: Review, closed: TimeAuthority
) -> None:
    time_stamps.choose_unstamped(cast.max, True, clock())
    db.session.commit()
    for lead in (cast.ada, cast.ivo):
        sign(lead, review, own, clock)
        deliver_due(clock)
    assert (drawn(review).level, review.state) == (Level.TIMED, ReviewState.PUBLISHED)
    before = file_of(review, own)
    outcome = verify(before, own.trust)
    assert (outcome.ok, outcome.level) == (True, Level.BASIC)
    assert events().count("TimeStampForgone") == 2

    closed.down = False
    delivery.catch_up(lambda: clock() + timedelta(hours=1))
    after = file_of(review, own)
    assert after.startswith(before)
    outcome = verify(after, own.trust)
    assert (outcome.ok, outcome.level, drawn(review).level) == (True, Level.LASTING, Level.LASTING)
    assert events()[-1] == "ReportArchived"


def test_only_an_administrator_chooses_to_go_on_without(cast: Cast, clock: Clock) -> None:
    with pytest.raises(Refused):
        time_stamps.choose_unstamped(cast.ada, True, clock())
    time_stamps.choose_unstamped(cast.max, True, clock())
    time_stamps.choose_unstamped(cast.max, True, clock())
    assert db.session.get_one(Organisation, 1).signs_unstamped
    assert events().count("UnstampedChosen") == 1


def test_a_report_withdrawn_while_it_waited_gets_no_time_stamp(
    cast: Cast, clock: Clock, own: Countersign, review: Review, time_service: TimeAuthority
) -> None:
    sign(cast.ada, review, own, clock)
    signing.void(cast.ivo, review, "The cost is missing.", clock())
    db.session.commit()
    asked = time_service.asked
    assert deliver_due(clock) == 1
    assert (time_service.asked, review.state) == (asked, ReviewState.VOIDED)
    assert delivery.catch_up(clock) == 0
    assert time_service.asked == asked


def test_a_published_report_gets_a_new_time_stamp_before_the_newest_one_ends(
    cast: Cast, clock: Clock, own: Countersign, review: Review
) -> None:
    for lead in (cast.ada, cast.ivo):
        sign(lead, review, own, clock)
        deliver_due(clock)
    until = drawn(review).stamped_until
    assert until is not None
    assert time_stamps.not_lasting(until - timedelta(days=91)) == []
    near = until - timedelta(days=89)
    assert time_stamps.not_lasting(near) == [review.id]
    db.session.rollback()
    assert delivery.archive_one(review.id, lambda: near) == 1
    db.session.commit()
    outcome = verify(file_of(review, own), own.trust)
    assert (outcome.ok, len(outcome.time_stamps)) == (True, 2)


def test_without_an_authority_any_more_signing_goes_on(
    cast: Cast, clock: Clock, own: Countersign, review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign(cast.ada, review, own, clock)
    monkeypatch.setattr(type(own), "time_authority", lambda _own: None)
    without = Settings(**{**own.settings.__dict__, "time_stamp_url": "", "time_stamp_root": None})
    monkeypatch.setattr(own, "settings", without)
    deliver_due(clock)
    assert drawn(review).stamp_waits_since is None
    assert events()[-1] == "TimeStampForgone"


def test_a_day_of_waiting_still_ends_well(cast: Cast, own: Countersign, review: Review, closed: TimeAuthority) -> None:
    morning = datetime(2026, 9, 1, 8, tzinfo=UTC)
    signing.sign(cast.ada, review, PASSPHRASE, own.store, morning)
    db.session.commit()
    for hour in range(24):
        delivery.catch_up(lambda hour=hour: morning + timedelta(hours=hour))
    closed.down = False
    delivery.catch_up(lambda: morning + timedelta(hours=25))
    assert drawn(review).level is Level.TIMED
