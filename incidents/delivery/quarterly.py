"""Drawing and sealing a quarterly report in the worker. Repeating it changes nothing."""

from collections.abc import Callable
from datetime import datetime

from flask import current_app

from incidents.context import Countersign
from incidents.models import QuarterReport, db
from incidents.operations.quarters import record_sealed


def render(report_id: int, clock: Callable[[], datetime]) -> None:
    """Draw, seal and keep the PDF, telling how far it is. Does nothing when that was done already."""
    from reports import quarterly_pdf
    from reports.quarterly import from_json

    own: Countersign = current_app.extensions["countersign"]
    report = db.session.get_one(QuarterReport, report_id)
    if report.sha256 is not None:
        return
    packet = from_json(report.packet.encode())
    drawn = quarterly_pdf.render(packet, lambda percent, step: _tell(report_id, percent, step))
    sealed = quarterly_pdf.seal(drawn, packet, own.authority.seal_signer(), at=packet.frozen_at)
    report = db.session.get_one(QuarterReport, report_id, populate_existing=True, with_for_update=True)
    record_sealed(report, sealed, own.store, clock())


def give_up(report_id: int, error: str) -> None:
    """Say on the page that it could not be made."""
    report = db.session.get_one(QuarterReport, report_id)
    report.step, report.error = "The report could not be made", error


def _tell(report_id: int, percent: int, step: str) -> None:
    report = db.session.get_one(QuarterReport, report_id)
    report.percent, report.step = percent, step
    db.session.commit()
