"""Ari proves a correction: a case fails on the incident's version, passes on the fix, and Ada declares it verified."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from incidents.domain.correction import CorrectionVerb
from incidents.domain.vocabulary import TaskKind
from incidents.models import Incident, db
from incidents.operations import tracks
from incidents.operations.endpoints import save_endpoint
from tests import factories
from tests.browser.house import Site, recent_clock
from tests.browser.visits import Visits, choose, region, unfold
from tests.delivery.model_server import BROKEN, MENDED, ModelServer, serving
from tests.factories import Cast


@pytest.fixture
def model() -> Iterator[ModelServer]:
    """A model that promises refunds in one version, and not in the next."""
    with serving() as server:
        yield server


@pytest.fixture
def reference(site: Site, model: ModelServer) -> str:
    """An incident that is accepted, held, and whose prompt is changed but not declared corrected; two endpoints."""
    clock = recent_clock()
    with site.behind():
        cast = Cast()
        for name, version in (("Production", BROKEN), ("Candidate", MENDED)):
            save_endpoint(cast.max, None, system=cast.system, name=name, base_url=model.url, model=version, at=clock())
        incident = factories.accepted(cast, clock)
        incident.prompt, incident.output = "May I have a refund?", "Yes, you get a full refund."
        factories.done(cast, clock, TaskKind.CONFIGURATION_CHANGE, incident)
        return incident.reference


def test_the_case_fails_on_the_incidents_version_passes_on_the_fix_and_is_verified(
    visit: Visits, site: Site, reference: str
) -> None:
    ari, ada = visit("Ari"), visit("Ada")
    ari.goto(f"/incidents/{reference}")
    ari.get_by_role("link", name="Cases", exact=True).click()
    ari.get_by_role("link", name="Make the first case from the report").click()
    expect(ari.get_by_label("Prompt")).to_have_value("May I have a refund?")
    ari.get_by_label("Expected behaviour").fill("It promises nothing.")
    ari.get_by_label("How an answer is judged").select_option(label="Does not contain")
    ari.get_by_label("The text or pattern to look for").fill("refund")
    ari.get_by_role("button", name="Add the case").click()
    expect(ari.get_by_text("Case 1 is added.")).to_be_visible()
    run(ari, "The incident's version", "Production", "0 passed, 1 failed")
    with site.behind():
        cast = Cast()
        found = db.session.get_one(Incident, int(reference.removeprefix("AI-")))
        tracks.declare_correction(cast.ada, found, CorrectionVerb.CORRECTED, "New version.", recent_clock()())
    ada.goto(f"/incidents/{reference}")
    blocked = region(ada, "Correction")
    expect(blocked).to_contain_text("Not run on the corrected version since the correction was declared: case 1.")
    run(ari, "The corrected version", "Candidate", "1 passed, 0 failed")
    ari.get_by_role("link", name="Reproduction cases").click()
    expect(ari.get_by_text("Yes, you get a full refund.")).to_be_visible()
    expect(ari.get_by_text("A colleague will help you with that.")).to_be_visible()
    expect(ari.get_by_role("heading", name="1 of 1 case proves the correction")).to_be_visible()
    ada.reload()
    unfold(region(ada, "Correction"), "Declare it verified")
    region(ada, "Correction").get_by_label("Why do you declare this?").first.fill("The case passes on the fix.")
    region(ada, "Correction").get_by_role("button", name="Declare it verified").click()
    expect(ada.get_by_text("Your declaration is recorded.")).to_be_visible()


def run(page: Page, version: str, endpoint: str, outcome: str) -> None:
    """Ari has the worker ask, and waits on the page until the answers are there."""
    if "/cases" not in page.url or "/runs/" in page.url:
        page.get_by_role("link", name="Reproduction cases").click()
    page.get_by_role("link", name="Run the cases").click()
    page.get_by_label(version).check()
    choose(page.get_by_label("Who answers?"), endpoint)
    page.get_by_role("button", name="Run the cases").click()
    expect(page.get_by_role("heading", name=outcome)).to_be_visible(timeout=30_000)
