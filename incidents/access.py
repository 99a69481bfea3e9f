"""★ Who may see and do what. The only place where that is decided.

Three things stand here: `visible_to` (what a person may see, as SQL) with its Python twin `sees`; `RULES`, what may be
done with a thing by whom; and `ENDPOINTS`, who may knock at which door at all. What is not named is refused.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from incidents.domain.errors import Refused
from incidents.domain.review import ReviewState
from incidents.domain.triage import Triage
from incidents.domain.vocabulary import Affiliation, Department
from incidents.models import (
    Action,
    Bulletin,
    ChangeNotice,
    Clock,
    CrossedBoundary,
    DecisionPart,
    Incident,
    JointDecision,
    Named,
    Obligation,
    Override,
    Person,
    Readiness,
    ReadinessFinding,
    Review,
    ReviewSection,
    SuspectedChange,
    System,
    Task,
)

Rule = Callable[[Person, Any], str | None]
"""A rule answers with the sentence that refuses, or None where the act is allowed."""


class Act(StrEnum):
    """Everything that a person may do with an incident, a task, a review, or the organisation."""

    REPORT = "report"
    SEE = "see"
    COMMENT = "comment"
    ADD_EVIDENCE = "add_evidence"
    TRIAGE = "triage"
    DECLINE = "decline"
    RATE_SEVERITY = "rate_severity"
    LOWER_SEVERITY = "lower_severity"
    RAISE_TASK = "raise_task"
    TAKE_TASK = "take_task"
    ASSIGN_TASK = "assign_task"
    START_TASK = "start_task"
    FINISH_TASK = "finish_task"
    CANCEL_TASK = "cancel_task"
    WAIVE_TASK = "waive_task"
    OFFER_HAND_OVER = "offer_hand_over"
    ANSWER_HAND_OVER = "answer_hand_over"
    DECLARE_CONTAINMENT = "declare_containment"
    DECLARE_CORRECTION = "declare_correction"
    REOPEN = "reopen"
    RELATE = "relate"
    CONFIRM_FIX = "confirm_fix"
    RESTRICT = "restrict"
    WORK_ACTION = "work_action"
    LEAD_ACTION = "lead_action"
    VERIFY_ACTION = "verify_action"
    DROP_ACTION = "drop_action"
    ANSWER_DROP = "answer_drop"
    SEAL_EVIDENCE = "seal_evidence"
    SUPPLY_FOR_HOLD = "supply_for_hold"
    SUPPLY_CASE = "supply_case"
    KEEP_CASES = "keep_cases"
    PROPOSE_DECISION = "propose_decision"
    WRITE_STATEMENT = "write_statement"
    AGREE_DECISION = "agree_decision"
    DECLINE_DECISION = "decline_decision"
    WITHDRAW_DECISION = "withdraw_decision"
    ENFORCE_ALONE = "enforce_alone"
    VERIFY_CONTROL = "verify_control"
    LIFT_CONTROL = "lift_control"
    ANSWER_OBLIGATIONS = "answer_obligations"
    ASSESS_OBLIGATION = "assess_obligation"
    KEEP_OBLIGATION = "keep_obligation"
    READ_DRAFT = "read_draft"
    OVERRIDE = "override"
    ACKNOWLEDGE_OVERRIDE = "acknowledge_override"
    PAUSE_CLOCK = "pause_clock"
    SET_DUE = "set_due"
    APPLY_PLAYBOOK = "apply_playbook"
    CLASSIFY = "classify"
    NAME_HARM = "name_harm"
    WRITE_GUIDANCE = "write_guidance"
    PUBLISH_GUIDANCE = "publish_guidance"
    WITHDRAW_GUIDANCE = "withdraw_guidance"
    ACKNOWLEDGE_GUIDANCE = "acknowledge_guidance"
    OPEN_REVIEW = "open_review"
    WAIVE_REVIEW = "waive_review"
    READ_REVIEW = "read_review"
    WRITE_SECTION = "write_section"
    CURATE_REVIEW = "curate_review"
    MARK_READY = "mark_ready"
    VOID_REVIEW = "void_review"
    SIGN_REPORT = "sign_report"
    READ_REPORT = "read_report"
    ACKNOWLEDGE_REPORT = "acknowledge_report"
    ENROL = "enrol"
    SEE_FIGURES = "see_figures"
    SEE_COST = "see_cost"
    RECORD_COST = "record_cost"
    REQUEST_QUARTER = "request_quarter"
    READ_QUARTER = "read_quarter"
    STATE_USE = "state_use"
    STATE_BEHAVIOUR = "state_behaviour"
    STATE_PLATFORM = "state_platform"
    NAME_BOUNDARY = "name_boundary"
    OPEN_READINESS = "open_readiness"
    ASSESS_READINESS = "assess_readiness"
    SIGN_READINESS = "sign_readiness"
    NOTICE_CHANGE = "notice_change"
    REVIEW_CHANGE = "review_change"
    WITHDRAW_CHANGE = "withdraw_change"
    SUSPECT_CHANGE = "suspect_change"
    SETTLE_SUSPICION = "settle_suspicion"
    ADMINISTER = "administer"


def visible_to(person: Person) -> sa.ColumnElement[bool]:
    """The incidents a person may see, as a condition on `Incident`. `sees` is the same rule in Python."""
    if not person.active or person.affiliation is None:
        return sa.false()
    named = sa.exists().where(Named.incident_id == Incident.id, Named.person_id == person.id)
    return sa.case((Incident.restricted, named), else_=_open_to(person))


def _open_to(person: Person) -> sa.ColumnElement[bool]:
    if person.department is not None:
        return sa.true()
    own = Incident.reporter_id == person.id
    if person.affiliation is Affiliation.BUSINESS:
        return sa.or_(own, Incident.unit_id == person.unit_id)
    if person.affiliation is Affiliation.LEADERSHIP:
        return sa.or_(own, Incident.published_revision.is_not(None))
    return sa.false()


def sees(person: Person, incident: Incident) -> bool:
    """Whether a person may see an incident: departments all, a unit its own, leadership what was published.

    A restricted one is seen by those who are named, and by nobody else: no department, no leadership.
    """
    if not person.active or person.affiliation is None:
        return False
    if incident.restricted:
        return any(named.person_id == person.id for named in incident.named)
    if person.department is not None or incident.reporter_id == person.id:
        return True
    if person.affiliation is Affiliation.BUSINESS:
        return incident.unit_id is not None and incident.unit_id == person.unit_id
    return incident.published_revision is not None


def readable_by(person: Person) -> sa.ColumnElement[bool]:
    """The reviews whose report a person may read, as a condition on `Review` joined to `Incident`."""
    return sa.and_(Review.state == ReviewState.PUBLISHED, visible_to(person))


def counted_for(person: Person) -> sa.ColumnElement[bool]:
    """The incidents that a person's figures count, as a condition on `Incident`.

    Departments count what they see. Leadership counts every incident that is not restricted, because the state of risk
    is in those that are still open: figures show numbers, never a title, a text or a reference. A restricted incident
    is counted only for those who are named on it.
    """
    if not person.active:
        return sa.false()
    if person.affiliation is Affiliation.LEADERSHIP:
        return sa.or_(COUNTED_IN_REPORTS, visible_to(person))
    return visible_to(person) if person.department is not None else sa.false()


COUNTED_IN_REPORTS: sa.ColumnElement[bool] = ~Incident.restricted
"""The incidents that a quarterly report counts: it goes to many people, so a restricted one is not in it."""


def readable_guidance(person: Person) -> sa.ColumnElement[bool]:
    """The bulletins a person may read: what was ever published, and for its authors the AI department also drafts."""
    if not person.active or person.affiliation is None:
        return sa.false()
    return sa.true() if person.department is Department.AI else Bulletin.published_at.is_not(None)


_OF_AN_INCIDENT = (
    Action,
    Clock,
    CrossedBoundary,
    JointDecision,
    Obligation,
    Override,
    Readiness,
    Review,
    SuspectedChange,
    Task,
)
"""Things that name their incident themselves; None where, like a readiness for first use, they have none."""

_THROUGH: Mapping[type, str] = {DecisionPart: "decision", ReadinessFinding: "readiness", ReviewSection: "review"}
"""Parts of such things, and how they name the whole."""


def incident_of(thing: Any) -> Incident | None:
    """The incident that a thing belongs to; None for things of the organisation."""
    if isinstance(thing, Incident):
        return thing
    whole = getattr(thing, _THROUGH[type(thing)]) if type(thing) in _THROUGH else thing
    return whole.incident if isinstance(whole, _OF_AN_INCIDENT) else None


def _anybody(person: Person, thing: Any) -> str | None:  # noqa: ARG001
    return None


def _affiliated(person: Person, thing: Any) -> str | None:  # noqa: ARG001
    if person.affiliation is None:
        return "Administration gives no right over incidents. Ask for an affiliation if you work on them."
    return None


def _department(person: Person, thing: Any) -> str | None:  # noqa: ARG001
    if person.department is None:
        return "This is work of the AI department and IT. You can comment."
    return None


def _lead(person: Person, thing: Any) -> str | None:
    if person.department is None:
        return _department(person, thing)
    if not person.is_lead:
        return f"Only a lead decides this. Ask a lead of {person.department.label}."
    return None


def _lead_of(department: Department) -> Rule:
    def rule(person: Person, thing: Any) -> str | None:  # noqa: ARG001
        if person.leads(department):
            return None
        return f"This belongs to {department.label}: one of its leads declares it. You can comment."

    return rule


def _member_of(department: Department, what: str) -> Rule:
    def rule(person: Person, thing: Any) -> str | None:  # noqa: ARG001
        return None if person.department is department else f"{what} to {department.label}. You can comment."

    return rule


def _case_supplier(person: Person, thing: Any) -> str | None:  # noqa: ARG001
    if person.affiliation in (Affiliation.AI, Affiliation.BUSINESS):
        return None
    return "Reproduction cases come from the business and the AI department. You can comment or add evidence."


def _owner(person: Person, task: Task) -> str | None:
    if person.department is task.owner:
        return None
    if person.department is None:
        return f"{task.kind.label} belongs to {task.owner.label}. You can comment."
    return (
        f"{task.kind.label} belongs to {task.owner.label}. You can comment, or raise work of {person.department.label}."
    )


def _owners_lead(person: Person, task: Task) -> str | None:
    refusal = _owner(person, task)
    if refusal is None and not person.is_lead:
        return f"Only a lead of {task.owner.label} can do this. Ask one, or comment."
    return refusal


def _doer(person: Person, task: Task) -> str | None:
    refusal = _owner(person, task)
    if refusal is not None or person.is_lead or task.assignee_id == person.id:
        return refusal
    if task.assignee is None:
        return "Nobody has this task yet. Take it first."
    return f"{task.assignee.name} has this task. A lead of {task.owner.label} can assign it to you."


def _unit_asked(person: Person, incident: Incident) -> str | None:
    if person.affiliation is Affiliation.BUSINESS and (
        person.id == incident.reporter_id or person.unit_id == incident.unit_id
    ):
        return None
    return "Whether the fix holds, the unit says that reported the incident."


def _action_owner(person: Person, action: Action) -> str | None:
    if person.leads(action.department) or (person.department is action.department and person.id == action.owner_id):
        return None
    return f"{action.owner.name} has this action. A lead of {action.department.label} can give it to somebody else."


def _action_lead(person: Person, action: Action) -> str | None:
    if person.leads(action.department):
        return None
    return f"This action belongs to {action.department.label}: one of its leads decides this."


def _action_verifier(person: Person, action: Action) -> str | None:
    # Where a lead did it, and a department may have only one, a lead across the line verifies: always two people.
    by_lead = action.done_by is not None and action.done_by.leads(action.department)
    if not (person.leads(action.department) or (by_lead and person.is_lead)):
        return f"A lead of {action.department.label} verifies this action."
    if action.done_by is not None and action.done_by_id == person.id:
        return "You have done this yourself. Somebody else verifies it: it takes two people."
    return None


def _drop_answerer(person: Person, action: Action) -> str | None:
    proposer = action.drop_proposed_by
    if proposer is None or proposer.department is None or person.leads(proposer.department.other):
        return _lead(person, action)
    return f"{proposer.name} proposed it. A lead of {proposer.department.other.label} answers: both signed it."


def _receiver(person: Person, task: Task) -> str | None:
    if person.leads(task.owner.other):
        return None
    return f"A lead of {task.owner.other.label} accepts this or sends it back."


def _clocks_lead(person: Person, clock: Clock) -> str | None:
    if clock.department is None or person.department is None:
        return _lead(person, clock)
    if person.leads(clock.department):
        return None
    return f"This clock is of {clock.department.label}. One of its leads can pause it."


def _other_lead(person: Person, override: Override) -> str | None:
    other = override.department.other
    return None if person.leads(other) else f"A lead of {other.label} acknowledges this override."


def _part_owner(person: Person, part: DecisionPart) -> str | None:
    if person.department is part.owner:
        return None
    return f"«{part.part.label}» is written by {part.owner.label}. You can comment."


def _other_side(person: Person, decision: JointDecision) -> str | None:
    other = decision.proposed_for.other
    return None if person.leads(other) else f"A lead of {other.label} declines it; whoever proposed it can withdraw it."


def _proposing_side(person: Person, decision: JointDecision) -> str | None:
    own = decision.proposed_for
    if person.leads(own) or (person.department is own and person.id == decision.proposed_by_id):
        return None
    return f"Whoever proposed it withdraws it, or a lead of {own.label}."


def _of(department: Department, does: str) -> Rule:
    def rule(person: Person, thing: Any) -> str | None:  # noqa: ARG001
        return None if person.department is department else f"The {department.full_name} {does}. You can comment."

    return rule


def _keeper(person: Person, obligation: Obligation) -> str | None:
    """Reporting is for the obligation's owner, whoever that is (Legal, Security), and for the leads."""
    if person.is_lead or person.id == obligation.owner_id:
        return None
    owner = obligation.owner
    return f"{owner.name} owns this obligation; a lead can do it too." if owner else "A lead assesses it first."


