"""Saved views of the queue."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incidents.domain.queue import VIEW_NAME_LENGTH, Audience
from incidents.models.base import Base, UtcDateTime, one_of, vocabulary
from incidents.models.people import Person


class SavedView(Base):
    """Filters, columns and sort that a person keeps under a name, and who else may open them.

    `query` is the query string of the queue's address, made anew from what was understood of it: it names nothing but
    filters, and opens nothing that its reader may not see.
    """

    __tablename__ = "saved_view"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "name"),
        one_of("audience", Audience),
        sa.Index("ix_saved_view_audience", "audience", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(sa.String(VIEW_NAME_LENGTH))
    audience: Mapped[Audience] = mapped_column(vocabulary(Audience))
    query: Mapped[str] = mapped_column(sa.Text, default="")
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship()
