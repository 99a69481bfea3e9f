"""The phase that people see. It is derived from the tracks, never typed in."""

from enum import StrEnum

from incidents.domain import containment, correction
from incidents.domain.containment import Containment
from incidents.domain.correction import Correction
from incidents.domain.review import ReviewState
from incidents.domain.triage import Triage


class Phase(StrEnum):
    """What everybody calls the state of an incident."""

    REPORTED = "reported"
    RESPONDING = "responding"
    CONTAINED = "contained"
    RESOLVED = "resolved"
    IN_REVIEW = "in_review"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The words that pages print."""
        return self.value.replace("_", " ").capitalize()


_BY_REVIEW = {
    ReviewState.PUBLISHED: Phase.CLOSED,
    ReviewState.WAIVED: Phase.CLOSED,
    ReviewState.DRAFTING: Phase.IN_REVIEW,
    ReviewState.READY: Phase.IN_REVIEW,
    ReviewState.SIGNING: Phase.IN_REVIEW,
}


def phase(triage: Triage, contained: Containment, corrected: Correction, review: ReviewState) -> Phase:
    """The phase that follows from triage, the two tracks and the review."""
    if triage is Triage.REPORTED:
        return Phase.REPORTED
    if triage is Triage.DECLINED:
        return Phase.CLOSED
    if review in _BY_REVIEW:
        return _BY_REVIEW[review]
    if contained not in containment.SETTLED:
        return Phase.RESPONDING
    return Phase.RESOLVED if corrected in correction.SETTLED else Phase.CONTAINED
