"""The rules: each answers with the sentence that refuses, or with None. `table` says which act asks which."""

from collections.abc import Callable
from typing import Any

from incidents.domain.review import ReviewState
from incidents.domain.triage import Triage
from incidents.domain.vocabulary import Affiliation, Department
from incidents.models import (
    Action,
    Bulletin,
    ChangeNotice,
    Clock,
    DecisionPart,
    Incident,
    JointDecision,
    Obligation,
    Override,
    Person,
    ReadinessFinding,
    Review,
    ReviewSection,
    SavedView,
    SectionSuggestion,
    SigningIdentity,
    SuspectedChange,
    System,
    Task,
)

Rule = Callable[[Person, Any], str | None]
"""A rule answers with the sentence that refuses, or None where the act is allowed."""


def anybody(person: Person, thing: Any) -> str | None:  # noqa: ARG001
    return None


def affiliated(person: Person, thing: Any) -> str | None:  # noqa: ARG001
    if person.affiliation is None:
        return "Administration gives no right over incidents. Ask for an affiliation if you work on them."
    return None


def departmental(person: Person, thing: Any) -> str | None:  # noqa: ARG001
    if person.department is None:
        return "This is work of the AI department and IT. You can comment."
    return None


def a_lead(person: Person, thing: Any) -> str | None:
    if person.department is None:
        return departmental(person, thing)
    if not person.is_lead:
        return f"Only a lead decides this. Ask a lead of {person.department.label}."
    return None


def lead_of(department: Department) -> Rule:
    def rule(person: Person, thing: Any) -> str | None:  # noqa: ARG001
        if person.leads(department):
            return None
        return f"This belongs to {department.label}: one of its leads declares it. You can comment."

    return rule


def member_of(department: Department, what: str) -> Rule:
    def rule(person: Person, thing: Any) -> str | None:  # noqa: ARG001
        return None if person.department is department else f"{what} to {department.label}. You can comment."

    return rule


def case_supplier(person: Person, thing: Any) -> str | None:  # noqa: ARG001
    if person.affiliation in (Affiliation.AI, Affiliation.BUSINESS):
        return None
    return "Reproduction cases come from the business and the AI department. You can comment or add evidence."


def of_the_owner(person: Person, task: Task) -> str | None:
    if person.department is task.owner:
        return None
    if person.department is None:
        return f"{task.kind.label} belongs to {task.owner.label}. You can comment."
    return (
        f"{task.kind.label} belongs to {task.owner.label}. You can comment, or raise work of {person.department.label}."
    )


def owners_lead(person: Person, task: Task) -> str | None:
    refusal = of_the_owner(person, task)
    if refusal is None and not person.is_lead:
        return f"Only a lead of {task.owner.label} can do this. Ask one, or comment."
    return refusal


def doer(person: Person, task: Task) -> str | None:
    refusal = of_the_owner(person, task)
    if refusal is not None or person.is_lead or task.assignee_id == person.id:
        return refusal
    if task.assignee is None:
        return "Nobody has this task yet. Take it first."
    return f"{task.assignee.name} has this task. A lead of {task.owner.label} can assign it to you."


def unit_asked(person: Person, incident: Incident) -> str | None:
    if person.affiliation is Affiliation.BUSINESS and (
        person.id == incident.reporter_id or person.unit_id == incident.unit_id
    ):
        return None
    return "Whether the fix holds, the unit says that reported the incident."


def reporter_or_lead(person: Person, incident: Incident) -> str | None:
    if person.is_lead or person.id == incident.reporter_id:
        return None
    return f"{incident.reporter.name} corrects what they reported, or a lead of either department. You can comment."


def action_owner(person: Person, action: Action) -> str | None:
    if person.leads(action.department) or (person.department is action.department and person.id == action.owner_id):
        return None
    return f"{action.owner.name} has this action. A lead of {action.department.label} can give it to somebody else."


def action_lead(person: Person, action: Action) -> str | None:
    if person.leads(action.department):
        return None
    return f"This action belongs to {action.department.label}: one of its leads decides this."


def action_verifier(person: Person, action: Action) -> str | None:
    # Where a lead did it, and a department may have only one, a lead across the line verifies: always two people.
    by_lead = action.done_by is not None and action.done_by.leads(action.department)
    if not (person.leads(action.department) or (by_lead and person.is_lead)):
        return f"A lead of {action.department.label} verifies this action."
    if action.done_by is not None and action.done_by_id == person.id:
        return "You have done this yourself. Somebody else verifies it: it takes two people."
    return None


def drop_answerer(person: Person, action: Action) -> str | None:
    proposer = action.drop_proposed_by
    if proposer is None or proposer.department is None or person.leads(proposer.department.other):
        return a_lead(person, action)
    return f"{proposer.name} proposed it. A lead of {proposer.department.other.label} answers: both signed it."


def receiver(person: Person, task: Task) -> str | None:
    if person.leads(task.owner.other):
        return None
    return f"A lead of {task.owner.other.label} accepts this or sends it back."


def clocks_lead(person: Person, clock: Clock) -> str | None:
    if clock.department is None or person.department is None:
        return a_lead(person, clock)
    if person.leads(clock.department):
        return None
    return f"This clock is of {clock.department.label}. One of its leads can pause it."


def other_lead(person: Person, override: Override) -> str | None:
    other = override.department.other
    if not person.leads(other):
        return f"A lead of {other.label} acknowledges this override."
    return "You gave this override yourself. It takes two people." if person.id == override.by_id else None


