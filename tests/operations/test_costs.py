"""Costs: each department for itself, corrected by new entries, never rewritten, also against SQL."""

from collections.abc import Callable
from datetime import datetime

import pytest
import sqlalchemy as sa

from incidents.context import Countersign
from incidents.domain.errors import Invalid, NotPossibleNow, Refused
from incidents.domain.vocabulary import DeclineReason, Department
from incidents.models import AuditEntry, CostEntry, Incident, db
from incidents.operations import costs, incidents
from incidents.queries.costs import cost_of
from tests import factories
from tests.factories import Cast

Clock = Callable[[], datetime]


def record(cast: Cast, who: str, incident: Incident, clock: Clock, **given: object) -> CostEntry:
    told = {"hours": "1", "amount": "10", "note": "Overtime"} | given
    return costs.record(getattr(cast, who), incident, at=clock(), **told)  # type: ignore[arg-type]


@pytest.mark.parametrize("who", ["olu", "lea", "max", "sam"])
def test_only_people_of_a_department_record_a_cost(cast: Cast, clock: Clock, who: str) -> None:
    incident = factories.accepted(cast, clock)
    with pytest.raises(Refused):
        record(cast, who, incident, clock)


def test_it_counts_for_the_department_of_whoever_records_it(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    record(cast, "ari", incident, clock, hours="1:30", amount="")
    record(cast, "iris", incident, clock, hours="", amount="99.90")
    cost = cost_of(incident)
    assert [(one.department, one.minutes, one.hundredths) for one in cost.departments] == [
        ("ai", 90, 0),
        ("it", 0, 9990),
    ]
    assert (cost.minutes, cost.hundredths, cost.currency) == (90, 9990, "EUR")


def test_a_correction_stands_in_place_of_the_entry_which_stays(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    first = record(cast, "ari", incident, clock, hours="8")
    second = record(cast, "ada", incident, clock, hours="3", corrects=first)
    record(cast, "ari", incident, clock, hours="", amount="", note="It was another incident's", corrects=second)
    cost = cost_of(incident)
    assert (cost.minutes, cost.hundredths) == (0, 0)
    assert len(cost.entries) == 3
    assert cost.correction_of(first) is second
    with pytest.raises(NotPossibleNow, match="corrected already"):
        record(cast, "ari", incident, clock, corrects=first)


def test_nobody_corrects_the_other_department_or_another_incident(cast: Cast, clock: Clock) -> None:
    incident, other = factories.accepted(cast, clock), factories.accepted(cast, clock)
    entry = record(cast, "ari", incident, clock)
    with pytest.raises(Refused, match="its people correct it"):
        record(cast, "ivo", incident, clock, corrects=entry)
    with pytest.raises(NotPossibleNow, match="another incident"):
        record(cast, "ari", other, clock, corrects=entry)


def test_an_entry_needs_something_and_a_note(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    with pytest.raises(Invalid, match="hours, an amount, or both"):
        record(cast, "ari", incident, clock, hours="", amount="")
    with pytest.raises(Invalid, match="a note"):
        record(cast, "ari", incident, clock, note="  ")


def test_a_bill_that_comes_late_is_still_recorded_but_a_declined_report_has_no_cost(
    cast: Cast, clock: Clock, own: Countersign
) -> None:
    published = factories.published(cast, clock, own).incident
    record(cast, "ivo", published, clock)
    assert cost_of(published).minutes == 60
    declined = factories.reported(cast, clock)
    for lead in (cast.ada, cast.ivo):
        incidents.decline(lead, declined, DeclineReason.NO_INCIDENT, "Nothing happened.", clock())
    with pytest.raises(NotPossibleNow, match="declined"):
        record(cast, "ari", declined, clock)


def test_the_record_tells_who_recorded_what(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    record(cast, "ari", incident, clock, note="The vendor's bill")
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.event == "CostRecorded")).one()
    assert entry.actor_id == cast.ari.id
    assert "The vendor's bill" in entry.payload


@pytest.mark.parametrize("statement", ["UPDATE cost_entry SET minutes = 1", "DELETE FROM cost_entry"])
def test_the_database_itself_refuses_to_rewrite_a_cost(cast: Cast, clock: Clock, statement: str) -> None:
    record(cast, "ari", factories.accepted(cast, clock), clock)
    with pytest.raises(sa.exc.DBAPIError, match="only added to"):
        db.session.execute(sa.text(statement))


def test_departments_have_one_line_each_also_without_a_cost(cast: Cast, clock: Clock) -> None:
    cost = cost_of(factories.accepted(cast, clock))
    assert [one.department for one in cost.departments] == [department.value for department in Department]
    assert cost.entries == ()
