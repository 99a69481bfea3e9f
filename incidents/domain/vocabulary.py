"""The words of the field, once: everything else imports them from here.

Values are stable: they stand in the database, in the audit chain and in published reports.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Affiliation(StrEnum):
    """Where a person belongs. One person has one affiliation, or none (an administrator only)."""

    BUSINESS = "business"
    AI = "ai"
    IT = "it"
    LEADERSHIP = "leadership"

    @property
    def label(self) -> str:
        """The name that pages and reports print."""
        return {"business": "Business", "ai": "AI department", "it": "IT department"}.get(self.value, "Leadership")


class Department(StrEnum):
    """The two departments that own work. Nobody else does."""

    AI = "ai"
    IT = "it"

    @property
    def label(self) -> str:
        """The name inside a sentence: “Rollback belongs to IT”."""
        return "the AI department" if self is Department.AI else "IT"

    @property
    def full_name(self) -> str:
        """The name that stands alone, in a heading or a table."""
        return "AI department" if self is Department.AI else "IT department"

    @property
    def other(self) -> "Department":
        """The department across the line."""
        return Department.IT if self is Department.AI else Department.AI


class Rank(StrEnum):
    """In the AI and the IT department a person is a member or a lead."""

    MEMBER = "member"
    LEAD = "lead"


class TaskKind(StrEnum):
    """What a task does. The kind decides the owner, see `OWNER`."""

    CONFIGURATION_CHANGE = "configuration_change"
    DATA_ADJUSTMENT = "data_adjustment"
    POLICY_UPDATE = "policy_update"
    VENDOR_ESCALATION = "vendor_escalation"
    BEHAVIOUR_EVALUATION = "behaviour_evaluation"
    ACCESS_RESTRICTION = "access_restriction"
    CONTROL_ENFORCEMENT = "control_enforcement"
    SYSTEM_ISOLATION = "system_isolation"
    ROLLBACK = "rollback"
    EVIDENCE_PRESERVATION = "evidence_preservation"
    STABILITY_AND_RESTORATION = "stability_and_restoration"

    @property
    def label(self) -> str:
        """The name that pages and reports print."""
        return self.value.replace("_", " ").capitalize()

    @property
    def owner(self) -> Department:
        """The department that owns every task of this kind."""
        return OWNER[self]

    @property
    def meaning(self) -> str:
        """One line that helps a person choose the right kind."""
        return MEANING[self]


OWNER: Mapping[TaskKind, Department] = MappingProxyType(
    {
        TaskKind.CONFIGURATION_CHANGE: Department.AI,
        TaskKind.DATA_ADJUSTMENT: Department.AI,
        TaskKind.POLICY_UPDATE: Department.AI,
        TaskKind.VENDOR_ESCALATION: Department.AI,
        TaskKind.BEHAVIOUR_EVALUATION: Department.AI,
        TaskKind.ACCESS_RESTRICTION: Department.IT,
        TaskKind.CONTROL_ENFORCEMENT: Department.IT,
        TaskKind.SYSTEM_ISOLATION: Department.IT,
        TaskKind.ROLLBACK: Department.IT,
        TaskKind.EVIDENCE_PRESERVATION: Department.IT,
        TaskKind.STABILITY_AND_RESTORATION: Department.IT,
    }
)

MEANING: Mapping[TaskKind, str] = MappingProxyType(
    {
        TaskKind.CONFIGURATION_CHANGE: "Prompt, parameters, guardrail or model choice.",
        TaskKind.DATA_ADJUSTMENT: "What data is included, excluded, re-indexed or unlearned.",
        TaskKind.POLICY_UPDATE: "Usage rules, guardrail policy, guidance and training for departments.",
        TaskKind.VENDOR_ESCALATION: "Raised with the vendor, with its reference and its answer.",
        TaskKind.BEHAVIOUR_EVALUATION: "Reproduce, measure, verify a correction, watch drift.",
        TaskKind.ACCESS_RESTRICTION: "Who or what may reach the system.",
        TaskKind.CONTROL_ENFORCEMENT: "Carry out a control that both departments decided.",
        TaskKind.SYSTEM_ISOLATION: "Take the system, an integration or a tool scope offline.",
        TaskKind.ROLLBACK: "Restore a model, version, prompt bundle, index or data to a known good state.",
        TaskKind.EVIDENCE_PRESERVATION: "Seal logs, traces, versions and configuration before anything is changed.",
        TaskKind.STABILITY_AND_RESTORATION: "Keep production up and bring the service back.",
    }
)


class Severity(StrEnum):
    """Severity follows harm, not cause.

    Scale after the AI Governance Engineer body of knowledge, chapter 17 (CC BY 4.0), in our own words.
    """

    SEV_1 = "sev-1"
    SEV_2 = "sev-2"
    SEV_3 = "sev-3"
    SEV_4 = "sev-4"
    ISSUE = "issue"

    @property
    def label(self) -> str:
        """`SEV-1` … `SEV-4`, or `Issue`."""
        return "Issue" if self is Severity.ISSUE else self.value.upper()

    @property
    def rank(self) -> int:
        """0 is the gravest."""
        return list(Severity).index(self)

    @property
    def meaning(self) -> str:
        """One line that helps a person choose."""
        return {
            "sev-1": "Death, serious harm to health, or widespread and irreversible damage.",
            "sev-2": "Rights infringed, serious loss, or a breach of sensitive data.",
            "sev-3": "Real harm, limited and recoverable.",
            "sev-4": "A near miss: nobody was harmed.",
            "issue": "A weakness that has not led to an event.",
        }[self.value]


class DeclineReason(StrEnum):
    """Why a report does not become an incident."""

    DUPLICATE = "duplicate"
    NOT_AN_AI_MATTER = "not_an_ai_matter"
    NO_INCIDENT = "no_incident"

    @property
    def label(self) -> str:
        """The name that pages print."""
        return {
            "duplicate": "Duplicate of another incident",
            "not_an_ai_matter": "Not an AI matter: passed to IT service",
            "no_incident": "No incident: nothing harmful or non-compliant happened",
        }[self.value]


class CauseClass(StrEnum):
    """Classes of contributing factors (AI Governance Engineer body of knowledge, chapter 17, CC BY 4.0)."""

    DATA = "data"
    MODEL_LIMITS = "model_limits"
    DRIFT = "drift"
    TESTING_GAP = "testing_gap"
    DESIGN_OR_SPECIFICATION = "design_or_specification"
    INTEGRATION_AND_TOOLING = "integration_and_tooling"
    ADVERSARIAL = "adversarial"
    OVERSIGHT_FAILURE = "oversight_failure"
    CHANGE_MANAGEMENT = "change_management"
    USE_OUTSIDE_INTENDED_PURPOSE = "use_outside_intended_purpose"
    ORGANISATIONAL = "organisational"
    FAILED_SILENTLY = "failed_silently"

    @property
    def label(self) -> str:
        """The name that pages and reports print."""
        return self.value.replace("_", " ").capitalize()

    @property
    def meaning(self) -> str:
        """A few words that help a person choose."""
        return CAUSE_MEANING[self]


class ActionClass(StrEnum):
    """What an action after the review is for."""

    PREVENT = "prevent"
    DETECT = "detect"
    MITIGATE = "mitigate"
    REPAIR = "repair"
    INVESTIGATE = "investigate"

    @property
    def label(self) -> str:
        """The name that pages and reports print."""
        return self.value.capitalize()


CAUSE_MEANING: Mapping[CauseClass, str] = MappingProxyType(
    {
        CauseClass.DATA: "Wrong, stale, missing or biased data",
        CauseClass.MODEL_LIMITS: "What the model cannot do reliably",
        CauseClass.DRIFT: "Behaviour or inputs changed over time",
        CauseClass.TESTING_GAP: "Nobody tested this case",
        CauseClass.DESIGN_OR_SPECIFICATION: "Built as asked, and the ask was wrong",
        CauseClass.INTEGRATION_AND_TOOLING: "A tool, scope or connection around the model",
        CauseClass.ADVERSARIAL: "Somebody attacked or manipulated it",
        CauseClass.OVERSIGHT_FAILURE: "The person or check that should have caught it",
        CauseClass.CHANGE_MANAGEMENT: "A change went live without the checks it needed",
        CauseClass.USE_OUTSIDE_INTENDED_PURPOSE: "Used for what it was not made for",
        CauseClass.ORGANISATIONAL: "Roles, incentives, time or knowledge",
        CauseClass.FAILED_SILENTLY: "It failed, and nothing showed that it had",
    }
)


class Lane(StrEnum):
    """A row of the swimlane chart."""

    BUSINESS = "business"
    AI = "ai"
    IT = "it"
    JOINT = "joint"

    @property
    def label(self) -> str:
        """The name that pages and reports print."""
        return {"ai": "AI", "it": "IT"}.get(self.value, self.value.capitalize())
