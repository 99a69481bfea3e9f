"""Does the fix hold? The reporting unit is asked, the review waits for its word, and not for ever."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from incidents.delivery.confirmations import lapse_due
from incidents.domain.confirmation import CONFIRMATION, ConfirmationState, ConfirmationVerb
from incidents.domain.containment import ContainmentVerb
from incidents.domain.correction import CorrectionVerb
from incidents.domain.errors import Invalid, NotPossibleNow, Refused
from incidents.domain.override import Gate
from incidents.domain.phase import Phase
from incidents.domain.vocabulary import Severity
from incidents.models import Confirmation, Incident, Notice, Organisation, Person, db
from incidents.operations import confirmations, incidents, overrides, reviews, tracks, waivers
from incidents.queries.kept_events import events_of
from tests import factories
from tests.factories import Cast, Clock


@pytest.fixture
def incident(cast: Cast, clock: Clock) -> Incident:
    """Contained and verified; Olu's unit is asked."""
    return factories.verified(cast, clock)


def state(incident: Incident) -> ConfirmationState | None:
    asked = confirmations.current(incident)
    return asked.state if asked else None


def told(person: Person) -> list[str]:
    return list(db.session.scalars(sa.select(Notice.text).where(Notice.person_id == person.id).order_by(Notice.id)))


def events(incident: Incident) -> list[str]:
    return [type(event).__name__ for _, event in events_of(incident.id)]


def test_the_unit_is_asked_when_the_incident_is_resolved_and_not_before(cast: Cast, clock: Clock) -> None:
    before = factories.accepted(cast, clock)
    assert confirmations.current(before) is None
    incident = factories.verified(cast, clock)
    asked = confirmations.current(incident)
    assert asked is not None
    assert (asked.state, asked.unit) == (ConfirmationState.ASKED, cast.olu.unit)
    assert asked.due_at == asked.asked_at + timedelta(days=5)
    assert any("does the fix hold?" in sentence for sentence in told(cast.olu))
    assert not any("does the fix hold?" in sentence for sentence in told(cast.sam)), "another unit is not asked"


def test_the_answer_is_part_of_the_record_and_the_leads_hear_it(cast: Cast, clock: Clock, incident: Incident) -> None:
    confirmations.answer(cast.olu, incident, holds=True, words="Asked it ten times.", at=clock())
    event = next(event for _, event in events_of(incident.id) if type(event).__name__ == "FixConfirmed")
    assert (event.sentence, event.why) == (
        "confirmed for Customer Operations that the fix holds",
        "Asked it ten times.",
    )
    for lead in (cast.ada, cast.ann, cast.ivo, cast.ian):
        assert any("says that the fix holds" in sentence for sentence in told(lead))
    assert not any("says that the fix holds" in sentence for sentence in told(cast.ari)), "members are not"


@pytest.mark.parametrize("name", ["ada", "ari", "ivo", "iris", "sam", "lea", "max"])
def test_nobody_else_answers_for_the_unit(cast: Cast, clock: Clock, incident: Incident, name: str) -> None:
    with pytest.raises(Refused):
        confirmations.answer(getattr(cast, name), incident, holds=True, words="", at=clock())


def test_anyone_of_the_reporters_unit_may_answer(cast: Cast, clock: Clock, incident: Incident) -> None:
    cast.sam.unit = cast.olu.unit
    db.session.flush()
    confirmations.answer(cast.sam, incident, holds=True, words="", at=clock())
    assert state(incident) is ConfirmationState.CONFIRMED


def test_no_needs_words_and_yes_does_not(cast: Cast, clock: Clock, incident: Incident) -> None:
    with pytest.raises(Invalid) as lacking:
        confirmations.answer(cast.olu, incident, holds=False, words=" ", at=clock())
    assert lacking.value.field == "words"
    confirmations.answer(cast.olu, incident, holds=True, words="", at=clock())


def test_a_review_is_not_ready_before_the_unit_has_answered(cast: Cast, clock: Clock, incident: Incident) -> None:
    review = factories.drafted(cast, clock, incident)
    asked = confirmations.current(incident)
    assert asked is not None
    with pytest.raises(NotPossibleNow, match="has not said yet") as waiting:
        reviews.mark_ready(cast.ada, review, clock())
    assert f"{asked.due_at:%-d %B %Y at %H:%M} UTC" in str(waiting.value), "it says until when"
    confirmations.answer(cast.olu, incident, holds=True, words="", at=clock())
    reviews.mark_ready(cast.ada, review, clock())


def test_waiving_the_review_waits_for_the_unit_too(cast: Cast, clock: Clock) -> None:
    incident = factories.verified(cast, clock, Severity.SEV_4)
    with pytest.raises(NotPossibleNow, match="has not said yet"):
        waivers.waive(cast.ada, incident, "Nothing new.", clock())
    confirmations.answer(cast.olu, incident, holds=True, words="", at=clock())
    waivers.waive(cast.ada, incident, "Nothing new.", clock())


def test_refuted_the_leads_work_again_and_the_unit_is_asked_anew(cast: Cast, clock: Clock, incident: Incident) -> None:
    first = confirmations.answer(cast.olu, incident, holds=False, words="It did it again today.", at=clock())
    assert any("does NOT hold" in sentence for sentence in told(cast.ada))
    assert "It did it again" in first.words
    with pytest.raises(NotPossibleNow, match="says that the fix does not hold"):
        waivers.waive(cast.ada, incident, "Nothing new.", clock())
    tracks.declare_correction(cast.ada, incident, CorrectionVerb.WITHDRAWN, "Olu is right.", clock())
    assert (first.state, confirmations.current(incident)) == (ConfirmationState.WITHDRAWN, None)
    tracks.declare_correction(cast.ada, incident, CorrectionVerb.CORRECTED, "Another prompt.", clock())
    factories.proven(cast, clock, incident)
    tracks.declare_correction(cast.ada, incident, CorrectionVerb.VERIFIED, "Right.", clock())
    second = confirmations.current(incident)
    assert second is not None
    assert (second.id != first.id, second.state) == (True, ConfirmationState.ASKED)


