"""A text that somebody suggests for a section of a review."""

from enum import StrEnum


class SuggestionState(StrEnum):
    """Where a suggestion stands. `WITHDRAWN`: its author took it back, or brought a kept one into the section."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
