"""Browser tests: Debian's Chromium against a real Countersign, web and worker, on a home of its own."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from incidents import database
from incidents.app import create_app
from incidents.demo import script
from incidents.models import db
from tests import factories
from tests.browser.house import Site, run, served
from tests.browser.visits import PATIENCE, Visits
from tests.conftest import TESTING, settings_of

HERE = Path(__file__).parent
MISSING = "Chromium is missing. Install it: apt-get install --yes --no-install-recommends chromium"
ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("browser")


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for this folder's tests. It ends with them: while Playwright runs, asyncio is its own."""
    path = shutil.which("chromium")
    if path is None:
        pytest.fail(MISSING, pytrace=False)
    arguments = [*ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The cast's organisation, founded yesterday and served: web and worker."""
    home = tmp_path_factory.mktemp("site")
    settings = settings_of(home)
    database.migrate(settings.database)
    app = create_app(settings, TESTING)
    with app.app_context(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(factories, "FOUNDED", datetime.now(UTC).replace(microsecond=0) - timedelta(days=1))
        factories.found(app.extensions["countersign"])
        db.session.remove()
        db.engine.dispose()
    with served(home) as running:
        yield running


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A home with the demonstration. Test processes beside each other share one: playing it takes a while."""
    base = tmp_path_factory.getbasetemp()
    folder = base if worker_id == "master" else base.parent
    home = folder / "demonstration"
    with (folder / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "demonstration.done").exists():
            played = run(home, "demo")
            assert played.returncode == 0, played.stderr
            (folder / "demonstration.done").touch()
    return home


@pytest.fixture(scope="session")
def demo_site(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration, served."""
    home = shutil.copytree(demo_home, tmp_path_factory.mktemp("demo") / "home")
    with served(home, "--demo") as running:
        yield running


@pytest.fixture
def visit(chromium: Browser, site: Site) -> Iterator[Visits]:
    """`visit("Ada")` is a page on which Ada is logged in; `visit()` is one on which nobody is."""
    visits = Visits(chromium, site, factories.PASSWORD, "example.org")
    yield visits
    visits.close()


@pytest.fixture
def visit_demo(chromium: Browser, demo_site: Site) -> Iterator[Callable[..., object]]:
    """The same on the demonstration, whose people are called by the part before the @."""
    visits = Visits(chromium, demo_site, script.PASSWORD, "wendmere.example")
    yield visits
    visits.close()
