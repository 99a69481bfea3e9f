"""Previews of a review that is being drafted: the very report, marked as what it is."""

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from incidents.access import Act, require
from incidents.domain import events
from incidents.domain.review import ReviewState
from incidents.models import Person, Review, ReviewPreview, db
from incidents.operations.reviews import common, drafting
from incidents.queries.packet import gather
from incidents.signals import publish

MARK = "PREVIEW: a draft, not frozen, not signed"
"""Stands on the cover and on every page."""


def of(review: Review) -> ReviewPreview | None:
    """The newest preview of a revision that is being drafted, if anybody asked for one."""
    if review.state is not ReviewState.DRAFTING:
        return None
    return db.session.scalar(sa.select(ReviewPreview).where(ReviewPreview.review_id == review.id))


def ask(actor: Person, review: Review, at: datetime) -> ReviewPreview:
    """Ask the worker for a preview of the content as it stands. One that is under way is waited for instead."""
    from reports.packet import to_json

    require(actor, Act.READ_REVIEW, review)
    drafting(review)
    preview = of(review) or ReviewPreview(review=review)
    if preview.id is not None and preview.under_way:
        return preview
    packet = replace(gather(review, at), classification=MARK)
    preview.asked_by, preview.as_of, preview.packet = actor, at, to_json(packet).decode()
    preview.percent, preview.step, preview.error = 0, "Waiting for the worker", ""
    db.session.add(preview)
    db.session.flush()
    publish(events.PreviewAsked(**common(actor, review, at), preview_id=preview.id))
    return preview
