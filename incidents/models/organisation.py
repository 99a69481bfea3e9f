"""The organisation that this instance belongs to. One row, or none on an empty home."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from incidents.domain.confirmation import DAYS
from incidents.domain.cost import CURRENCY
from incidents.models.base import Base, UtcDateTime


class Organisation(Base):
    """Name, founding and whether everything here is a demonstration. `time_zone` is printed in reports (IANA name).

    `confirmation_days` is how long a unit has to say whether a fix holds, in days of 24 hours. `currency` is that of
    costs (ISO 4217). `signs_unstamped`: when no time-stamp can be had, signing goes on without one.
    """

    __tablename__ = "organisation"
    __table_args__ = (sa.CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    name: Mapped[str] = mapped_column(sa.String(120))
    demo: Mapped[bool] = mapped_column(default=False)
    time_zone: Mapped[str] = mapped_column(sa.String(60), default="UTC")
    confirmation_days: Mapped[int] = mapped_column(default=DAYS, server_default=str(DAYS))
    currency: Mapped[str] = mapped_column(sa.String(3), default=CURRENCY, server_default=CURRENCY)
    signs_unstamped: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    founded_at: Mapped[datetime] = mapped_column(UtcDateTime)
