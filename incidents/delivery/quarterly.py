"""Drawing and sealing a quarterly report in the worker. Repeating it changes nothing."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from flask import current_app

from incidents.context import Countersign
from incidents.models import QuarterReport, db
from incidents.operations.quarters import record_sealed
from incidents.operations.revocation import current_list

log = logging.getLogger(__name__)


def render(report_id: int, clock: Callable[[], datetime]) -> None:
    """Draw, seal and keep the PDF, telling how far it is. Does nothing when that was done already."""
    from reports import quarterly_pdf
    from reports.quarterly import from_json

    own: Countersign = current_app.extensions["countersign"]
    report = db.session.get_one(QuarterReport, report_id)
    if report.sha256 is not None:
        return
    packet = from_json(report.packet.encode())
    room = bool(own.settings.time_stamp_url)
    drawn = quarterly_pdf.render(packet, lambda percent, step: _tell(report_id, percent, step))
    sealed = quarterly_pdf.seal(drawn, packet, own.authority.seal_signer(), at=packet.frozen_at, room=room)
    if room:
        _tell(report_id, 95, "Asking for a time-stamp")
        sealed = _lasting(sealed, own, clock())
    report = db.session.get_one(QuarterReport, report_id, populate_existing=True, with_for_update=True)
    record_sealed(report, sealed, own.store, clock())


def _lasting(sealed: bytes, own: Countersign, at: datetime) -> bytes:
    """The sealed file made to last; as it is where the authority gives no time-stamp, as nobody waits for a quarter."""
    from reports import archive, stamps

    authority, trust = own.time_authority(), replace(own.trust, revocation_lists=(current_list(own.authority, at),))
    db.session.commit()
    assert authority is not None, "its address is set"  # noqa: S101
    try:
        return archive.extend(stamps.stamp_last(sealed, authority), authority, trust)
    except stamps.Unavailable as problem:
        log.warning("A quarterly report has no time-stamp: %s", problem)
        return sealed


def give_up(report_id: int, error: str) -> None:
    """Say on the page that it could not be made."""
    report = db.session.get_one(QuarterReport, report_id)
    report.step, report.error = "The report could not be made", error


def _tell(report_id: int, percent: int, step: str) -> None:
    report = db.session.get_one(QuarterReport, report_id)
    report.percent, report.step = percent, step
    db.session.commit()
