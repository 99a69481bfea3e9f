"""How values are shown: times in the person's zone, sizes, hostile text."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Flask
from flask_security import current_user
from markupsafe import Markup, escape

from incidents import access
from incidents.domain import vocabulary
from incidents.domain.changed_words import changed_words
from incidents.domain.mentions import pieces
from incidents.domain.override import Shut
from incidents.domain.prose import blocks
from incidents.operations.organisation import here
from incidents.queries import notices
from incidents.web import incident_tabs, navigation, shortcuts
from incidents.web.forms import choices
from reports.text import visible

SECOND_STEPS = ((60, 1, "second"), (3600, 60, "minute"), (86400, 3600, "hour"), (86400 * 60, 86400, "day"))

HIDDEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e"
    r"\u2060-\u206f\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
"""Characters that nobody sees, or that reorder the words around them."""


def register(app: Flask) -> None:
    """Give templates these filters, and what every page shows."""
    app.jinja_env.filters.update(
        when=when,
        day=day,
        ago=ago,
        blocks=blocks,
        size=size,
        plural=plural,
        mentions=mentions,
        changes_to=changed_words,
    )
    app.jinja_env.globals.update(vocabulary=vocabulary, words_of=choices, tabs_of=incident_tabs.tabs_of)
    app.jinja_env.finalize = shown
    app.context_processor(everywhere)


def everywhere() -> dict[str, object]:
    """What the frame of every page needs."""
    return {
        "organisation": here(),
        "Act": access.Act,
        "refusal": _refusal,
        "can": _can,
        "navigation": navigation.entries(),
        "may_enter": navigation.may_enter,
        "shortcuts": shortcuts.groups,
        "unread": lambda: notices.unread(current_user._get_current_object()),  # noqa: SLF001
    }


def shown(value: object) -> object:
    """What a page prints for a value: text with its hidden characters in sight, so that no title can rewrite a page.

    What a form field drew is left alone: a person who edits a text gets every character back.
    """
    plain = type(value) is str or isinstance(value, Shut)
    return visible(str(value)) if plain and HIDDEN.search(str(value)) else value


def zone() -> ZoneInfo:
    """The zone of the person who reads, UTC for strangers."""
    return ZoneInfo(getattr(current_user, "time_zone", None) or "UTC")


def when(moment: datetime | None) -> Markup:
    """A moment in the reader's zone, 24 hours, with its UTC value in the markup."""
    if moment is None:
        return Markup("—")
    local = moment.astimezone(zone())
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        moment.astimezone(UTC).isoformat(),
        f"{moment:%Y-%m-%d %H:%M:%S} UTC",
        f"{local:%-d %b %Y %H:%M} {local:%Z}",
    )


def day(moment: datetime | None) -> str:
    """The day of a moment in the reader's zone."""
    return f"{moment.astimezone(zone()):%-d %B %Y}" if moment else "—"


def clock_time(moment: datetime | None) -> str:
    """The time of day in the reader's zone."""
    return f"{moment.astimezone(zone()):%H:%M}" if moment else ""


def ago(moment: datetime | None) -> Markup:
    """How long ago, with the absolute moment on hover."""
    if moment is None:
        return Markup("—")
    seconds = max(int((datetime.now(UTC) - moment).total_seconds()), 0)
    words = next((_count(seconds // unit, name) for limit, unit, name in SECOND_STEPS if seconds < limit), None)
    absolute = f"{moment.astimezone(zone()):%-d %b %Y %H:%M %Z}"
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        moment.isoformat(), absolute, f"{words} ago" if words else day(moment)
    )


def mentions(text: str, handles: frozenset[str]) -> Markup:
    """A text with the mentions of these people marked; all else in it stays text."""
    marked = (
        Markup('<span class="mention">{}</span>').format(shown(piece)) if named else escape(shown(piece))
        for piece, named in pieces(text, handles)
    )
    return Markup("").join(marked)


def size(count: int) -> str:
    """Bytes as people read them."""
    for unit, name in ((1024**2, "MB"), (1024, "kB")):
        if count >= unit:
            return f"{count / unit:.1f} {name}"
    return f"{count} bytes"


def plural(count: int, one: str, many: str | None = None) -> Markup:
    """`3 tasks`, `1 task`."""
    return escape(f"{count} {one if count == 1 else many or one + 's'}")


def _count(count: int, name: str) -> str:
    return f"{count} {name}" + ("" if count == 1 else "s")


def _refusal(act: str, thing: object = None) -> str | None:
    return access.refusal(current_user._get_current_object(), access.Act(act), thing)  # noqa: SLF001


def _can(act: str, thing: object = None) -> bool:
    return _refusal(act, thing) is None
