"""The written sections of a post-incident review: who writes which, and what belongs in it.

Values are stable: they stand in the database, in the audit chain and in published reports.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from incidents.domain.vocabulary import Department


class Section(StrEnum):
    """The written sections of a post-incident review, in the order of the report."""

    SUMMARY = "summary"
    IMPACT = "impact"
    OBLIGATIONS = "obligations"
    DETECTION = "detection"
    BEHAVIOURAL_ANALYSIS = "behavioural_analysis"
    CONTAINMENT_ANALYSIS = "containment_analysis"
    RISK_BOUNDARIES = "risk_boundaries"
    WENT_WELL = "went_well"
    WENT_BADLY = "went_badly"
    WHERE_LUCK_HELPED = "where_luck_helped"

    @property
    def label(self) -> str:
        """The heading that pages and reports print."""
        return {
            "obligations": "Reporting obligations",
            "containment_analysis": "Containment and rollback analysis",
            "went_well": "What went well",
            "went_badly": "What went badly",
        }.get(self.value, self.value.replace("_", " ").capitalize())

    @property
    def owner(self) -> Department | None:
        """The department that writes it; None where both do."""
        return SECTION_OWNER.get(self)

    @property
    def guidance(self) -> str:
        """What belongs here, for the person who writes it."""
        return SECTION_GUIDANCE[self]


SECTION_OWNER: Mapping[Section, Department] = MappingProxyType(
    {
        Section.BEHAVIOURAL_ANALYSIS: Department.AI,
        Section.CONTAINMENT_ANALYSIS: Department.IT,
    }
)

SECTION_GUIDANCE: Mapping[Section, str] = MappingProxyType(
    {
        Section.SUMMARY: (
            "For somebody who reads nothing else: what the system did, whom it touched, what was done, "
            "and what is different now."
        ),
        Section.IMPACT: (
            "Who was affected, how many, for how long and how badly. Say what was made good, and what cannot be."
        ),
        Section.OBLIGATIONS: (
            "Whom the law, a contract or our own rules oblige us to tell. For each: due, sent or not applicable, "
            "with the reason and who decided it."
        ),
        Section.DETECTION: (
            "How it came to light, how long that took, and what should have noticed it earlier. "
            "Say if nobody was looking."
        ),
        Section.BEHAVIOURAL_ANALYSIS: (
            "What the system did and what it should have done; how it was reproduced; why it behaved so; "
            "what was corrected, and the figures that verify it."
        ),
        Section.CONTAINMENT_ANALYSIS: (
            "What was restricted, isolated or rolled back, in which order and how fast; what it cost the service; "
            "whether the way back was known beforehand."
        ),
        Section.RISK_BOUNDARIES: (
            "What may the AI decide, and where may it only advise? Where must a person intervene? "
            "How is a failure handled? Did it fail visibly?"
        ),
        Section.WENT_WELL: "What worked and should be kept: a decision, a tool, somebody who spoke up in time.",
        Section.WENT_BADLY: "What made it slower or worse. Name conditions and decisions, not culprits.",
        Section.WHERE_LUCK_HELPED: (
            "What kept it from being worse that nobody had arranged. What stands here may not help next time."
        ),
    }
)
