"""Time zones as a person chooses them: by region, only names that mean a place."""

from functools import cache
from itertools import groupby
from zoneinfo import available_timezones

REGIONS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def zone_choices(current: str = "UTC") -> dict[str, list[tuple[str, str]]]:
    """Choices of a select field, grouped by region. A zone that is in use already is among them, whatever its name."""
    choices = {"Anywhere": [("UTC", "UTC")], **_regions()}
    if not any(current == name for names in choices.values() for name, _ in names):
        choices["Anywhere"].append((current, current))
    return choices


@cache
def _regions() -> dict[str, list[tuple[str, str]]]:
    places = sorted(name for name in available_timezones() if name.split("/")[0] in REGIONS)
    return {
        region: [(name, name.replace("_", " ")) for name in names]
        for region, names in groupby(places, key=lambda name: name.split("/")[0])
    }
