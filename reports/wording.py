"""How times, spans and sizes are printed: 24 hours, the packet's time zone by name, UTC beside it if it is another."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

SIZES = ("bytes", "kB", "MB", "GB", "TB")

_NAMES_OF_UTC = frozenset({"utc", "uct", "zulu", "universal", "etc/utc", "etc/uct", "etc/zulu", "etc/universal"})


class Times:
    """Times in one zone. A zone that does not exist is printed as UTC, and UTC is never printed twice.

    `name` is the zone in a sentence, `column` the head of a column with times.
    """

    def __init__(self, zone_name: str) -> None:
        zone = _zone(zone_name)
        self.is_utc = zone is None
        self.zone: tzinfo = zone or UTC
        self.name = f"{zone_name.replace('_', ' ')} time" if zone else "Coordinated Universal Time (UTC)"
        self.column = "When, and in UTC" if zone else "When (UTC)"

    def full(self, moment: datetime) -> str:
        """“6 March 2026, 10:52 CET”."""
        return f"{moment.astimezone(self.zone):%-d %B %Y, %H:%M %Z}"

    def short(self, moment: datetime) -> str:
        """“6 Mar 2026, 10:52”."""
        return f"{moment.astimezone(self.zone):%-d %b %Y, %H:%M}"

    def day(self, moment: datetime) -> str:
        """“6 March 2026”."""
        return f"{moment.astimezone(self.zone):%-d %B %Y}"

    def clock(self, moment: datetime) -> str:
        """“10:52”."""
        return f"{moment.astimezone(self.zone):%H:%M}"

    def utc(self, moment: datetime) -> str:
        """“2026-03-06 09:52 UTC”."""
        return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M UTC}"

    def utc_clock(self, moment: datetime) -> str:
        """“09:52 UTC”, with the date where it differs from the local one."""
        there, here = moment.astimezone(UTC), moment.astimezone(self.zone)
        return f"{there:%H:%M UTC}" if there.date() == here.date() else f"{there:%-d %b %H:%M UTC}"

    def utc_short(self, moment: datetime) -> str:
        """“09:52”, with the date where it differs from the local one, for where “UTC” is said already."""
        return self.utc_clock(moment).removesuffix(" UTC")

    def exact(self, moment: datetime) -> str:
        """“6 March 2026, 10:52 CET · 2026-03-06 09:52 UTC”, or one of them where both would be the same."""
        return self.full(moment) if self.is_utc else f"{self.full(moment)} · {self.utc(moment)}"

    def stamp(self, moment: datetime) -> str:
        """W3C date and time in UTC, for the file's own dates."""
        return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _zone(name: str) -> ZoneInfo | None:
    """The zone of that name, or None for UTC and for zones that do not exist."""
    try:
        return None if name.casefold() in _NAMES_OF_UTC else ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return None


def day(moment: date) -> str:
    """“10 April 2026”."""
    return f"{moment:%-d %B %Y}"


def span(length: timedelta) -> str:
    """“2 h 38 min”, “3 days 6 h”; a negative span reads “12 min before”."""
    if length < timedelta():
        return f"{span(-length)} before"
    minutes = round(length.total_seconds() / 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        words = f"{days} {'day' if days == 1 else 'days'}"
        return f"{words} {hours} h" if hours else words
    if hours:
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    return f"{rest} min"


def size(count: int) -> str:
    """“1.5 MB”, in powers of 1,000."""
    step = min((len(str(count)) - 1) // 3, len(SIZES) - 1)
    return f"{count / 1000**step:,.1f} {SIZES[step]}" if step > 0 else f"{count:,} bytes"
