"""What is still open around the sections of one revision goes on in the next."""

import sqlalchemy as sa

from incidents.domain.suggestion import SuggestionState
from incidents.models import Review, ReviewSection, SectionComment, SectionSuggestion, db


def carry_over(before: Review, review: Review) -> None:
    """Copy open comments and suggestions. The earlier revision keeps its own, as the record of it."""
    sections = {section.section: section for section in review.sections}
    for said in _open_comments(before):
        section = sections[said.section.section]
        db.session.add(SectionComment(section=section, person_id=said.person_id, at=said.at, text=said.text))
    for row in _open_suggestions(before):
        section = sections[row.section.section]
        copy = {"by_id": row.by_id, "at": row.at, "base": row.base, "body": row.body, "kept": row.kept}
        db.session.add(SectionSuggestion(section=section, version=section.version, **copy))


def _open_comments(review: Review) -> sa.ScalarResult[SectionComment]:
    query = sa.select(SectionComment).join(ReviewSection, ReviewSection.id == SectionComment.section_id)
    query = query.where(ReviewSection.review_id == review.id, SectionComment.resolved_at.is_(None))
    return db.session.scalars(query.order_by(SectionComment.id))


def _open_suggestions(review: Review) -> sa.ScalarResult[SectionSuggestion]:
    query = sa.select(SectionSuggestion).join(ReviewSection, ReviewSection.id == SectionSuggestion.section_id)
    query = query.where(ReviewSection.review_id == review.id, SectionSuggestion.state == SuggestionState.OPEN)
    return db.session.scalars(query.order_by(SectionSuggestion.id))
