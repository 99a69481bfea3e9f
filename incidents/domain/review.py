"""The post-incident review, and what both leads do with it."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class ReviewState(StrEnum):
    """Where a revision of the review stands. `NONE` is an incident without one."""

    NONE = "none"
    DRAFTING = "drafting"
    READY = "ready"
    SIGNING = "signing"
    PUBLISHED = "published"
    VOIDED = "voided"
    WAIVED = "waived"


class ReviewVerb(StrEnum):
    """What moves it. `FROZEN`: both leads marked it ready. `SEALED`: the worker has drawn and sealed the PDF."""

    OPENED = "opened"
    FROZEN = "frozen"
    SEALED = "sealed"
    PUBLISHED = "published"
    VOIDED = "voided"
    WAIVED = "waived"


REVIEW: Mapping[tuple[ReviewState, ReviewVerb], ReviewState] = MappingProxyType(
    {
        (ReviewState.NONE, ReviewVerb.OPENED): ReviewState.DRAFTING,
        (ReviewState.NONE, ReviewVerb.WAIVED): ReviewState.WAIVED,
        (ReviewState.DRAFTING, ReviewVerb.WAIVED): ReviewState.WAIVED,
        (ReviewState.DRAFTING, ReviewVerb.FROZEN): ReviewState.READY,
        (ReviewState.READY, ReviewVerb.SEALED): ReviewState.SIGNING,
        (ReviewState.READY, ReviewVerb.VOIDED): ReviewState.VOIDED,
        (ReviewState.SIGNING, ReviewVerb.PUBLISHED): ReviewState.PUBLISHED,
        (ReviewState.SIGNING, ReviewVerb.VOIDED): ReviewState.VOIDED,
    }
)

FROZEN = frozenset({ReviewState.READY, ReviewState.SIGNING, ReviewState.PUBLISHED, ReviewState.VOIDED})
"""In these states not a letter of the content changes."""


class MarkKind(StrEnum):
    """What a lead puts under a review for their department."""

    READY = "ready"
    WAIVED = "waived"
    SIGNED = "signed"


class Level(StrEnum):
    """How long a report's signatures prove themselves (ETSI EN 319 142-1, baseline levels)."""

    BASIC = "PAdES B-B"
    TIMED = "PAdES B-T"
    LASTING = "PAdES B-LTA"

    @property
    def meaning(self) -> str:
        """The level in plain words."""
        return {
            Level.BASIC: "The time of each signature is the one that our own server stated.",
            Level.TIMED: "A time-stamping authority attests when each signature was there.",
            Level.LASTING: "A time-stamping authority attests when each signature was there, and everything that is "
            "needed to check it in later years lies in the file.",
        }[self]


SIGNATURE_MEANING = "I have taken part in this review and answer for my department's part of it."
"""Printed with each signature, as 21 CFR 11.50(a)(3) asks."""
