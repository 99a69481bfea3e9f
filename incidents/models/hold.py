"""The evidence hold: what was sealed, by whom, when. Rows are only added."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incidents.domain.hold import HoldItem, HoldState
from incidents.models.base import Base, UtcDateTime, one_of, vocabulary
from incidents.models.evidence import Evidence
from incidents.models.incident import Incident
from incidents.models.people import Person


class HoldEntry(Base):
    """One sealing, supply or “not applicable” of an item. The newest of an item and round counts; older ones stay.

    `note` is what was sealed in words, or why the item does not apply. `reason` says why something sealed was sealed
    again. `sha256` is `domain.hold.digest` of the entry. `round` counts reopenings. Triggers refuse every change.
    """

    __tablename__ = "hold_entry"
    __table_args__ = (
        one_of("item", HoldItem),
        one_of("state", HoldState),
        sa.CheckConstraint("note <> '' OR evidence_id IS NOT NULL", name="something_is_sealed"),
        sa.CheckConstraint("state <> 'not_applicable' OR note <> ''", name="absence_has_a_reason"),
        sa.Index("ix_hold_entry_incident", "incident_id", "round", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(sa.ForeignKey("incident.id"))
    round: Mapped[int]
    item: Mapped[HoldItem] = mapped_column(vocabulary(HoldItem))
    state: Mapped[HoldState] = mapped_column(vocabulary(HoldState))
    note: Mapped[str] = mapped_column(sa.Text, default="")
    evidence_id: Mapped[int | None] = mapped_column(sa.ForeignKey("evidence.id"))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    supplied_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    incident: Mapped[Incident] = relationship()
    evidence: Mapped[Evidence | None] = relationship()
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    supplied_by: Mapped[Person | None] = relationship(foreign_keys=[supplied_by_id])
