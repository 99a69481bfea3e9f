"""The three places on the signature page, and which department each belongs to."""

from collections.abc import Mapping
from types import MappingProxyType

SEAL = "Seal"
"""The field of the organisation's certification signature."""

LEADS: Mapping[str, str] = MappingProxyType({"ai": "AI_lead", "it": "IT_lead"})
"""The field of each department's lead."""

TITLES: Mapping[str, str] = MappingProxyType({"ai": "AI department", "it": "IT department"})
"""The department as a report and a certificate (OU) print it."""
