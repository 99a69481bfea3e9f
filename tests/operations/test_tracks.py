"""The two tracks: each lead declares the own one, and open work stands in the way."""

import pytest

from incidents.domain.containment import Containment, ContainmentVerb
from incidents.domain.correction import Correction, CorrectionVerb
from incidents.domain.errors import Invalid, NotPossibleNow, Refused
from incidents.domain.phase import Phase
from incidents.domain.vocabulary import TaskKind
from incidents.operations import tasks, tracks
from tests import factories
from tests.factories import Cast, Clock

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


def test_only_a_lead_of_it_declares_containment_and_only_one_of_ai_correction(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    for person in (cast.ada, cast.ari, cast.iris, cast.olu):
        with pytest.raises(Refused, match="This belongs to IT"):
            tracks.declare_containment(person, incident, ContainmentVerb.NOT_NEEDED, "Sure.", clock())
    for person in (cast.ivo, cast.ari, cast.iris, cast.olu):
        with pytest.raises(Refused, match="This belongs to the AI department"):
            tracks.declare_correction(person, incident, CorrectionVerb.NOT_NEEDED, "Sure.", clock())
    tracks.declare_containment(cast.ian, incident, ContainmentVerb.NOT_NEEDED, "It is off.", clock())
    tracks.declare_correction(cast.ann, incident, CorrectionVerb.NOT_NEEDED, "It is off.", clock())
    assert incident.derived_phase() is Phase.RESOLVED


def test_a_declaration_says_what_makes_one_sure(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    with pytest.raises(Invalid, match="why do you declare this"):
        tracks.declare_containment(cast.ivo, incident, ContainmentVerb.NOT_NEEDED, " ", clock())
    with pytest.raises(Invalid, match="why do you declare this"):
        tracks.declare_correction(cast.ada, incident, CorrectionVerb.NOT_NEEDED, "", clock())


def test_nothing_is_declared_before_both_departments_accepted(cast: Cast, clock: Clock) -> None:
    incident = factories.reported(cast, clock)
    with pytest.raises(NotPossibleNow, match="Both departments accept the report first"):
        tracks.declare_containment(cast.ivo, incident, ContainmentVerb.NOT_NEEDED, "Sure.", clock())
    with pytest.raises(NotPossibleNow, match="Both departments accept the report first"):
        tracks.declare_correction(cast.ada, incident, CorrectionVerb.NOT_NEEDED, "Sure.", clock())


def test_nothing_is_contained_that_nobody_began_to_contain(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    with pytest.raises(NotPossibleNow, match="It is assessing, so it cannot be contained now"):
        tracks.declare_containment(cast.ivo, incident, ContainmentVerb.CONTAINED, "Sure.", clock())
    with pytest.raises(NotPossibleNow, match="It is assessing, so it cannot be verified now"):
        tracks.declare_correction(cast.ada, incident, CorrectionVerb.VERIFIED, "Sure.", clock())


@pytest.mark.parametrize(
    ("kind", "verb", "stands_in_the_way"),
    [
        (TaskKind.ACCESS_RESTRICTION, ContainmentVerb.CONTAINED, True),
        (TaskKind.EVIDENCE_PRESERVATION, ContainmentVerb.CONTAINED, True),
        (TaskKind.STABILITY_AND_RESTORATION, ContainmentVerb.CONTAINED, False),
        (TaskKind.CONFIGURATION_CHANGE, ContainmentVerb.CONTAINED, False),
        (TaskKind.DATA_ADJUSTMENT, CorrectionVerb.CORRECTED, True),
        (TaskKind.BEHAVIOUR_EVALUATION, CorrectionVerb.CORRECTED, False),
        (TaskKind.VENDOR_ESCALATION, CorrectionVerb.CORRECTED, False),
        (TaskKind.ROLLBACK, CorrectionVerb.CORRECTED, False),
    ],
)
def test_open_work_of_the_track_stands_in_the_way(
    cast: Cast, clock: Clock, kind: TaskKind, verb: ContainmentVerb | CorrectionVerb, stands_in_the_way: bool
) -> None:
    incident = factories.accepted(cast, clock)
    factories.done(cast, clock, TaskKind.ROLLBACK, incident)
    factories.done(cast, clock, TaskKind.CONFIGURATION_CHANGE, incident)
    open_task = factories.task(cast, clock, kind, incident)

    def declare() -> None:
        if isinstance(verb, ContainmentVerb):
            tracks.declare_containment(cast.ivo, incident, verb, "Watched for a day.", clock())
        else:
            tracks.declare_correction(cast.ada, incident, verb, "Watched for a day.", clock())

    if stands_in_the_way:
        with pytest.raises(NotPossibleNow, match=f"Still to be finished, waived or cancelled: “{open_task.title}”"):
            declare()
        tasks.waive(cast.ada if kind.owner.value == "ai" else cast.ivo, open_task, "Left undone.", clock())
    declare()


def test_a_withdrawn_declaration_takes_its_moment_with_it(cast: Cast, clock: Clock) -> None:
    incident = factories.resolved(cast, clock)
    assert None not in (incident.contained_at, incident.corrected_at, incident.verified_at)
    tracks.declare_containment(cast.ivo, incident, ContainmentVerb.WITHDRAWN, "It is back.", clock())
    assert (incident.containment, incident.contained_at) == (Containment.CONTAINING, None)
    assert incident.derived_phase() is Phase.RESPONDING
    tracks.declare_correction(cast.ada, incident, CorrectionVerb.WITHDRAWN, "It is back.", clock())
    assert (incident.correction, incident.corrected_at, incident.verified_at) == (Correction.CORRECTING, None, None)


def test_a_contained_service_is_restored_and_the_moment_of_containment_stays(cast: Cast, clock: Clock) -> None:
    incident = factories.resolved(cast, clock)
    contained = incident.contained_at
    tracks.declare_containment(cast.ivo, incident, ContainmentVerb.RESTORED, "The service is back.", clock())
    assert (incident.containment, incident.contained_at) == (Containment.RESTORED, contained)
    assert incident.derived_phase() is Phase.RESOLVED


def test_work_that_starts_after_all_takes_not_needed_back(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    tracks.declare_containment(cast.ivo, incident, ContainmentVerb.NOT_NEEDED, "Nothing to contain.", clock())
    factories.done(cast, clock, TaskKind.ACCESS_RESTRICTION, incident)
    assert incident.containment is Containment.CONTAINING
