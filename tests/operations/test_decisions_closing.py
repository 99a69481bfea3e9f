"""A system returns to service, and an incident closes, only over what both departments decided."""

import pytest

from incidents.domain.containment import Containment, ContainmentVerb
from incidents.domain.errors import NotPossibleNow
from incidents.domain.joint import ControlKind
from incidents.domain.override import Gate
from incidents.domain.vocabulary import Severity, TaskKind
from incidents.models import Incident
from incidents.operations import decisions, incidents, overrides, reviews, tracks, waivers
from tests import decision_factories as given
from tests import factories
from tests.factories import Cast, Clock

pytestmark = pytest.mark.usefixtures("in_app")


def stands(incident: Incident) -> Containment:
    """Where containment stands now."""
    return incident.containment


def isolated(cast: Cast, clock: Clock) -> Incident:
    """Contained by isolating the system."""
    incident = factories.accepted(cast, clock)
    factories.done(cast, clock, TaskKind.SYSTEM_ISOLATION, incident)
    factories.held(cast, clock, incident)
    tracks.declare_containment(cast.ivo, incident, ContainmentVerb.CONTAINED, "Offline.", clock())
    return incident


def restore(cast: Cast, clock: Clock, incident: Incident) -> None:
    """Ivo declares the service restored."""
    tracks.declare_containment(cast.ivo, incident, ContainmentVerb.RESTORED, "It is back.", clock())


def test_an_isolated_system_is_restored_only_by_a_joint_return_to_service(cast: Cast, clock: Clock) -> None:
    incident = isolated(cast, clock)
    with pytest.raises(NotPossibleNow, match="nobody proposed one"):
        restore(cast, clock, incident)
    decision = given.written(cast, clock, incident, ControlKind.RETURN_TO_SERVICE)
    with pytest.raises(NotPossibleNow, match="is proposed so far"):
        restore(cast, clock, incident)
    given.ready_to_return(cast, clock, incident)
    for lead in (cast.ada, cast.ivo):
        decisions.agree(lead, decision, clock())
    with pytest.raises(NotPossibleNow, match="Still to be finished"):
        restore(cast, clock, incident)
    given.carried_out(cast, clock, decision)
    assert stands(incident) is Containment.CONTAINED, "returning is not containing again"
    restore(cast, clock, incident)
    assert stands(incident) is Containment.RESTORED


def test_a_return_to_service_waits_for_containment_and_for_readiness(cast: Cast, clock: Clock) -> None:
    early = given.written(cast, clock, factories.accepted(cast, clock), ControlKind.RETURN_TO_SERVICE)
    with pytest.raises(NotPossibleNow, match="contained before the system returns"):
        decisions.agree(cast.ada, early, clock())
    decision = given.written(cast, clock, isolated(cast, clock), ControlKind.RETURN_TO_SERVICE)
    with pytest.raises(NotPossibleNow, match="not assessed yet"):
        decisions.agree(cast.ada, decision, clock())
    overrides.cross(cast.ivo, decision.incident, Gate.READINESS, "Hospitals wait for it.", clock())
    decisions.agree(cast.ada, decision, clock())


def test_overriding_readiness_restores_without_a_decision(cast: Cast, clock: Clock) -> None:
    incident = isolated(cast, clock)
    overrides.cross(cast.ivo, incident, Gate.READINESS, "Hospitals wait for it.", clock())
    restore(cast, clock, incident)
    assert stands(incident) is Containment.RESTORED


def test_a_feature_that_was_switched_off_needs_a_return_too_until_it_is_lifted(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    decision = given.verified(cast, clock, incident)
    factories.held(cast, clock, incident)
    tracks.declare_containment(cast.ivo, incident, ContainmentVerb.CONTAINED, "Off.", clock())
    with pytest.raises(NotPossibleNow, match="Return to service"):
        restore(cast, clock, incident)
    for lead in (cast.ivo, cast.ada):
        decisions.lift(lead, decision, "Corrected.", clock())
    given.carried_out(cast, clock, decision)
    restore(cast, clock, incident)


def test_raised_logging_keeps_nobody_from_restoring(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    given.verified(cast, clock, incident, ControlKind.LOGGING_RAISED)
    factories.held(cast, clock, incident)
    tracks.declare_containment(cast.ivo, incident, ContainmentVerb.CONTAINED, "Watched.", clock())
    restore(cast, clock, incident)


def test_no_review_is_ready_and_none_is_waived_over_an_open_override_or_decision(cast: Cast, clock: Clock) -> None:
    incident = factories.resolved(cast, clock, Severity.SEV_3)
    override = overrides.cross(cast.ivo, incident, Gate.READINESS, "It had to be.", clock())
    decision = given.proposed(cast, clock, incident)
    with pytest.raises(NotPossibleNow, match="not acknowledged yet"):
        waivers.waive(cast.ada, incident, "Nothing new.", clock())
    review = factories.drafted(cast, clock, incident)
    lacking = reviews.missing(review)
    assert "The joint decision “No promises” is proposed, and not agreed or declined yet." in lacking
    assert "The override of “Readiness to return to service” by Ivo is not acknowledged yet" in " ".join(lacking)
    with pytest.raises(NotPossibleNow, match="Not ready yet"):
        reviews.mark_ready(cast.ada, review, clock())
    overrides.acknowledge(cast.ada, override, clock())
    decisions.withdraw(cast.ari, decision, "Not needed.", clock())
    assert reviews.missing(review) == []


def test_a_closed_incident_keeps_its_decisions_as_they_are(cast: Cast, clock: Clock) -> None:
    incident = factories.resolved(cast, clock)
    decision = given.verified(cast, clock, incident)
    for lead in (cast.ada, cast.ivo):
        waivers.waive(lead, incident, "Nothing new.", clock())
    for lead in (cast.ada, cast.ivo):
        with pytest.raises(NotPossibleNow, match="closed"):
            decisions.lift(lead, decision, "Not needed.", clock())
    incidents.reopen(cast.ada, incident, "Again.", clock())
    decisions.lift(cast.ada, decision, "Not needed.", clock())
