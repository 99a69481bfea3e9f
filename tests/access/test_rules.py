"""Who may do what with an incident, a review and the organisation: the table of product.md, written out by hand."""

from pathlib import Path

import pytest

from incidents.access import RULES, Act, can, refusal
from incidents.config import Settings
from incidents.domain.queue import Audience
from incidents.domain.review import ReviewState
from incidents.domain.sections import Section
from incidents.models import Incident, Review, ReviewSection, SavedView, SectionSuggestion, db
from incidents.operations import certificates
from tests import factories
from tests.conftest import settings_of
from tests.factories import Cast, Clock

NAMES = {"Olu", "Ada", "Ann", "Ari", "Ivo", "Ian", "Iris", "Lea", "Sam", "Max"}
LEADS_OF_AI, LEADS_OF_IT = {"Ada", "Ann"}, {"Ivo", "Ian"}
LEADS = LEADS_OF_AI | LEADS_OF_IT
AI, IT = LEADS_OF_AI | {"Ari"}, LEADS_OF_IT | {"Iris"}
DEPARTMENTS = AI | IT
CONCERNED = DEPARTMENTS | {"Olu"}

ON_AN_INCIDENT: dict[Act, set[str]] = {
    Act.SEE: CONCERNED,
    Act.COMMENT: CONCERNED,
    Act.ADD_EVIDENCE: CONCERNED,
    Act.TRIAGE: DEPARTMENTS,
    Act.DECLINE: LEADS,
    Act.RATE_SEVERITY: DEPARTMENTS,
    Act.LOWER_SEVERITY: LEADS,
    Act.RAISE_TASK: DEPARTMENTS,
    Act.DECLARE_CONTAINMENT: LEADS_OF_IT,
    Act.DECLARE_CORRECTION: LEADS_OF_AI,
    Act.REOPEN: LEADS,
    Act.OPEN_REVIEW: LEADS,
    Act.WAIVE_REVIEW: LEADS,
    Act.CLASSIFY: DEPARTMENTS,
    Act.NAME_HARM: CONCERNED,
    Act.ANSWER_OBLIGATIONS: DEPARTMENTS,
    Act.ASSESS_OBLIGATION: LEADS,
    Act.NAME_BOUNDARY: AI,
    Act.SEE_COST: CONCERNED,
    Act.RECORD_COST: DEPARTMENTS,
    Act.SUSPECT_CHANGE: DEPARTMENTS,
    Act.APPLY_PLAYBOOK: LEADS,
    Act.SEAL_EVIDENCE: IT,
    Act.SUPPLY_FOR_HOLD: AI,
    Act.SUPPLY_CASE: AI | {"Olu"},
    Act.KEEP_CASES: AI,
    Act.RELATE: DEPARTMENTS,
    Act.RESTRICT: LEADS,
    Act.CONFIRM_FIX: {"Olu"},
    Act.CORRECT_REPORTED: LEADS | {"Olu"},
}
ON_A_REVIEW: dict[Act, set[str]] = {
    Act.READ_REVIEW: DEPARTMENTS,
    Act.CURATE_REVIEW: DEPARTMENTS,
    Act.MARK_READY: LEADS,
    Act.VOID_REVIEW: LEADS,
    Act.SIGN_REPORT: LEADS,
    Act.READ_REPORT: set(),
}
ON_A_PUBLISHED_REPORT: dict[Act, set[str]] = {
    Act.READ_REPORT: CONCERNED | {"Lea"},
    Act.ACKNOWLEDGE_REPORT: {"Lea"},
}
ON_THE_ORGANISATION: dict[Act, set[str]] = {
    Act.REPORT: NAMES - {"Max"},
    Act.SAVE_VIEW: NAMES - {"Max"},
    Act.ENROL: LEADS,
    Act.ADMINISTER: {"Max"},
    Act.WRITE_GUIDANCE: AI,
    Act.PUBLISH_GUIDANCE: LEADS_OF_AI,
    Act.WITHDRAW_GUIDANCE: LEADS_OF_AI,
    Act.STATE_BEHAVIOUR: AI,
    Act.STATE_PLATFORM: IT,
    Act.OPEN_READINESS: DEPARTMENTS,
    Act.SIGN_READINESS: LEADS,
    Act.NOTICE_CHANGE: DEPARTMENTS,
    Act.SEE_FIGURES: DEPARTMENTS | {"Lea"},
    Act.READ_QUARTER: DEPARTMENTS | {"Lea"},
    Act.REQUEST_QUARTER: LEADS | {"Lea"},
    Act.REVIEW_CHANGE: DEPARTMENTS,
}
SECTIONS: dict[Section, set[str]] = {
    section: {Section.BEHAVIOURAL_ANALYSIS: AI, Section.CONTAINMENT_ANALYSIS: IT}.get(section, DEPARTMENTS)
    for section in Section
}
ON_A_SECTION: dict[Act, dict[Section, set[str]]] = {
    Act.WRITE_SECTION: SECTIONS,
    Act.SETTLE_SUGGESTION: SECTIONS,
    Act.SUGGEST_TEXT: dict.fromkeys(Section, DEPARTMENTS),
    Act.DISCUSS_SECTION: dict.fromkeys(Section, DEPARTMENTS),
}
ON_A_TASK = {
    Act.TAKE_TASK,
    Act.ASSIGN_TASK,
    Act.START_TASK,
    Act.FINISH_TASK,
    Act.CANCEL_TASK,
    Act.WAIVE_TASK,
    Act.OFFER_HAND_OVER,
    Act.ANSWER_HAND_OVER,
}
"""These stand in test_tasks."""
ON_THE_REGISTER = {Act.STATE_USE, Act.ASSESS_READINESS, Act.WITHDRAW_CHANGE, Act.SETTLE_SUSPICION}
"""These stand in operations/test_register, test_readiness and test_changes."""
ON_OBLIGATIONS = {Act.KEEP_OBLIGATION, Act.READ_DRAFT}
"""These stand in operations/test_obligations."""
ON_DECISIONS = {
    Act.PROPOSE_DECISION,
    Act.WRITE_STATEMENT,
    Act.AGREE_DECISION,
    Act.DECLINE_DECISION,
    Act.WITHDRAW_DECISION,
    Act.ENFORCE_ALONE,
    Act.VERIFY_CONTROL,
    Act.LIFT_CONTROL,
    Act.OVERRIDE,
    Act.ACKNOWLEDGE_OVERRIDE,
}
"""Tested in test_decision_rules.py."""
ON_ACTIONS = {Act.WORK_ACTION, Act.LEAD_ACTION, Act.VERIFY_ACTION, Act.DROP_ACTION, Act.ANSWER_DROP}
"""These stand in operations/test_actions."""
ON_CLOCKS = {Act.PAUSE_CLOCK, Act.SET_DUE}
"""These stand in operations/test_clocks."""
ON_GUIDANCE = {Act.ACKNOWLEDGE_GUIDANCE}
"""These stand in operations/test_bulletins."""


