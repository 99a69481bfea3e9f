"""The AI systems that incidents are about: the entry of the register, and who stated which side of it when."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incidents.domain.register import LINE, Authority, Field, Side
from incidents.models.base import Base, UtcDateTime, one_of, vocabulary
from incidents.models.people import Person, Unit


class System(Base):
    """An AI system. Three owners: value (business), safety (AI department), platform (IT).

    Whose each text is, `domain.register.FIELDS` says. `registered_at` (UTC) is None for systems that were registered
    before readiness was kept: for them its lack is a warning, not a gap in the record.
    """

    __tablename__ = "system"
    __table_args__ = (one_of("authority", Authority),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120), unique=True)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    owner_for_value_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    owner_for_safety_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    owner_for_platform_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    registered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    purpose: Mapped[str] = mapped_column(sa.Text, default="")
    workflow: Mapped[str] = mapped_column(sa.Text, default="")
    users: Mapped[str] = mapped_column(sa.Text, default="")
    decider: Mapped[str] = mapped_column(sa.Text, default="")
    accountable: Mapped[str] = mapped_column(sa.Text, default="")
    quality_thresholds: Mapped[str] = mapped_column(sa.Text, default="")
    drift_thresholds: Mapped[str] = mapped_column(sa.Text, default="")

    authority: Mapped[Authority | None] = mapped_column(vocabulary(Authority))
    may_read: Mapped[str] = mapped_column(sa.Text, default="")
    may_prepare: Mapped[str] = mapped_column(sa.Text, default="")
    may_stage: Mapped[str] = mapped_column(sa.Text, default="")
    may_change: Mapped[str] = mapped_column(sa.Text, default="")
    intervention: Mapped[str] = mapped_column(sa.Text, default="")
    failure_behaviour: Mapped[str] = mapped_column(sa.Text, default="")
    vendor: Mapped[str] = mapped_column(sa.String(LINE), default="")
    model: Mapped[str] = mapped_column(sa.String(LINE), default="")
    version: Mapped[str] = mapped_column(sa.String(LINE), default="")
    vendor_escalation: Mapped[str] = mapped_column(sa.Text, default="")

    platform: Mapped[str] = mapped_column(sa.Text, default="")
    access_scope: Mapped[str] = mapped_column(sa.Text, default="")
    residency: Mapped[str] = mapped_column(sa.Text, default="")
    rollback_plan: Mapped[str] = mapped_column(sa.Text, default="")
    kill_switch: Mapped[str] = mapped_column(sa.Text, default="")
    support_model: Mapped[str] = mapped_column(sa.Text, default="")
    maintenance: Mapped[str] = mapped_column(sa.Text, default="")
    exit_plan: Mapped[str] = mapped_column(sa.Text, default="")

    unit: Mapped[Unit | None] = relationship()
    owner_for_value: Mapped[Person | None] = relationship(foreign_keys=[owner_for_value_id])
    owner_for_safety: Mapped[Person | None] = relationship(foreign_keys=[owner_for_safety_id])
    owner_for_platform: Mapped[Person | None] = relationship(foreign_keys=[owner_for_platform_id])
    statements: Mapped[list["SystemStatement"]] = relationship(order_by="SystemStatement.id")

    @property
    def acts(self) -> bool:
        """Whether it is stated that the system acts by itself."""
        return self.authority is Authority.ACTS

    def stated(self, field: Field) -> str:
        """What the register says, empty where nothing is stated."""
        return str(getattr(self, field.value) or "")

    def statement(self, side: Side) -> "SystemStatement | None":
        """Who stated that side last, and which version it is; None when nobody has."""
        return next((row for row in self.statements if row.side is side), None)

    @property
    def missing(self) -> list[Field]:
        """The fields that nobody has stated."""
        return [field for field in Field if not self.stated(field)]


class SystemStatement(Base):
    """A side of a system's entry. `version` counts savings: whoever saves names the version that they read."""

    __tablename__ = "system_statement"
    __table_args__ = (sa.UniqueConstraint("system_id", "side"), one_of("side", Side))

    id: Mapped[int] = mapped_column(primary_key=True)
    system_id: Mapped[int] = mapped_column(sa.ForeignKey("system.id"))
    side: Mapped[Side] = mapped_column(vocabulary(Side))
    version: Mapped[int] = mapped_column(default=0)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    by: Mapped[Person] = relationship()
