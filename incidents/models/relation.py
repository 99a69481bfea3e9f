"""How incidents belong together. A removed relation stays as a row: who removed it, when and why."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incidents.domain.relation import RelationKind
from incidents.models.action import Action
from incidents.models.base import Base, UtcDateTime, one_of, vocabulary
from incidents.models.incident import Incident
from incidents.models.people import Person


class Relation(Base):
    """`incident` is a duplicate of, a recurrence of, or related to `other`. `action` should have prevented it."""

    __tablename__ = "relation"
    __table_args__ = (
        one_of("kind", RelationKind),
        sa.CheckConstraint("incident_id <> other_id", name="not_of_itself"),
        sa.CheckConstraint("(removed_at IS NULL) = (removed_by_id IS NULL)", name="removed_by_somebody"),
        sa.Index(
            "uq_relation_standing",
            "incident_id",
            "other_id",
            "kind",
            unique=True,
            sqlite_where=sa.text("removed_at IS NULL"),
            postgresql_where=sa.text("removed_at IS NULL"),
        ),
        sa.Index("ix_relation_other", "other_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(sa.ForeignKey("incident.id"))
    other_id: Mapped[int] = mapped_column(sa.ForeignKey("incident.id"))
    kind: Mapped[RelationKind] = mapped_column(vocabulary(RelationKind))
    action_id: Mapped[int | None] = mapped_column(sa.ForeignKey("action.id"), index=True)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_reason: Mapped[str] = mapped_column(sa.Text, default="")

    incident: Mapped[Incident] = relationship(foreign_keys=[incident_id])
    other: Mapped[Incident] = relationship(foreign_keys=[other_id])
    action: Mapped[Action | None] = relationship()
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    removed_by: Mapped[Person | None] = relationship(foreign_keys=[removed_by_id])
