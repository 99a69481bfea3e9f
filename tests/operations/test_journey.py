"""The main journey, below the web: from a report to a countersigned PDF."""

import pytest

from incidents.context import Countersign
from incidents.domain.phase import Phase
from incidents.queries.audit import verify_all
from reports.verify import verify
from tests import factories
from tests.factories import Cast, Clock

pytestmark = pytest.mark.usefixtures("in_app")


def test_a_report_ends_in_a_countersigned_pdf(cast: Cast, clock: Clock, own: Countersign) -> None:
    review = factories.published(cast, clock, own)
    assert review.incident.phase is Phase.CLOSED
    assert review.rendering is not None
    assert review.rendering.sha256 is not None
    outcome = verify(own.store.get(review.rendering.sha256), own.trust)
    assert outcome.ok, outcome.sentences
    assert all(verdict.broken_at is None for verdict in verify_all())