@pytest.fixture
def settings(home: Path) -> Settings:
    """One database is enough: these rules stand in Python."""
    return settings_of(home)


@pytest.fixture
def incident(cast: Cast, clock: Clock) -> Incident:
    """Olu has reported it, and Ada has opened its review."""
    return factories.reported(cast, clock)


@pytest.fixture
def review(cast: Cast, clock: Clock, incident: Incident) -> Review:
    """A revision in drafting."""
    sections = [ReviewSection(section=section) for section in Section]
    drafting = Review(
        incident=incident,
        revision=1,
        state=ReviewState.DRAFTING,
        opened_by=cast.ada,
        opened_at=clock(),
        sections=sections,
    )
    db.session.add(drafting)
    return drafting


def allowed(cast: Cast, act: Act, thing: object) -> set[str]:
    return {person.name for person in cast.everybody if can(person, act, thing)}


def test_every_act_stands_in_a_table_and_every_rule_is_tested() -> None:
    tables = {*ON_AN_INCIDENT, *ON_A_REVIEW, *ON_A_PUBLISHED_REPORT, *ON_THE_ORGANISATION, *ON_A_SECTION}
    tables |= {Act.REVOKE_CERTIFICATE, Act.KEEP_VIEW, Act.WITHDRAW_SUGGESTION}
    assert (
        tables | ON_A_TASK | ON_ACTIONS | ON_CLOCKS | ON_DECISIONS | ON_THE_REGISTER | ON_GUIDANCE | ON_OBLIGATIONS
        == set(Act)
        == set(RULES)
    )


