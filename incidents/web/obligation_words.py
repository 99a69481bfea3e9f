"""How a deadline reads on a page: words first, a tone for the colour."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from incidents.models import ObligationStage

STEPS = ((timedelta(days=2), timedelta(days=1), "day"), (timedelta(hours=2), timedelta(hours=1), "hour"))


@dataclass(frozen=True)
class Standing:
    """The words, and a tone: bad, warn, good or calm."""

    words: str
    tone: str


def standing(stage: ObligationStage, now: datetime) -> Standing:
    """Where a stage stands at this moment."""
    if not stage.open:
        return Standing("Nothing to send", "good")
    if stage.optional:
        return Standing("Only if it is needed", "calm")
    if stage.due_at is not None and stage.due_at <= now:
        return Standing(f"Overdue by {span(now - stage.due_at)}", "bad")
    if stage.since is not None:
        limit = f", at the latest in {span(stage.due_at - now)}" if stage.due_at else ""
        return Standing(f"Due at once, for {span(now - stage.since)} now{limit}", "warn")
    if stage.due_at is None:
        return Standing("No date yet", "calm")
    near = stage.warn_at is not None and stage.warn_at <= now
    words = f"{'At the latest' if stage.expected else 'Due'} in {span(stage.due_at - now)}"
    return Standing(words, "warn" if near else "calm")


def span(length: timedelta) -> str:
    """A length of time as people say it: days from two on, hours from two on, then minutes."""
    for least, unit, name in STEPS:
        if length >= least:
            return f"{length // unit} {name}s"
    minutes = max(length // timedelta(minutes=1), 0)
    return f"{minutes} minute" + ("" if minutes == 1 else "s")
