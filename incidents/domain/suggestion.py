"""A text that somebody suggests for a section of a review."""

from enum import StrEnum


class SuggestionState(StrEnum):
    """Where a suggestion stands. `WITHDRAWN`: its author brought it into the section."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
