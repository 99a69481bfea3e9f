"""Serving: web and worker as two children of one process, ended together."""

import logging
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.context import ForkProcess
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

import click
from flask import Flask
from gunicorn.app.base import BaseApplication

from incidents.app import create_app
from incidents.config import Settings
from incidents.context import Countersign
from incidents.demo import script
from incidents.founding import set_up_code
from incidents.operations.organisation import here
from incidents.queries.people import demo_people

FORK = get_context("fork")

PATIENCE = 20.0
"""Seconds that children get to come up, and to end."""


def welcome(own: Countersign) -> str:
    """What is printed once the web answers: where it is, and how to get in. Refuses a demonstration in production."""
    settings, organisation = own.settings, here()
    url = f"http://{settings.host}:{settings.port}"
    if organisation is None:
        code = f"Set-up code for the first page: {set_up_code(own)}"
        return f"\nCountersign is at {url}\nThere is no organisation here yet. {code}\n"
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
    targets: list[Callable[[Settings], None]] = [_web, _worker] if worker else [_web]
    with _ended_by_signals() as ended, _children(targets, settings) as children:
        if not _answers(settings, children, ended):
            click.echo("The web did not come up; see the lines above.", err=True)
            return 1
        click.echo(message)
        while not ended:
            if not all(child.is_alive() for child in children):
                click.echo("A part of Countersign has stopped, so all of it stops. Start it again.", err=True)
                return 1
            time.sleep(0.2)
    return 0


def run_worker(app: Flask) -> None:
    """Run the queue's consumer in this process until SIGINT or SIGTERM."""
    logging.basicConfig(level=logging.WARNING)
    own: Countersign = app.extensions["countersign"]
    own.queue.huey.create_consumer(workers=1, max_delay=1.0, check_worker_health=True).run()


class _Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with our settings: one process of several threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        """What Gunicorn is told; it reads no file and no environment."""
        options = {
            "bind": f"{self.settings.host}:{self.settings.port}",
            "worker_class": "gthread",
            "threads": self.settings.threads,
            "loglevel": "warning",
            "control_socket_disable": True,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application, made in Gunicorn's own worker."""
        return create_app(self.settings)


def _web(settings: Settings) -> None:
    _Server(settings).run()


def _worker(settings: Settings) -> None:
    run_worker(create_app(settings))


def _child(target: Callable[[Settings], None], settings: Settings) -> None:
    # A session of its own: a Ctrl-C reaches only the parent, which then ends its children in order.
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    target(settings)


@contextmanager
def _children(targets: list[Callable[[Settings], None]], settings: Settings) -> Iterator[list[ForkProcess]]:
    # Forked: everything is imported already, which makes the start twice as fast.
    children = [FORK.Process(target=_child, args=(target, settings)) for target in targets]
    for child in children:
        child.start()
    try:
        yield children
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.join(PATIENCE)
            if child.is_alive():
                child.kill()


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


def _answers(settings: Settings, children: list[ForkProcess], ended: list[int]) -> bool:
    deadline = time.monotonic() + PATIENCE
    host = "127.0.0.1" if settings.host == "0.0.0.0" else settings.host  # noqa: S104 - only compared
    while time.monotonic() < deadline and not ended and children[0].is_alive():
        try:
            with urlopen(f"http://{host}:{settings.port}/health", timeout=2):
                return True
        except (URLError, OSError):
            time.sleep(0.05)
    return bool(ended)