@pytest.mark.parametrize(("holder", "may"), [("Ada", {"Ada", "Max"}), ("Ivo", {"Ivo", "Max"})])
def test_a_certificate_is_revoked_by_its_holder_or_an_administrator(cast: Cast, holder: str, may: set[str]) -> None:
    identity = certificates.enrolled(getattr(cast, holder.lower()))
    assert identity is not None
    assert allowed(cast, Act.REVOKE_CERTIFICATE, identity) == may


def test_a_saved_view_is_changed_only_by_who_saved_it(cast: Cast) -> None:
    view = SavedView(person=cast.ada, person_id=cast.ada.id, name="Mine", audience=Audience.EVERYBODY)
    assert allowed(cast, Act.KEEP_VIEW, view) == {"Ada"}


@pytest.mark.parametrize(("author", "may"), [("ari", {"Ari"}), ("ivo", {"Ivo"}), ("olu", set())])
def test_a_suggestion_is_withdrawn_only_by_its_author_and_from_a_department(
    cast: Cast, clock: Clock, review: Review, author: str, may: set[str]
) -> None:
    by, section = getattr(cast, author), review.sections[0]
    row = SectionSuggestion(section=section, base="", body="x", version=0, by=by, by_id=by.id, at=clock())
    assert allowed(cast, Act.WITHDRAW_SUGGESTION, row) == may


@pytest.mark.parametrize("act", ON_AN_INCIDENT)
def test_on_an_incident_just_these_may(cast: Cast, incident: Incident, act: Act) -> None:
    assert allowed(cast, act, incident) == ON_AN_INCIDENT[act]


@pytest.mark.parametrize("act", ON_A_REVIEW)
def test_on_a_review_in_drafting_just_these_may(cast: Cast, review: Review, act: Act) -> None:
    assert allowed(cast, act, review) == ON_A_REVIEW[act]


@pytest.mark.parametrize("act", ON_A_PUBLISHED_REPORT)
def test_on_a_published_report_just_these_may(cast: Cast, review: Review, act: Act) -> None:
    review.state, review.incident.published_revision = ReviewState.PUBLISHED, 1
    assert allowed(cast, act, review) == ON_A_PUBLISHED_REPORT[act]


@pytest.mark.parametrize("act", ON_THE_ORGANISATION)
def test_in_the_organisation_just_these_may(cast: Cast, act: Act) -> None:
    assert allowed(cast, act, None) == ON_THE_ORGANISATION[act]


@pytest.mark.parametrize("act", ON_A_SECTION)
@pytest.mark.parametrize("section", Section)
def test_on_a_section_just_these_may(cast: Cast, review: Review, section: Section, act: Act) -> None:
    row = next(row for row in review.sections if row.section is section)
    assert allowed(cast, act, row) == ON_A_SECTION[act][section]


@pytest.mark.parametrize(
    ("name", "act", "sentence"),
    [
        ("ari", Act.DECLINE, "Only a lead decides this. Ask a lead of the AI department."),
        ("olu", Act.TRIAGE, "This is work of the AI department and IT. You can comment."),
        ("ada", Act.DECLARE_CONTAINMENT, "This belongs to IT: one of its leads declares it. You can comment."),
        (
            "ivo",
            Act.DECLARE_CORRECTION,
            "This belongs to the AI department: one of its leads declares it. You can comment.",
        ),
        (
            "ari",
            Act.CORRECT_REPORTED,
            "Olu corrects what they reported, or a lead of either department. You can comment.",
        ),
        ("sam", Act.COMMENT, "There is no such incident, or you may not see it."),
        ("max", Act.SEE, "There is no such incident, or you may not see it."),
    ],
)
def test_a_refusal_names_who_can(cast: Cast, incident: Incident, name: str, act: Act, sentence: str) -> None:
    assert refusal(getattr(cast, name), act, incident) == sentence


@pytest.mark.parametrize("act", Act)
def test_who_has_left_may_do_nothing(cast: Cast, incident: Incident, act: Act) -> None:
    for person in cast.everybody:
        person.active = False
        assert refusal(person, act, incident) == "This account is closed."
