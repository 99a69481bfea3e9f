"""The curated timeline beside the append-only feed."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from incidents.domain.vocabulary import Lane
from incidents.models.base import Base, UtcDateTime, one_of, vocabulary


class TimelineEntry(Base):
    """A row of the timeline. Gathered from the record, or written by hand; `pinned` ones stand in the report."""

    __tablename__ = "timeline_entry"
    __table_args__ = (one_of("lane", Lane), sa.Index("ix_timeline_entry_incident", "incident_id", "at", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(sa.ForeignKey("incident.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    lane: Mapped[Lane] = mapped_column(vocabulary(Lane))
    text: Mapped[str] = mapped_column(sa.Text)
    source: Mapped[str] = mapped_column(sa.String(200))
    by_hand: Mapped[bool] = mapped_column(default=False)
    pinned: Mapped[bool] = mapped_column(default=True)
