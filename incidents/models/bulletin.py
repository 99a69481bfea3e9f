"""Guidance bulletins, the units that they address, and their acknowledgements."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incidents.domain.bulletin import BulletinState
from incidents.models.base import Base, UtcDateTime, one_of, vocabulary
from incidents.models.people import Person, Unit
from incidents.models.system import System
from incidents.models.task import Task

FOLLOWS = sa.text("state <> 'withdrawn'")


class Bulletin(Base):
    """One revision of a piece of guidance. Without a system it is about all of them; `for_all` addresses every unit.

    `version` counts the saves of a draft, so that a second writer cannot overwrite a first unseen.
    """

    __tablename__ = "bulletin"
    __table_args__ = (
        one_of("state", BulletinState),
        sa.CheckConstraint(
            "state NOT IN ('published', 'superseded') OR published_at IS NOT NULL", name="published_has_a_time"
        ),
        sa.CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn_has_a_time"),
        sa.Index(
            "uq_bulletin_supersedes", "supersedes_id", unique=True, sqlite_where=FOLLOWS, postgresql_where=FOLLOWS
        ),
        sa.Index("ix_bulletin_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    body: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[BulletinState] = mapped_column(vocabulary(BulletinState), default=BulletinState.DRAFT)
    revision: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)
    for_all: Mapped[bool] = mapped_column(default=False)
    system_id: Mapped[int | None] = mapped_column(sa.ForeignKey("system.id"), index=True)
    task_id: Mapped[int | None] = mapped_column(sa.ForeignKey("task.id"), index=True)
    supersedes_id: Mapped[int | None] = mapped_column(sa.ForeignKey("bulletin.id"))
    written_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawal_reason: Mapped[str] = mapped_column(sa.Text, default="")

    system: Mapped[System | None] = relationship()
    task: Mapped[Task | None] = relationship()
    supersedes: Mapped["Bulletin | None"] = relationship(remote_side="Bulletin.id")
    written_by: Mapped[Person] = relationship(foreign_keys=[written_by_id])
    published_by: Mapped[Person | None] = relationship(foreign_keys=[published_by_id])
    withdrawn_by: Mapped[Person | None] = relationship(foreign_keys=[withdrawn_by_id])
    units: Mapped[list[Unit]] = relationship(secondary="bulletin_unit", order_by=Unit.name)
    acknowledgements: Mapped[list["BulletinAcknowledgement"]] = relationship(
        back_populates="bulletin", order_by="BulletinAcknowledgement.id"
    )

    def addresses(self, unit_id: int | None) -> bool:
        """Whether a unit is meant to read it."""
        return unit_id is not None and (self.for_all or any(unit.id == unit_id for unit in self.units))

    def acknowledgement_of(self, unit_id: int | None) -> "BulletinAcknowledgement | None":
        """What somebody of that unit gave for it, if anybody has."""
        return next((given for given in self.acknowledgements if given.unit_id == unit_id), None)


class BulletinUnit(Base):
    """A unit that a bulletin addresses by name."""

    __tablename__ = "bulletin_unit"
    __table_args__ = (sa.UniqueConstraint("bulletin_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bulletin_id: Mapped[int] = mapped_column(sa.ForeignKey("bulletin.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)


class BulletinAcknowledgement(Base):
    """Somebody of a unit acknowledged a revision for the unit, perhaps with a question to the AI department."""

    __tablename__ = "bulletin_acknowledgement"
    __table_args__ = (sa.UniqueConstraint("bulletin_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bulletin_id: Mapped[int] = mapped_column(sa.ForeignKey("bulletin.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    question: Mapped[str] = mapped_column(sa.Text, default="")

    bulletin: Mapped[Bulletin] = relationship(back_populates="acknowledgements")
    unit: Mapped[Unit] = relationship()
    person: Mapped[Person] = relationship()
