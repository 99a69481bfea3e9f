"""Crossing a gate: with a reason, in the record, and known to the other side."""

from collections.abc import Callable
from datetime import datetime

import pytest

from incidents.domain.errors import Invalid, NotPossibleNow, Refused
from incidents.domain.override import Gate
from incidents.domain.vocabulary import Affiliation
from incidents.operations import overrides
from incidents.queries.kept_events import events_of
from tests import factories
from tests.factories import Cast

Clock = Callable[[], datetime]


def test_a_lead_crosses_a_gate_with_a_reason_and_the_other_lead_acknowledges_it(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    override = overrides.cross(cast.ivo, incident, Gate.EVIDENCE_HOLD, "Payments are failing.", clock())
    assert overrides.standing(incident, Gate.EVIDENCE_HOLD) is override
    assert overrides.unacknowledged(incident) == [override]

    overrides.acknowledge(cast.ada, override, clock())

    assert overrides.unacknowledged(incident) == []
    told = [event for _, event in events_of(incident.id) if event.override]
    assert [event.why for event in told] == ["Payments are failing."]


def test_only_leads_cross_gates(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    for person in (cast.olu, cast.ari, cast.iris, cast.lea, cast.max, cast.sam):
        with pytest.raises(Refused):
            overrides.cross(person, incident, Gate.EVIDENCE_HOLD, "Because.", clock())


def test_nobody_of_the_same_department_acknowledges(cast: Cast, clock: Clock) -> None:
    override = overrides.cross(cast.ivo, factories.accepted(cast, clock), Gate.READINESS, "It burns.", clock())
    for person in (cast.ivo, cast.ian, cast.iris, cast.ari, cast.olu, cast.lea, cast.max):
        with pytest.raises(Refused):
            overrides.acknowledge(person, override, clock())


def test_a_reason_is_asked_and_the_same_gate_is_not_crossed_twice(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    with pytest.raises(Invalid) as blank:
        overrides.cross(cast.ada, incident, Gate.REPRODUCTION, "  ", clock())
    assert blank.value.field == "reason"
    overrides.cross(cast.ada, incident, Gate.REPRODUCTION, "The vendor is down.", clock())
    with pytest.raises(NotPossibleNow):
        overrides.cross(cast.ivo, incident, Gate.REPRODUCTION, "Again.", clock())


def test_an_override_opens_its_gate_for_the_present_round_only(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    overrides.cross(cast.ivo, incident, Gate.EVIDENCE_HOLD, "Payments are failing.", clock())
    incident.reopened += 1
    assert overrides.standing(incident, Gate.EVIDENCE_HOLD) is None


def test_who_changed_departments_does_not_acknowledge_their_own_override(cast: Cast, clock: Clock) -> None:
    override = overrides.cross(cast.ivo, factories.accepted(cast, clock), Gate.READINESS, "It burns.", clock())
    cast.ivo.affiliation = Affiliation.AI
    with pytest.raises(Refused, match="It takes two people"):
        overrides.acknowledge(cast.ivo, override, clock())
