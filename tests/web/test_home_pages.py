"""Home by person: what waits for the one who logged in, first."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from incidents.domain.vocabulary import Severity
from incidents.models import Incident, db
from incidents.operations import restrictions
from tests import factories
from tests.conftest import ticking
from tests.factories import Cast
from tests.web.visiting import LogIn


def section(page: str, title: str) -> str:
    """The card of the home page whose heading begins like this, or nothing."""
    found = re.search(rf"<section[^>]*>\s*<h2[^>]*>{re.escape(title)}.*?</section>", page, re.DOTALL)
    return found.group() if found else ""


@pytest.fixture
def late(cast: Cast) -> Incident:
    """A SEV-1 of three weeks ago that nobody contained."""
    incident = factories.accepted(cast, ticking(datetime.now(UTC) - timedelta(weeks=3)), Severity.SEV_1)
    db.session.commit()
    return incident


def test_a_department_sees_its_own_clocks_that_ran_out(log_in: LogIn, late: Incident) -> None:
    it = section(log_in("Iris").get("/").text, "Clocks of IT that warn or ran out")
    ai = section(log_in("Ada").get("/").text, "Clocks of the AI department that warn or ran out")
    assert "Contained" in it
    assert "Contained" not in ai
    assert "Corrected" in ai
    assert "clock-breached" in it


def test_clocks_of_a_restricted_incident_press_nobody_who_is_not_named(
    log_in: LogIn, late: Incident, cast: Cast
) -> None:
    restrictions.restrict(cast.ada, late, [cast.ivo], "It names a patient.", datetime.now(UTC))
    db.session.commit()
    assert section(log_in("Iris").get("/").text, "Clocks of") == ""
    assert section(log_in("Ivo").get("/").text, "Clocks of") != ""


def test_leadership_sees_how_things_stand_and_no_title(log_in: LogIn, late: Incident) -> None:
    page = log_in("Lea").get("/").text
    tiles = re.findall(r'tile-value">(.*?)</span>\s*<span class="tile-name">(.*?)<', page)
    assert [(value, name) for value, name in tiles[:2]] == [("1", "open incidents"), ("1", "behind a target")]
    assert "1 of them SEV-1 or SEV-2" in page
    assert late.title not in page
    assert "Nothing is waiting. A report stands here" in page


def test_a_specialist_reports_first_and_finds_the_own_reports(log_in: LogIn, late: Incident) -> None:
    page = log_in("Olu").get("/").text
    assert page.index("Report an incident") < page.index(late.title)
    assert "reported by you" in page


def test_an_administrator_is_led_through_what_is_missing(log_in: LogIn) -> None:
    page = log_in("Max").get("/").text
    assert "Everything is there for incidents to be reported" in page
    everything = log_in("Max").get("/administration").text
    assert re.search(r"Optional</span>\s*<div>\s*<a [^>]*>Look through the targets", everything)
    assert re.search(r"Done</span>\s*<div>\s*<a [^>]*>The organisation", everything)
