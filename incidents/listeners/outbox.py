"""What the worker must do afterwards, asked for in the same transaction."""

from incidents.domain.events import (
    Event,
    PreviewAsked,
    QuarterRequested,
    ReportSealed,
    ReportSigned,
    ReviewFrozen,
    RunAsked,
    SigningIdentityRevoked,
)
from incidents.models import OutboxRow, db
from incidents.models.outbox import WAKE

RENDER = "render_report"
PREVIEW = "preview_report"
RUN_CASES = "run_cases"
RENDER_QUARTER = "render_quarter"
TIME_STAMP = "time_stamp_report"
TELL_REVOKED = "tell_revoked"


def ask_the_worker(event: Event) -> None:
    """Put a row into the outbox for each event that leaves work behind."""
    if isinstance(event, ReviewFrozen):
        _ask(RENDER, f"{RENDER}:{event.review_id}", event.review_id, event)
    elif isinstance(event, ReportSealed | ReportSigned) and event.stamp_review_id is not None:
        _ask(TIME_STAMP, f"{TIME_STAMP}:{event.sha256}", event.stamp_review_id, event)
    elif isinstance(event, PreviewAsked):
        _ask(PREVIEW, f"{PREVIEW}:{event.preview_id}:{event.at.isoformat()}", event.preview_id, event)
    elif isinstance(event, RunAsked):
        _ask(RUN_CASES, f"{RUN_CASES}:{event.run_id}:{event.attempt}", event.run_id, event)
    elif isinstance(event, QuarterRequested):
        _ask(RENDER_QUARTER, f"{RENDER_QUARTER}:{event.report_id}", event.report_id, event)
    elif isinstance(event, SigningIdentityRevoked):
        _ask(TELL_REVOKED, f"{TELL_REVOKED}:{event.certificate}", event.person_id, event)


def _ask(kind: str, key: str, subject_id: int, event: Event) -> None:
    db.session.add(OutboxRow(kind=kind, key=key, subject_id=subject_id, due_at=event.at))
    db.session.info[WAKE] = True
