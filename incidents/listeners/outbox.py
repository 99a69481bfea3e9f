"""What the worker must do afterwards, asked for in the same transaction."""

from incidents.domain.events import Event, ReviewFrozen
from incidents.models import OutboxRow, db

RENDER = "render_report"
WAKE = "wake the worker"
"""Set in the session's `info` when its transaction asks for work, so that whoever commits knows to wake the worker."""


def ask_the_worker(event: Event) -> None:
    """A frozen review needs its PDF."""
    if isinstance(event, ReviewFrozen):
        db.session.add(
            OutboxRow(kind=RENDER, key=f"{RENDER}:{event.review_id}", subject_id=event.review_id, due_at=event.at)
        )
        db.session.info[WAKE] = True
