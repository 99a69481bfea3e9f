"""What a quarterly report says about its figures: how they changed, and what leadership is asked to decide."""

from collections.abc import Iterator
from dataclasses import dataclass

from incidents.domain.cost import hours_words, money_words
from incidents.domain.figures import Figures, Rate, Times
from reports.quarterly import QuarterPacket

ENOUGH = 80
"""Per cent of steps within their target below which leadership is asked about it."""
NOTHING = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Line:
    """A key figure: now, before, and what changed in words. `worse` is None where neither way is better."""

    name: str
    now: str
    before: str
    change: str
    worse: bool | None


def key_figures(packet: QuarterPacket) -> tuple[Line, ...]:
    """The page of key figures, against the quarter before."""
    now, before = packet.figures, packet.before
    counts = (
        ("Incidents reported", now.reported, before.reported, None),
        ("of them SEV-1 or SEV-2", now.grave, before.grave, True),
        ("Incidents closed", now.closed, before.closed, None),
        ("Open at the end", now.open, before.open, True),
        ("of them SEV-1 or SEV-2", now.open_grave, before.open_grave, True),
        ("Weight of open risk", now.weight, before.weight, True),
        ("Overdue actions at the end", _overdue(now), _overdue(before), True),
    )
    pairs = zip(now.times, before.times, strict=True)
    rates = zip(now.rates, before.rates, strict=True)
    return (
        *(_count(*each) for each in counts),
        *(_time(*pair) for pair in pairs),
        *(_rate(*pair) for pair in rates),
        _cost("Working time", now.minutes, before.minutes, hours_words(now.minutes), hours_words(before.minutes)),
        _cost("Direct cost", now.hundredths, before.hundredths, _money(now), _money(before)),
    )


def asks(packet: QuarterPacket) -> tuple[str, ...]:
    """What leadership is asked to decide, from the figures alone. One sentence that says so where it is nothing."""
    figures = packet.figures
    found = (*_risk(figures), *_late_steps(figures), *_late_work(figures))
    return found or ("Nothing: no figure of this quarter asks for a decision.",)


def took(minutes: int | None) -> str:
    """“35 min”, “2 h 10 min”, “3 days 4 h”."""
    if minutes is None:
        return NOTHING
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{days} {'day' if days == 1 else 'days'}" + (f" {hours} h" if hours else "")
    return (f"{hours} h {rest} min" if rest else f"{hours} h") if hours else f"{rest} min"


def _overdue(figures: Figures) -> int:
    return sum(overdue.count for overdue in figures.overdue)


def _money(figures: Figures) -> str:
    return money_words(figures.hundredths, figures.currency)


def _count(name: str, now: int, before: int, more_is_worse: bool | None) -> Line:
    change = "unchanged" if now == before else f"{abs(now - before):,} {'more' if now > before else 'fewer'}"
    worse = None if more_is_worse is None or now == before else (now > before) is more_is_worse
    return Line(name, f"{now:,}", f"{before:,}", change, worse)


def _time(now: Times, before: Times) -> Line:
    name = f"{now.label}, median"
    if now.median is None or before.median is None:
        return Line(name, took(now.median), took(before.median), NOTHING, None)
    gap = now.median - before.median
    change = "unchanged" if not gap else f"{took(abs(gap))} {'slower' if gap > 0 else 'faster'}"
    return Line(name, took(now.median), took(before.median), change, gap > 0 if gap else None)


def _rate(now: Rate, before: Rate) -> Line:
    if now.percent is None or before.percent is None:
        return Line(now.label, _of(now), _of(before), NOTHING, None)
    gap = now.percent - before.percent
    change = "unchanged" if not gap else f"{abs(gap)} points {'higher' if gap > 0 else 'lower'}"
    good = now.key in ("actions", "obligations")
    return Line(now.label, _of(now), _of(before), change, (gap < 0) is good if gap else None)


def _of(rate: Rate) -> str:
    return NOTHING if rate.percent is None else f"{rate.percent} % ({rate.met} of {rate.of})"


def _cost(name: str, now: int, before: int, words: str, words_before: str) -> Line:
    change = "unchanged" if now == before else ("more" if now > before else "less")
    return Line(name, words, words_before, change, None)


def _risk(figures: Figures) -> Iterator[str]:
    if figures.open_grave:
        grave = _are(figures.open_grave, "SEV-1 or SEV-2 incident")
        yield f"{grave} open: decide whether they have the people they need."
    first = figures.systems[0] if len(figures.systems) > 1 else None
    if first is not None and first.weight * 2 >= figures.weight:
        yield (
            f"“{first.name}” carries {first.weight} of {figures.weight} of the open risk: decide whether it stays in "
            "use as it is, is limited, or is taken out of service."
        )
    unready = [system.name for system in figures.systems if system.unready]
    if unready:
        named = ", ".join(f"“{name}”" for name in unready[:5]) + (" and others" if len(unready) > 5 else "")  # noqa: PLR2004
        yield f"No readiness signed off by both departments: {named}. Decide whether use goes on without it."
    waiting = sum(system.overrides for system in figures.systems)
    if waiting:
        yield f"{_are(waiting, 'override')} not acknowledged by the other department: decide who answers for it."


def _late_steps(figures: Figures) -> Iterator[str]:
    late = [one for one in figures.times if one.timed and one.within * 100 < ENOUGH * one.timed]
    if late:
        told = ", ".join(f"{one.label[0].lower()}{one.label[1:]} {one.within} of {one.timed}" for one in late)
        yield (
            f"Within their target in fewer than {ENOUGH} % of cases: {told}. Decide whether a department gets more "
            "capacity, or a target changes."
        )


def _late_work(figures: Figures) -> Iterator[str]:
    overdue = _overdue(figures)
    if overdue:
        yield f"{_are(overdue, 'action')} overdue: decide which of them get people and time, and which are dropped."
    obligations = figures.rate("obligations")
    if obligations.met < obligations.of:
        yield (
            f"{obligations.of - obligations.met} of {obligations.of} reports to authorities were late or not sent: "
            "decide who follows up with whom."
        )
    silent = figures.rate("silent")
    if silent.met:
        yield (
            f"{silent.met} of {silent.of} reviewed incidents failed silently: decide where monitoring or a person "
            "in between is owed."
        )


def _are(count: int, what: str) -> str:
    return f"{count:,} {what} is" if count == 1 else f"{count:,} {what}s are"
