"""Serving: web and worker as two children of one process, ended together."""

import logging
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

import click
from flask import Flask

from incidents.config import Settings
from incidents.context import Countersign
from incidents.demo import script
from incidents.founding import set_up_code
from incidents.operations.organisation import here
from incidents.queries.people import demo_people

PATIENCE = 20.0
"""Seconds that children get to come up, and to end."""


def welcome(own: Countersign) -> str:
    """What is printed once the web answers: where it is, and how to get in. Refuses a demonstration in production."""
    settings, organisation = own.settings, here()
    url = f"http://{settings.host}:{settings.port}"
    if organisation is None:
        return f"\nCountersign is at {url}\nNobody lives here yet. Set-up code for the first page: {set_up_code(own)}\n"
    if not organisation.demo:
        return f"\nCountersign of {organisation.name} is at {url}\n"
    if settings.production:
        raise click.ClickException("This home holds a demonstration, and COUNTERSIGN_ENVIRONMENT is production.")
    rows = "\n".join(f"  {p.email:<32} {p.name}, {p.role_title} ({p.belongs_to})" for p in demo_people())
    return (
        f"\nCountersign is at {url}: a demonstration of the invented {organisation.name}\n\n{rows}\n\n"
        f"  Password of everyone:          {script.PASSWORD}\n"
        f"  Signing passphrase of leads:   {script.SIGNING_PASSPHRASE}\n\nCtrl-C ends it.\n"
    )


def run(settings: Settings, *, worker: bool, message: str) -> int:
    """Run the children until one ends or a signal comes. Returns the exit status."""
    commands = [_web(settings)] + ([[sys.executable, "-m", "incidents.cli", "worker"]] if worker else [])
    with _ended_by_signals() as ended, _children(commands) as children:
        if not _answers(settings, children, ended):
            click.echo("The web did not come up; see the lines above.", err=True)
            return 1
        click.echo(message)
        while not ended:
            if any(child.poll() is not None for child in children):
                click.echo("A part of Countersign has stopped, so all of it stops. Start it again.", err=True)
                return 1
            time.sleep(0.2)
    return 0


def run_worker(app: Flask) -> None:
    """Run the queue's consumer in this process until SIGINT or SIGTERM."""
    logging.basicConfig(level=logging.WARNING)
    own: Countersign = app.extensions["countersign"]
    own.queue.huey.create_consumer(workers=1, max_delay=1.0, check_worker_health=True).run()


def _web(settings: Settings) -> list[str]:
    bind = f"{settings.host}:{settings.port}"
    options = ["--bind", bind, "--threads", str(settings.threads), "--workers", "1", "--log-level", "warning"]
    return [sys.executable, "-m", "gunicorn", *options, "--worker-class", "gthread", "incidents.app:create_app()"]


@contextmanager
def _children(commands: list[list[str]]) -> Iterator[list[subprocess.Popen[bytes]]]:
    # Their own sessions: a Ctrl-C reaches only this process, which then ends them in order.
    children = [subprocess.Popen(command, start_new_session=True) for command in commands]
    try:
        yield children
    finally:
        for child in children:
            child.terminate()
        for child in children:
            _wait(child)


def _wait(child: subprocess.Popen[bytes]) -> None:
    try:
        child.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


@contextmanager
def _ended_by_signals() -> Iterator[list[int]]:
    received: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        received.append(number)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _answers(settings: Settings, children: list[subprocess.Popen[bytes]], ended: list[int]) -> bool:
    deadline = time.monotonic() + PATIENCE
    host = "127.0.0.1" if settings.host == "0.0.0.0" else settings.host  # noqa: S104 - only compared
    while time.monotonic() < deadline and not ended and children[0].poll() is None:
        try:
            with urlopen(f"http://{host}:{settings.port}/health", timeout=2):  # noqa: S310 - our own address
                return True
        except (URLError, OSError):
            time.sleep(0.05)
    return bool(ended)
