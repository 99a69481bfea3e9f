"""All wiring on one screen: what follows when something happened. Listeners only add rows."""

from incidents.listeners import audit, clocks, notices, outbox, search, timeline
from incidents.signals import happened


def connect() -> None:
    """Connect every listener. Doing it twice changes nothing."""
    happened.connect(audit.record)
    happened.connect(timeline.pin_milestone)
    happened.connect(clocks.follow)
    happened.connect(outbox.ask_the_worker)
    happened.connect(search.keep_index)
    happened.connect(notices.tell)
    happened.connect(notices.watch)
