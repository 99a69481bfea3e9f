"""Quarterly reports: the frozen figures, and how far the worker is with their PDF."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incidents.models.base import Base, UtcDateTime
from incidents.models.people import Person


class QuarterReport(Base):
    """One edition of a quarter's report. `packet` is canonical JSON, `digest` its SHA-256, `sha256` the sealed file's.

    `quarter` reads `2026-Q3`; `percent` runs from 0 to 100; `requested_by` is None where the command line asked.
    """

    __tablename__ = "quarter_report"
    __table_args__ = (
        sa.UniqueConstraint("quarter", "edition"),
        sa.CheckConstraint("(sha256 IS NULL) = (sealed_at IS NULL)", name="sealed_at_a_time"),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name="percent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    quarter: Mapped[str] = mapped_column(sa.String(7))
    edition: Mapped[int]
    preliminary: Mapped[bool]
    requested_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    packet: Mapped[str] = mapped_column(sa.Text, deferred=True)
    digest: Mapped[str] = mapped_column(sa.String(64))
    percent: Mapped[int] = mapped_column(default=0)
    step: Mapped[str] = mapped_column(sa.String(120), default="Waiting for the worker")
    error: Mapped[str] = mapped_column(sa.Text, default="")
    sha256: Mapped[str | None] = mapped_column(sa.String(64))
    size: Mapped[int | None]
    sealed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    requested_by: Mapped[Person | None] = relationship()

    @property
    def waiting(self) -> bool:
        """Whether the worker still has to make it."""
        return self.sha256 is None and not self.error
