"""Quarterly reports: who asks, which quarters, what is frozen, and that making it twice changes nothing."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from incidents.context import Countersign
from incidents.delivery import quarterly as delivery
from incidents.delivery.outbox import deliver_due
from incidents.domain.errors import Invalid, NotPossibleNow, Refused
from incidents.domain.vocabulary import CauseClass
from incidents.models import AuditEntry, QuarterReport, db
from incidents.operations import learning, quarters
from incidents.queries.quarters import final, report
from reports.quarterly import from_json
from reports.verify import verify
from tests import factories
from tests.factories import Cast

Clock = Callable[[], datetime]
AFTER = datetime(2026, 10, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize("who", ["ari", "iris", "olu", "max", "sam"])
def test_only_leadership_and_leads_ask(cast: Cast, who: str) -> None:
    with pytest.raises(Refused):
        quarters.request(getattr(cast, who), "2026-Q3", AFTER)


@pytest.mark.parametrize(("quarter", "sentence"), [
    ("2026-Q4", "has not begun"), ("2026-07", "Name a quarter"), ("nonsense", "2026-Q3"), ("2026", "Name a quarter"),
])  # fmt: skip
def test_only_a_quarter_that_has_begun_can_be_asked_for(cast: Cast, quarter: str, sentence: str) -> None:
    moment = datetime(2026, 9, 30, 21, 59, tzinfo=UTC)  # Paris is two hours ahead: one minute is missing
    with pytest.raises(Invalid, match=sentence):
        quarters.request(cast.lea, quarter, moment)


def test_of_a_running_quarter_it_is_preliminary_by_the_clock_of_the_organisation(cast: Cast) -> None:
    early = quarters.request(cast.lea, "2026-Q3", datetime(2026, 9, 30, 21, 59, tzinfo=UTC))
    early.error = "given up"
    late = quarters.request(cast.ada, "2026-Q3", datetime(2026, 9, 30, 22, 0, tzinfo=UTC))
    assert (early.preliminary, early.edition, late.preliminary, late.edition) == (True, 1, False, 2)
    assert final("2026-Q3") is None
    assert report("2026-Q3") is late


def test_one_is_made_at_a_time(cast: Cast) -> None:
    quarters.request(cast.lea, "2026-Q3", AFTER)
    with pytest.raises(NotPossibleNow, match="being made"):
        quarters.request(cast.ada, "2026-Q3", AFTER)


def test_the_figures_are_frozen_when_it_is_asked_for(cast: Cast, clock: Clock, own: Countersign) -> None:
    factories.accepted(cast, clock)
    asked = quarters.request(cast.lea, "2026-Q3", AFTER)
    factories.accepted(cast, clock)
    db.session.commit()
    assert deliver_due(lambda: AFTER) == 1
    db.session.refresh(asked)
    assert from_json(asked.packet.encode()).figures.reported == 1
    assert asked.sha256 is not None
    assert verify(own.store.get(asked.sha256), own.trust).ok


def test_a_restricted_incident_is_in_no_quarterly_report(cast: Cast, clock: Clock) -> None:
    factories.accepted(cast, clock)
    factories.accepted(cast, clock).restricted = True
    db.session.flush()
    asked = quarters.request(cast.lea, "2026-Q3", AFTER)
    assert from_json(asked.packet.encode()).figures.reported == 1


def test_making_it_twice_changes_nothing(cast: Cast, own: Countersign) -> None:
    asked = quarters.request_by_command("2026-Q3", AFTER)
    db.session.commit()
    delivery.render(asked.id, lambda: AFTER)
    db.session.commit()
    first = asked.sha256
    delivery.render(asked.id, lambda: AFTER)
    assert (asked.sha256, asked.requested_by) == (first, None)
    sealed = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.event == "QuarterSealed")).all()
    assert len(sealed) == 1
    assert final("2026-Q3") is asked
    assert db.session.scalar(sa.select(sa.func.count(QuarterReport.id))) == 1


def test_an_incident_that_failed_silently_is_a_figure(cast: Cast, clock: Clock, own: Countersign) -> None:
    review = factories.drafted(cast, clock)
    learning.add_factor(cast.ari, review, CauseClass.FAILED_SILENTLY, "No alert, no error, no log line.", clock())
    asked = quarters.request(cast.lea, "2026-Q3", AFTER)
    silent = from_json(asked.packet.encode()).figures.rate("silent")
    assert (silent.met, silent.of) == (0, 0), "a draft is no finding yet"
    review.incident.published_revision = review.revision
    asked.error = "again"
    db.session.flush()
    silent = from_json(quarters.request(cast.lea, "2026-Q3", AFTER).packet.encode()).figures.rate("silent")
    assert (silent.met, silent.of) == (1, 1)
