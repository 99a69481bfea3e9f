"""Rules of severity: anyone in triage may raise it; lowering needs a lead and a reason."""

from incidents.domain.vocabulary import Severity

REVIEW_IS_MANDATORY = frozenset({Severity.SEV_1, Severity.SEV_2})
"""These are never closed without a review that both leads signed."""

NOT_RATED = len(Severity)
"""The rank of an incident without a severity: it sorts behind every one that has some."""


def lowers(before: Severity | None, after: Severity) -> bool:
    """Whether the change makes the incident look less grave. A first rating never does."""
    return before is not None and after.rank > before.rank