def test_refuted_the_leads_may_cross_the_gate_with_a_reason(cast: Cast, clock: Clock, incident: Incident) -> None:
    confirmations.answer(cast.olu, incident, holds=False, words="No.", at=clock())
    review = factories.drafted(cast, clock, incident)
    overrides.cross(cast.ada, incident, Gate.CONFIRMATION, "Olu means another system.", clock())
    assert confirmations.obstacle(incident) is None
    assert not any("fix" in sentence for sentence in reviews.missing(review))


def test_after_the_set_time_it_lapses_and_the_leads_go_on(cast: Cast, clock: Clock, incident: Incident) -> None:
    asked = confirmations.current(incident)
    assert asked is not None
    db.session.commit()
    assert lapse_due(lambda: asked.due_at - timedelta(seconds=1)) == 0
    assert [lapse_due(lambda: asked.due_at), lapse_due(lambda: asked.due_at)] == [1, 0], "once"
    assert (asked.state, confirmations.obstacle(incident)) == (ConfirmationState.LAPSED, None)
    lapsed = next(event for _, event in events_of(incident.id) if type(event).__name__ == "ConfirmationLapsed")
    assert (lapsed.actor.id, lapsed.actor.name) == (None, "Countersign")
    assert any("you may go on without it" in sentence for sentence in told(cast.ivo))


def test_a_late_answer_still_counts_until_the_incident_is_closed(cast: Cast, clock: Clock, incident: Incident) -> None:
    asked = confirmations.current(incident)
    assert asked is not None
    confirmations.lapse(asked, clock())
    confirmations.answer(cast.olu, incident, holds=False, words="It does not.", at=clock())
    assert state(incident) is ConfirmationState.REFUTED
    confirmations.answer(cast.olu, incident, holds=True, words="I looked at the wrong page.", at=clock())
    for lead in (cast.ada, cast.ivo):
        waivers.waive(lead, incident, "Nothing new.", clock())
    assert incident.phase is Phase.CLOSED
    with pytest.raises(NotPossibleNow, match="closed"):
        confirmations.answer(cast.olu, incident, holds=False, words="Again.", at=clock())


def test_restoring_the_service_does_not_ask_twice(cast: Cast, clock: Clock, incident: Incident) -> None:
    tracks.declare_containment(cast.ivo, incident, ContainmentVerb.RESTORED, "Back.", clock())
    assert events(incident).count("ConfirmationAsked") == 1


def test_a_reopened_incident_asks_anew(cast: Cast, clock: Clock) -> None:
    incident = factories.resolved(cast, clock, Severity.SEV_4)
    for lead in (cast.ada, cast.ivo):
        waivers.waive(lead, incident, "Nothing new.", clock())
    incidents.reopen(cast.ada, incident, "Again.", clock())
    assert confirmations.current(incident) is None
    tracks.declare_containment(cast.ivo, incident, ContainmentVerb.NOT_NEEDED, "It is off.", clock())
    tracks.declare_correction(cast.ada, incident, CorrectionVerb.NOT_NEEDED, "It is off.", clock())
    assert state(incident) is ConfirmationState.ASKED


def test_where_no_unit_reported_nobody_is_asked_and_the_record_says_so(cast: Cast, clock: Clock) -> None:
    cast.olu, olu = cast.ari, cast.olu
    incident = factories.verified(cast, clock)
    cast.olu = olu
    assert (state(incident), confirmations.obstacle(incident)) == (ConfirmationState.NOT_ASKED, None)
    assert events(incident).count("ConfirmationNotAsked") == 1
    with pytest.raises(Refused):
        confirmations.answer(cast.ari, incident, holds=True, words="", at=clock())


def test_an_administrator_sets_the_time_and_asked_questions_keep_theirs(
    cast: Cast, clock: Clock, incident: Incident
) -> None:
    organisation = db.session.get_one(Organisation, 1)
    asked = confirmations.current(incident)
    assert asked is not None
    due = asked.due_at
    with pytest.raises(Refused):
        confirmations.set_days(cast.ada, organisation, 2, clock())
    for wrong in (0, 91):
        with pytest.raises(Invalid, match="from 1 to 90"):
            confirmations.set_days(cast.max, organisation, wrong, clock())
    confirmations.set_days(cast.max, organisation, 2, clock())
    assert asked.due_at == due
    other = confirmations.current(factories.verified(cast, clock))
    assert other is not None
    assert other.due_at == other.asked_at + timedelta(days=2)


def test_the_table_never_leaves_withdrawn_and_asks_only_what_was_not_asked() -> None:
    assert not [origin for origin, _ in CONFIRMATION if origin is ConfirmationState.WITHDRAWN]
    assert [key for key in CONFIRMATION if key[1] is ConfirmationVerb.ASKED] == [
        (ConfirmationState.NOT_ASKED, ConfirmationVerb.ASKED)
    ]
    assert {row.value for row in ConfirmationState} == {"not_asked", *{to.value for to in CONFIRMATION.values()}}


def test_the_database_refuses_an_answer_of_nobody(cast: Cast, clock: Clock, incident: Incident) -> None:
    row = db.session.scalars(sa.select(Confirmation)).one()
    row.state = ConfirmationState.CONFIRMED
    with pytest.raises(sa.exc.IntegrityError):
        db.session.flush()