def part_owner(person: Person, part: DecisionPart) -> str | None:
    if person.department is part.owner:
        return None
    return f"“{part.part.label}” is written by {part.owner.label}. You can comment."


def other_side(person: Person, decision: JointDecision) -> str | None:
    other = decision.proposed_for.other
    return None if person.leads(other) else f"A lead of {other.label} declines it; whoever proposed it can withdraw it."


def proposing_side(person: Person, decision: JointDecision) -> str | None:
    own = decision.proposed_for
    if person.leads(own) or (person.department is own and person.id == decision.proposed_by_id):
        return None
    return f"Whoever proposed it withdraws it, or a lead of {own.label}."


def whoever_of(department: Department, does: str) -> Rule:
    def rule(person: Person, thing: Any) -> str | None:  # noqa: ARG001
        return None if person.department is department else f"The {department.full_name} {does}. You can comment."

    return rule


def keeper(person: Person, obligation: Obligation) -> str | None:
    """Reporting is for the obligation's owner, whoever that is (Legal, Security), and for the leads."""
    if person.is_lead or person.id == obligation.owner_id:
        return None
    owner = obligation.owner
    return f"{owner.name} owns this obligation; a lead can do it too." if owner else "A lead assesses it first."


def drafter(person: Person, obligation: Obligation) -> str | None:
    if person.department is not None or person.id == obligation.owner_id:
        return None
    return "Drafts are for the two departments and the owner of the obligation."


def section_owner(person: Person, section: ReviewSection) -> str | None:
    owner = section.section.owner
    if owner is None or person.department is None or person.department is owner:
        return departmental(person, section)
    return f"{section.section.label} belongs to {owner.label}. You can comment, or suggest a text."


def suggestion_author(person: Person, suggestion: SectionSuggestion) -> str | None:
    if person.id == suggestion.by_id:
        return departmental(person, suggestion)
    return f"{suggestion.by.name} suggested this text, and can withdraw it."


def names_harm(person: Person, incident: Incident) -> str | None:
    if person.department is not None or incident.triage is Triage.REPORTED:
        return None
    return "Triage is through, so the departments classify it now. You can comment."


def writes_guidance(person: Person, thing: Any) -> str | None:  # noqa: ARG001
    return None if person.department is Department.AI else "The AI department writes guidance. Tell it what lacks."


def publishes_guidance(person: Person, thing: Any) -> str | None:
    refused = writes_guidance(person, thing)
    return refused if refused or person.is_lead else "Only a lead of the AI department decides this. Ask one."


def addressed(person: Person, bulletin: Bulletin) -> str | None:
    if person.affiliation is not Affiliation.BUSINESS:
        return "The units that it addresses acknowledge guidance."
    return None if bulletin.addresses(person.unit_id) else f"It does not address {person.belongs_to}. You can read it."


def reader(person: Person, review: Review) -> str | None:  # noqa: ARG001
    return None if review.state is ReviewState.PUBLISHED else "This report is not published yet."


def leadership(person: Person, thing: Any) -> str | None:  # noqa: ARG001
    return None if person.affiliation is Affiliation.LEADERSHIP else "Leadership acknowledges reports."


def overseer(person: Person, thing: Any) -> str | None:  # noqa: ARG001
    if person.department is not None or person.affiliation is Affiliation.LEADERSHIP:
        return None
    return "Figures are for leadership and for the people of the AI department and IT."


def asks_for_quarter(person: Person, thing: Any) -> str | None:  # noqa: ARG001
    if person.is_lead or person.affiliation is Affiliation.LEADERSHIP:
        return None
    return "Leadership or a lead of either department asks for a quarterly report."


def owner_for_value(person: Person, system: System) -> str | None:
    if person.affiliation is Affiliation.BUSINESS and person.id == system.owner_for_value_id:
        return None
    owner = system.owner_for_value
    if owner is None:
        return "The owner for value states this, and nobody is named yet. An administrator names one."
    return f"{owner.name} states this, as the owner for value."


def people_of(department: Department, sentence: str) -> Rule:
    def rule(person: Person, thing: Any) -> str | None:  # noqa: ARG001
        return None if person.department is department else sentence

    return rule


def assessor(person: Person, finding: ReadinessFinding) -> str | None:
    department = finding.area.department
    return None if person.department is department else f"{department.full_name} assesses this area."


def notice_withdrawer(person: Person, notice: ChangeNotice) -> str | None:
    if person.is_lead or (person.department is not None and person.id == notice.noticed_by_id):
        return None
    return f"{notice.noticed_by.name}, who recorded it, or a lead withdraws it."


def owner_of_part(person: Person, suspected: SuspectedChange) -> str | None:
    owner = suspected.notice.part.owner
    if person.department is owner:
        return None
    return f"{owner.full_name} confirms or rules out a change of {suspected.notice.part.label.lower()}."


def revoker(person: Person, identity: SigningIdentity) -> str | None:
    """Whose certificate it is, and administrators: taking it away when somebody leaves gives no right to sign."""
    if person.id == identity.person_id or person.administrator:
        return None
    return f"{identity.person.name} or an administrator revokes this certificate."


def view_owner(person: Person, view: SavedView) -> str | None:
    if person.id == view.person_id:
        return affiliated(person, view)
    return f"{view.person.name} saved this view. You can save one of your own with the same filters."


def administrator(person: Person, thing: Any) -> str | None:  # noqa: ARG001
    return None if person.administrator else "Only an administrator can do this."
