"""Reporting, triage, severity, comments, reopening: what goes, and what is refused with which sentence."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from incidents.domain.containment import Containment
from incidents.domain.correction import Correction
from incidents.domain.errors import Invalid, NotPossibleNow, Refused
from incidents.domain.phase import Phase
from incidents.domain.review import ReviewState
from incidents.domain.triage import Answer, Triage
from incidents.domain.vocabulary import DeclineReason, Severity
from incidents.models import Comment, Incident, TimelineEntry, db
from incidents.operations import incidents, waivers
from incidents.queries.kept_events import events_of
from tests import factories
from tests.factories import Cast, Clock

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


def happened(incident: Incident) -> list[str]:
    """The names of what the audit chain keeps of an incident."""
    return [entry.event for entry, _event in events_of(incident.id)]


def waived(cast: Cast, clock: Clock) -> Incident:
    """A closed incident: both leads waived its review."""
    incident = factories.resolved(cast, clock)
    waivers.waive(cast.ada, incident, "Nothing new.", clock())
    waivers.waive(cast.ivo, incident, "Nothing new.", clock())
    return incident


def test_olu_reports_with_three_fields(cast: Cast, clock: Clock) -> None:
    incident = factories.reported(cast, clock)
    assert (incident.reference, incident.phase, incident.unit) == ("AI-1", Phase.REPORTED, cast.olu.unit)
    assert incident.detected_at == incident.reported_at
    assert incident.occurred_at is None
    assert happened(incident) == ["IncidentReported"]
    told = db.session.scalars(sa.select(TimelineEntry.text)).all()
    assert told == ["Olu reported a harmful output of Helpdesk assistant."]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "Give a title."),
        ("title", " \n\t ", "Give a title."),
        ("title", "x" * 161, "This has 161 characters; 160 are the most."),
        ("title", "x" * 2**20, "This has 1,048,576 characters; 160 are the most."),
        ("what_happened", "", "Give an account of what happened."),
        ("what_happened", "x" * 50_001, "This has 50,001 characters; 50,000 are the most."),
        ("prompt", "x" * 50_001, "This has 50,001 characters; 50,000 are the most."),
        ("output", "x" * 50_001, "This has 50,001 characters; 50,000 are the most."),
        (
            "affected_people",
            "x" * 50_001,
            "This has 50,001 characters; 50,000 are the most.",
        ),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else value,
)
def test_a_report_that_says_nothing_or_too_much_is_refused(
    cast: Cast, clock: Clock, field: str, value: str, sentence: str
) -> None:
    with pytest.raises(Invalid) as invalid:
        factories.reported(cast, clock, **{field: value})
    assert (invalid.value.field, str(invalid.value)) == (field, sentence)
    assert db.session.scalar(sa.select(sa.func.count(Incident.id))) == 0


def test_a_title_is_one_line_of_160_characters(cast: Cast, clock: Clock) -> None:
    incident = factories.reported(cast, clock, title=" It  promised\r\n a refund ")
    assert incident.title == "It promised a refund"
    assert len(factories.reported(cast, clock, title="x" * 160).title) == 160


def test_what_postgresql_cannot_hold_is_shown_instead_of_kept(cast: Cast, clock: Clock) -> None:
    incident = factories.reported(cast, clock, title="a\x00b", what_happened="c\x00d", output="\x00")
    assert (incident.title, incident.what_happened, incident.output) == ("a␀b", "c␀d", "␀")


def test_what_lies_in_the_future_has_not_happened(cast: Cast, clock: Clock) -> None:
    now = clock()
    told = {"title": "It lied", "what_happened": "It did.", "system": cast.system}
    with pytest.raises(Invalid, match="lies in the future") as invalid:
        incidents.report(cast.olu, at=now, occurred_at=now + timedelta(seconds=1), **told)  # type: ignore[arg-type]
    assert invalid.value.field == "occurred_at"
    assert incidents.report(cast.olu, at=now, occurred_at=now, **told).occurred_at == now  # type: ignore[arg-type]


def test_max_reports_nothing_because_he_only_administers(cast: Cast, clock: Clock) -> None:
    with pytest.raises(Refused, match="Administration gives no right over incidents"):
        incidents.report(cast.max, title="x", what_happened="y", system=cast.system, at=clock())


def test_one_acceptance_is_not_enough(cast: Cast, clock: Clock) -> None:
    incident = factories.reported(cast, clock)
    incidents.accept(cast.ari, incident, clock(), Severity.SEV_3)
    assert (incident.triage, incident.phase) == (Triage.REPORTED, Phase.REPORTED)
    assert (incident.acknowledged_ai_at is None, incident.acknowledged_it_at is None) == (False, True)
    incidents.accept(cast.iris, incident, clock())
    assert (incident.triage, incident.phase) == (Triage.ACCEPTED, Phase.RESPONDING)
    assert happened(incident)[-1] == "IncidentAccepted"


def test_two_people_of_one_department_are_one_answer(cast: Cast, clock: Clock) -> None:
    incident = factories.reported(cast, clock)
    incidents.accept(cast.ari, incident, clock(), Severity.SEV_3)
    incidents.accept(cast.ada, incident, clock())
    assert incident.triage is Triage.REPORTED
    assert [answer.person for answer in incident.answers] == [cast.ada]


def test_the_first_acceptance_rates_the_harm(cast: Cast, clock: Clock) -> None:
    incident = factories.reported(cast, clock)
    with pytest.raises(Invalid, match="Choose a severity") as invalid:
        incidents.accept(cast.ari, incident, clock())
    assert invalid.value.field == "severity"


def test_both_leads_decline_and_it_is_closed_without_an_incident(cast: Cast, clock: Clock) -> None:
    incident = factories.reported(cast, clock)
    incidents.decline(cast.ada, incident, DeclineReason.DUPLICATE, "See AI-2.", clock())
    assert incident.triage is Triage.REPORTED
    incidents.decline(cast.ivo, incident, DeclineReason.NOT_AN_AI_MATTER, "A wrong link.", clock())
    assert (incident.triage, incident.phase) == (Triage.DECLINED, Phase.CLOSED)
    assert incident.closed_at is not None
    assert happened(incident)[-1] == "IncidentDeclined"


def test_departments_that_disagree_leave_it_open_until_one_changes_its_mind(cast: Cast, clock: Clock) -> None:
    incident = factories.reported(cast, clock)
    incidents.decline(cast.ivo, incident, DeclineReason.NO_INCIDENT, "Nothing happened.", clock())
    incidents.accept(cast.ari, incident, clock(), Severity.SEV_4)
    assert (incident.triage, incident.phase) == (Triage.REPORTED, Phase.REPORTED)
    incidents.accept(cast.ivo, incident, clock())
    assert incident.triage is Triage.ACCEPTED
    answers = {answer.department.value: (answer.answer, answer.reason) for answer in incident.answers}
    assert answers == {"ai": (Answer.ACCEPT, None), "it": (Answer.ACCEPT, None)}


def test_an_acceptance_can_become_a_decline_while_triage_is_open(cast: Cast, clock: Clock) -> None:
    incident = factories.reported(cast, clock)
    incidents.accept(cast.ari, incident, clock(), Severity.SEV_4)
    incidents.decline(cast.ivo, incident, DeclineReason.DUPLICATE, "See AI-2.", clock())
    incidents.decline(cast.ada, incident, DeclineReason.DUPLICATE, "See AI-2.", clock())
    assert incident.triage is Triage.DECLINED


@pytest.mark.parametrize("name", ["ari", "iris"])
def test_members_do_not_decline(cast: Cast, clock: Clock, name: str) -> None:
    incident = factories.reported(cast, clock)
    with pytest.raises(Refused, match="Only a lead decides this"):
        incidents.decline(getattr(cast, name), incident, DeclineReason.DUPLICATE, "See AI-2.", clock())


def test_a_decline_explains_itself_to_olu(cast: Cast, clock: Clock) -> None:
    incident = factories.reported(cast, clock)
    with pytest.raises(Invalid, match="Give an explanation for the person who reported it"):
        incidents.decline(cast.ada, incident, DeclineReason.DUPLICATE, "  ", clock())


def test_nobody_answers_once_triage_is_through(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock)
    with pytest.raises(NotPossibleNow, match="Triage is through: both departments accepted this report"):
        incidents.accept(cast.ada, incident, clock(), Severity.SEV_1)
    with pytest.raises(NotPossibleNow, match="Triage is through"):
        incidents.decline(cast.ada, incident, DeclineReason.DUPLICATE, "See AI-2.", clock())


def test_olu_takes_no_part_in_triage(cast: Cast, clock: Clock) -> None:
    incident = factories.reported(cast, clock)
    with pytest.raises(Refused, match="This is work of the AI department and IT"):
        incidents.accept(cast.olu, incident, clock(), Severity.SEV_3)


def test_a_member_raises_the_severity_and_only_a_lead_with_a_reason_lowers_it(cast: Cast, clock: Clock) -> None:
    incident = factories.accepted(cast, clock, Severity.SEV_3)
    incidents.rate_severity(cast.iris, incident, Severity.SEV_2, "", clock())
    assert incident.severity is Severity.SEV_2
    with pytest.raises(Refused, match="Only a lead decides this"):
        incidents.rate_severity(cast.iris, incident, Severity.SEV_3, "It was less.", clock())
    with pytest.raises(Invalid, match="lowering a severity needs one") as invalid:
        incidents.rate_severity(cast.ivo, incident, Severity.SEV_3, " ", clock())
    assert invalid.value.field == "reason"
    incidents.rate_severity(cast.ivo, incident, Severity.ISSUE, "Nobody was harmed.", clock())
    assert incident.severity is Severity.ISSUE


def test_an_acceptance_that_lowers_the_severity_keeps_to_the_same_rule(cast: Cast, clock: Clock) -> None:
    incident = factories.reported(cast, clock)
    incidents.accept(cast.ari, incident, clock(), Severity.SEV_2)
    with pytest.raises(Refused, match="Only a lead"):
        incidents.accept(cast.iris, incident, clock(), Severity.SEV_3, "Less.")
    with pytest.raises(Invalid, match="needs one"):
        incidents.accept(cast.ivo, incident, clock(), Severity.SEV_3)
    incidents.accept(cast.ivo, incident, clock(), Severity.SEV_3, "Two people, no more.")
    assert (incident.severity, incident.triage) == (Severity.SEV_3, Triage.ACCEPTED)


def test_everybody_concerned_comments_also_after_closing(cast: Cast, clock: Clock) -> None:
    incident = waived(cast, clock)
    for person in (cast.olu, cast.ari, cast.ivo):
        incidents.comment(person, incident, "It happened again.", clock())
    assert db.session.scalar(sa.select(sa.func.count(Comment.id))) == 3
    with pytest.raises(Refused, match="no such incident"):
        incidents.comment(cast.sam, incident, "What is this?", clock())
    for nothing in ("", "  \n "):
        with pytest.raises(Invalid, match="Give something to say"):
            incidents.comment(cast.olu, incident, nothing, clock())


def test_the_chain_keeps_the_hash_of_a_comment(cast: Cast, clock: Clock) -> None:
    incident = factories.reported(cast, clock)
    said = incidents.comment(cast.olu, incident, "Hello", clock())
    *_before, (_entry, event) = events_of(incident.id)
    assert event.payload() == {
        "comment_id": said.id,
        "sha256": "185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969",
    }


def test_a_closed_incident_is_reopened_by_a_lead_with_a_reason(cast: Cast, clock: Clock) -> None:
    incident = waived(cast, clock)
    with pytest.raises(Refused, match="Only a lead"):
        incidents.reopen(cast.ari, incident, "Again.", clock())
    with pytest.raises(Invalid, match="what happened again"):
        incidents.reopen(cast.ivo, incident, "", clock())
    incidents.reopen(cast.ivo, incident, "It promised another refund.", clock())
    assert (incident.phase, incident.reopened) == (Phase.RESPONDING, 1)
    assert (incident.containment, incident.correction) == (Containment.ASSESSING, Correction.ASSESSING)
    assert incident.review_state is ReviewState.NONE
    assert (incident.closed_at, incident.contained_at, incident.corrected_at, incident.verified_at) == (None,) * 4


def test_an_open_incident_is_not_reopened(cast: Cast, clock: Clock) -> None:
    incident = factories.resolved(cast, clock)
    with pytest.raises(NotPossibleNow, match="this one is still open"):
        incidents.reopen(cast.ada, incident, "Again.", clock())


def test_a_declined_report_is_not_reopened_and_says_what_to_do(cast: Cast, clock: Clock) -> None:
    incident = factories.reported(cast, clock)
    for lead in (cast.ada, cast.ivo):
        incidents.decline(lead, incident, DeclineReason.DUPLICATE, "See AI-2.", clock())
    with pytest.raises(NotPossibleNow, match=r"^Both departments declined this report, .* Report it again\.$"):
        incidents.reopen(cast.ada, incident, "Again.", clock())
    with pytest.raises(NotPossibleNow, match="Report it again"):
        incidents.rate_severity(cast.ada, incident, Severity.SEV_1, "Grave.", clock())


def test_a_closed_incident_is_read_only_and_names_the_way_out(cast: Cast, clock: Clock) -> None:
    incident = waived(cast, clock)
    with pytest.raises(NotPossibleNow, match=r"closed, so its record is read-only. A lead can reopen it"):
        incidents.rate_severity(cast.ada, incident, Severity.SEV_1, "Grave.", clock())