def _drafter(person: Person, obligation: Obligation) -> str | None:
    if person.department is not None or person.id == obligation.owner_id:
        return None
    return "Drafts are for the two departments and the owner of the obligation."


def _section_owner(person: Person, section: ReviewSection) -> str | None:
    owner = section.section.owner
    if owner is None or person.department is None or person.department is owner:
        return _department(person, section)
    return f"{section.section.label} belongs to {owner.label}. You can comment."


def _names_harm(person: Person, incident: Incident) -> str | None:
    if person.department is not None or incident.triage is Triage.REPORTED:
        return None
    return "Triage is through, so the departments classify it now. You can comment."


def _writes_guidance(person: Person, thing: Any) -> str | None:  # noqa: ARG001
    return None if person.department is Department.AI else "The AI department writes guidance. Tell it what lacks."


def _publishes_guidance(person: Person, thing: Any) -> str | None:
    refused = _writes_guidance(person, thing)
    return refused if refused or person.is_lead else "Only a lead of the AI department decides this. Ask one."


def _addressed(person: Person, bulletin: Bulletin) -> str | None:
    if person.affiliation is not Affiliation.BUSINESS:
        return "The units that it addresses acknowledge guidance."
    return None if bulletin.addresses(person.unit_id) else f"It does not address {person.belongs_to}. You can read it."


