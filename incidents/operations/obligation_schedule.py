"""Keeping the stages of an obligation as its moments and its reports make them. No act of anybody: it only follows."""

from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from incidents.domain.deadlines import Deadline, schedule
from incidents.domain.machine import advance
from incidents.domain.obligations import OBLIGATION, ObligationState, ObligationVerb
from incidents.domain.regimes import CATALOGUE
from incidents.models import Obligation, ObligationStage, Organisation, db


def organisation_zone() -> ZoneInfo:
    """The zone in which days and months are counted: the organisation's."""
    return ZoneInfo(db.session.scalar(sa.select(Organisation.time_zone)) or "UTC")


def reschedule(obligation: Obligation, variant: str) -> None:
    """Compute every stage anew. One whose deadline moved is reminded of again."""
    triggers = {row.key: row.at for row in obligation.triggers}
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


def settle(obligation: Obligation) -> None:
    """Move between «due» and «sent»: it is sent once no stage that must be sent is open."""
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
