"""Who watches an incident, who has muted it, and whom a comment names."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from incidents.domain.notices import Attention
from incidents.models.base import Base, UtcDateTime, one_of, vocabulary


class Watch(Base):
    """What a person wants of an incident. Who stopped watching has a row, so that nothing makes them watch again."""

    __tablename__ = "watch"
    __table_args__ = (one_of("attention", Attention),)

    incident_id: Mapped[int] = mapped_column(sa.ForeignKey("incident.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True, index=True)
    attention: Mapped[Attention] = mapped_column(vocabulary(Attention))
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class Mention(Base):
    """A person whom a comment names, and who saw the incident when it was written."""

    __tablename__ = "mention"

    comment_id: Mapped[int] = mapped_column(sa.ForeignKey("comment.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True, index=True)
