"""Home shows what waits, and to leadership how the organisation stands."""

import re

from incidents.models import Incident
from tests.web.visiting import LogIn, questions


def tile(page: str, name: str) -> str:
    """The number on a tile of the home page."""
    found = re.search(rf'tile-value">([^<]*)</span>\s*<span class="tile-name">{name}<', page)
    assert found is not None, name
    return found.group(1)


def test_leadership_sees_how_many_incidents_are_open_though_it_may_not_read_them(log_in: LogIn, kept: Incident) -> None:
    title = kept.title
    page = log_in("Lea").get("/").text
    assert tile(page, "open") == "1"
    assert title not in page
    assert 'href="/figures"' in page


def test_others_have_their_work_there_and_no_figures(log_in: LogIn, kept: Incident) -> None:
    for name in ("Ada", "Olu", "Max"):
        assert "tile-value" not in log_in(name).get("/").text


def test_leadership_s_home_asks_the_database_a_bounded_number_of_times(log_in: LogIn, kept: Incident) -> None:
    assert questions(log_in("Lea"), "/") < 60
