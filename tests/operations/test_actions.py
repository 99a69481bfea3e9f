"""Actions after the review: they live on until somebody else has verified them, and leave only with both leads."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from incidents.context import Countersign
from incidents.delivery.actions import remind
from incidents.domain.action import ACTION, ActionState, ActionVerb, reminder, similar_titles
from incidents.domain.errors import Invalid, NotPossibleNow, Refused
from incidents.domain.phase import Phase
from incidents.domain.taxonomy import HARM_TYPES, TAXONOMIES
from incidents.models import Action, Incident, IncidentTerm, Notice, Review, db
from incidents.operations import actions, classification, learning, reviews, signing
from incidents.queries import actions as queries
from tests import factories
from tests.factories import PASSPHRASE, Cast, Clock


@pytest.fixture
def review(cast: Cast, clock: Clock, own: Countersign) -> Review:
    """A published review with one action, that Ari has."""
    return factories.published(cast, clock, own)


@pytest.fixture
def action(cast: Cast, clock: Clock) -> Action:
    """An action that runs, without the minutes that drawing and signing a report would take."""
    review = factories.drafted(cast, clock)
    review.incident.published_revision = 1
    actions.set_running(cast.ada, review, clock())
    return review.actions[0]


def republished(cast: Cast, clock: Clock, own: Countersign, review: Review) -> None:
    for lead in (cast.ada, cast.ivo):
        reviews.mark_ready(lead, review, clock())
    signing.freeze(cast.ivo, review, clock())
    pdf = own.store.get(_sealed(review.incident))
    signing.record_sealed(review, pdf, own.store, clock())
    for lead in (cast.ada, cast.ivo):
        signing.sign(lead, review, PASSPHRASE, own.store, clock())


def _sealed(incident: Incident) -> str:
    first = db.session.scalars(sa.select(Review).where(Review.incident_id == incident.id).order_by(Review.id)).first()
    assert first is not None
    assert first.rendering is not None
    assert first.rendering.sealed_sha256 is not None
    return first.rendering.sealed_sha256


def test_before_publication_an_action_cannot_be_moved(cast: Cast, clock: Clock) -> None:
    action = factories.drafted(cast, clock).actions[0]
    assert action.state is ActionState.DRAFTED
    with pytest.raises(NotPossibleNow, match="agreed once both leads have signed"):
        actions.start(cast.ari, action, clock())
    with pytest.raises(NotPossibleNow, match="agreed once both leads have signed"):
        actions.propose_drop(cast.ada, action, "Not needed.", clock())


def test_an_action_runs_from_publication_until_somebody_else_has_verified_it(
    cast: Cast, clock: Clock, action: Action
) -> None:
    assert action.state is ActionState.AGREED
    actions.start(cast.ari, action, clock())
    actions.finish(cast.ari, action, "Twenty questions are in the suite.", clock())
    actions.send_back(cast.ada, action, "Only twelve are.", clock())
    assert (action.state, action.done_by) == (ActionState.STARTED, None)
    actions.finish(cast.ari, action, "Now all twenty.", clock())
    actions.verify(cast.ada, action, "Ran them: twenty of twenty.", clock())
    assert (action.state, action.verified_by, action.finding) == (
        ActionState.VERIFIED,
        cast.ada,
        "Ran them: twenty of twenty.",
    )
    with pytest.raises(NotPossibleNow, match="This action is verified"):
        actions.start(cast.ari, action, clock())
    told = [type(event).__name__ for event in queries.history(action)]
    assert told == ["ActionStarted", "ActionDone", "ActionSentBack", "ActionDone", "ActionVerified"]


@pytest.mark.parametrize("name", ["iris", "ivo", "olu", "lea", "sam", "max"])
def test_only_the_owners_department_works_it(cast: Cast, clock: Clock, action: Action, name: str) -> None:
    with pytest.raises(Refused):
        actions.start(getattr(cast, name), action, clock())


def test_who_did_it_does_not_verify_it(cast: Cast, clock: Clock, action: Action) -> None:
    actions.start(cast.ada, action, clock())
    actions.finish(cast.ada, action, "Done.", clock())
    with pytest.raises(Refused, match="it takes two people"):
        actions.verify(cast.ada, action, "Fine.", clock())
    with pytest.raises(Refused, match="A lead of the AI department verifies"):
        actions.verify(cast.ari, action, "Fine.", clock())
    actions.verify(cast.ann, action, "Fine.", clock())
    assert action.verified_by is cast.ann


def test_what_a_lead_did_a_lead_across_the_line_may_verify(cast: Cast, clock: Clock, action: Action) -> None:
    actions.start(cast.ari, action, clock())
    actions.finish(cast.ari, action, "Done.", clock())
    with pytest.raises(Refused):
        actions.verify(cast.ivo, action, "Fine.", clock())
    actions.send_back(cast.ada, action, "No.", clock())
    actions.finish(cast.ada, action, "Done.", clock())
    actions.verify(cast.ivo, action, "Fine.", clock())
    assert action.verified_by is cast.ivo


def test_the_due_date_moves_with_a_lead_and_a_reason_and_both_days_are_kept(
    cast: Cast, clock: Clock, action: Action
) -> None:
    before, later = action.due_on, action.due_on + timedelta(days=14)
    with pytest.raises(Refused):
        actions.move_due(cast.ari, action, later, "Late vendor.", clock())
    with pytest.raises(Invalid) as lacking:
        actions.move_due(cast.ada, action, later, " ", clock())
    assert lacking.value.field == "reason"
    with pytest.raises(Invalid, match="has passed"):
        actions.move_due(cast.ada, action, date(2020, 1, 1), "Late vendor.", clock())
    actions.move_due(cast.ada, action, later, "Late vendor.", clock())
    assert action.due_on == later
    event = queries.history(action)[-1]
    assert (event.sentence, event.why) == (
        f"moved the due date of the action “Test refunds” from {before:%-d %B %Y} to {later:%-d %B %Y}",
        "Late vendor.",
    )


def test_dropping_what_two_leads_signed_takes_both(cast: Cast, clock: Clock, action: Action) -> None:
    with pytest.raises(Refused):
        actions.propose_drop(cast.ari, action, "The system is gone.", clock())
    actions.propose_drop(cast.ada, action, "The system is gone.", clock())
    for same_side in (cast.ada, cast.ann):
        with pytest.raises(Refused, match="A lead of IT answers"):
            actions.agree_drop(same_side, action, clock())
    actions.refuse_drop(cast.ivo, action, "It comes back in May.", clock())
    with pytest.raises(NotPossibleNow, match="Nobody proposes"):
        actions.agree_drop(cast.ivo, action, clock())
    actions.propose_drop(cast.ivo, action, "It does not come back.", clock())
    actions.agree_drop(cast.ann, action, clock())
    assert (action.state, action.drop_reason) == (ActionState.DROPPED, "It does not come back.")


def test_who_proposed_to_drop_it_may_take_that_back(cast: Cast, clock: Clock, action: Action) -> None:
    actions.propose_drop(cast.ada, action, "The system is gone.", clock())
    actions.refuse_drop(cast.ada, action, "I was wrong.", clock())
    assert action.drop_proposed_by is None


def test_it_goes_to_somebody_else_of_the_same_department(cast: Cast, clock: Clock, action: Action) -> None:
    with pytest.raises(Invalid, match="Choose a person of the AI department"):
        actions.assign(cast.ada, action, cast.iris, clock())
    actions.assign(cast.ada, action, cast.ann, clock())
    assert action.owner is cast.ann


def test_a_superseding_revision_carries_running_actions_over(
    cast: Cast, clock: Clock, own: Countersign, review: Review
) -> None:
    action = review.actions[0]
    assert (action.state, review.incident.phase) == (ActionState.AGREED, Phase.CLOSED), "publication let it run"
    actions.start(cast.ari, action, clock())
    second = reviews.open_review(cast.ada, review.incident, clock())
    assert [row.id for row in second.actions] == [action.id]
    actions.move_due(cast.ada, action, action.due_on + timedelta(days=7), "Late vendor.", clock())
    republished(cast, clock, own, second)
    assert action.state is ActionState.STARTED
    assert db.session.scalar(sa.select(sa.func.count(Action.id))) == 1


def test_a_revision_that_leaves_a_running_action_out_drops_it_when_both_have_signed(
    cast: Cast, clock: Clock, own: Countersign, review: Review
) -> None:
    action = review.actions[0]
    second = reviews.open_review(cast.ada, review.incident, clock())
    learning.remove_action(cast.ada, second, second.actions[0], clock())
    new = learning.add_action(
        cast.ivo,
        second,
        title="Watch refunds",
        owner=cast.iris,
        due_on=action.due_on,
        action_class=action.action_class,
        verification="An alarm in the test.",
        at=clock(),
    )
    assert action.state is ActionState.AGREED, "a draft drops nothing"
    republished(cast, clock, own, second)
    assert (action.state, new.state) == (ActionState.DROPPED, ActionState.AGREED)
    assert "Revision 2" in action.drop_reason
    assert [row.id for row in review.actions] == [action.id], "the first report keeps what it says"


def test_an_action_taken_out_of_its_only_draft_is_gone(cast: Cast, clock: Clock) -> None:
    review = factories.drafted(cast, clock)
    learning.remove_action(cast.ada, review, review.actions[0], clock())
    db.session.flush()
    assert db.session.scalar(sa.select(sa.func.count(Action.id))) == 0


@pytest.mark.parametrize(
    ("days", "which"),
    [
        (30, None),
        (8, None),
        (7, "7"),
        (1, "7"),
        (0, "0"),
        (-1, "late-0"),
        (-6, "late-0"),
        (-7, "late-1"),
        (-20, "late-2"),
    ],
)
def test_reminders_come_a_week_before_on_the_day_and_weekly_after_it(days: int, which: str | None) -> None:
    today = date(2026, 9, 1)
    assert reminder(today + timedelta(days=days), today) == which


def test_each_reminder_is_told_once_and_leads_hear_of_what_is_overdue(cast: Cast, clock: Clock, action: Action) -> None:
    noon = action.agreed_at
    assert noon is not None

    def on(days: int) -> int:
        moment = noon + (action.due_on - noon.date()) + timedelta(days=days)
        return remind(lambda: moment)

    assert on(-8) == 0
    assert [on(-7), on(-7), on(-3)] == [1, 0, 0]
    assert [on(0), on(0)] == [1, 0]
    assert [on(1), on(2)] == [3, 0], "Ari, and the two leads of the AI department"
    assert on(7) == 3
    told = db.session.scalars(sa.select(Notice).where(Notice.person_id == cast.ari.id).order_by(Notice.id)).all()
    assert [notice.text.split("” ")[1] for notice in told if notice.path == f"/actions/{action.id}"] == [
        "is due in 7 days.",
        "is due today.",
        "is overdue by 1 day.",
        "is overdue by 7 days.",
    ]


def test_nobody_is_reminded_of_what_is_done(cast: Cast, clock: Clock, action: Action) -> None:
    actions.start(cast.ari, action, clock())
    actions.finish(cast.ari, action, "Done.", clock())
    moment = clock() + timedelta(days=60)
    assert remind(lambda: moment) == 0


def test_open_actions_of_a_system_are_found(cast: Cast, clock: Clock, action: Action) -> None:
    assert queries.open_of(cast.system, cast.ada) == [action]
    assert queries.open_of(cast.system, cast.sam) == []
    actions.start(cast.ari, action, clock())
    actions.finish(cast.ari, action, "Done.", clock())
    actions.verify(cast.ada, action, "Fine.", clock())
    assert queries.open_of(cast.system, cast.ada) == []


def test_a_similar_new_incident_points_at_what_was_to_prevent_it(cast: Cast, clock: Clock, action: Action) -> None:
    again = factories.reported(cast, clock, title="It promised a large refund again")
    other = factories.reported(cast, clock, title="Slow today")
    db.session.flush()
    assert [found.id for found in queries.prevented_by(again, cast.ada)] == [action.id]
    assert queries.prevented_by(other, cast.ada) == []
    assert queries.prevented_by(again, cast.sam) == []


def test_a_harm_type_in_common_is_enough(cast: Cast, clock: Clock, action: Action) -> None:
    other = factories.reported(cast, clock, title="Slow today")
    harms = [term.id for term in TAXONOMIES[HARM_TYPES].terms]
    classification.name_harm(cast.olu, other, harms[:1], clock())
    for harm in (harms[1], harms[0]):
        assert queries.prevented_by(other, cast.ada) == []
        row = {"incident_id": action.incident_id, "taxonomy": HARM_TYPES, "term": harm, "chosen_by": cast.ada}
        db.session.add(IncidentTerm(**row, chosen_at=clock()))
        db.session.flush()
    assert queries.prevented_by(other, cast.ada) == [action]


def test_titles_are_similar_with_two_longer_words_in_common() -> None:
    assert similar_titles("It promised a refund", "A refund was promised!")
    assert not similar_titles("It promised a refund", "It promised nothing")
    assert not similar_titles("They have been with this", "They have been with that")


@pytest.mark.parametrize("state", ActionState)
@pytest.mark.parametrize("verb", ActionVerb)
def test_what_the_table_does_not_have_is_refused_in_a_sentence(
    cast: Cast, clock: Clock, action: Action, state: ActionState, verb: ActionVerb
) -> None:
    action.state = state
    action.done_by = cast.ari if state in (ActionState.DONE, ActionState.VERIFIED) else None
    action.drop_proposed_by = cast.ivo
    moves = {
        ActionVerb.STARTED: lambda: actions.start(cast.ada, action, clock()),
        ActionVerb.DONE: lambda: actions.finish(cast.ada, action, "Done.", clock()),
        ActionVerb.SENT_BACK: lambda: actions.send_back(cast.ada, action, "No.", clock()),
        ActionVerb.VERIFIED: lambda: actions.verify(cast.ada, action, "Yes.", clock()),
        ActionVerb.DROPPED: lambda: actions.agree_drop(cast.ada, action, clock()),
    }
    if verb not in moves:
        return
    if (state, verb) in ACTION:
        moves[verb]()
        assert action.state is ACTION[state, verb]
    else:
        with pytest.raises(NotPossibleNow):
            moves[verb]()
