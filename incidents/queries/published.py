"""Published reports, for the command line."""

import sqlalchemy as sa

from incidents.domain.review import ReviewState
from incidents.models import Incident, Rendering, Review, db


def published_references() -> list[str]:
    """The references of incidents with a published report, oldest first."""
    query = sa.select(Incident).where(Incident.published_revision.is_not(None)).order_by(Incident.id)
    return [incident.reference for incident in db.session.scalars(query)]


def published_file(reference: str, revision: int | None = None) -> str | None:
    """The SHA-256 of a published PDF in the store, of the newest revision by default; None when there is none."""
    number = reference.upper().removeprefix("AI-")
    if not (number.isascii() and number.isdecimal() and len(number) < 10):  # noqa: PLR2004 - longer fits no key
        return None
    query = (
        sa.select(Rendering.sha256)
        .join(Review)
        .where(Review.incident_id == int(number), Review.state == ReviewState.PUBLISHED)
        .order_by(Review.revision.desc())
        .limit(1)
    )
    if revision is not None:
        query = query.where(Review.revision == revision)
    return db.session.scalar(query)
