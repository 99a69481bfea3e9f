"""Until when a report is due: hours, days and months after a moment, and the schedule of a regime's stages.

Hours are absolute: 72 hours from Friday 17:00 end on Monday 17:00, and an hour more or less by the clock where the
clocks change in between. Days and months are calendar ones and run through weekends and holidays; they end at the same
time of day in the organisation's zone. Regulation (EEC, Euratom) No 1182/71, Art. 3, would often allow more (to the
last hour of the day, to the next working day): what is shown is the stricter moment, on purpose.
"""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from incidents.domain.regimes import SENT, Limit, Regime, Stage

WARNING = timedelta(days=2)
"""A warning comes when a quarter of the time is left, and never earlier than this before the end."""

Moments = Mapping[str, datetime]
Sendings = Mapping[str, Sequence[datetime]]


@dataclass(frozen=True, slots=True)
class Deadline:
    """Where one stage stands. All moments are UTC.

    `due_at`: when it must be sent at the latest. `since`: from when “at once” runs, without a computed end.
    `expected`: it counts from a report that is not sent yet, so it is the latest that it can be. `open`: still to send.
    """

    stage: Stage
    due_at: datetime | None
    since: datetime | None
    counted_from: datetime | None
    expected: bool
    open: bool

    @property
    def warn_at(self) -> datetime | None:
        """When people are warned that the end comes near."""
        if self.due_at is None or self.counted_from is None:
            return None
        return self.due_at - min((self.due_at - self.counted_from) / 4, WARNING)


def later(moment: datetime, zone: tzinfo, *, hours: int = 0, days: int = 0, months: int = 0) -> datetime:
    """The moment so long after another, UTC. A local time that the clocks skip or repeat is taken the earlier way."""
    if hours:
        return moment.astimezone(UTC) + timedelta(hours=hours)
    local = moment.astimezone(zone).replace(tzinfo=None)
    wall = _months_later(local, months) + timedelta(days=days)
    return min(wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))


def schedule(regime: Regime, variant: str, triggers: Moments, sent: Sendings, zone: tzinfo) -> list[Deadline]:
    """Where each stage of a case stands, in order. `sent` has the moments of every stage's reports, oldest first."""
    known: dict[str, Deadline] = {}
    for stage in regime.stages_of(variant):
        known[stage.key] = _deadline(stage, triggers, sent, known, zone)
    return list(known.values())


def _deadline(
    stage: Stage, triggers: Moments, sent: Sendings, before: Mapping[str, Deadline], zone: tzinfo
) -> Deadline:
    done = sent.get(stage.key, ())
    if stage.every_days and done:
        end = later(done[-1], zone, days=stage.every_days)
        return Deadline(stage, end, None, done[-1], False, stage.until not in triggers)
    ends, since = [], None
    for limit in stage.limits:
        start, expected = _start(limit, triggers, sent, before)
        if start is None or _lapsed(limit, start, triggers, zone):
            continue
        if limit.at_once:
            since = None if expected else start
        else:
            ends.append((_end(limit, start, zone), start, expected))
    due_at, counted_from, expected = min(ends) if ends else (None, None, False)
    return Deadline(stage, due_at, since, counted_from, expected, not done and stage.until not in triggers)


def _start(
    limit: Limit, triggers: Moments, sent: Sendings, before: Mapping[str, Deadline]
) -> tuple[datetime | None, bool]:
    """The moment from which a limit counts, and whether it is only expected."""
    if not limit.after.startswith(SENT):
        return triggers.get(limit.after), False
    key = limit.after.removeprefix(SENT)
    if sent.get(key):
        return sent[key][0], False
    return (before[key].due_at if key in before else None), True


def _end(limit: Limit, start: datetime, zone: tzinfo) -> datetime:
    return later(start, zone, hours=limit.hours, days=limit.days, months=limit.months)


def _lapsed(limit: Limit, start: datetime, triggers: Moments, zone: tzinfo) -> bool:
    came = triggers.get(limit.unless_later)
    return came is not None and came > _end(limit, start, zone)


def _months_later(wall: datetime, months: int) -> datetime:
    """The same day so many months later, or the last day of a month that is too short (Reg. 1182/71, Art. 3(2)(c))."""
    count = wall.month - 1 + months
    year, month = wall.year + count // 12, count % 12 + 1
    return wall.replace(year=year, month=month, day=min(wall.day, monthrange(year, month)[1]))
