"""Assessing reporting obligations: who decides, what follows from it, and that nothing proposed is forgotten."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from incidents.context import Countersign
from incidents.domain.errors import Invalid, LostUpdate, NotPossibleNow, Refused
from incidents.domain.notices import NoticeKind
from incidents.domain.obligations import ObligationState, Said
from incidents.domain.regimes import QUESTIONS, VERSION
from incidents.models import Incident, Notice, Obligation, ObligationDraft, Person, db
from incidents.operations import (
    evidence,
    incidents,
    obligation_questions,
    obligation_reports,
    obligations,
    restrictions,
    reviews,
    waivers,
)
from incidents.queries import obligation_summary
from incidents.queries.kept_events import events_of
from incidents.queries.obligations import answers_to_begin_with, board_of, due_for, unassessed
from tests import factories
from tests.factories import Cast, Clock

EVERYBODY = ("olu", "ada", "ann", "ari", "ivo", "ian", "iris", "lea", "max", "sam")
LEADS = {"ada", "ann", "ivo", "ian"}
BREACH = ("eu", "personal_data", "controller")


def answers(*yes: str) -> dict[str, Said]:
    return dict.fromkeys(QUESTIONS, Said.NO) | dict.fromkeys(yes, Said.YES)


def proposed(cast: Cast, clock: Clock, *yes: str, incident: Incident | None = None) -> Obligation:
    """The first regime that these answers propose, for an accepted incident."""
    incident = incident or factories.accepted(cast, clock)
    obligation_questions.answer(cast.ari, incident, answers(*(yes or BREACH)), clock())
    return board_of(incident).views[0].obligation


def due(
    cast: Cast, clock: Clock, *yes: str, owner: Person | None = None, incident: Incident | None = None
) -> Obligation:
    """The same, assessed as due by Ada. Everything began when it was reported."""
    obligation = proposed(cast, clock, *yes, incident=incident)
    regime = obligations.regime_of(obligation)
    obligations.assess_due(
        cast.ada,
        obligation,
        owner=owner or cast.ari,
        triggers={regime.triggers[0].key: obligation.incident.reported_at},
        rationale="Names and addresses were shown to strangers.",
        at=clock(),
        variant=obligation.variant,
    )
    return obligation


def sent(cast: Cast, clock: Clock, obligation: Obligation, stage: str, who: Person | None = None) -> None:
    moment = clock()
    obligation_reports.record_sent(
        who or cast.ada,
        obligation,
        stage=stage,
        sent_at=moment,
        recipient="The authority",
        reference="R-1",
        note="Confirmed by e-mail, in the case file.",
        at=moment,
    )


@pytest.mark.parametrize("name", EVERYBODY)
def test_the_departments_answer_the_questions_and_nobody_else(cast: Cast, clock: Clock, name: str) -> None:
    incident = factories.accepted(cast, clock)
    person: Person = getattr(cast, name)
    if person.department is None:
        with pytest.raises(Refused):
            obligation_questions.answer(person, incident, answers(*BREACH), clock())
    else:
        found = obligation_questions.answer(person, incident, answers(*BREACH), clock())
        assert [proposal.regime.key for proposal in found] == ["gdpr-33"]


@pytest.mark.parametrize("name", EVERYBODY)
def test_only_leads_decide_whether_a_regime_applies(cast: Cast, clock: Clock, name: str) -> None:
    obligation = proposed(cast, clock)
    person: Person = getattr(cast, name)

    def assess() -> None:
        obligations.assess_due(
            person, obligation, owner=cast.ari, triggers={"aware": clock()}, rationale="It is.", at=clock()
        )
        obligations.assess_not_applicable(person, obligation, "Looked at again.", clock())

    if name in LEADS:
        assess()
        assert obligation.state is ObligationState.NOT_APPLICABLE
    else:
        with pytest.raises(Refused):
            assess()
        assert obligation.state is ObligationState.PROPOSED


@pytest.mark.parametrize("name", EVERYBODY)
def test_leads_and_the_owner_record_what_was_sent(cast: Cast, clock: Clock, name: str) -> None:
    obligation = due(cast, clock, owner=cast.olu)
    person: Person = getattr(cast, name)
    if name in LEADS | {"olu"}:
        sent(cast, clock, obligation, "notification", person)
        assert obligation.state is ObligationState.SENT
    else:
        with pytest.raises(Refused):
            sent(cast, clock, obligation, "notification", person)


def test_what_is_due_counts_from_its_own_moment_and_names_its_owner(cast: Cast, clock: Clock) -> None:
    obligation = due(cast, clock)
    (stage,) = obligation.stages
    assert stage.due_at == obligation.incident.reported_at + timedelta(hours=72)
    assert (obligation.state, obligation.owner, obligation.decided_by) == (ObligationState.DUE, cast.ari, cast.ada)
    assert obligation.catalogue == VERSION
    told = db.session.scalars(sa.select(Notice).where(Notice.kind == NoticeKind.ASSIGNED)).one()
    assert (told.person_id, told.path) == (
        cast.ari.id,
        f"/incidents/{obligation.incident.reference}/obligations/gdpr-33",
    )


def test_every_decision_stands_in_the_record_with_its_reason(cast: Cast, clock: Clock) -> None:
    obligation = due(cast, clock)
    obligations.assess_not_applicable(cast.ivo, obligation, "The data were encrypted.", clock())
    decided = [event for _, event in events_of(obligation.incident_id) if event.decision][-2:]
    assert [event.why for event in decided] == [
        "Names and addresses were shown to strangers.",
        "The data were encrypted.",
    ]
    assert decided[1].sentence == "assessed the obligation “GDPR, Art. 33”, which was due, as not applicable"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"rationale": " "}, "rationale"),
        ({"triggers": {}}, "trigger_aware"),
        ({"triggers": {"aware": datetime.fromisoformat("2099-01-01T00:00+00:00")}}, "trigger_aware"),
        ({"variant": "nonsense"}, "variant"),
        ({"owner": "sam"}, "owner"),
    ],
)
def test_a_wrong_assessment_names_the_field(cast: Cast, clock: Clock, change: dict[str, object], field: str) -> None:
    obligation = proposed(cast, clock)
    values = {"owner": cast.ari, "triggers": {"aware": clock()}, "rationale": "It is."} | change
    if values["owner"] == "sam":
        values["owner"] = cast.sam
    with pytest.raises(Invalid) as wrong:
        obligations.assess_due(cast.ada, obligation, at=clock(), **values)  # type: ignore[arg-type]
    assert wrong.value.field == field


def test_a_regime_with_cases_asks_which_one_it_is(cast: Cast, clock: Clock) -> None:
    obligation = proposed(cast, clock, "eu", "high_risk_provider", "death")
    assert obligation.variant == "ten_days"
    with pytest.raises(Invalid) as wrong:
        obligations.assess_due(
            cast.ada, obligation, owner=cast.ari, triggers={"aware": clock()}, rationale="It is.", at=clock()
        )
    assert wrong.value.field == "variant"


def test_a_review_is_not_ready_while_a_proposed_regime_is_unassessed(cast: Cast, clock: Clock) -> None:
    review = factories.drafted(cast, clock)
    obligation = proposed(cast, clock, incident=review.incident)
    assert unassessed(review.incident)
    with pytest.raises(NotPossibleNow, match=r"Nobody has decided whether GDPR, Art\. 33 applies"):
        reviews.mark_ready(cast.ada, review, clock())
    obligations.assess_not_applicable(cast.ada, obligation, "No risk to anybody is likely.", clock())
    reviews.mark_ready(cast.ada, review, clock())
    assert len(review.marks) == 1


def test_an_incident_is_not_closed_without_a_review_while_a_regime_is_unassessed(cast: Cast, clock: Clock) -> None:
    incident = factories.resolved(cast, clock)
    proposed(cast, clock, incident=incident)
    with pytest.raises(NotPossibleNow, match=r"Nobody has decided whether GDPR"):
        waivers.waive(cast.ada, incident, "Nothing new.", clock())


def test_a_new_assessment_withdraws_the_mark_ready(cast: Cast, clock: Clock) -> None:
    review = factories.drafted(cast, clock)
    obligation = due(cast, clock, incident=review.incident)
    reviews.mark_ready(cast.ada, review, clock())
    obligations.assess_not_applicable(cast.ivo, obligation, "Looked at again.", clock())
    assert not review.marks


def test_answers_that_change_take_back_what_nobody_decided_and_leave_decisions_alone(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    obligation_questions.answer(cast.ari, incident, answers(*BREACH, "high_risk_to_people"), clock())
    first, second = (view.obligation for view in board_of(incident).views)
    obligations.assess_not_applicable(cast.ada, first, "Encrypted.", clock())
    obligation_questions.answer(cast.iris, incident, answers(), clock())
    assert [view.obligation for view in board_of(incident).views] == [first]
    assert not second.proposed
    assert unassessed(incident) == []


def test_a_regime_is_put_on_the_list_by_hand_with_a_reason_unless_it_is_not_in_force(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    obligation_questions.put_on_list(cast.iris, incident, "nis2-23", "National law names us since July.", clock())
    assert len(unassessed(incident)) == 1
    for regime, sentence in (("nis2-23", "on the list already"), ("raise-1422", "not in force"), ("x", "no such")):
        with pytest.raises(Invalid, match=sentence):
            obligation_questions.put_on_list(cast.iris, incident, regime, "Because.", clock())


def test_the_stages_follow_each_other_until_all_are_sent(cast: Cast, clock: Clock) -> None:
    obligation = due(cast, clock, "eu", "nis2_entity", "significant_ict")
    for stage in ("early_warning", "notification"):
        sent(cast, clock, obligation, stage)
        assert obligation.state is ObligationState.DUE
    final = obligation.stages[2]
    notified = obligation.reports[-1].sent_at
    assert (final.due_at.month, final.due_at.day, final.expected) == (notified.month + 1, notified.day, False)
    sent(cast, clock, obligation, "final")
    assert obligation.state is ObligationState.SENT


def test_a_mistaken_entry_is_retracted_with_a_reason_and_the_stage_is_open_again(cast: Cast, clock: Clock) -> None:
    obligation = due(cast, clock)
    sent(cast, clock, obligation, "notification")
    (report,) = obligation.reports
    obligation_reports.retract(cast.ari, report, "It went to the wrong authority.", clock())
    assert (obligation.state, obligation.stages[0].open) == (ObligationState.DUE, True)
    with pytest.raises(NotPossibleNow):
        obligation_reports.retract(cast.ari, report, "Again.", clock())


def test_follow_ups_end_when_the_incident_is_resolved(cast: Cast, clock: Clock) -> None:
    obligation = due(cast, clock, "eu", "gpai_systemic", "death")
    sent(cast, clock, obligation, "initial")
    initial, intermediate, final = obligation.stages
    assert (initial.open, intermediate.open, final.due_at) == (False, True, None)
    moment = clock()
    obligations.date_trigger(cast.ari, obligation, "resolved", moment, "Verified on that day.", moment)
    # Sixty days later in Paris, where the clocks went back an hour in between.
    assert (intermediate.open, final.due_at) == (False, moment + timedelta(days=60, hours=1))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"stage": "nonsense"}, "stage"),
        ({"recipient": " "}, "recipient"),
        ({"note": ""}, "note"),
        ({"sent_at": datetime.fromisoformat("2099-01-01T00:00+00:00")}, "sent_at"),
    ],
)
def test_a_wrong_report_names_the_field(cast: Cast, clock: Clock, change: dict[str, object], field: str) -> None:
    obligation = due(cast, clock)
    values = {"stage": "notification", "sent_at": clock(), "recipient": "CNIL", "note": "By post."} | change
    with pytest.raises(Invalid) as wrong:
        obligation_reports.record_sent(cast.ada, obligation, at=clock(), **values)  # type: ignore[arg-type]
    assert wrong.value.field == field


def test_the_proof_is_evidence_of_this_incident_only(cast: Cast, clock: Clock, own: Countersign) -> None:
    obligation = due(cast, clock)
    other = factories.accepted(cast, clock)
    strange = evidence.add(cast.ada, other, name="a.txt", content=b"No", store=own.store, at=clock())
    with pytest.raises(Invalid) as wrong:
        obligation_reports.record_sent(
            cast.ada, obligation, stage="notification", sent_at=clock(), recipient="CNIL", proof=strange, at=clock()
        )
    assert wrong.value.field == "proof"
    proof = evidence.add(cast.ada, obligation.incident, name="a.txt", content=b"Yes", store=own.store, at=clock())
    obligation_reports.record_sent(
        cast.ada, obligation, stage="notification", sent_at=clock(), recipient="CNIL", proof=proof, at=clock()
    )
    assert obligation.state is ObligationState.SENT


def test_obligations_go_on_after_the_incident_is_closed_and_never_for_a_declined_report(
    cast: Cast, clock: Clock, own: Countersign
) -> None:
    incident = factories.resolved(cast, clock)
    obligation = due(cast, clock, "eu", "nis2_entity", "significant_ict", incident=incident)
    factories.published(cast, clock, own, incident)
    sent(cast, clock, obligation, "early_warning")
    assert not obligation.stages[0].open
    declined = factories.reported(cast, clock)
    for lead in (cast.ada, cast.ivo):
        incidents.decline(lead, declined, incidents.DeclineReason.NO_INCIDENT, "It was right.", clock())
    with pytest.raises(NotPossibleNow):
        obligation_questions.answer(cast.ari, declined, answers(*BREACH), clock())


def test_the_list_shows_the_soonest_end_first_page_by_page_and_only_what_one_may_see(cast: Cast, clock: Clock) -> None:
    for yes in (("eu", "nis2_entity", "significant_ict"), BREACH):
        due(cast, clock, *yes)
    page = due_for(cast.ari, size=2)
    assert [stage.key for stage in page.stages] == ["early_warning", "notification"]
    rest = due_for(cast.ari, after=page.following, size=5)
    assert [stage.key for stage in rest.stages] == ["notification", "final"]
    assert rest.following is None
    assert len(due_for(cast.olu).stages) == 4
    assert due_for(cast.lea).stages == due_for(cast.sam).stages == due_for(cast.max).stages == []


def test_the_report_gets_every_obligation_with_its_state_and_its_proof(cast: Cast, clock: Clock) -> None:
    obligation = due(cast, clock, *BREACH, "high_risk_to_people")
    sent(cast, clock, obligation, "notification")
    first, second = obligation_summary.of(obligation.incident)
    assert (first.regime, first.state, first.decided_by, first.owner) == ("GDPR, Art. 33", "Sent", "Ada", "Ari")
    assert first.rationale == "Names and addresses were shown to strangers."
    assert (first.sent_at, first.due_at) == (obligation.reports[0].sent_at, None)
    assert (first.stages[0].recipient, first.stages[0].proof) == (
        "The authority",
        "Confirmed by e-mail, in the case file.",
    )
    assert (second.state, second.stages, second.catalogue) == ("Not assessed", (), VERSION)


def test_what_was_said_about_us_is_offered_for_the_next_incident_of_the_same_system(cast: Cast, clock: Clock) -> None:
    proposed(cast, clock)
    begun = answers_to_begin_with(factories.accepted(cast, clock))
    assert (begun["controller"], begun["eu"]) == (Said.YES, Said.YES)
    assert "personal_data" not in begun


def test_a_draft_is_kept_in_versions_and_no_text_is_lost(cast: Cast, clock: Clock) -> None:
    obligation = due(cast, clock)
    obligation_reports.save_draft(cast.ari, obligation, {"nature": "Addresses."}, 0, clock())
    obligation_reports.save_draft(cast.ada, obligation, {"nature": "Addresses."}, 1, clock())
    with pytest.raises(LostUpdate):
        obligation_reports.save_draft(cast.ivo, obligation, {"nature": "Names."}, 0, clock())
    obligation_reports.save_draft(cast.ivo, obligation, {"nature": "Names."}, 1, clock())
    assert db.session.scalars(sa.select(ObligationDraft.version)).all() == [1, 2]


@pytest.mark.parametrize("name", EVERYBODY)
def test_drafts_are_for_the_departments_and_the_owner(cast: Cast, clock: Clock, name: str) -> None:
    obligation = due(cast, clock, owner=cast.olu)
    person: Person = getattr(cast, name)
    if person.department is None and name != "olu":
        with pytest.raises(Refused):
            obligation_reports.save_draft(person, obligation, {}, 0, clock())
    else:
        assert obligation_reports.save_draft(person, obligation, {}, 0, clock()).version == 1


def test_the_answers_of_a_restricted_incident_are_no_beginning_for_another(cast: Cast, clock: Clock) -> None:
    secret = proposed(cast, clock).incident
    restrictions.restrict(cast.ada, secret, [cast.ivo], "It names a patient.", clock())
    assert answers_to_begin_with(factories.accepted(cast, clock)) == {}
