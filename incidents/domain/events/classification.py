"""What an incident is classified as."""

from dataclasses import dataclass

from incidents.domain.events.base import Event
from incidents.domain.taxonomy import TAXONOMIES, words

__all__ = [
    "IncidentClassified",
]


@dataclass(frozen=True, kw_only=True)
class IncidentClassified(Event):
    """The terms of one taxonomy were set. `before` and `after` are ids, divided by “, ”; empty is none."""

    taxonomy: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        found = TAXONOMIES.get(self.taxonomy)
        what = f"“{found.title if found else self.taxonomy}”"
        if not self.after:
            return f"cleared {what}, which was {words(self.taxonomy, self.before)}"
        set_to = f"set {what} to {words(self.taxonomy, self.after)}"
        return f"{set_to}, was {words(self.taxonomy, self.before)}" if self.before else set_to
