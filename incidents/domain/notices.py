"""What people are told about, how they may choose to be told, and what nobody can switch off."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class NoticeKind(StrEnum):
    """What a notice is about, in the order in which people choose."""

    ASSIGNED = "assigned"
    DECISION = "decision"
    MENTIONED = "mentioned"
    ANSWERED = "answered"
    DUE = "due"
    BREACHED = "breached"
    WATCHED = "watched"
    PUBLISHED = "published"
    GUIDANCE = "guidance"
    ACCOUNT = "account"
    ADMINISTRATION = "administration"

    @property
    def label(self) -> str:
        """As printed beside a notice and in the choices."""
        return _WORDS[self][0]

    @property
    def help(self) -> str:
        """When it comes."""
        return _WORDS[self][1]

    @property
    def always_shown(self) -> str:
        """Why nobody switches it off in the product; nothing where everybody may."""
        return ALWAYS_SHOWN.get(self, "")


_K = NoticeKind

_WORDS: Mapping[NoticeKind, tuple[str, str]] = MappingProxyType(
    {
        _K.ASSIGNED: ("Given to you", "A task, an action or a reporting obligation is yours now, or no longer."),
        _K.DECISION: (
            "Waits for you",
            "A report, a hand-over, a joint decision, an override, a review or a signature waits for your side.",
        ),
        _K.MENTIONED: ("Mentioned you", "Somebody named you in a comment."),
        _K.ANSWERED: (
            "Answered you",
            "Your report or hand-over was answered, your words corrected, or your incident closed.",
        ),
        _K.DUE: ("Due soon", "A clock, an action or an obligation of yours runs short."),
        _K.BREACHED: ("Breached or overdue", "A clock was breached, or an action or an obligation is overdue."),
        _K.WATCHED: ("Watched incident", "Something happened in an incident that you watch."),
        _K.PUBLISHED: ("Report published", "A countersigned report is there for leadership to read."),
        _K.GUIDANCE: ("Guidance", "Guidance for your unit, or a question about guidance of yours."),
        _K.ACCOUNT: ("Your signing certificate", "It ends, was revoked, or signing is locked."),
        _K.ADMINISTRATION: ("Administration", "For administrators: what this instance could not do."),
    }
)

ALWAYS_SHOWN: Mapping[NoticeKind, str] = MappingProxyType(
    {
        _K.ASSIGNED: "Work is never without somebody who knows that it is theirs.",
        _K.DECISION: "Others cannot go on before you have answered.",
        _K.BREACHED: "A breach goes up the line, so it cannot be switched off.",
        _K.ACCOUNT: "Somebody else may be trying your passphrase.",
        _K.ADMINISTRATION: "Nobody else learns what failed.",
    }
)
"""These kinds stand in the product whatever a person chose, and the reason that the page gives."""

PERSONAL = frozenset({_K.ASSIGNED, _K.DECISION, _K.MENTIONED, _K.DUE, _K.BREACHED, _K.ACCOUNT, _K.ADMINISTRATION})
"""What waits for the person: muting an incident does not silence it."""


class Mail(StrEnum):
    """Whether a notice goes out by mail, and when."""

    NONE = "none"
    AT_ONCE = "at_once"
    DAILY = "daily"

    @property
    def label(self) -> str:
        """As printed in the choices."""
        return {Mail.NONE: "No mail", Mail.AT_ONCE: "At once", Mail.DAILY: "In the daily digest"}[self]


@dataclass(frozen=True)
class Choice:
    """How one kind reaches a person: in the product, by mail, both or neither."""

    shown: bool
    mail: Mail


DEFAULTS: Mapping[NoticeKind, Choice] = MappingProxyType(
    {
        kind: Choice(True, Mail.AT_ONCE if kind in PERSONAL - {_K.DUE} else Mail.DAILY if kind is _K.DUE else Mail.NONE)
        for kind in NoticeKind
    }
)
"""Who has chosen nothing gets mail about what waits for them, and sees the rest when they come."""

DIGEST_HOUR = 8
"""The hour of the daily digest, in the person's own zone, where they chose none."""


class Attention(StrEnum):
    """What a person wants of one incident. No attention at all is as if nobody had ever chosen."""

    WATCHING = "watching"
    STOPPED = "stopped"
    MUTED = "muted"

    @property
    def label(self) -> str:
        """What it means, as printed."""
        return {
            Attention.WATCHING: "Watch: tell me what happens in it",
            Attention.STOPPED: "Only what concerns me",
            Attention.MUTED: "Mute: only what waits for me",
        }[self]


def channels(kind: NoticeKind, chosen: Choice | None, *, muted: bool) -> Choice:
    """How a notice of this kind reaches a person who chose this, and may have muted the incident."""
    choice = chosen or DEFAULTS[kind]
    if muted and kind not in PERSONAL:
        return Choice(False, Mail.NONE)
    return Choice(choice.shown or bool(kind.always_shown), choice.mail)
