"""The preview of a review that is being drafted."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incidents.models.base import Base, UtcDateTime
from incidents.models.people import Person
from incidents.models.review import Review


class ReviewPreview(Base):
    """The newest preview of a revision: its content as of `as_of`, and how far the worker is with the PDF.

    The file stands here and not in the store, so that each preview takes the place of the one before and goes with it.
    """

    __tablename__ = "review_preview"

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(sa.ForeignKey("review.id"), unique=True)
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    as_of: Mapped[datetime] = mapped_column(UtcDateTime)
    packet: Mapped[str] = mapped_column(sa.Text, deferred=True)
    percent: Mapped[int] = mapped_column(default=0)
    step: Mapped[str] = mapped_column(sa.String(120), default="Waiting for the worker")
    error: Mapped[str] = mapped_column(sa.Text, default="")
    pdf: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)
    pdf_as_of: Mapped[datetime | None] = mapped_column(UtcDateTime)

    review: Mapped[Review] = relationship()
    asked_by: Mapped[Person] = relationship()

    @property
    def under_way(self) -> bool:
        """Whether the worker is still to draw it."""
        return self.pdf_as_of != self.as_of and not self.error
