"""What can go wrong in an operation, as sentences that a person can act on."""

from collections.abc import Callable, Mapping


class CountersignError(Exception):
    """Base of everything that a person may be told. `str(error)` is the sentence."""


class Refused(CountersignError):
    """The person may see the thing but may not do this with it."""


class NotPossibleNow(CountersignError):
    """The thing is in a state, or a guard holds, that does not allow this."""


def why_not(refuse: Callable[[], object]) -> str:
    """The sentence with which this refuses now, or nothing: so that a page says it before somebody tries."""
    try:
        refuse()
    except NotPossibleNow as reason:
        return str(reason)
    return ""


class Invalid(CountersignError):
    """A value is wrong. Carries the field, so that a page can show the sentence beside it."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class LostUpdate(CountersignError):
    """Somebody else saved the same text in between. Carries theirs and mine: neither is lost."""

    def __init__(self, theirs: str, mine: str, by: str, version: int) -> None:
        super().__init__(f"{by} saved this section while you were writing. Both texts are below.")
        self.theirs = theirs
        self.mine = mine
        self.by = by
        self.version = version


class LostFields(LostUpdate):
    """The same for several fields at once: what somebody else wrote into those that both changed, by their names."""

    def __init__(self, fields: Mapping[str, str], by: str) -> None:
        super().__init__(theirs="", mine="", by=by, version=0)
        self.fields = fields
