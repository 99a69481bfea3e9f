"""Guidance bulletins: how to use an AI system correctly, taught by the AI department to the units."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class BulletinState(StrEnum):
    """Where a revision of a bulletin stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class BulletinVerb(StrEnum):
    """What moves it. `SUPERSEDED`: its next revision was published."""

    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


BULLETIN: Mapping[tuple[BulletinState, BulletinVerb], BulletinState] = MappingProxyType(
    {
        (BulletinState.DRAFT, BulletinVerb.PUBLISHED): BulletinState.PUBLISHED,
        (BulletinState.DRAFT, BulletinVerb.WITHDRAWN): BulletinState.WITHDRAWN,
        (BulletinState.PUBLISHED, BulletinVerb.SUPERSEDED): BulletinState.SUPERSEDED,
        (BulletinState.PUBLISHED, BulletinVerb.WITHDRAWN): BulletinState.WITHDRAWN,
    }
)
"""Once published, not a letter changes: a change is a new revision, and every unit acknowledges again."""
