"""The queue in browsers: columns, saved views, work for several incidents, the CSV, and rows that never move."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from incidents.domain.vocabulary import TaskKind
from incidents.models import db
from incidents.operations import tasks
from tests import factories
from tests.browser.house import Site, recent_clock
from tests.browser.visits import Visits, choose, unfold
from tests.factories import Cast


def with_free_work(site: Site, title: str, number: int = 2) -> list[str]:
    """So many incidents of this title, each with work of IT that nobody has; gives their references."""
    clock = recent_clock()
    with site.behind():
        cast = Cast()
        told = [factories.reported(cast, clock, title=title) for _ in range(number)]
        for incident in told:
            tasks.raise_task(cast.ivo, incident, kind=TaskKind.ROLLBACK, title=f"Undo {title}", at=clock())
        db.session.commit()
        return [incident.reference for incident in told]


def report_another(site: Site, title: str) -> str:
    """Somebody reports one more, while a page is open."""
    with site.behind():
        incident = factories.reported(Cast(), recent_clock(), title=title)
        db.session.commit()
        return incident.reference


def places(page: Page) -> list[object]:
    """Where the rows stand."""
    return [row.bounding_box() for row in page.locator("tr[data-reference]").all()]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_view_is_saved_shared_and_opened_by_its_link(visit: Visits, site: Site, scripts: bool) -> None:
    title = f"Answers in Latin {scripts}"
    with_free_work(site, title)
    page = visit("Ivo", java_script_enabled=scripts)
    page.goto("/incidents")
    page.get_by_label("Title contains").fill(title)
    unfold(page, "Columns")
    page.get_by_role("checkbox", name="Open tasks").check()
    page.get_by_role("checkbox", name="Age", exact=True).uncheck()
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("columnheader", name="Open tasks")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Age", exact=True)).to_have_count(0)
    unfold(page, "Save as a view")
    page.get_by_label("Name").fill(f"Latin {scripts}")
    page.get_by_label("Who may open it").select_option(label="My department or unit")
    page.get_by_role("button", name="Save the view").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Latin {scripts}")
    address = page.get_by_role("link", name="link to share").get_attribute("href")
    iris, ada = visit("Iris", java_script_enabled=scripts), visit("Ada", java_script_enabled=scripts)
    iris.goto("/incidents")
    iris.get_by_role("navigation", name="Views").get_by_role("link", name=f"Latin {scripts}").click()
    expect(iris.get_by_role("row", name=title)).to_have_count(2)
    expect(iris.get_by_role("columnheader", name="Open tasks")).to_be_visible()
    answer = ada.goto(str(address))
    assert answer is not None
    assert answer.status == 404
    unfold(page, "Change this view")
    page.get_by_role("button", name="Delete the view").click()
    expect(page.get_by_text(f"“Latin {scripts}” is deleted.")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_lead_gives_the_free_work_of_several_incidents_to_somebody(visit: Visits, site: Site, scripts: bool) -> None:
    title = f"Speaks to the wall {scripts}"
    one, other = with_free_work(site, title)
    page = visit("Ivo", java_script_enabled=scripts)
    page.goto(f"/incidents?whose=unassigned&text={title}")
    if scripts:
        page.get_by_label("All on this page").check()
        expect(page.get_by_role("button", name="Assign free work of 2")).to_be_visible()
    else:
        for reference in (one, other):
            page.get_by_role("checkbox", name=f"Choose {reference}", exact=True).check()
    page.get_by_role("button", name="Assign free work").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Assign free work of IT")
    expect(page.get_by_role("checkbox", name=f"Undo {title}", checked=True)).to_have_count(2)
    choose(page.get_by_label("Assign to"), "Iris")
    page.get_by_role("button", name="Assign what is ticked").click()
    expect(page.get_by_text(f"2 tasks assigned to Iris: {one}, {other}.")).to_be_visible()
    expect(page.get_by_text("Nothing fits these filters")).to_be_visible()


def test_work_that_somebody_took_meanwhile_stops_the_whole_assignment(visit: Visits, site: Site) -> None:
    title = "Whistles all night"
    with_free_work(site, title)
    page = visit("Ivo")
    page.goto(f"/incidents?text={title}")
    page.get_by_label("All on this page").check()
    page.get_by_role("button", name="Assign free work").click()
    with site.behind():
        cast = Cast()
        taken = db.session.query(tasks.Task).filter_by(title=f"Undo {title}").first()
        tasks.assign(cast.ian, taken, cast.ian, recent_clock()())
    choose(page.get_by_label("Assign to"), "Iris")
    page.get_by_role("button", name="Assign what is ticked").click()
    expect(page.get_by_text("Nothing was assigned. Ian has")).to_be_visible()
    expect(page.get_by_role("checkbox", name=f"Undo {title}", checked=True)).to_have_count(1)


def test_what_is_new_is_offered_and_no_row_moves_by_itself(visit: Visits, site: Site) -> None:
    title = "Counts to nine only"
    with_free_work(site, title)
    page = visit("Ada")
    page.clock.install()
    page.goto(f"/incidents?text={title}")
    before = places(page)
    assert len(before) == 2
    another = report_another(site, title)
    with page.expect_response("**/incidents/stamps?*"):
        page.clock.run_for(21_000)
    told = page.get_by_role("status").filter(has_text="1 new or changed.")
    expect(told).to_be_visible()
    assert places(page) == before
    with page.expect_response("**/incidents/stamps?*"):
        page.clock.run_for(21_000)
    assert places(page) == before
    told.get_by_role("button", name="Show them").click()
    expect(page.get_by_role("row").filter(has_text=another)).to_be_visible()
    expect(page.get_by_text("new or changed")).to_have_count(0)


def test_a_hidden_page_asks_nothing(visit: Visits, site: Site) -> None:
    with_free_work(site, "Asks nothing", 1)
    page = visit("Ada")
    page.clock.install()
    page.goto("/incidents?text=Asks nothing")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "stamps" in request.url else None)
    page.evaluate("Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })")
    page.clock.run_for(90_000)
    assert asked == []
    page.evaluate("delete document.visibilityState")
    with page.expect_response("**/incidents/stamps?*"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_the_csv_is_what_the_page_shows(visit: Visits, site: Site) -> None:
    title = "=Sums up badly"
    one, other = with_free_work(site, title)
    page = visit("Ada")
    page.goto(f"/incidents?text={title}&sort=oldest&column=reference&column=it")
    shown = page.locator("tbody .queue-reference").all_inner_texts()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV").click()
    rows = list(csv.reader(StringIO(Path(download.value.path()).read_text())))
    assert rows[0] == [text.strip() for text in page.locator("thead th").all_inner_texts() if text != "Choose"]
    assert [row[0] for row in rows[1:]] == shown == [one, other]
    assert [row[1:] for row in rows[1:]] == [[f"'{title}", "1 that nobody has"]] * 2


def test_on_a_phone_the_rows_are_cards_that_fit(visit: Visits, site: Site) -> None:
    title = "Reads the small print aloud, all of it, to everybody who calls"
    with_free_work(site, title)
    page = visit("Ivo", viewport={"width": 320, "height": 700})
    page.goto("/incidents?text=small print")
    card = page.locator("tr[data-reference]").first
    expect(card).to_contain_text("1 unassigned")
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    box = card.get_by_role("checkbox").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24
