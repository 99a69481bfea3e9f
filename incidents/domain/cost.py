"""What an incident cost: working time and money, as whole numbers, so that sums are exact.

Working time is counted in minutes and typed in hours; money in hundredths of the organisation's currency.
"""

import re

from incidents.domain.errors import Invalid

LONGEST = 10_000 * 60
"""Minutes in one entry: more is a year of five people, and surely a slip."""
DEAREST = 10_000_000_000 * 100
"""Hundredths in one entry."""
CURRENCY = "EUR"
"""Until an administrator chooses another (ISO 4217)."""

_HOURS = re.compile(r"(\d{1,6})(?:[.,](\d{1,2}))?", re.ASCII)
_CLOCK = re.compile(r"(\d{1,6}):([0-5]\d)", re.ASCII)
_AMOUNT = re.compile(r"(\d{1,3}(?:[ ,']\d{3})+|\d{1,12})(?:[.,](\d{1,2}))?", re.ASCII)
_CODE = re.compile(r"[A-Z]{3}", re.ASCII)


def minutes_of(field: str, typed: str) -> int:
    """Minutes from hours as people type them: `7`, `1.5`, `1,25`, `2:30`. Empty is none. Raises `Invalid`."""
    value = typed.strip()
    if not value:
        return 0
    if clock := _CLOCK.fullmatch(value):
        minutes = int(clock[1]) * 60 + int(clock[2])
    elif hours := _HOURS.fullmatch(value):
        minutes = int(hours[1]) * 60 + round(int((hours[2] or "0").ljust(2, "0")) * 60 / 100)
    else:
        raise Invalid(field, f"“{value[:20]}” is no number of hours. Type hours such as 1.5 or 2:30.")
    if minutes > LONGEST:
        raise Invalid(field, f"One entry has {LONGEST // 60:,} hours at most. Enter more as several.")
    return minutes


def hundredths_of(field: str, typed: str) -> int:
    """Hundredths from an amount as people type it: `1200`, `1,200.50`, `99,90`. Empty is none. Raises `Invalid`."""
    value = typed.strip()
    if not value:
        return 0
    amount = _AMOUNT.fullmatch(value)
    if amount is None:
        raise Invalid(field, f"“{value[:20]}” is no amount of money. Type an amount such as 1200 or 1200.50.")
    hundredths = int(re.sub(r"\D", "", amount[1])) * 100 + int((amount[2] or "0").ljust(2, "0"))
    if hundredths > DEAREST:
        raise Invalid(field, f"One entry has {DEAREST // 100:,} at most. Check the amount.")
    return hundredths


def currency_of(field: str, typed: str) -> str:
    """A currency's code. Raises `Invalid`."""
    code = typed.strip().upper()
    if not _CODE.fullmatch(code):
        raise Invalid(field, "Give the three letters of a currency (ISO 4217), such as EUR, USD or THB.")
    return code


def hours_words(minutes: int) -> str:
    """“1 h 30 min”, “45 min”, “0 h”."""
    hours, rest = divmod(minutes, 60)
    if not rest:
        return f"{hours:,} h"
    return f"{hours:,} h {rest} min" if hours else f"{rest} min"


def money_words(hundredths: int, currency: str) -> str:
    """“1,200.50 EUR”; whole amounts without a fraction."""
    whole, rest = divmod(hundredths, 100)
    return f"{whole:,}.{rest:02} {currency}" if rest else f"{whole:,} {currency}"
