"""The task queue: Huey on SQLite in the home, or on PostgreSQL when the data lives there.

The queue only wakes the worker. What is to be done stands in the outbox, so a lost message loses nothing: a sweep
every minute finds it.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask
from huey import Huey, PostgresHuey, SqliteHuey, crontab

from incidents.config import Settings
from incidents.delivery.outbox import deliver_due
from incidents.delivery.sweeps import sweep

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Queue:
    """The queue, and the call that puts a wake-up into it."""

    huey: Huey
    call: Callable[[], object]

    def wake_worker(self) -> None:
        """Tell the worker that the outbox has work for it. A queue that fails is logged: the sweep makes up for it."""
        try:
            self.call()
        except Exception:
            log.exception("The worker could not be woken; its next sweep will find the work.")


def connect(app: Flask, settings: Settings) -> Queue:
    """The queue of an application, with its one task and its sweep."""
    huey = _huey(settings)

    def deliver() -> None:
        with app.app_context():
            deliver_due()

    def sweep_all() -> None:
        with app.app_context():
            sweep()

    huey.periodic_task(crontab(minute="*"), name="sweep")(sweep_all)
    return Queue(huey, huey.task(name="deliver")(deliver))


def _huey(settings: Settings) -> Huey:
    if settings.sqlite:
        return SqliteHuey("countersign", filename=str(settings.home / "queue.db"), results=False)
    return PostgresHuey("countersign", dsn=settings.database.replace("+psycopg", "", 1), results=False)
