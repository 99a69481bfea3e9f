"""The organisation that this instance belongs to. One row, or none on an empty home."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from incidents.models.base import Base, UtcDateTime


class Organisation(Base):
    """Name, founding and whether everything here is a demonstration. `time_zone` is printed in reports (IANA name)."""

    __tablename__ = "organisation"
    __table_args__ = (sa.CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    name: Mapped[str] = mapped_column(sa.String(120))
    demo: Mapped[bool] = mapped_column(default=False)
    time_zone: Mapped[str] = mapped_column(sa.String(60), default="UTC")
    founded_at: Mapped[datetime] = mapped_column(UtcDateTime)
