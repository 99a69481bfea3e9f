"""Loading through access: what a person may not see does not exist, so the answer is 404."""

import sqlalchemy as sa
from flask import abort, request
from sqlalchemy.orm import joinedload

from incidents.access import readable_by, visible_to
from incidents.models import Evidence, Incident, Review, Task, db
from incidents.web.edge import READING, me


def incident(reference: str) -> Incident:
    """The incident `AI-42`, if the person may see it. Writing requests lock its row, so they follow each other."""
    number = reference.removeprefix("AI-")
    if not (reference.startswith("AI-") and number.isascii() and number.isdecimal() and len(number) < 10):  # noqa: PLR2004
        abort(404)
    query = sa.select(Incident).where(Incident.id == int(number), visible_to(me()))
    query = query.options(joinedload(Incident.system), joinedload(Incident.reporter))
    if request.method not in READING:
        query = query.with_for_update(of=Incident)
    return db.session.scalar(query) or abort(404)


def task(number: int) -> Task:
    """A task, through its incident."""
    found = db.session.get(Task, number) or abort(404)
    incident(found.incident.reference)
    db.session.refresh(found)
    return found


def evidence(number: int) -> Evidence:
    """A piece of evidence, through its incident."""
    found = db.session.get(Evidence, number) or abort(404)
    incident(found.incident.reference)
    return found


def review(reference: str, revision: int | None = None) -> Review:
    """A revision of an incident's review, the newest by default."""
    of = incident(reference)
    query = sa.select(Review).where(Review.incident_id == of.id).order_by(Review.revision.desc()).limit(1)
    if revision is not None:
        query = query.where(Review.revision == revision)
    return db.session.scalar(query) or abort(404)


def published(reference: str, revision: int | None = None) -> Review:
    """A published report that the person may read, the newest by default."""
    number = reference.removeprefix("AI-")
    if not (number.isascii() and number.isdecimal() and len(number) < 10):  # noqa: PLR2004
        abort(404)
    query = sa.select(Review).join(Incident).where(Incident.id == int(number), readable_by(me()))
    if revision is not None:
        query = query.where(Review.revision == revision)
    return db.session.scalar(query.order_by(Review.revision.desc()).limit(1)) or abort(404)