def _reader(person: Person, review: Review) -> str | None:  # noqa: ARG001
    return None if review.state is ReviewState.PUBLISHED else "This report is not published yet."


def _leadership(person: Person, thing: Any) -> str | None:  # noqa: ARG001
    return None if person.affiliation is Affiliation.LEADERSHIP else "Leadership acknowledges reports."


def _overseer(person: Person, thing: Any) -> str | None:  # noqa: ARG001
    if person.department is not None or person.affiliation is Affiliation.LEADERSHIP:
        return None
    return "Figures are for leadership and for the people of the AI department and IT."


def _asks_for_quarter(person: Person, thing: Any) -> str | None:  # noqa: ARG001
    if person.is_lead or person.affiliation is Affiliation.LEADERSHIP:
        return None
    return "Leadership or a lead of either department asks for a quarterly report."


def _owner_for_value(person: Person, system: System) -> str | None:
    if person.affiliation is Affiliation.BUSINESS and person.id == system.owner_for_value_id:
        return None
    owner = system.owner_for_value
    if owner is None:
        return "The owner for value states this, and nobody is named yet. An administrator names one."
    return f"{owner.name} states this, as the owner for value."


def _people_of(department: Department, sentence: str) -> Rule:
    def rule(person: Person, thing: Any) -> str | None:  # noqa: ARG001
        return None if person.department is department else sentence

    return rule


