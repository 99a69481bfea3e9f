"""Drawing and sealing the PDF of a frozen review. Repeating it changes nothing."""

from collections.abc import Callable
from datetime import datetime

from flask import current_app

from incidents.context import Countersign
from incidents.domain.review import ReviewState
from incidents.models import Review, db
from incidents.operations.signing import record_sealed


def render(review_id: int, clock: Callable[[], datetime]) -> None:
    """Render, seal and keep the PDF, telling how far it is. Does nothing when it is sealed already, or withdrawn."""
    from reports.packet import from_json
    from reports.pdf import render as draw
    from reports.sign import seal

    own: Countersign = current_app.extensions["countersign"]
    review = db.session.get_one(Review, review_id)
    if review.state is not ReviewState.READY or review.packet is None or review.frozen_at is None:
        return
    packet, frozen_at = from_json(review.packet.encode()), review.frozen_at
    db.session.rollback()  # drawing takes seconds, and nobody is to wait for the transaction that read the packet
    pdf = draw(packet, lambda percent, step: _tell(review_id, percent * 9 // 10, step))
    _tell(review_id, 92, "Sealing for the organisation")
    to_stamp = bool(own.settings.time_stamp_url)
    sealed = seal(pdf, own.authority.seal_signer(), at=frozen_at, room=to_stamp)
    review = db.session.get_one(Review, review_id, populate_existing=True, with_for_update=True)
    if review.state is ReviewState.READY:
        record_sealed(review, sealed, own.store, clock(), to_stamp=to_stamp)


def give_up(review_id: int, error: str) -> None:
    """Say on the page that the report could not be rendered, and that withdrawing it is the way on."""
    rendering = db.session.get_one(Review, review_id).rendering
    if rendering is not None:
        rendering.step, rendering.error = "The report could not be rendered", error


def _tell(review_id: int, percent: int, step: str) -> None:
    rendering = db.session.get_one(Review, review_id).rendering
    if rendering is not None:
        rendering.percent, rendering.step = percent, step
    db.session.commit()
