"""A length of time as people type it: “30 min”, “4 h”, “1.5”."""

import re
from typing import Any

from wtforms import StringField

TYPED = re.compile(r"(\d{1,6}(?:[.,]\d{1,2})?)\s*(h|hours?|min|minutes?)?", re.IGNORECASE | re.ASCII)
MINUTES_IN_AN_HOUR = 60


class DurationField(StringField):
    """A field whose data are whole minutes, or None when it is left empty. A bare number is hours."""

    data: Any

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, **options)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else shown(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed. Raises `ValueError` with the sentence that stands beside the field."""
        if not valuelist:
            return
        typed = valuelist[0].strip()
        self.data = None
        if typed:
            self.data = _minutes(typed)


def shown(minutes: int) -> str:
    """Minutes as they stand in the field."""
    return f"{minutes} min" if minutes % MINUTES_IN_AN_HOUR else f"{minutes // MINUTES_IN_AN_HOUR} h"


def _minutes(typed: str) -> int:
    match = TYPED.fullmatch(typed)
    if match is None:
        raise ValueError("Give a time such as “30 min” or “4 h”.")
    number = float(match.group(1).replace(",", "."))
    return round(number if (match.group(2) or "h").lower().startswith("m") else number * MINUTES_IN_AN_HOUR)
