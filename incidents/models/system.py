"""The AI systems that incidents are about."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incidents.models.base import Base
from incidents.models.people import Person, Unit


class System(Base):
    """An AI system. Three owners: value (business), safety (AI department), platform (IT)."""

    __tablename__ = "system"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120), unique=True)
    purpose: Mapped[str] = mapped_column(sa.Text, default="")
    vendor: Mapped[str] = mapped_column(sa.String(120), default="")
    model: Mapped[str] = mapped_column(sa.String(120), default="")
    acts: Mapped[bool] = mapped_column(default=False)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    owner_for_value_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    owner_for_safety_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    owner_for_platform_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))

    unit: Mapped[Unit | None] = relationship()
    owner_for_value: Mapped[Person | None] = relationship(foreign_keys=[owner_for_value_id])
    owner_for_safety: Mapped[Person | None] = relationship(foreign_keys=[owner_for_safety_id])
    owner_for_platform: Mapped[Person | None] = relationship(foreign_keys=[owner_for_platform_id])
