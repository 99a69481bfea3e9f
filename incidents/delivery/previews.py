"""Drawing the preview of a review: by the renderer of the report itself, and neither sealed nor signed."""

from collections.abc import Callable
from datetime import datetime

from incidents.models import ReviewPreview, db
from incidents.operations.previews import MARK


def render(preview_id: int, clock: Callable[[], datetime]) -> None:  # noqa: ARG001 - as every handler is called
    """Draw and keep the newest preview, telling how far it is. Does nothing when it is drawn already."""
    from reports.packet import from_json
    from reports.pdf import render as draw

    preview = db.session.get_one(ReviewPreview, preview_id)
    if not preview.under_way:
        return
    packet, as_of = from_json(preview.packet.encode()), preview.as_of
    db.session.rollback()  # drawing takes seconds, and nobody is to wait for the transaction that read the packet
    pdf = draw(packet, lambda percent, step: _tell(preview_id, percent, step), MARK)
    preview = db.session.get_one(ReviewPreview, preview_id, populate_existing=True, with_for_update=True)
    if preview.as_of == as_of:
        preview.pdf, preview.pdf_as_of, preview.percent, preview.step = pdf, as_of, 100, "Drawn"


def give_up(preview_id: int, error: str) -> None:
    """Say on the page that it could not be drawn."""
    preview = db.session.get_one(ReviewPreview, preview_id)
    preview.step, preview.error = "The preview could not be drawn", error


def _tell(preview_id: int, percent: int, step: str) -> None:
    preview = db.session.get_one(ReviewPreview, preview_id)
    preview.percent, preview.step = min(percent, 99), step
    db.session.commit()
