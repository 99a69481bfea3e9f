"""What people say about a section of a review: texts that they suggest for it, and comments on it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incidents.domain.suggestion import SuggestionState
from incidents.models.base import Base, UtcDateTime, one_of, vocabulary
from incidents.models.people import Person
from incidents.models.review import Review, ReviewSection


class SectionSuggestion(Base):
    """A text for a section, written upon `base`, which was its text at `version`.

    `kept` is one that crossed with somebody else's when it was saved; a person has one of them open a section at most.
    """

    __tablename__ = "section_suggestion"
    __table_args__ = (
        one_of("state", SuggestionState),
        sa.CheckConstraint("(state = 'open') = (settled_at IS NULL)", name="settled_has_a_time"),
        sa.CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled_by_somebody"),
        sa.CheckConstraint("state <> 'declined' OR word <> ''", name="declined_with_a_word"),
        sa.Index(
            "uq_section_suggestion_kept",
            "section_id",
            "by_id",
            unique=True,
            sqlite_where=sa.text("kept AND state = 'open'"),
            postgresql_where=sa.text("kept AND state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(sa.ForeignKey("review_section.id"), index=True)
    base: Mapped[str] = mapped_column(sa.Text)
    body: Mapped[str] = mapped_column(sa.Text)
    version: Mapped[int]
    kept: Mapped[bool] = mapped_column(default=False)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[SuggestionState] = mapped_column(vocabulary(SuggestionState), default=SuggestionState.OPEN)
    settled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    word: Mapped[str] = mapped_column(sa.Text, default="")

    section: Mapped[ReviewSection] = relationship()
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    settled_by: Mapped[Person | None] = relationship(foreign_keys=[settled_by_id])

    @property
    def review(self) -> Review:
        """The revision that it is for."""
        return self.section.review


class SectionComment(Base):
    """What somebody said about a section while it was drafted. Never edited; resolved, and reopened."""

    __tablename__ = "section_comment"
    __table_args__ = (
        sa.CheckConstraint("(resolved_at IS NULL) = (resolved_by_id IS NULL)", name="resolved_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(sa.ForeignKey("review_section.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    text: Mapped[str] = mapped_column(sa.Text)
    resolved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    section: Mapped[ReviewSection] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    resolved_by: Mapped[Person | None] = relationship(foreign_keys=[resolved_by_id])
