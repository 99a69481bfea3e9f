"""The common reporting framework of the OECD: its 29 criteria, and which of them a record must answer.

After OECD, Towards a common reporting framework for AI incidents, OECD AI Papers No. 34 (February 2025),
https://doi.org/10.1787/f326d4ac-en.
"""

from collections.abc import Mapping
from types import MappingProxyType

from incidents.domain.vocabulary import Severity

SOURCE = "OECD AI Papers No. 34 (February 2025), https://doi.org/10.1787/f326d4ac-en"

MANDATORY = frozenset({1, 2, 3, 4, 7, 10, 11})

CRITERIA: Mapping[int, str] = MappingProxyType(
    {
        1: "Title",
        2: "Description of the incident",
        3: "How the AI system relates to the incident",
        4: "Submitter",
        5: "Date of first known occurrence",
        6: "Countries where it occurred",
        7: "Supporting materials",
        8: "AI system or product, and its version",
        9: "Organisations that developed or deployed the system",
        10: "Severity",
        11: "Harm type",
        12: "Quantification of harm",
        13: "Unintended or wrongful use",
        14: "Affected stakeholders",
        15: "Impacts on human or fundamental rights",
        16: "Associated AI principles",
        17: "Industries",
        18: "Business functions",
        19: "Critical functions or infrastructure",
        20: "Breadth of deployment",
        21: "Link to training data",
        22: "Link to the AI model",
        23: "Usage rights",
        24: "Interaction of several AI systems",
        25: "Tasks of the AI system",
        26: "Highest level of autonomy",
        27: "Actions taken",
        28: "Steps to reproduce",
        29: "Additional information",
    }
)

RUNG: Mapping[Severity, str] = MappingProxyType(
    {
        Severity.SEV_1: "serious-incident",
        Severity.SEV_2: "serious-incident",
        Severity.SEV_3: "incident",
        Severity.SEV_4: "hazard",
        Severity.ISSUE: "hazard",
    }
)
"""The term of `oecd-severity` that our severity usually amounts to. A suggestion: both scales are rated by people."""
