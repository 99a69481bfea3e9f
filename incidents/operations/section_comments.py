"""Comments on a section of a review. They warn before it is marked ready, and keep nobody from it."""

from datetime import datetime
from typing import Any

from incidents.access import Act, require
from incidents.domain import events, text
from incidents.domain.errors import NotPossibleNow
from incidents.models import Person, ReviewSection, SectionComment, db
from incidents.operations.reviews import common, drafting
from incidents.signals import publish


def comment(actor: Person, section: ReviewSection, body: str, at: datetime) -> SectionComment:
    """Say something about a section."""
    require(actor, Act.DISCUSS_SECTION, section)
    drafting(section.review)
    said = text.required("text", body, "something to say", text.REASON_LENGTH)
    row = SectionComment(section=section, person=actor, text=said, at=at)
    db.session.add(row)
    db.session.flush()
    publish(events.SectionCommented(**_told(actor, row, at), sha256=text.digest(said)))
    return row


def resolve(actor: Person, said: SectionComment, at: datetime) -> None:
    """Say that it is dealt with. Anybody of the two departments can, and can reopen it."""
    _discussed(actor, said)
    if said.resolved_at is not None:
        raise NotPossibleNow("This comment was resolved already.")
    said.resolved_by, said.resolved_at = actor, at
    publish(events.CommentResolved(**_told(actor, said, at), by=said.person.name))


def reopen(actor: Person, said: SectionComment, at: datetime) -> None:
    """Say that it is not dealt with after all."""
    _discussed(actor, said)
    if said.resolved_at is None:
        raise NotPossibleNow("This comment is open already.")
    said.resolved_by, said.resolved_at = None, None
    publish(events.CommentReopened(**_told(actor, said, at), by=said.person.name))


def _discussed(actor: Person, said: SectionComment) -> None:
    require(actor, Act.DISCUSS_SECTION, said.section)
    drafting(said.section.review)


def _told(actor: Person, row: SectionComment, at: datetime) -> dict[str, Any]:
    return {**common(actor, row.section.review, at), "section": row.section.section, "comment_id": row.id}