def _assessor(person: Person, finding: ReadinessFinding) -> str | None:
    department = finding.area.department
    return None if person.department is department else f"{department.full_name} assesses this area."


def _notice_withdrawer(person: Person, notice: ChangeNotice) -> str | None:
    if person.is_lead or (person.department is not None and person.id == notice.noticed_by_id):
        return None
    return f"{notice.noticed_by.name}, who recorded it, or a lead withdraws it."


def _owner_of_part(person: Person, suspected: SuspectedChange) -> str | None:
    owner = suspected.notice.part.owner
    if person.department is owner:
        return None
    return f"{owner.full_name} confirms or rules out a change of {suspected.notice.part.label.lower()}."


def _administrator(person: Person, thing: Any) -> str | None:  # noqa: ARG001
    return None if person.administrator else "Only an administrator can do this."


RULES: Mapping[Act, Rule] = MappingProxyType(
    {
        Act.REPORT: _affiliated,
        Act.SEE: _anybody,
        Act.COMMENT: _anybody,
        Act.ADD_EVIDENCE: _anybody,
        Act.TRIAGE: _department,
        Act.DECLINE: _lead,
        Act.RATE_SEVERITY: _department,
        Act.LOWER_SEVERITY: _lead,
        Act.RAISE_TASK: _department,
        Act.TAKE_TASK: _owner,
        Act.ASSIGN_TASK: _owners_lead,
        Act.START_TASK: _doer,
        Act.FINISH_TASK: _doer,
        Act.CANCEL_TASK: _owners_lead,
        Act.WAIVE_TASK: _owners_lead,
        Act.OFFER_HAND_OVER: _owner,
        Act.ANSWER_HAND_OVER: _receiver,
        Act.DECLARE_CONTAINMENT: _lead_of(Department.IT),
        Act.DECLARE_CORRECTION: _lead_of(Department.AI),
        Act.REOPEN: _lead,
        Act.RELATE: _department,
        Act.CONFIRM_FIX: _unit_asked,
        Act.RESTRICT: _lead,
        Act.WORK_ACTION: _action_owner,
        Act.LEAD_ACTION: _action_lead,
        Act.VERIFY_ACTION: _action_verifier,
        Act.DROP_ACTION: _lead,
        Act.ANSWER_DROP: _drop_answerer,
        Act.SEAL_EVIDENCE: _member_of(Department.IT, "Sealing evidence belongs"),
        Act.SUPPLY_FOR_HOLD: _member_of(Department.AI, "Supplying what only it knows belongs"),
        Act.SUPPLY_CASE: _case_supplier,
        Act.KEEP_CASES: _member_of(Department.AI, "Running and keeping reproduction cases belongs"),
        Act.PROPOSE_DECISION: _department,
        Act.WRITE_STATEMENT: _part_owner,
        Act.AGREE_DECISION: _lead,
        Act.DECLINE_DECISION: _other_side,
        Act.WITHDRAW_DECISION: _proposing_side,
        Act.ENFORCE_ALONE: _lead_of(Department.IT),
        Act.VERIFY_CONTROL: _of(Department.AI, "verifies a control"),
        Act.LIFT_CONTROL: _lead,
        Act.ANSWER_OBLIGATIONS: _department,
        Act.ASSESS_OBLIGATION: _lead,
        Act.KEEP_OBLIGATION: _keeper,
        Act.READ_DRAFT: _drafter,
        Act.OVERRIDE: _lead,
        Act.ACKNOWLEDGE_OVERRIDE: _other_lead,
        Act.PAUSE_CLOCK: _clocks_lead,
        Act.SET_DUE: _owners_lead,
        Act.APPLY_PLAYBOOK: _lead,
        Act.CLASSIFY: _department,
        Act.NAME_HARM: _names_harm,
        Act.WRITE_GUIDANCE: _writes_guidance,
        Act.PUBLISH_GUIDANCE: _publishes_guidance,
        Act.WITHDRAW_GUIDANCE: _publishes_guidance,
        Act.ACKNOWLEDGE_GUIDANCE: _addressed,
        Act.OPEN_REVIEW: _lead,
        Act.WAIVE_REVIEW: _lead,
        Act.READ_REVIEW: _department,
        Act.WRITE_SECTION: _section_owner,
        Act.CURATE_REVIEW: _department,
        Act.MARK_READY: _lead,
        Act.VOID_REVIEW: _lead,
        Act.SIGN_REPORT: _lead,
        Act.READ_REPORT: _reader,
        Act.ACKNOWLEDGE_REPORT: _leadership,
        Act.ENROL: _lead,
        Act.SEE_FIGURES: _overseer,
        Act.SEE_COST: _affiliated,
        Act.RECORD_COST: _department,
        Act.REQUEST_QUARTER: _asks_for_quarter,
        Act.READ_QUARTER: _overseer,
        Act.STATE_USE: _owner_for_value,
        Act.STATE_BEHAVIOUR: _people_of(Department.AI, "The AI department states how a system behaves."),
        Act.STATE_PLATFORM: _people_of(Department.IT, "IT states the platform of a system."),
        Act.NAME_BOUNDARY: _people_of(Department.AI, "The AI department names the boundary that was crossed."),
        Act.OPEN_READINESS: _department,
        Act.ASSESS_READINESS: _assessor,
        Act.SIGN_READINESS: _lead,
        Act.NOTICE_CHANGE: _department,
        Act.REVIEW_CHANGE: _department,
        Act.WITHDRAW_CHANGE: _notice_withdrawer,
        Act.SUSPECT_CHANGE: _department,
        Act.SETTLE_SUSPICION: _owner_of_part,
        Act.ADMINISTER: _administrator,
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


class Door(StrEnum):
    """Who may knock at an endpoint at all. What they may see and do behind it, `RULES` decides."""

    EVERYBODY = "everybody"
    PERSON = "person"
    AFFILIATED = "affiliated"
    DEPARTMENT = "department"
    LEAD = "lead"
    LEADERSHIP = "leadership"
    OVERSIGHT = "oversight"
    ADMINISTRATOR = "administrator"


def opens(door: Door, person: Person | None) -> bool:
    """Whether the door opens for a person, or for somebody who is not logged in (None)."""
    if door is Door.EVERYBODY:
        return True
    if person is None or not person.active:
        return False
    return {
        Door.PERSON: True,
        Door.AFFILIATED: person.affiliation is not None,
        Door.DEPARTMENT: person.department is not None,
        Door.LEAD: person.is_lead,
        Door.LEADERSHIP: person.affiliation is Affiliation.LEADERSHIP,
        Door.OVERSIGHT: person.department is not None or person.affiliation is Affiliation.LEADERSHIP,
        Door.ADMINISTRATOR: person.administrator,
    }[door]


ENDPOINTS: Mapping[str, Door] = MappingProxyType(
    {
        "static": Door.EVERYBODY,
        "bootstrap.static": Door.EVERYBODY,
        "security.login": Door.EVERYBODY,
        "security.logout": Door.PERSON,
        "security.change_password": Door.PERSON,
        "security.verify": Door.PERSON,
        "setup.index": Door.EVERYBODY,
        "home.health": Door.EVERYBODY,
        "home.index": Door.PERSON,
        "account.profile": Door.PERSON,
        "account.signing": Door.LEAD,
        "account.certificate": Door.LEAD,
        "incidents.queue": Door.AFFILIATED,
        "incidents.new": Door.AFFILIATED,
        "incidents.show": Door.AFFILIATED,
        "incidents.comment": Door.AFFILIATED,
        "incidents.answer": Door.DEPARTMENT,
        "incidents.severity": Door.DEPARTMENT,
        "incidents.declaration": Door.LEAD,
        "incidents.reopening": Door.LEAD,
        "decisions.index": Door.AFFILIATED,
        "decisions.new": Door.DEPARTMENT,
        "decisions.statement": Door.DEPARTMENT,
        "decisions.emergency": Door.LEAD,
        "decisions.agreement": Door.LEAD,
        "decisions.taking_back": Door.LEAD,
        "decisions.declining": Door.LEAD,
        "decisions.withdrawal": Door.DEPARTMENT,
        "decisions.verification": Door.DEPARTMENT,
        "decisions.sending_back": Door.DEPARTMENT,
        "decisions.lifting": Door.LEAD,
        "overrides.new": Door.LEAD,
        "overrides.acknowledgement": Door.LEAD,
        "evidence.add": Door.AFFILIATED,
        "actions.index": Door.AFFILIATED,
        "actions.show": Door.AFFILIATED,
        "actions.start": Door.DEPARTMENT,
        "actions.finish": Door.DEPARTMENT,
        "actions.verification": Door.LEAD,
        "actions.due": Door.LEAD,
        "actions.assignment": Door.LEAD,
        "actions.drop": Door.LEAD,
        "actions.drop_answer": Door.LEAD,
        "relations.index": Door.AFFILIATED,
        "relations.add": Door.DEPARTMENT,
        "relations.removal": Door.DEPARTMENT,
        "confirmations.answer": Door.AFFILIATED,
        "confirmations.setting": Door.ADMINISTRATOR,
        "restrictions.show": Door.DEPARTMENT,
        "restrictions.restrict": Door.LEAD,
        "restrictions.name": Door.LEAD,
        "restrictions.unname": Door.LEAD,
        "restrictions.lift": Door.LEAD,
        "evidence.download": Door.AFFILIATED,
        "hold.show": Door.DEPARTMENT,
        "hold.sealing": Door.DEPARTMENT,
        "hold.absence": Door.DEPARTMENT,
        "hold.supply": Door.DEPARTMENT,
        "hold.several": Door.DEPARTMENT,
        "hold.export": Door.DEPARTMENT,
        "cases.index": Door.AFFILIATED,
        "cases.new": Door.AFFILIATED,
        "cases.show": Door.AFFILIATED,
        "cases.change": Door.DEPARTMENT,
        "cases.setting_aside": Door.DEPARTMENT,
        "cases.taking_back": Door.DEPARTMENT,
        "cases.exchange": Door.AFFILIATED,
        "cases.json_lines": Door.AFFILIATED,
        "cases.promptfoo": Door.AFFILIATED,
        "cases.run_new": Door.DEPARTMENT,
        "cases.run": Door.AFFILIATED,
        "cases.run_state": Door.AFFILIATED,
        "cases.repetition": Door.DEPARTMENT,
        "cases.results": Door.DEPARTMENT,
        "cases.result": Door.DEPARTMENT,
        "cases.verdict": Door.DEPARTMENT,
        "tasks.mine": Door.DEPARTMENT,
        "tasks.new": Door.DEPARTMENT,
        "tasks.show": Door.AFFILIATED,
        "tasks.assignment": Door.DEPARTMENT,
        "tasks.start": Door.DEPARTMENT,
        "tasks.finish": Door.DEPARTMENT,
        "tasks.cancellation": Door.DEPARTMENT,
        "tasks.waiver": Door.DEPARTMENT,
        "tasks.hand_over": Door.DEPARTMENT,
        "tasks.hand_over_answer": Door.DEPARTMENT,
        "reviews.open": Door.LEAD,
        "reviews.show": Door.DEPARTMENT,
        "reviews.section": Door.DEPARTMENT,
        "reviews.factor": Door.DEPARTMENT,
        "reviews.factor_removal": Door.DEPARTMENT,
        "reviews.action": Door.DEPARTMENT,
        "reviews.action_removal": Door.DEPARTMENT,
        "reviews.timeline": Door.DEPARTMENT,
        "reviews.timeline_pin": Door.DEPARTMENT,
        "reviews.readiness": Door.LEAD,
        "reviews.rendering": Door.DEPARTMENT,
        "reviews.rendering_state": Door.DEPARTMENT,
        "reviews.preview": Door.DEPARTMENT,
        "reviews.signature": Door.LEAD,
        "reviews.voiding": Door.LEAD,
        "reviews.waiver": Door.LEAD,
        "obligations.due": Door.AFFILIATED,
        "obligations.catalogue": Door.AFFILIATED,
        "obligations.index": Door.AFFILIATED,
        "obligations.listing": Door.DEPARTMENT,
        "obligations.questions": Door.DEPARTMENT,
        "obligations.show": Door.AFFILIATED,
        "obligations.assessment": Door.LEAD,
        "obligations.dismissal": Door.LEAD,
        "obligations.moment": Door.AFFILIATED,
        "obligations.report": Door.AFFILIATED,
        "obligations.retraction": Door.AFFILIATED,
        "obligations.draft": Door.AFFILIATED,
        "obligations.draft_file": Door.AFFILIATED,
        "figures.index": Door.OVERSIGHT,
        "figures.as_csv": Door.OVERSIGHT,
        "figures.as_json": Door.OVERSIGHT,
        "quarters.index": Door.OVERSIGHT,
        "quarters.new": Door.OVERSIGHT,
        "quarters.show": Door.OVERSIGHT,
        "quarters.state": Door.OVERSIGHT,
        "quarters.pdf": Door.OVERSIGHT,
        "costs.show": Door.AFFILIATED,
        "costs.record": Door.DEPARTMENT,
        "costs.currency": Door.ADMINISTRATOR,
        "reports.library": Door.AFFILIATED,
        "reports.show": Door.AFFILIATED,
        "reports.pdf": Door.AFFILIATED,
        "reports.acknowledgement": Door.LEADERSHIP,
        "reports.trust": Door.PERSON,
        "classification.show": Door.AFFILIATED,
        "classification.export": Door.AFFILIATED,
        "classification.taxonomies": Door.AFFILIATED,
        "bulletins.index": Door.AFFILIATED,
        "bulletins.show": Door.AFFILIATED,
        "bulletins.new": Door.DEPARTMENT,
        "bulletins.edit": Door.DEPARTMENT,
        "bulletins.revision": Door.DEPARTMENT,
        "bulletins.publication": Door.LEAD,
        "bulletins.withdrawal": Door.LEAD,
        "bulletins.acknowledgement": Door.AFFILIATED,
        "register.index": Door.AFFILIATED,
        "register.show": Door.AFFILIATED,
        "register.side": Door.AFFILIATED,
        "changes.new": Door.DEPARTMENT,
        "changes.show": Door.AFFILIATED,
        "changes.review": Door.DEPARTMENT,
        "changes.withdrawal": Door.DEPARTMENT,
        "changes.suspected": Door.AFFILIATED,
        "changes.suspicion": Door.DEPARTMENT,
        "changes.settlement": Door.DEPARTMENT,
        "changes.boundary": Door.DEPARTMENT,
        "changes.boundary_removal": Door.DEPARTMENT,
        "readiness.opening": Door.DEPARTMENT,
        "readiness.show": Door.AFFILIATED,
        "readiness.finding": Door.DEPARTMENT,
        "readiness.sign_off": Door.LEAD,
        "readiness.rejection": Door.LEAD,
        "clocks.index": Door.AFFILIATED,
        "clocks.pause": Door.LEAD,
        "clocks.resumption": Door.LEAD,
        "notices.index": Door.PERSON,
        "notices.reading": Door.PERSON,
        "notices.all_read": Door.PERSON,
        "playbooks.proposal": Door.DEPARTMENT,
        "playbooks.acceptance": Door.LEAD,
        "tasks.due": Door.DEPARTMENT,
        "administration.targets": Door.ADMINISTRATOR,
        "administration.calendar": Door.ADMINISTRATOR,
        "administration.closed_day": Door.ADMINISTRATOR,
        "administration.closed_day_removal": Door.ADMINISTRATOR,
        "administration.playbooks": Door.ADMINISTRATOR,
        "administration.playbook_new": Door.ADMINISTRATOR,
        "administration.playbook": Door.ADMINISTRATOR,
        "administration.playbook_standing": Door.ADMINISTRATOR,
        "administration.playbooks_shipped": Door.ADMINISTRATOR,
        "administration.index": Door.ADMINISTRATOR,
        "administration.people": Door.ADMINISTRATOR,
        "administration.person_new": Door.ADMINISTRATOR,
        "administration.person": Door.ADMINISTRATOR,
        "administration.person_details": Door.ADMINISTRATOR,
        "administration.person_password": Door.ADMINISTRATOR,
        "administration.units": Door.ADMINISTRATOR,
        "administration.models": Door.ADMINISTRATOR,
        "administration.model": Door.ADMINISTRATOR,
        "administration.systems": Door.ADMINISTRATOR,
        "administration.system_new": Door.ADMINISTRATOR,
        "administration.system": Door.ADMINISTRATOR,
    }
)
"""Every door of the house. An endpoint that is not named here does not open for anybody."""
