"""What each `do` of the demo's files means: one operation each. Every module documents its own verbs."""

from incidents.demo.acts import (
    aftermath,
    changes,
    circle,
    clockwork,
    deciding,
    duties,
    incident,
    organisation,
    proving,
    readiness,
    review,
    tasks,
)
from incidents.demo.acts.common import Acts

ACTS: Acts = {
    **incident.ACTS,
    **tasks.ACTS,
    **clockwork.ACTS,
    **deciding.ACTS,
    **readiness.ACTS,
    **proving.ACTS,
    **changes.ACTS,
    **duties.ACTS,
    **circle.ACTS,
    **review.ACTS,
    **aftermath.ACTS,
    **organisation.ACTS,
}
