"""★ The one table of who may do what, and the questions that are put to it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from incidents.access import rules
from incidents.access.acts import Act
from incidents.access.sight import incident_of, sees
from incidents.domain.errors import Refused
from incidents.domain.vocabulary import Department
from incidents.models import (
    Person,
    Task,
)

RULES: Mapping[Act, rules.Rule] = MappingProxyType(
    {
        Act.REPORT: rules.affiliated,
        Act.SEE: rules.anybody,
        Act.COMMENT: rules.anybody,
        Act.ADD_EVIDENCE: rules.anybody,
        Act.TRIAGE: rules.departmental,
        Act.DECLINE: rules.a_lead,
        Act.RATE_SEVERITY: rules.departmental,
        Act.LOWER_SEVERITY: rules.a_lead,
        Act.RAISE_TASK: rules.departmental,
        Act.TAKE_TASK: rules.of_the_owner,
        Act.ASSIGN_TASK: rules.owners_lead,
        Act.START_TASK: rules.doer,
        Act.FINISH_TASK: rules.doer,
        Act.CANCEL_TASK: rules.owners_lead,
        Act.WAIVE_TASK: rules.owners_lead,
        Act.OFFER_HAND_OVER: rules.of_the_owner,
        Act.ANSWER_HAND_OVER: rules.receiver,
        Act.DECLARE_CONTAINMENT: rules.lead_of(Department.IT),
        Act.DECLARE_CORRECTION: rules.lead_of(Department.AI),
        Act.REOPEN: rules.a_lead,
        Act.RELATE: rules.departmental,
        Act.CORRECT_REPORTED: rules.reporter_or_lead,
        Act.CONFIRM_FIX: rules.unit_asked,
        Act.RESTRICT: rules.a_lead,
        Act.WORK_ACTION: rules.action_owner,
        Act.LEAD_ACTION: rules.action_lead,
        Act.VERIFY_ACTION: rules.action_verifier,
        Act.DROP_ACTION: rules.a_lead,
        Act.ANSWER_DROP: rules.drop_answerer,
        Act.SEAL_EVIDENCE: rules.member_of(Department.IT, "Sealing evidence belongs"),
        Act.SUPPLY_FOR_HOLD: rules.member_of(Department.AI, "Supplying what only it knows belongs"),
        Act.SUPPLY_CASE: rules.case_supplier,
        Act.KEEP_CASES: rules.member_of(Department.AI, "Running and keeping reproduction cases belongs"),
        Act.PROPOSE_DECISION: rules.departmental,
        Act.WRITE_STATEMENT: rules.part_owner,
        Act.AGREE_DECISION: rules.a_lead,
        Act.DECLINE_DECISION: rules.other_side,
        Act.WITHDRAW_DECISION: rules.proposing_side,
        Act.ENFORCE_ALONE: rules.lead_of(Department.IT),
        Act.VERIFY_CONTROL: rules.whoever_of(Department.AI, "verifies a control"),
        Act.LIFT_CONTROL: rules.a_lead,
        Act.ANSWER_OBLIGATIONS: rules.departmental,
        Act.ASSESS_OBLIGATION: rules.a_lead,
        Act.KEEP_OBLIGATION: rules.keeper,
        Act.READ_DRAFT: rules.drafter,
        Act.OVERRIDE: rules.a_lead,
        Act.ACKNOWLEDGE_OVERRIDE: rules.other_lead,
        Act.PAUSE_CLOCK: rules.clocks_lead,
        Act.SET_DUE: rules.owners_lead,
        Act.APPLY_PLAYBOOK: rules.a_lead,
        Act.CLASSIFY: rules.departmental,
        Act.NAME_HARM: rules.names_harm,
        Act.WRITE_GUIDANCE: rules.writes_guidance,
        Act.PUBLISH_GUIDANCE: rules.publishes_guidance,
        Act.WITHDRAW_GUIDANCE: rules.publishes_guidance,
        Act.ACKNOWLEDGE_GUIDANCE: rules.addressed,
        Act.OPEN_REVIEW: rules.a_lead,
        Act.WAIVE_REVIEW: rules.a_lead,
        Act.READ_REVIEW: rules.departmental,
        Act.WRITE_SECTION: rules.section_owner,
        Act.SUGGEST_TEXT: rules.departmental,
        Act.SETTLE_SUGGESTION: rules.section_owner,
        Act.WITHDRAW_SUGGESTION: rules.suggestion_author,
        Act.DISCUSS_SECTION: rules.departmental,
        Act.CURATE_REVIEW: rules.departmental,
        Act.MARK_READY: rules.a_lead,
        Act.VOID_REVIEW: rules.a_lead,
        Act.SIGN_REPORT: rules.a_lead,
        Act.READ_REPORT: rules.reader,
        Act.ACKNOWLEDGE_REPORT: rules.leadership,
        Act.ENROL: rules.a_lead,
        Act.REVOKE_CERTIFICATE: rules.revoker,
        Act.SEE_FIGURES: rules.overseer,
        Act.SEE_COST: rules.affiliated,
        Act.RECORD_COST: rules.departmental,
        Act.REQUEST_QUARTER: rules.asks_for_quarter,
        Act.READ_QUARTER: rules.overseer,
        Act.STATE_USE: rules.owner_for_value,
        Act.STATE_BEHAVIOUR: rules.people_of(Department.AI, "The AI department states how a system behaves."),
        Act.STATE_PLATFORM: rules.people_of(Department.IT, "IT states the platform of a system."),
        Act.NAME_BOUNDARY: rules.people_of(Department.AI, "The AI department names the boundary that was crossed."),
        Act.OPEN_READINESS: rules.departmental,
        Act.ASSESS_READINESS: rules.assessor,
        Act.SIGN_READINESS: rules.a_lead,
        Act.NOTICE_CHANGE: rules.departmental,
        Act.REVIEW_CHANGE: rules.departmental,
        Act.WITHDRAW_CHANGE: rules.notice_withdrawer,
        Act.SUSPECT_CHANGE: rules.departmental,
        Act.SETTLE_SUSPICION: rules.owner_of_part,
        Act.SAVE_VIEW: rules.affiliated,
        Act.KEEP_VIEW: rules.view_owner,
        Act.ADMINISTER: rules.administrator,
    }
)


def refusal(person: Person, act: Act, thing: Any = None) -> str | None:
    """The sentence that refuses, or None. Whoever may not see the incident is refused everything on it."""
    if not person.active:
        return "This account is closed."
    incident = incident_of(thing)
    if incident is not None and not sees(person, incident):
        return "There is no such incident, or you may not see it."
    return RULES[act](person, thing)


def can(person: Person, act: Act, thing: Any = None) -> bool:
    """Whether the person may do this with the thing."""
    return refusal(person, act, thing) is None


def require(person: Person, act: Act, thing: Any = None) -> None:
    """The first line of every operation. Raises `Refused` with the sentence."""
    sentence = refusal(person, act, thing)
    if sentence is not None:
        raise Refused(sentence)


def assignable_to(person: Person, task: Task) -> str | None:
    """Why a person cannot be given a task, or None. Only the owning department's people can."""
    if not person.active:
        return f"{person.name} has left."
    if person.department is task.owner:
        return None if sees(person, task.incident) else f"{person.name} is not named on this restricted incident."
    return f"{task.kind.label} belongs to {task.owner.label}. You can hand it over or comment."
