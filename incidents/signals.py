"""The one signal. Listeners only add rows; what they raise reaches the operation, so nothing is half-recorded."""

from blinker import Signal

from incidents.domain.events import Event

happened = Signal("Something happened; the sender is the event.")


def publish(event: Event) -> None:
    """Tell every listener, in the transaction of the operation."""
    happened.send(event)
