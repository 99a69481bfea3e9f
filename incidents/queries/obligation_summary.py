"""Reporting obligations as the report prints them: frozen values, no rows."""

from dataclasses import dataclass
from datetime import datetime

from incidents.models import Incident
from incidents.queries.obligations import ObligationView, StageView, board_of


@dataclass(frozen=True, slots=True)
class StageSummary:
    """One report of a regime. `rule` is the deadline in words, `proof` a file with its hash, or a note."""

    name: str
    rule: str
    due_at: datetime | None
    at_once_since: datetime | None
    sent_at: datetime | None
    recipient: str
    reference: str
    proof: str
    open: bool


@dataclass(frozen=True, slots=True)
class ObligationSummary:
    """One obligation: `due_at` is the next open end, `sent_at` the last report. `catalogue` is its day (ISO 8601)."""

    regime: str
    title: str
    case: str
    state: str
    rationale: str
    owner: str
    decided_by: str
    decided_at: datetime | None
    due_at: datetime | None
    sent_at: datetime | None
    stages: tuple[StageSummary, ...]
    catalogue: str
    source: str


def of(incident: Incident) -> tuple[ObligationSummary, ...]:
    """The obligations on an incident's list, in the catalogue's order, with how each was assessed."""
    return tuple(_summary(view) for view in board_of(incident).views)


def _summary(view: ObligationView) -> ObligationSummary:
    obligation, regime = view.obligation, view.regime
    applies = obligation.state.value in ("due", "sent")
    sent = [report.sent_at for stage in view.stages for report in stage.reports]
    return ObligationSummary(
        regime=regime.name,
        title=regime.title,
        case=regime.variant_label(obligation.variant) if applies else "",
        state=obligation.state.label,
        rationale=obligation.rationale or obligation.because,
        owner=obligation.owner.name if applies and obligation.owner else "",
        decided_by=obligation.decided_by.name if obligation.decided_by else "",
        decided_at=obligation.decided_at,
        due_at=view.next.row.due_at if applies and view.next else None,
        sent_at=max(sent, default=None),
        stages=tuple(_stage(stage) for stage in view.stages) if applies else (),
        catalogue=obligation.catalogue,
        source=regime.source,
    )


def _stage(stage: StageView) -> StageSummary:
    last = stage.reports[-1] if stage.reports else None
    proof = f"{last.proof.name}, SHA-256 {last.proof.sha256}" if last and last.proof else (last.note if last else "")
    return StageSummary(
        name=stage.words.name,
        rule=stage.words.rule,
        due_at=stage.row.due_at,
        at_once_since=stage.row.since,
        sent_at=stage.sent_at,
        recipient=last.recipient if last else "",
        reference=last.reference if last else "",
        proof=proof,
        open=stage.row.open,
    )
