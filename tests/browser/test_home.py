"""Home by person, the first steps of an administrator, and charts that are tables too."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from incidents.founding import set_up_code
from tests.browser.house import served
from tests.browser.visits import Visits, region
from tests.factories import PASSWORD

DESKS = {
    "sam.whitlock": ["Does the fix hold?", "Guidance to acknowledge", "Open in Property"],
    "ari.nakamura": ["Waiting for the answer of the AI department", "Clocks of the AI department", "My tasks"],
    "ada.lindqvist": [
        "Reporting deadlines",
        "Waiting for the answer",
        "Handed over to you",
        "Reviews that wait for you",
    ],
    "ivo.markovic": [
        "Reporting deadlines",
        "Waiting for the answer of IT",
        "Clocks of IT",
        "Reviews that wait for you",
    ],
    "lea.fontaine": ["To read and acknowledge", "How things stand", "Acknowledged by you"],
    "max.petridis": ["Administration"],
}
"""What stands on the home page of each kind of person, from the top."""


def headings(page: Page) -> list[str]:
    """The headings of the cards, from the top."""
    return page.locator("main .desk h2").all_inner_texts()


@pytest.mark.parametrize("name", DESKS)
def test_home_begins_with_what_waits_for_the_person(visit_demo: Visits, name: str) -> None:
    page = visit_demo(name)
    there = iter(headings(page))
    for expected in DESKS[name]:
        assert any(heading.startswith(expected) for heading in there), f"{expected} is missing, or stands too low"


def test_what_waits_leads_to_where_it_is_done(visit_demo: Visits) -> None:
    page = visit_demo("ada.lindqvist")
    for address in {str(link.get_attribute("href")) for link in page.locator("main .lines a").all()}:
        answer = page.request.get(address)
        assert answer.ok, f"{address} answered {answer.status}"


@pytest.mark.parametrize(
    ("name", "address"), [("lea.fontaine", "/figures"), ("ivo.markovic", "/incidents/AI-14/timeline")]
)
def test_every_chart_has_a_name_and_a_table_behind_it(visit_demo: Visits, name: str, address: str) -> None:
    page = visit_demo(name)
    page.goto(address)
    charts = page.locator("main .chart svg")
    assert charts.count() > 0
    for chart in charts.all():
        expect(chart).to_have_accessible_name(re.compile(r"\w+ \w+"))
    for summary in page.locator("summary").filter(has_text=re.compile("table", re.IGNORECASE)).all():
        summary.click()
    tables = page.locator("main table")
    assert tables.count() >= charts.count()
    for table in tables.all():
        expect(table.locator("tbody tr").first).to_be_visible()


def test_the_first_administrator_is_led_through_what_an_organisation_needs(chromium: Browser, tmp_path: Path) -> None:
    with served(tmp_path / "empty") as site:
        visits = Visits(chromium, site, PASSWORD, "example.org")
        page = visits()
        page.goto("/")
        with site.behind() as own:
            found(page, set_up_code(own))
        visits.log_in(page, "max")
        steps = region(page, "First steps")
        expect(steps).to_contain_text("wait before incidents can be reported, worked on and signed")
        waiting = steps.get_by_role("listitem").count()
        steps.get_by_role("link", name="Register the first AI system").click()
        page.get_by_label("Name", exact=True).fill("Helper")
        page.get_by_role("button", name="Register the system").click()
        page.goto("/")
        expect(region(page, "First steps").get_by_role("listitem")).to_have_count(waiting - 1)
        region(page, "First steps").get_by_role("link", name="All first steps").click()
        expect(page.get_by_text("Look through the targets and the calendar")).to_be_visible()
        visits.close()


def found(page: Page, code: str) -> None:
    """Found the organisation, with the code that the terminal shows."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Found your organisation")
    page.get_by_label("Set-up code").fill(code)
    page.get_by_label("Name of the organisation").fill("Meridian Mutual")
    page.get_by_label("Business units").fill("Claims\nCustomer service")
    page.get_by_label("Your name").fill("Max")
    page.get_by_label("Your e-mail address").fill("max@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    page.get_by_role("button", name="Found the organisation").click()
