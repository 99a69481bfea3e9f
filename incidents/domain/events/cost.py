"""What an incident cost, and in which currency."""

from dataclasses import dataclass

from incidents.domain.cost import hours_words, money_words
from incidents.domain.events.base import Event, department_words

__all__ = [
    "CostRecorded",
    "CurrencyChosen",
]


@dataclass(frozen=True, kw_only=True)
class CostRecorded(Event):
    """`minutes` of work and `hundredths` of `currency`; `corrects` is the entry that it stands in place of."""

    entry_id: int
    department: str
    minutes: int
    hundredths: int
    currency: str
    corrects: int | None
    note: str

    @property
    def sentence(self) -> str:
        hours = hours_words(self.minutes) if self.minutes else ""
        money = money_words(self.hundredths, self.currency) if self.hundredths else ""
        what = " and ".join(filter(None, (hours, money))) or "nothing"
        did = "recorded" if self.corrects is None else "corrected a cost to"
        return f"{did} {what} for {department_words(self.department)}"


@dataclass(frozen=True, kw_only=True)
class CurrencyChosen(Event):
    currency: str

    @property
    def sentence(self) -> str:
        return f"chose {self.currency} as the currency of costs"
