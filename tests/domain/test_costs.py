"""Hours and money as people type them, in whole numbers."""

import pytest

from incidents.domain.cost import currency_of, hours_words, hundredths_of, minutes_of, money_words
from incidents.domain.errors import Invalid


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("", 0), (" 7 ", 420), ("1.5", 90), ("1,25", 75), ("0.1", 6), ("2:30", 150), ("0:05", 5), ("10000", 600_000)],
)
def test_hours_become_minutes(typed: str, minutes: int) -> None:
    assert minutes_of("hours", typed) == minutes


@pytest.mark.parametrize(
    ("typed", "hundredths"),
    [("", 0), ("1200", 120_000), ("1,200.50", 120_050), ("1 200,5", 120_050), ("0.99", 99), ("1'000'000", 100_000_000)],
)
def test_amounts_become_hundredths(typed: str, hundredths: int) -> None:
    assert hundredths_of("amount", typed) == hundredths


@pytest.mark.parametrize("typed", ["-1", "1.2.3", "1:60", "abc", "1e3", "٣", "10001", "1:5"])
def test_bad_hours_are_refused_with_the_field(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        minutes_of("hours", typed)
    assert refused.value.field == "hours"


@pytest.mark.parametrize("typed", ["-1", "1,2,3", "EUR 5", "1.234", "99999999999999", "10000000001"])
def test_bad_amounts_are_refused_with_the_field(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        hundredths_of("amount", typed)
    assert refused.value.field == "amount"


def test_currencies_are_three_letters() -> None:
    assert currency_of("currency", " eur ") == "EUR"
    for wrong in ("", "EURO", "€", "E1R"):
        with pytest.raises(Invalid, match="ISO 4217"):
            currency_of("currency", wrong)


def test_they_are_printed_exactly() -> None:
    assert [hours_words(minutes) for minutes in (0, 45, 60, 90, 60_000)] == [
        "0 h",
        "45 min",
        "1 h",
        "1 h 30 min",
        "1,000 h",
    ]
    assert [money_words(amount, "EUR") for amount in (0, 5, 120_050)] == ["0 EUR", "0.05 EUR", "1,200.50 EUR"]
