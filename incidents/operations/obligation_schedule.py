"""Keeping the stages of an obligation as its moments and its reports make them. No act of anybody: it only follows."""

from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from incidents.domain.deadlines import Deadline, schedule
from incidents.domain.machine import advance
from incidents.domain.obligations import OBLIGATION, ObligationState, ObligationVerb
from incidents.domain.regimes import CATALOGUE, Trigger
from incidents.models import Incident, Obligation, ObligationStage, Organisation, db


def organisation_zone() -> ZoneInfo:
    """The zone in which days and months are counted: the organisation's."""
    return ZoneInfo(db.session.scalar(sa.select(Organisation.time_zone)) or "UTC")


def reschedule(obligation: Obligation, variant: str) -> None:
    """Compute every stage anew. One whose deadline moved is reminded of again.

    Before anybody has decided, the incident's clocks stand for the moments: so it shows what not deciding costs.
    """
    triggers = moments_of(obligation)
    sent: dict[str, list[datetime]] = {}
    for report in obligation.reports:
        if report.retracted_at is None:
            sent.setdefault(report.stage, []).append(report.sent_at)
    moments = {key: sorted(found) for key, found in sent.items()}
    deadlines = schedule(CATALOGUE[obligation.regime], variant, triggers, moments, organisation_zone())
    _forget(obligation, {deadline.stage.key for deadline in deadlines})
    rows = {row.key: row for row in obligation.stages}
    for position, deadline in enumerate(deadlines):
        row = rows.get(deadline.stage.key)
        if row is None:
            row = ObligationStage(key=deadline.stage.key, reminders=0)
            obligation.stages.append(row)
        _fill(row, position, deadline)


def moments_of(obligation: Obligation) -> dict[str, datetime]:
    """The moments that limits count from: as people dated them, or before the first decision as they are proposed."""
    if obligation.state is not ObligationState.PROPOSED:
        return {row.key: row.at for row in obligation.triggers}
    triggers = CATALOGUE[obligation.regime].triggers
    found = {trigger.key: proposed_moment(obligation.incident, trigger) for trigger in triggers}
    return {key: moment for key, moment in found.items() if moment is not None}


def proposed_moment(incident: Incident, trigger: Trigger) -> datetime | None:
    """The incident's clock that is proposed for a moment. The earlier of detected and reported is the safe one."""
    if trigger.proposed == "detected":
        return min(incident.detected_at or incident.reported_at, incident.reported_at)
    return incident.verified_at if trigger.proposed == "verified" else None


def settle(obligation: Obligation) -> None:
    """Move between “due” and “sent”: it is sent once no stage that must be sent is open."""
    complete = not any(stage.open and not stage.optional for stage in obligation.stages)
    if complete:
        obligation.state = advance(OBLIGATION, obligation.state, ObligationVerb.COMPLETED)
    elif obligation.state is ObligationState.SENT:
        obligation.state = advance(OBLIGATION, obligation.state, ObligationVerb.RETRACTED)
    db.session.flush()


def _forget(obligation: Obligation, wanted: set[str]) -> None:
    for row in [row for row in obligation.stages if row.key not in wanted]:
        obligation.stages.remove(row)
        db.session.delete(row)


def _fill(row: ObligationStage, position: int, deadline: Deadline) -> None:
    if (row.due_at, row.since) != (deadline.due_at, deadline.since):
        row.reminders = 0
    row.position, row.open, row.optional = position, deadline.open, deadline.stage.optional
    row.due_at, row.warn_at, row.since = deadline.due_at, deadline.warn_at, deadline.since
    row.expected = deadline.expected
