"""An action's life after the review: agreed by two signatures, worked, and verified by somebody else."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from incidents.domain.vocabulary import ActionClass


class ActionState(StrEnum):
    """Where an action stands. `DRAFTED` until the report in which it stands is published."""

    DRAFTED = "drafted"
    AGREED = "agreed"
    STARTED = "started"
    DONE = "done"
    VERIFIED = "verified"
    DROPPED = "dropped"

    @property
    def ended(self) -> bool:
        """Nothing more will be done about it."""
        return self in (ActionState.VERIFIED, ActionState.DROPPED)


class ActionVerb(StrEnum):
    """Past participles: what happens to an action."""

    PUBLISHED = "published"
    STARTED = "started"
    DONE = "done"
    SENT_BACK = "sent_back"
    VERIFIED = "verified"
    DROPPED = "dropped"


ACTION: Mapping[tuple[ActionState, ActionVerb], ActionState] = MappingProxyType(
    {
        (ActionState.DRAFTED, ActionVerb.PUBLISHED): ActionState.AGREED,
        (ActionState.AGREED, ActionVerb.STARTED): ActionState.STARTED,
        (ActionState.STARTED, ActionVerb.DONE): ActionState.DONE,
        (ActionState.DONE, ActionVerb.SENT_BACK): ActionState.STARTED,
        (ActionState.DONE, ActionVerb.VERIFIED): ActionState.VERIFIED,
        (ActionState.AGREED, ActionVerb.DROPPED): ActionState.DROPPED,
        (ActionState.STARTED, ActionVerb.DROPPED): ActionState.DROPPED,
        (ActionState.DONE, ActionVerb.DROPPED): ActionState.DROPPED,
    }
)

RUNNING = frozenset({ActionState.AGREED, ActionState.STARTED, ActionState.DONE})
"""Agreed and not ended: somebody still has to do or to verify something."""

TO_DO = frozenset({ActionState.AGREED, ActionState.STARTED})
"""Not done yet: only these can be overdue."""

PREVENTING = frozenset({ActionClass.PREVENT, ActionClass.DETECT})
"""What should have kept a similar incident from happening, or from going unnoticed."""

REMIND_BEFORE = timedelta(days=7)
REMIND_EVERY = timedelta(days=7)

_WORD = re.compile(r"\w{4,}")
_SHARED = 2
_COMMON = frozenset({"that", "this", "with", "from", "have", "been", "were", "when", "they", "their", "after", "into"})


def reminder(due_on: date, today: date) -> str | None:
    """The reminder that is due today, as the end of its key: `7`, `0`, or `late-n` for the n-th week; else None."""
    left = due_on - today
    if left > REMIND_BEFORE:
        return None
    if left > timedelta(0):
        return "7"
    return "0" if not left else f"late-{-left // REMIND_EVERY}"


def similar_titles(one: str, other: str) -> bool:
    """Whether two titles share at least two words of four letters or more, common ones not counted."""
    return len(_words(one) & _words(other)) >= _SHARED


def _words(title: str) -> set[str]:
    return set(_WORD.findall(title.casefold())) - _COMMON
