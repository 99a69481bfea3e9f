"""A day and a time as people type them, within what every time zone and every database can hold."""

from datetime import datetime
from typing import Any

from wtforms import DateTimeLocalField

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Nobody means another year; a slip beyond them would break each page that shows it in another time zone."""


AS_BROWSERS_WRITE = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S")
"""What is read. The first is how a moment that is known already stands in the field."""


class MomentField(DateTimeLocalField):
    """A moment in the zone of whoever types it, naive as the browser sends it."""

    data: datetime | None

    def __init__(self, label: str, validators: list[Any], **kwargs: Any) -> None:
        super().__init__(label, validators, format=list(AS_BROWSERS_WRITE), **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed. Raises `ValueError` with the sentence that stands beside the field."""
        super().process_formdata(valuelist)
        if self.data is not None and not FIRST_YEAR <= self.data.year <= LAST_YEAR:
            self.data = None
            raise ValueError(f"Give a year from {FIRST_YEAR} to {LAST_YEAR}.")
