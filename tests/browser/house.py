"""A real Countersign for the browser tests: its whole process tree on a free port, ended as an operator ends it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from incidents.app import create_app
from incidents.context import Countersign
from incidents.models import db
from tests.conftest import TESTING, settings_of
from tests.factories import Clock

COMMAND = Path(sys.executable).with_name("countersign")
PATIENCE = 60
"""Seconds until the web answers, and until everything is gone."""


@dataclass
class Site:
    """A Countersign that is running, and the log-ins that browsers have had there. `process` is `countersign serve`."""

    url: str
    home: Path
    process: int = 0
    log_ins: dict[str, tuple[float, Any]] = field(default_factory=dict)

    @contextmanager
    def behind(self) -> Iterator[Countersign]:
        """The same home from within, to bring an incident to where a test begins."""
        app = create_app(settings_of(self.home), TESTING)
        with app.app_context():
            yield app.extensions["countersign"]
            db.session.commit()
            db.session.remove()
            db.engine.dispose()

    def command(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run `countersign` on this home."""
        return run(self.home, *arguments)


@contextmanager
def served(home: Path, *options: str) -> Iterator[Site]:
    """Serve a home, web and worker. In the end SIGTERM must leave none of its processes behind."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    log = home.with_name(f"{home.name}.log")
    with (
        log.open("w") as output,
        subprocess.Popen(
            [str(COMMAND), "serve", *options],
            env=environment(home) | {"COUNTERSIGN_PORT": str(port)},
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            wait_for(f"http://127.0.0.1:{port}/health", process, log)
            yield Site(f"http://127.0.0.1:{port}", home, process.pid)
        finally:
            family = descendants(process.pid)
            process.send_signal(signal.SIGTERM)
            status = process.wait(PATIENCE)
    assert status == 0, log.read_text()
    assert len(family) >= 2, "web and worker are children of `countersign serve`"
    assert not [number for number in family if is_alive(number)], "SIGTERM left processes behind"


def run(home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run `countersign` on a home, in a process of its own."""
    return subprocess.run(
        [str(COMMAND), *arguments], env=environment(home), capture_output=True, text=True, timeout=500, check=False
    )


def environment(home: Path) -> dict[str, str]:
    """This process's environment, with no setting of Countersign but the home."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("COUNTERSIGN_")}
    return others | {"COUNTERSIGN_HOME": str(home)}


def wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait until the address answers. Fails with what the process printed."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(address, timeout=2) as answer:
                assert answer.read() == b"ok"
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"Countersign did not come up:\n{log.read_text()}")


def descendants(process: int) -> list[int]:
    """The processes that a process started, and those that they started."""
    children = Path(f"/proc/{process}/task/{process}/children")
    own = [int(number) for number in children.read_text().split()] if children.exists() else []
    return own + [further for child in own for further in descendants(child)]


def is_alive(process: int) -> bool:
    """Whether a process with this number is running."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def recent_clock() -> Clock:
    """A clock that begins some hours ago and moves on by a minute whenever it is read."""
    moment = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=8)

    def read() -> datetime:
        nonlocal moment
        moment += timedelta(minutes=1)
        return moment

    return read
